import { useState } from "react";
import { faultsOf, requestOf, type Draft, type Faults } from "./draft";

/** A connection's form: what is in it, what is wrong with it once somebody tried. */
export function useForm(start: Draft, kept: boolean) {
  const [draft, setDraft] = useState(start);
  const [tried, setTried] = useState(false);
  const found = faultsOf(draft, kept);
  const shown: Faults = tried ? found : {};
  return {
    draft,
    faults: shown,
    change: (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part })),
    /** Does it where nothing is wrong. */
    attempt: (act: (asked: ReturnType<typeof requestOf>) => void) => {
      setTried(true);
      if (Object.keys(found).length === 0) act(requestOf(draft));
    },
  };
}

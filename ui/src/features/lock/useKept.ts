import { useEffect, useRef } from "react";
import type { KeptDraft } from "~/generated/KeptDraft";
import { useAct } from "~/platform/ask";
import { begins, isThrownAway, keeper } from "./keepers";

/** So long after the last key what is typed is kept. */
const REST = 800;

interface Form {
  place: string;
  patient: string;
  title: string;
  /** What was kept of it when it opened. */
  kept: KeptDraft | null;
}

/**
 * Keeps what is typed in a form in the encrypted store, while it is typed and before the window locks. `content` is
 * null as long as there is nothing worth keeping.
 */
export function useKept({ place, patient, title, kept }: Form, content: string | null) {
  const keep = useAct("keep_draft");
  const drop = useAct("drop_draft");
  const onDisk = useRef<string | null>(kept?.content ?? null);
  const over = useRef(false);
  const write = async (now: string | null) => {
    if (over.current || isThrownAway(place) || onDisk.current === now) return;
    const before = onDisk.current;
    onDisk.current = now;
    try {
      if (now !== null) await keep.mutateAsync({ place, patient, title, content: now });
      else await drop.mutateAsync({ place });
    } catch (failed) {
      onDisk.current = before;
      throw failed;
    }
  };
  const latest = useRef({ write, content });
  useEffect(() => {
    latest.current = { write, content };
  });
  useEffect(() => begins(place), [place]);
  useEffect(() => keeper(() => latest.current.write(latest.current.content)), []);
  useEffect(() => {
    // What cannot be kept now is tried again with the next key, and told before the window locks.
    const timer = setTimeout(() => void latest.current.write(content).catch(() => undefined), REST);
    return () => clearTimeout(timer);
  }, [content]);
  useEffect(
    // The page is left with something in the form: it stays kept, and is offered again.
    () => () => void latest.current.write(latest.current.content).catch(() => undefined),
    [],
  );
  return {
    /** Kept as it is said here, before something is done that must not be done twice. */
    now: (content: string) => write(content),
    /** It was saved, or is thrown away: nothing is kept any more. */
    done: async () => {
      over.current = true;
      await drop.mutateAsync({ place });
    },
  };
}

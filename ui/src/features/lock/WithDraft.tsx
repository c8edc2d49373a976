import { useState, type ReactNode } from "react";
import type { KeptDraft } from "~/generated/KeptDraft";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { useNow } from "~/foundations/clock";
import { moment } from "~/foundations/time";
import { useAct, useAsk } from "~/platform/ask";
import { throwAway } from "./keepers";
import styles from "./lock.module.css";

interface Props {
  place: string;
  children: (kept: KeptDraft | null) => ReactNode;
}

/** A form with what was typed in it before a lock, if anything was. */
export function WithDraft({ place, children }: Props) {
  const now = useNow();
  const here = useAsk("kept_draft", { place });
  const drop = useAct("drop_draft");
  // What was there when the form opened; what it keeps itself from then on is no news.
  const [first, setFirst] = useState<KeptDraft | null | undefined>(undefined);
  const [round, setRound] = useState(0);
  if (here.isPending) return <Reading />;
  if (here.isError) return <FailureNotice failure={here.error.failure} />;
  if (first === undefined) setFirst(here.data.draft);
  const kept = first === undefined ? here.data.draft : first;
  const anew = () =>
    drop.mutate(
      { place },
      {
        onSuccess: () => {
          throwAway(place);
          setFirst(null);
          setRound(round + 1);
        },
      },
    );
  return (
    <>
      {kept !== null && (
        <div className={styles.restored}>
          <Notice tone="plain" title="What you had typed is here again" actions={<Button onPress={anew}>Start over</Button>}>
            It was kept {moment(kept.at, now)} and not saved.
          </Notice>
        </div>
      )}
      {drop.isError && <FailureNotice failure={drop.error.failure} />}
      <div key={round} className={styles.form}>
        {children(kept)}
      </div>
    </>
  );
}

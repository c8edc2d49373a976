import { useState } from "react";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { keepAll } from "~/features/lock/keepers";
import { useTexts } from "~/foundations/texts/texts";
import { useAct, useAsk } from "~/platform/ask";
import styles from "./people.module.css";

/** In the frame: who is there, and a way to let somebody else take the seat. Nothing where there is one person only. */
export function WhoIsHere() {
  const t = useTexts();
  const state = useAsk("profile_state", undefined).data;
  const out = useAct("sign_person_out");
  const [unkept, setUnkept] = useState(false);
  if (state?.kind !== "open" || !state.people) return null;
  const leave = () => {
    setUnkept(false);
    // What is half-typed is on the disk before the form goes.
    keepAll().then(
      () => out.mutate(undefined),
      () => setUnkept(true),
    );
  };
  return (
    <div className={styles.here} role="group" aria-label={t.whoIsThere}>
      <span className={styles.name}>{state.name ?? state.person}</span>
      <span className={styles.second}>{t.roles[state.role] ?? state.role}</span>
      {unkept && (
        <Notice tone="danger" title="What you typed could not be kept">
          Save it or throw it away first.
        </Notice>
      )}
      {out.isError && <FailureNotice failure={out.error.failure} />}
      <Button look="quiet" isDisabled={out.isPending} onPress={leave}>
        {t.switchPerson}
      </Button>
    </div>
  );
}

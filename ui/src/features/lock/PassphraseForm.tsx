import { useState, type SubmitEvent } from "react";
import type { Protection } from "~/generated/Protection";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { strengthOf } from "~/features/profile/strength";
import styles from "~/features/settings/settings.module.css";
import { useAct } from "~/platform/ask";

/** Another passphrase, or the first. The keyring stays a part of it where it was. */
export function PassphraseForm({ protection }: { protection: Protection }) {
  const change = useAct("change_passphrase");
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const first = protection === "keyring";
  const strength = strengthOf(next);
  const differs = next !== again;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!strength.enough || differs || (!first && current === "")) return;
    change.mutate(
      { current: first ? null : current, new: next, keyring: protection !== "passphrase" },
      {
        onSuccess: () => {
          setNext("");
          setAgain("");
        },
        onSettled: () => setCurrent(""),
      },
    );
  };
  return (
    <form className={styles.pad} onSubmit={submit} aria-label="Passphrase">
      {!first && <Field label="Passphrase now" type="password" autoComplete="current-password" value={current} onChange={setCurrent} />}
      <div className={styles.pair}>
        <Field
          label="New passphrase"
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          hint={next === "" ? "Four or five words that do not belong together." : strength.words}
        />
        <Field
          label="New passphrase again"
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={again.length >= next.length && again !== "" && differs ? "The two are not the same." : undefined}
        />
      </div>
      <div className={styles.actions}>
        <Button type="submit" isDisabled={!strength.enough || differs || (!first && current === "") || change.isPending}>
          {first ? "Set passphrase" : "Change passphrase"}
        </Button>
      </div>
      {change.isError && <FailureNotice failure={change.error.failure} />}
      {change.isSuccess && next === "" && <Notice tone="good" title="From now on the new passphrase opens it">There is no way in without it. Backups keep the recovery key of their day.</Notice>}
    </form>
  );
}

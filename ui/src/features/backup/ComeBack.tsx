import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { PathField } from "~/components/PathField";
import { strengthOf } from "~/features/profile/strength";
import styles from "~/features/profile/Door.module.css";
import { useAct } from "~/platform/ask";

interface Props {
  /** Out of a backup; else the profile that is here. */
  backup: boolean;
  keyring: boolean;
  onBack: () => void;
}

/** A profile comes back by its recovery key, and gets a new passphrase. */
export function ComeBack({ backup, keyring, onBack }: Props) {
  const restore = useAct("restore_backup");
  const recover = useAct("recover_profile");
  const [path, setPath] = useState("");
  const [key, setKey] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const act = backup ? restore : recover;
  const strength = strengthOf(next);
  const differs = next !== again;
  const ready = strength.enough && !differs && key.trim() !== "" && (!backup || path.trim() !== "");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready) return;
    const anew = { key, protection: keyring ? ("keyring-and-passphrase" as const) : ("passphrase" as const), passphrase: next };
    if (backup) restore.mutate({ path: path.trim(), ...anew });
    else recover.mutate(anew);
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p className={styles.lead}>
        {backup
          ? "Everything in the backup comes back, what waits to be sent too: it is looked for at the EHR before it goes. Sign in again afterwards; sign-ins stay with the computer they were made on."
          : "The recovery key opens this profile without its passphrase and keyring. It gets a new passphrase; the recovery key stays good."}
      </p>
      {backup && <PathField label="Backup file" of={["file"]} value={path} onChange={setPath} placeholder="Full path of the file" />}
      <Field label="Recovery key" value={key} onChange={setKey} autoComplete="off" hint="Nine groups of four, from the recovery sheet. Spaces and small letters do not matter." />
      <div className={styles.pair}>
        <Field label="New passphrase" type="password" autoComplete="new-password" value={next} onChange={setNext} hint={next === "" ? undefined : strength.words} />
        <Field
          label="New passphrase again"
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={again.length >= next.length && again !== "" && differs ? "The two are not the same." : undefined}
        />
      </div>
      {act.isError && <FailureNotice failure={act.error.failure} />}
      <div className={styles.actions}>
        <Button look="main" type="submit" isDisabled={!ready || act.isPending}>
          {act.isPending ? (backup ? "Restoring…" : "Opening…") : backup ? "Restore" : "Open and protect anew"}
        </Button>
        <Button onPress={onBack}>Back</Button>
      </div>
    </form>
  );
}

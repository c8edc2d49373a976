import { useState, type SubmitEvent } from "react";
import type { Protection } from "~/generated/Protection";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { ComeBack } from "~/features/backup/ComeBack";
import { useAct } from "~/platform/ask";
import { Door } from "./Door";
import styles from "./Door.module.css";

/** A profile is here and closed. */
export function Unlock({ protection, why = null }: { protection: Protection; why?: string | null }) {
  const [passphrase, setPassphrase] = useState("");
  const unlock = useAct("unlock_profile");
  const [recovering, setRecovering] = useState(false);
  const asks = protection !== "keyring";
  const failure = unlock.error?.failure;
  const wrong = failure?.code === "wrong-passphrase";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    unlock.mutate({ passphrase: asks ? passphrase : null }, { onError: () => setPassphrase("") });
  };
  if (recovering)
    return (
      <Door title="Open by the recovery key">
        <ComeBack backup={false} keyring={protection !== "passphrase"} onBack={() => setRecovering(false)} />
      </Door>
    );
  return (
    <Door title="Wardbook is locked">
      {why !== null && <Notice tone="stale" title="Sealed">{why}</Notice>}
      <form className={styles.form} onSubmit={submit} noValidate>
        {asks ? (
          <Field
            label="Passphrase"
            type="password"
            autoComplete="current-password"
            // The one thing to do here.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={passphrase}
            onChange={setPassphrase}
            hint={protection === "keyring-and-passphrase" ? "The key in this computer's keyring is needed too." : undefined}
            error={wrong ? failure.message : undefined}
          />
        ) : (
          <p className={styles.lead}>The key is in this computer&rsquo;s keyring; no passphrase is needed.</p>
        )}
        {failure !== undefined && !wrong && <FailureNotice failure={failure} />}
        <div className={styles.actions}>
          <Button look="main" type="submit" isDisabled={unlock.isPending || (asks && passphrase === "")}>
            {unlock.isPending ? "Opening…" : "Unlock"}
          </Button>
          <Button look="quiet" onPress={() => setRecovering(true)}>
            Use the recovery key
          </Button>
        </div>
      </form>
    </Door>
  );
}

import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import type { RecoverySheet } from "~/generated/RecoverySheet";
import styles from "~/features/settings/settings.module.css";
import { useAct, useAsk } from "~/platform/ask";
import { Sheet } from "./Sheet";

/** Makes a recovery key, and shows it once. */
export function RecoveryForm({ made }: { made: boolean }) {
  const protection = useAsk("lock_settings", undefined).data?.protection;
  const make = useAct("make_recovery_key");
  const [passphrase, setPassphrase] = useState("");
  const [sheet, setSheet] = useState<RecoverySheet | null>(null);
  const asks = protection !== "keyring";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate({ passphrase: asks ? passphrase : null }, { onSuccess: setSheet, onSettled: () => setPassphrase("") });
  };
  const forget = () => {
    setSheet(null);
    make.reset();
  };
  return (
    <form className={styles.pad} onSubmit={submit} aria-label="Recovery key">
      {asks && <Field label="Your passphrase, to make a recovery key" type="password" autoComplete="current-password" value={passphrase} onChange={setPassphrase} />}
      <div className={styles.actions}>
        <Button type="submit" isDisabled={protection === undefined || (asks && passphrase === "") || make.isPending}>
          {made ? "Make a new recovery key" : "Make a recovery key"}
        </Button>
      </div>
      {made && <p className={styles.message}>A new one takes the place of the one before; older backups keep that of their day.</p>}
      {make.isError && <FailureNotice failure={make.error.failure} />}
      {sheet !== null && <Sheet sheet={sheet} onClose={forget} />}
    </form>
  );
}

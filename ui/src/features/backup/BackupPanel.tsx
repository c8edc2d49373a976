import { useState, type SubmitEvent } from "react";
import { Bar } from "~/components/Bar";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { PathField } from "~/components/PathField";
import styles from "~/features/settings/settings.module.css";
import { useNow } from "~/foundations/clock";
import { moment } from "~/foundations/time";
import { bytes } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { RecoveryForm } from "./RecoveryForm";

/** A backup of everything in one encrypted file, and the recovery key that opens it anywhere. */
export function BackupPanel() {
  const now = useNow();
  const state = useAsk("backup_state", undefined);
  const write = useAct("back_up");
  const stop = useAct("stop_backup");
  const [path, setPath] = useState("");
  const running = write.isPending ? (state.data?.running ?? { done: 0, total: 0 }) : null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim() !== "") write.mutate({ path: path.trim() }, { onSuccess: () => setPath("") });
  };
  return (
    <Panel title="Backup">
      <div className={styles.pad}>
        {state.isError && <FailureNotice failure={state.error.failure} />}
        {state.data?.recoveryKey === false && (
          <Notice tone="stale" title="No recovery key yet">
            A backup is opened by the recovery key alone, and so is this profile when its passphrase or keyring is lost. Make one first.
          </Notice>
        )}
        {state.data?.recoveryKey === true && (
          <form className={styles.pad} onSubmit={submit} aria-label="Write a backup">
            <PathField
              label="Write the backup to"
              of={["new-file"]}
              name="wardbook.backup"
              value={path}
              onChange={setPath}
              placeholder="Full path of a file that is not there yet"
              hint="Everything is in it, encrypted: charts, documents, images, what waits, the audit log. Sign-ins stay here. You can go on working."
            />
            <div className={styles.actions}>
              <Button type="submit" isDisabled={path.trim() === "" || write.isPending}>
                {write.isPending ? "Writing…" : "Back up"}
              </Button>
              {write.isPending && (
                <Button isDisabled={stop.isPending} onPress={() => stop.mutate(undefined)}>
                  Stop
                </Button>
              )}
            </div>
            {running !== null && (
              <div role="status">
                <Bar label="Backup" value={running.total === 0 ? 0 : Math.round((running.done / running.total) * 100)} />
                {bytes(running.done)} of {bytes(running.total)}
              </div>
            )}
            {write.isError && <FailureNotice failure={write.error.failure} />}
            {stop.isError && <FailureNotice failure={stop.error.failure} />}
            {write.data && (
              <Notice tone="good" title={`Backed up, ${bytes(write.data.bytes)}`}>
                {write.data.path}
              </Notice>
            )}
            <p className={styles.message}>{state.data.lastAt === null ? "Never backed up." : `Last backed up ${moment(state.data.lastAt, now)}.`}</p>
          </form>
        )}
        {state.data && <RecoveryForm made={state.data.recoveryKey} />}
      </div>
    </Panel>
  );
}

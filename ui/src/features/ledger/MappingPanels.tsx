import { useState } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { MappingList } from "~/features/mapping/MappingList";
import { go } from "~/foundations/route";
import { useAct } from "~/platform/ask";
import { FetchedOutcome } from "./FetchedOutcome";
import { FailureNotice } from "~/components/Notice";
import styles from "./ledger.module.css";

const open = (connection: string) => (row: { record: string }) => go({ page: "mapping", connection, record: row.record });

/** Records of which the last thing tried failed. */
export function InErrorPanel({ connection }: { connection: string }) {
  const retry = useAct("retry");
  return (
    <>
      <FetchedOutcome act={retry} />
      <MappingList
        title="In error"
        nothing="No record is in error."
        which={{ connection, standing: "in-error", resourceType: null, olderThanMinutes: null, id: null }}
        onOpen={open(connection)}
        busy={retry.isPending}
        onRetry={(row) => retry.mutate({ connection, what: { kind: "one", id: row.record } })}
      />
    </>
  );
}

/** What was not received for so many minutes. */
export function OldPanel({ connection }: { connection: string }) {
  const [text, setText] = useState("1440");
  const sync = useAct("start_sync");
  const minutes = /^\d{1,7}$/.test(text.trim()) ? Number(text) : null;
  return (
    <>
      <div className={styles.bar}>
        <Field label="Not received for more than, minutes" value={text} onChange={setText} inputMode="numeric" error={minutes === null ? "A number of minutes." : undefined} />
        <Button needs="sync" isDisabled={sync.isPending} onPress={() => sync.mutate({ connection, scope: { kind: "known" } }, { onSuccess: () => go({ page: "sync" }) })}>
          Sync patients here
        </Button>
      </div>
      {sync.isError && <FailureNotice failure={sync.error.failure} />}
      {minutes !== null && (
        <MappingList
          title="Needs sync"
          nothing="Everything was received since."
          which={{ connection, standing: null, resourceType: null, olderThanMinutes: minutes, id: null }}
          onOpen={open(connection)}
        />
      )}
    </>
  );
}

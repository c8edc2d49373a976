import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { useNow } from "~/foundations/clock";
import { go } from "~/foundations/route";
import { moment } from "~/foundations/time";
import { many } from "~/foundations/words";
import type { OwnList } from "~/generated/OwnList";
import { useAct } from "~/platform/ask";
import styles from "./lists.module.css";

/** What stands above a list that an EHR keeps: since when it is known, and who on it is not here. */
export function WardList({ list }: { list: OwnList }) {
  const now = useNow();
  const sync = useAct("start_sync");
  const fetch = useAct("fetch_lists");
  const forget = useAct("forget_list");
  const { connection, missing } = list;
  const failure = [sync, fetch, forget].find((one) => one.isError)?.error.failure;
  return (
    <div className={styles.ward}>
      <p className={styles.asOf}>
        Kept by {list.connectionName ?? "an EHR that is not here any more"}
        {list.asOf !== null && `, as of ${moment(list.asOf, now)}`}
      </p>
      {connection !== null && (
        <Button look="quiet" needs="find-at-ehr" isDisabled={fetch.isPending} onPress={() => fetch.mutate({ connection, group: null })}>
          {fetch.isPending ? "Reading…" : "Read again"}
        </Button>
      )}
      <Button
        look="quiet"
        isDisabled={forget.isPending}
        onPress={() => forget.mutate({ list: list.id }, { onSuccess: () => go({ page: "patients" }) })}
      >
        Forget this list
      </Button>
      {missing.length > 0 && connection !== null && (
        <Notice
          tone="stale"
          title={`${many(missing.length, "patient")} on this list ${missing.length === 1 ? "is" : "are"} not on this workstation`}
          actions={
            <Button
              needs="sync"
              isDisabled={sync.isPending}
              onPress={() => sync.mutate({ connection, scope: { kind: "patients", fhirIds: missing } }, { onSuccess: () => go({ page: "sync" }) })}
            >
              Sync them
            </Button>
          }
        >
          The list below shows only those who are.
        </Notice>
      )}
      {fetch.data?.notes.map((note) => (
        <p key={note} className={styles.asOf}>
          {note}
        </p>
      ))}
      {failure && <FailureNotice failure={failure} />}
    </div>
  );
}

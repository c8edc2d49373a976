import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { StateChip } from "~/features/outbox/states";
import { fullMoment } from "~/foundations/time";
import { go, href, useRoute } from "~/foundations/route";
import { useAct, useAsk } from "~/platform/ask";
import styles from "./writing.module.css";

/** What may be done with a record: correct it, mark it, vouch for it; and what of that waits. */
export function RecordActs({ record, json }: { record: string; json: string }) {
  const route = useRoute();
  const mark = useAsk("record_mark", { record });
  const error = useAct("mark_in_error");
  const verify = useAct("verify_record");
  const patient = route.page === "chart" ? route.patient : null;
  const failure = error.error ?? verify.error;
  const known = mark.data;
  const by = known?.verifiedBy ?? null;
  const since = known?.verifiedAt ?? null;
  return (
    <section className={styles.acts} aria-label="Correct and verify">
      {known?.waiting.map((row) => (
        <p key={row.item}>
          <StateChip row={row} /> <a href={href({ page: "outbox", item: row.item })}>{row.act === "update" ? "A change of it" : "It was written here"}</a>. {row.next}
        </p>
      ))}
      {by !== null && since !== null && (
        <p>
          Verified by {by}, {fullMoment(since)}, on this workstation.
        </p>
      )}
      {failure && <FailureNotice failure={failure.failure} />}
      <div className={styles.buttons}>
        {patient !== null && <Button needs="write-records" onPress={() => go({ page: "write", patient, kind: "free", record })}>Correct</Button>}
        {(known?.marked === true || known?.inError !== true) && (
          <Button needs="write-records" isDisabled={known === undefined || error.isPending} onPress={() => error.mutate({ record, undo: known?.marked === true })}>
            {known?.marked === true ? "Not entered in error" : "Entered in error"}
          </Button>
        )}
        <Button needs="write-records" isDisabled={verify.isPending} onPress={() => verify.mutate({ record, verified: by === null, seen: json })}>
          {by === null ? "Mark as verified" : "No longer verified"}
        </Button>
      </div>
    </section>
  );
}

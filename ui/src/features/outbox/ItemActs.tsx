import { useState } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import type { OutboxItem } from "~/generated/OutboxItem";
import { editing } from "~/features/lock/places";
import { WithDraft } from "~/features/lock/WithDraft";
import { useAct, useAsk } from "~/platform/ask";
import { EditItem } from "./EditItem";
import styles from "./outbox.module.css";

/** What may be done with an item: only what its state allows. */
export function ItemActs({ found }: { found: OutboxItem }) {
  const { item, acts, state } = found.row;
  const may = new Set(acts);
  const [asked, setAsked] = useState<boolean | null>(null);
  const place = editing(item, found.row.patient);
  const kept = useAsk("kept_draft", { place });
  // What was typed before a lock is offered again by itself.
  const edits = may.has("edit") && (asked ?? (kept.data?.draft ?? null) !== null);
  const [fhirId, setFhirId] = useState("");
  const retry = useAct("retry_item");
  const withdraw = useAct("withdraw_item");
  const resolve = useAct("resolve_item");
  const move = useAct("move_item");
  const failure = move.error ?? retry.error ?? withdraw.error ?? resolve.error;
  const busy = move.isPending || retry.isPending || withdraw.isPending || resolve.isPending;
  const take = (what: string) => resolve.mutate({ item, take: what, fhirId: fhirId.trim() === "" ? null : fhirId.trim() });
  return (
    <div className={styles.acts}>
      {failure && <FailureNotice failure={failure.failure} />}
      <div className={styles.buttons}>
        {may.has("take-mine") && <Button look="main" needs="write-records" isDisabled={busy} onPress={() => take("mine")}>Send mine</Button>}
        {may.has("take-theirs") && <Button needs="write-records" isDisabled={busy} onPress={() => take("theirs")}>Take the EHR’s</Button>}
        {may.has("retry") && <Button needs="write-records" isDisabled={busy} onPress={() => retry.mutate({ item })}>{state === "sent-unknown" ? "Look again" : "Send again"}</Button>}
        {may.has("put-back") && <Button needs="write-records" isDisabled={busy} onPress={() => retry.mutate({ item })}>Put back into the queue</Button>}
        {may.has("edit") && <Button needs="write-records" isDisabled={busy} onPress={() => setAsked(!edits)}>{state === "conflict" ? "Merge" : "Edit"}</Button>}
        {may.has("earlier") && <Button needs="write-records" isDisabled={busy} onPress={() => move.mutate({ item, earlier: true })}>Send earlier</Button>}
        {may.has("later") && <Button needs="write-records" isDisabled={busy} onPress={() => move.mutate({ item, earlier: false })}>Send later</Button>}
        {may.has("is-not-there") && <Button needs="write-records" isDisabled={busy} onPress={() => take("not-there")}>It is not there: send it</Button>}
        {may.has("withdraw") && <Button look="danger" needs="write-records" isDisabled={busy} onPress={() => withdraw.mutate({ item })}>Withdraw</Button>}
      </div>
      {may.has("is-there") && (
        <div className={styles.there}>
          <Field label="Its id at the EHR" value={fhirId} onChange={setFhirId} autoComplete="off" />
          <Button needs="write-records" isDisabled={busy || fhirId.trim() === ""} onPress={() => take("there")}>It is there</Button>
        </div>
      )}
      {edits && <WithDraft place={place}>{(draft) => <EditItem found={found} place={place} kept={draft} busy={busy} onDone={() => setAsked(false)} />}</WithDraft>}
    </div>
  );
}

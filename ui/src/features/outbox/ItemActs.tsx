import { useState } from "react";
import { Area } from "~/components/Area";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import type { OutboxItem } from "~/generated/OutboxItem";
import { pretty } from "~/foundations/pretty";
import { useAct } from "~/platform/ask";
import styles from "./outbox.module.css";

/** What may be done with an item: only what its state allows. */
export function ItemActs({ found }: { found: OutboxItem }) {
  const { item, acts, state } = found.row;
  const may = new Set(acts);
  const [editing, setEditing] = useState(false);
  const [json, setJson] = useState(() => pretty(found.mine));
  const [fhirId, setFhirId] = useState("");
  const retry = useAct("retry_item");
  const withdraw = useAct("withdraw_item");
  const edit = useAct("edit_item");
  const resolve = useAct("resolve_item");
  const move = useAct("move_item");
  const failure = move.error ?? retry.error ?? withdraw.error ?? edit.error ?? resolve.error;
  const busy = move.isPending || retry.isPending || withdraw.isPending || edit.isPending || resolve.isPending;
  const take = (what: string) => resolve.mutate({ item, take: what, fhirId: fhirId.trim() === "" ? null : fhirId.trim() });
  return (
    <div className={styles.acts}>
      {failure && <FailureNotice failure={failure.failure} />}
      <div className={styles.buttons}>
        {may.has("take-mine") && <Button look="main" needs="write-records" isDisabled={busy} onPress={() => take("mine")}>Send mine</Button>}
        {may.has("take-theirs") && <Button needs="write-records" isDisabled={busy} onPress={() => take("theirs")}>Take the EHR’s</Button>}
        {may.has("retry") && <Button needs="write-records" isDisabled={busy} onPress={() => retry.mutate({ item })}>{state === "sent-unknown" ? "Look again" : "Send again"}</Button>}
        {may.has("put-back") && <Button needs="write-records" isDisabled={busy} onPress={() => retry.mutate({ item })}>Put back into the queue</Button>}
        {may.has("edit") && <Button needs="write-records" isDisabled={busy} onPress={() => setEditing(!editing)}>{state === "conflict" ? "Merge" : "Edit"}</Button>}
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
      {editing && (
        <>
          <Area label="The record" value={json} onChange={setJson} hint="FHIR, as JSON. Its patient and its id stay as they are." />
          <div className={styles.buttons}>
            <Button look="main" needs="write-records" isDisabled={busy} onPress={() => edit.mutate({ item, json }, { onSuccess: () => setEditing(false) })}>
              Save
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

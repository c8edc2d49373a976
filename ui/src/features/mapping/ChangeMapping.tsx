import { useState, type SubmitEvent } from "react";
import type { MappingChange } from "~/generated/MappingChange";
import type { MappingRow } from "~/generated/MappingRow";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { useAct } from "~/platform/ask";
import styles from "./mapping.module.css";

/** Relinking, taking out of use, and a note. A relink is read at the EHR first, by the far side. */
export function ChangeMapping({ connection, row }: { connection: string; row: MappingRow }) {
  const [fhirId, setFhirId] = useState("");
  const [text, setText] = useState("");
  const change = useAct("change_mapping");
  const make = (what: MappingChange, after?: () => void) => change.mutate({ connection, id: row.record, change: what }, after ? { onSuccess: after } : {});
  const relink = (event: SubmitEvent) => {
    event.preventDefault();
    if (fhirId.trim() !== "") make({ kind: "relink", fhirId: fhirId.trim() }, () => setFhirId(""));
  };
  const note = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() !== "") make({ kind: "note", text: text.trim() }, () => setText(""));
  };
  const busy = change.isPending;
  return (
    <div className={styles.part}>
      <form onSubmit={relink} className={styles.change}>
        <Field label="Relink to the EHR's new id" value={fhirId} onChange={setFhirId} hint="The EHR must have it there, as the same type and of the same patient." autoComplete="off" />
        <Button type="submit" needs="manage-connections" isDisabled={busy || fhirId.trim() === ""}>
          {busy && change.variables.change.kind === "relink" ? "Reading…" : "Relink"}
        </Button>
      </form>
      <form onSubmit={note} className={styles.change}>
        <Field label="Note" value={text} onChange={setText} autoComplete="off" />
        <Button type="submit" needs="manage-connections" isDisabled={busy || text.trim() === ""}>
          Add note
        </Button>
      </form>
      <div className={styles.actions}>
        {row.standing === "inactive" ? (
          <Button needs="manage-connections" isDisabled={busy} onPress={() => make({ kind: "activate" })}>
            Take back into use
          </Button>
        ) : (
          <Button look="danger" needs="manage-connections" isDisabled={busy} onPress={() => make({ kind: "deactivate" })}>
            Take out of use
          </Button>
        )}
      </div>
      {change.isError && <FailureNotice failure={change.error.failure} />}
    </div>
  );
}

import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { PathField } from "~/components/PathField";
import { count, many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import { MayNot } from "~/components/MayNot";
import styles from "./mapping.module.css";

/** Relinks after a server moved, from a file; each line for itself, each read at the EHR first. */
export function ImportRelinks({ connection }: { connection: string }) {
  const [path, setPath] = useState("");
  const bring = useAct("import_mappings");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim() !== "") bring.mutate({ connection, path: path.trim() });
  };
  return (
    <Panel title="Relink from a file">
      <MayNot needs="manage-connections" what="You cannot relink records">
        <form className={styles.part} style={{ border: 0 }} onSubmit={submit}>
          <PathField
            label="CSV file"
            of={["file"]}
            value={path}
            onChange={setPath}
            placeholder="Full path"
            hint="Two columns: id,fhir_id. The id is ours or Type/id; the second is what the EHR calls it now. Each is read at the EHR before it is changed."
          />
          <div className={styles.actions}>
            <Button type="submit" isDisabled={bring.isPending || path.trim() === ""}>
              {bring.isPending ? "Reading at the EHR…" : "Relink"}
            </Button>
          </div>
          {bring.isError && <FailureNotice failure={bring.error.failure} />}
          {bring.data && (
            <Notice tone={bring.data.failed.length === 0 ? "good" : "stale"} title={`${many(bring.data.done, "record")} relinked`}>
              {bring.data.failed.length === 0 ? "Every line was done." : `${count(bring.data.failed.length)} could not be; nothing of them was changed.`}
            </Notice>
          )}
        </form>
      </MayNot>
      {bring.data && bring.data.failed.length > 0 && (
        <ul className={styles.acts} aria-label="Lines not done">
          {bring.data.failed.map((line) => (
            <li key={line.line}>
              <strong>Line {line.line}</strong> {line.message}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

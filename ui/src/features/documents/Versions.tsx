import { useState } from "react";
import type { NoteRow } from "~/generated/NoteRow";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { Select } from "~/components/Select";
import { noteName } from "~/features/chart/notes/name";
import { useAct, useAsk } from "~/platform/ask";
import { useMay } from "~/platform/may";
import { LEVELS, levelOf, HOW_HELD } from "./access";
import { Differences } from "./Differences";
import { Replace } from "./Replace";
import { Sheet } from "./Sheet";
import { VersionRow } from "./VersionRow";
import styles from "./documents.module.css";

interface Props {
  record: string;
  name: string;
  others: readonly NoteRow[];
  onClose: () => void;
}

/** Every version of a document, and what may be done with each. Nothing is overwritten. */
export function Versions({ record, name, others, onClose }: Props) {
  const history = useAsk("document_versions", { record });
  const restore = useAct("restore_document");
  const error = useAct("mark_in_error");
  const access = useAct("set_document_access");
  const supersede = useAct("supersede_document");
  const may = useMay();
  const [by, setBy] = useState("");
  const versions = history.data?.versions ?? [];
  const current = versions.find((one) => one.current);
  const failure = restore.error ?? error.error ?? access.error ?? supersede.error ?? history.error;
  const busy = restore.isPending || error.isPending || supersede.isPending;
  const free = others.filter((one) => one.standing === "current" && versions.every((version) => version.record !== one.record));
  return (
    <Sheet title={`Versions of ${name}`} onClose={onClose}>
      {history.isPending && <Reading />}
      <ol className={styles.versions}>
        {versions.map((one) => (
          <VersionRow
            key={one.record}
            version={one}
            busy={busy}
            onRestore={() => restore.mutate({ record: one.record })}
            onError={(undo) => error.mutate({ record: one.record, undo })}
          />
        ))}
      </ol>
      {versions.length > 1 && <Differences versions={versions} />}
      {current !== undefined && (
        <>
          {may("write-records") && (
            <Select
              label="Who may look"
              value={levelOf(current.access)}
              options={LEVELS}
              hint={HOW_HELD}
              onChange={(level) => level !== "" && access.mutate({ record: current.record, level })}
            />
          )}
          <Replace record={current.record} />
          {may("write-records") && free.length > 0 && (
            <div className={styles.row}>
              <Select
                label="Another document takes its place"
                value={by}
                options={[{ value: "", title: "None" }, ...free.map((one) => ({ value: one.record, title: noteName(one) }))]}
                onChange={setBy}
              />
              <Button isDisabled={by === "" || busy} onPress={() => supersede.mutate({ record: current.record, by }, { onSuccess: () => setBy("") })}>
                Mark as superseded
              </Button>
            </div>
          )}
        </>
      )}
      {failure && <FailureNotice failure={failure.failure} />}
      <div className={styles.actions}>
        <Button onPress={onClose}>Close</Button>
      </div>
    </Sheet>
  );
}

/** Asks where the measurements go as a DICOM structured report, and says that it leaves the encrypted store. */
import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { Sheet } from "~/features/documents/Sheet";
import { useAct } from "~/platform/ask";
import styles from "../images.module.css";

export function WriteOut({ study, onClose }: { study: string; onClose: () => void }) {
  const [path, setPath] = useState("");
  const write = useAct("write_measurements");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim() !== "") write.mutate({ study, path: path.trim() });
  };
  return (
    <Sheet title="Write the measurements to a file" onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Field
          label="Write to"
          value={path}
          onChange={setPath}
          placeholder="Full path of a file that is not there yet"
          hint="A DICOM structured report (TID 1500) that other programs read. The file is not encrypted and names the patient inside. That it was written is in the audit log."
          autoComplete="off"
        />
        {write.error && <FailureNotice failure={write.error.failure} />}
        {write.data && (
          <Notice tone="good" title="Measurements written">
            {write.data.path}
          </Notice>
        )}
        <div className={styles.actions}>
          <Button onPress={onClose}>{write.data ? "Close" : "Cancel"}</Button>
          <Button look="main" type="submit" isDisabled={path.trim() === "" || write.isPending}>
            {write.isPending ? "Writing…" : "Write report"}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

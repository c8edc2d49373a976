/** Asks where a picture of what is shown goes, and says that it leaves the encrypted store. */
import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { Check } from "~/components/Check";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { Sheet } from "~/features/documents/Sheet";
import { usePicture } from "~/platform/ask";
import { snapshotOf } from "./snapshot";
import type { Pane } from "./usePane";
import styles from "../images.module.css";

export function PictureOut({ pane, onClose }: { pane: Pane; onClose: () => void }) {
  const [path, setPath] = useState("");
  const [withMarks, setWithMarks] = useState(true);
  const write = usePicture();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim() !== "") write.mutate({ study: pane.study.id, path: path.trim(), picture: () => snapshotOf(pane, withMarks) });
  };
  return (
    <Sheet title="Write what is shown as a picture" onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Field
          label="Write to"
          value={path}
          onChange={setPath}
          placeholder="Full path of a PNG file that is not there yet"
          hint="Leave the patient's name out of the file's name. The file is not encrypted; that it was written is in the audit log."
          autoComplete="off"
        />
        <Check on={withMarks} onChange={setWithMarks}>
          With measurements, letters and scale
        </Check>
        {write.error && <FailureNotice failure={write.error.failure} />}
        {write.data && (
          <Notice tone="good" title="Picture written">
            {write.data.path}
          </Notice>
        )}
        <div className={styles.actions}>
          <Button onPress={onClose}>{write.data ? "Close" : "Cancel"}</Button>
          <Button look="main" type="submit" isDisabled={path.trim() === "" || write.isPending}>
            {write.isPending ? "Writing…" : "Write picture"}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

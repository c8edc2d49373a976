import { useState, type SubmitEvent } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Failure } from "~/generated/Failure";
import type { WrittenCsv } from "~/generated/WrittenCsv";
import { many } from "~/foundations/words";
import { Button } from "./Button";
import styles from "./Confirm.module.css";
import { Field } from "./Field";
import { FailureNotice, Notice } from "./Notice";

interface Props {
  title: string;
  busy: boolean;
  failure: Failure | undefined;
  written: WrittenCsv | undefined;
  onWrite: (path: string) => void;
  onClose: () => void;
}

/** Asks where a table goes, and says that it leaves the encrypted store. */
export function ToFile({ title, busy, failure, written, onWrite, onClose }: Props) {
  const [path, setPath] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim() !== "") onWrite(path.trim());
  };
  return (
    <ModalOverlay className={styles.shade ?? ""} isOpen isDismissable onOpenChange={(next) => !next && onClose()}>
      <Modal className={styles.modal ?? ""}>
        <Dialog className={styles.dialog ?? ""}>
          <Heading slot="title" className={styles.title ?? ""}>
            {title}
          </Heading>
          <form onSubmit={submit} className={styles.form}>
            <Field
              label="Write to"
              value={path}
              onChange={setPath}
              placeholder="Full path of a file that is not there yet"
              hint="The file is not encrypted, and names patients where the table does. That it was written is in the audit log."
              autoComplete="off"
            />
            {failure && <FailureNotice failure={failure} />}
            {written && (
              <Notice tone="good" title={`${many(written.rows, "row")} written`}>
                {written.path}
              </Notice>
            )}
            <div className={styles.actions}>
              <Button onPress={onClose}>{written ? "Close" : "Cancel"}</Button>
              <Button look="main" type="submit" isDisabled={busy || path.trim() === ""}>
                {busy ? "Writing…" : "Write CSV"}
              </Button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

import { useState, type ReactNode, type SubmitEvent } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Failure } from "~/generated/Failure";
import { Button } from "./Button";
import styles from "./Confirm.module.css";
import { FailureNotice, Notice } from "./Notice";
import { PathField } from "./PathField";

interface Props {
  title: string;
  /** What the button says: "Write plot". */
  act: string;
  /** What kind of file: "PNG file". */
  kind?: string;
  /** What it may be called: it may not name anybody. */
  name: string;
  /** A folder will do as well. */
  orFolder?: boolean;
  hint: string;
  busy: boolean;
  failure: Failure | undefined;
  written: { title: string; path: string } | undefined;
  /** What came of it, where there is more to say than a path. */
  told?: ReactNode;
  /** Nothing is left to write. */
  over?: boolean;
  onWrite: (path: string) => void;
  onClose: () => void;
  /** What else is to be chosen. */
  children?: ReactNode;
}

/** Asks where something goes that leaves the encrypted store, and says what becomes of it. */
export function ToFile({ title, act, kind = "file", name, orFolder = false, hint, busy, failure, written, told, over = false, onWrite, onClose, children }: Props) {
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
            {children}
            <PathField
              label="Write to"
              of={orFolder ? ["new-file", "folder"] : ["new-file"]}
              name={name}
              value={path}
              onChange={setPath}
              placeholder={`Full path of a ${kind} that is not there yet`}
              hint={hint}
            />
            {failure && <FailureNotice failure={failure} />}
            {told}
            {written && told === undefined && (
              <Notice tone="good" title={written.title}>
                {written.path}
              </Notice>
            )}
            <div className={styles.actions}>
              <Button onPress={onClose}>{written ? "Close" : "Cancel"}</Button>
              <Button look="main" type="submit" isDisabled={busy || over || path.trim() === ""}>
                {busy ? "Writing…" : act}
              </Button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

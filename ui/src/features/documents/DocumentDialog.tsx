import { useEffect, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Failure } from "~/generated/Failure";
import type { HeldDocument } from "~/generated/HeldDocument";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { useAct, useFar } from "~/platform/ask";
import { failureOf } from "~/platform/failure";
import { DocumentForm } from "./DocumentForm";
import { holdOf, nameOf, type Source } from "./source";
import styles from "./documents.module.css";

interface Props {
  patient: string;
  name: string;
  source: Source;
  more: string | null;
  onDone: () => void;
}

/** A document on its way in: read, then described, then kept. */
export function DocumentDialog({ patient, name, source, more, onDone }: Props) {
  const far = useFar();
  const [held, setHeld] = useState<HeldDocument | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const drop = useAct("drop_document");
  const id = held?.held ?? null;
  useEffect(() => {
    let gone = false;
    holdOf(far, patient, source).then(
      (found) => {
        if (!gone) setHeld(found);
        else if (found.held !== null) void far.call("drop_document", { held: found.held });
      },
      (thrown: unknown) => !gone && setFailure(failureOf(thrown).failure),
    );
    return () => {
      gone = true;
    };
  }, [far, patient, source]);
  const close = () => {
    if (id !== null) drop.mutate({ held: id });
    onDone();
  };
  return (
    <ModalOverlay className={styles.shade ?? ""} isOpen onOpenChange={(open) => !open && close()}>
      <Modal className={styles.modal ?? ""}>
        <Dialog className={styles.dialog ?? ""}>
          <Heading slot="title" className={styles.title ?? ""}>
            Add to the chart of <bdi>{name}</bdi>
          </Heading>
          <p className={styles.second}>
            <bdi>{nameOf(source)}</bdi>
            {more !== null && ` · ${more}`}
          </p>
          {failure !== null && <FailureNotice failure={failure} actions={<Button onPress={onDone}>Close</Button>} />}
          {failure === null && held === null && <Reading />}
          {held?.text.refused && (
            <Notice tone="danger" title="It was not taken in" actions={<Button onPress={onDone}>Close</Button>}>
              {held.text.refused.message} The file itself was left alone.
            </Notice>
          )}
          {held !== null && id !== null && <DocumentForm patient={patient} held={held} id={id} onClose={close} onKept={onDone} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

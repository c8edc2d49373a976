import type { ReactNode } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button } from "./Button";
import styles from "./Confirm.module.css";

interface Props {
  title: string;
  children: ReactNode;
  /** What the deciding button says; never just "OK". */
  act: string;
  /** What the other button says. */
  keep?: string;
  /** The act takes nothing away. */
  calm?: boolean;
  open: boolean;
  busy?: boolean;
  onAct: () => void;
  onClose: () => void;
}

export function Confirm({ title, children, act, keep = "Keep", calm = false, open, busy = false, onAct, onClose }: Props) {
  return (
    <ModalOverlay className={styles.shade ?? ""} isOpen={open} isDismissable onOpenChange={(next) => !next && onClose()}>
      <Modal className={styles.modal ?? ""}>
        <Dialog role="alertdialog" className={styles.dialog ?? ""}>
          <Heading slot="title" className={styles.title ?? ""}>
            {title}
          </Heading>
          <div className={styles.text}>{children}</div>
          <div className={styles.actions}>
            <Button onPress={onClose}>{keep}</Button>
            <Button look={calm ? "main" : "danger"} isDisabled={busy} onPress={onAct}>
              {act}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

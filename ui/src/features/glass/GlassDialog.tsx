import type { ReactNode } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import styles from "~/components/Confirm.module.css";
import { useEnglish } from "~/foundations/texts/texts";

/** A form over the page, of break-glass. */
export function GlassDialog({ title, children, onClose }: { title: string; children: ReactNode; onClose: () => void }) {
  const inEnglish = useEnglish();
  return (
    <ModalOverlay className={styles.shade ?? ""} isOpen isDismissable onOpenChange={(next) => !next && onClose()}>
      <Modal className={styles.modal ?? ""}>
        <Dialog className={styles.dialog ?? ""}>
          <div {...inEnglish} className={styles.form}>
            <Heading slot="title" className={styles.title ?? ""}>
              {title}
            </Heading>
            {children}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

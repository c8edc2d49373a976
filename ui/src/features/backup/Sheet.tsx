import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { createPortal } from "react-dom";
import type { RecoverySheet } from "~/generated/RecoverySheet";
import { Button } from "~/components/Button";
import frame from "~/components/Confirm.module.css";
import "~/features/documents/print.css";
import { fullMoment } from "~/foundations/time";
import styles from "./backup.module.css";

/** The recovery key on the screen and on paper; nowhere else, and not again. */
export function Sheet({ sheet, onClose }: { sheet: RecoverySheet; onClose: () => void }) {
  const groups = sheet.key.split("-");
  return (
    <ModalOverlay className={frame.shade ?? ""} isOpen>
      <Modal className={frame.modal ?? ""}>
        <Dialog role="alertdialog" className={frame.dialog ?? ""}>
          <Heading slot="title" className={frame.title ?? ""}>
            Your recovery key
          </Heading>
          <div className={frame.text}>
            <Groups groups={groups} />
            <p>Print it or write it down, and keep it away from this computer. It opens this profile and its backups without passphrase and keyring. It is not shown again.</p>
          </div>
          <div className={frame.actions}>
            <Button onPress={() => window.print()}>Print the sheet</Button>
            <Button look="main" onPress={onClose}>
              I have it
            </Button>
          </div>
        </Dialog>
      </Modal>
      {createPortal(
        <div className={`wardbook-paper ${styles.paper}`} aria-hidden="true">
          <h1>Wardbook recovery sheet</h1>
          <p>Made {fullMoment(sheet.madeAt)}</p>
          <Groups groups={groups} />
          <p>This key opens the profile and the backups of one workstation without its passphrase. Whoever holds it can read every chart in them. Keep it locked away, not beside the computer.</p>
          <p>To use it: “Use the recovery key” where Wardbook asks for the passphrase, or “Restore a backup” on a new workstation.</p>
          <p>Workstation: ______________________ Ward: ______________________</p>
        </div>,
        document.body,
      )}
    </ModalOverlay>
  );
}

function Groups({ groups }: { groups: readonly string[] }) {
  return <p className={styles.key}>{groups.join(" ")}</p>;
}

import { useState, type ReactNode } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { DocumentHere } from "~/generated/DocumentHere";
import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { Whose } from "~/features/chart/Whose";
import { useAsk } from "~/platform/ask";
import { Pdf } from "./Pdf";
import { Picture } from "./Picture";
import { Scan } from "./Scan";
import { useWanted, want, type Wanted } from "./wanted";
import styles from "./documents.module.css";

/** The document itself, over the whole window: pages as they were printed or scanned. */
export function ShowDocument({ record, name }: { record: string; name: string }) {
  const wanted = useWanted(record);
  const [open, setOpen] = useState(false);
  const close = () => {
    want(null);
    setOpen(false);
  };
  return (
    <>
      <Button aria-label={`Show document ${name}`} onPress={() => setOpen(true)}>
        Show document
      </Button>
      <ModalOverlay className={styles.shade ?? ""} isOpen={open || wanted !== null} onOpenChange={(next) => (next ? setOpen(true) : close())}>
        <Modal className={styles.whole ?? ""}>
          <Dialog className={styles.viewer ?? ""} aria-label={`Document: ${name}`}>
            <Whose />
            <Shown record={record} name={name} wanted={wanted} onClose={close} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}

interface ShownProps {
  name: string;
  wanted: Wanted | null;
  onClose: () => void;
}

function Shown({ record, name, wanted, onClose }: ShownProps & { record: string }) {
  const here = useAsk("document_here", { record });
  const close = <Button onPress={onClose}>Close</Button>;
  if (here.isError) return <FailureNotice failure={here.error.failure} actions={close} />;
  if (here.isPending) return <Reading />;
  return <ByKind here={here.data} name={name} wanted={wanted} onClose={onClose} />;
}

function ByKind({ here, name, wanted, onClose }: ShownProps & { here: DocumentHere }) {
  const close = <Button onPress={onClose}>Close</Button>;
  switch (here.contentType) {
    case "application/pdf":
      return <Pdf here={here} name={name} wanted={wanted} onClose={onClose} />;
    case "image/jpeg":
    case "image/png":
      return <Picture here={here} name={name} onClose={onClose} />;
    case "image/tiff":
      return <Scan here={here} name={name} onClose={onClose} />;
    default:
      return <Nothing why="All of this document is text: it is what the note shows." close={close} />;
  }
}

function Nothing({ why, close }: { why: string; close: ReactNode }) {
  return (
    <div className={styles.nothing}>
      <Empty title={why} unknown />
      {close}
    </div>
  );
}

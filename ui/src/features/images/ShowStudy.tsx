/** Opens a study over the chart. The viewer and what draws for it come only now: most charts are read without. */
import { lazy, Suspense, useRef, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { ImageStudy } from "~/generated/ImageStudy";
import { Button } from "~/components/Button";
import { Reading } from "~/components/Reading";
import { Whose } from "~/features/chart/Whose";
import { studyName } from "./words";
import styles from "./images.module.css";

const Viewer = lazy(() => import("./viewer/Viewer"));

export function ShowStudy({ study, studies }: { study: ImageStudy; studies: readonly ImageStudy[] }) {
  const [open, setOpen] = useState(false);
  const leave = useRef<(() => void) | null>(null);
  const close = () => setOpen(false);
  const name = studyName(study);
  return (
    <>
      <Button aria-label={`Show images ${name}`} isDisabled={study.series.length === 0} onPress={() => setOpen(true)}>
        Show
      </Button>
      <ModalOverlay className={styles.shade ?? ""} isOpen={open} onOpenChange={(next) => (next ? setOpen(true) : (leave.current ?? close)())}>
        <Modal className={styles.whole ?? ""}>
          <Dialog className={styles.dialog ?? ""} aria-label={`Images: ${name}`}>
            <Whose />
            <Suspense fallback={<Reading />}>
              <Viewer study={study} studies={studies} onClose={close} leaveRef={leave} />
            </Suspense>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}

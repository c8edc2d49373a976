import { useEffect, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button } from "~/components/Button";
import styles from "~/components/Confirm.module.css";
import { FailureNotice } from "~/components/Notice";
import { many } from "~/foundations/words";
import { useAct, useAsk, useFar } from "~/platform/ask";

/** The window was told to close while something waits: what, what happens to it, and what the person wants. */
export function Closing() {
  const far = useFar();
  const [asked, setAsked] = useState(false);
  const unsent = useAsk("unsent", undefined, { enabled: asked });
  const close = useAct("close_window");
  const stay = useAct("keep_open");
  useEffect(() => far.onChange((change) => change.kind === "closing" && setAsked(true)), [far]);
  const keep = () => {
    stay.mutate(undefined);
    setAsked(false);
  };
  const n = unsent.data?.waiting;
  return (
    <ModalOverlay className={styles.shade ?? ""} isOpen={asked} onOpenChange={(open) => !open && keep()}>
      <Modal className={styles.modal ?? ""}>
        <Dialog role="alertdialog" className={styles.dialog ?? ""}>
          <Heading slot="title" className={styles.title ?? ""}>
            {n === undefined ? "Something waits to be sent" : `${many(n, "item")} not in the EHR yet`}
          </Heading>
          <div className={styles.text}>
            <p>Nothing is lost when the window closes: what was written is kept here, encrypted.</p>
            {unsent.data?.next.map((line) => (
              <p key={line}>{line}</p>
            ))}
            {close.isError && <FailureNotice failure={close.error.failure} />}
          </div>
          <div className={styles.actions}>
            <Button look="main" onPress={keep}>
              Keep open
            </Button>
            <Button isDisabled={close.isPending} onPress={() => close.mutate(undefined)}>
              Close anyway
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

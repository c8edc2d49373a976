/** Sends a study to the image archive, once somebody confirmed it: from then on it is in the outbox. */
import { useState } from "react";
import type { ImageStudy } from "~/generated/ImageStudy";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Sheet } from "~/features/documents/Sheet";
import { bytes, many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import { imagesOf, studyName, whenOf } from "./words";
import styles from "./images.module.css";

export function SendStudy({ study }: { study: ImageStudy }) {
  const [asking, setAsking] = useState(false);
  const send = useAct("send_study");
  const name = `${studyName(study)}, ${whenOf(study)}`;
  const close = () => {
    setAsking(false);
    send.reset();
  };
  return (
    <>
      <Button look="quiet" needs="write-records" aria-label={`Send to the archive: ${name}`} onPress={() => setAsking(true)}>
        Send…
      </Button>
      {asking && (
        <Sheet title="Send images to the archive" onClose={close}>
          <div className={styles.form}>
            <p className={styles.plain}>
              <bdi>{name}</bdi>: {many(imagesOf(study), "image")}, {bytes(study.bytes)}. They go by the outbox; what the archive has already is not sent again.
            </p>
            {send.error && <FailureNotice failure={send.error.failure} />}
            {send.data && (
              <Notice tone="good" title={`${many(send.data.images, "image")} in the outbox`}>
                The outbox says when the archive has them.
              </Notice>
            )}
            <div className={styles.actions}>
              <Button onPress={close}>{send.isSuccess ? "Close" : "Cancel"}</Button>
              {!send.isSuccess && (
                <Button look="main" isDisabled={send.isPending} onPress={() => send.mutate({ study: study.id })}>
                  Send to the archive
                </Button>
              )}
            </div>
          </div>
        </Sheet>
      )}
    </>
  );
}

import { useEffect, useState } from "react";
import type { DocumentHere } from "~/generated/DocumentHere";
import type { Failure } from "~/generated/Failure";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { useFar } from "~/platform/ask";
import { failureOf } from "~/platform/failure";
import { PrintButton } from "./PrintButton";
import { Turned, ZoomTools } from "./ZoomTools";
import { bytesOf } from "./bytes";
import styles from "./documents.module.css";

async function* only(picture: Blob) {
  yield await Promise.resolve(picture);
}

/** A photograph or scan. */
export function Picture({ here, name, onClose }: { here: DocumentHere; name: string; onClose: () => void }) {
  const far = useFar();
  const [url, setUrl] = useState<string | null>(null);
  const [blob, setBlob] = useState<Blob | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [zoom, setZoom] = useState(1);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    bytesOf(far, here).then(
      (bytes) => {
        if (gone) return;
        const picture = new Blob(bytes, { type: here.contentType });
        made = URL.createObjectURL(picture);
        setBlob(picture);
        setUrl(made);
      },
      (thrown: unknown) => !gone && setFailure(failureOf(thrown).failure),
    );
    return () => {
      gone = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [far, here]);
  return (
    <>
      <header className={styles.tools}>
        <h2 className={styles.title}>{name}</h2>
        <ZoomTools zoom={zoom} onZoom={setZoom} onTurn={() => setTurn((n) => (n + 90) % 360)} />
        <PrintButton record={here.record} print={blob === null ? null : () => only(blob)} />
        <Button onPress={onClose}>Close</Button>
      </header>
      {failure !== null && <FailureNotice failure={failure} />}
      {url === null && failure === null && <Reading />}
      {url !== null && (
        // A page to be scrolled by keys.
        <div className={styles.page} role="region" aria-label="Image" tabIndex={0}>
          <Turned degrees={turn}>
            <img src={url} alt={name} width={`${Math.round(zoom * 100)}%`} />
          </Turned>
        </div>
      )}
    </>
  );
}

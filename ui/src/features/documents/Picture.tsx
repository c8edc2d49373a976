import { useCallback, useState } from "react";
import type { DocumentHere } from "~/generated/DocumentHere";
import { Button } from "~/components/Button";
import { useFar } from "~/platform/ask";
import { PrintButton } from "./PrintButton";
import { PictureSheet } from "./PictureSheet";
import { ZoomTools } from "./ZoomTools";
import { bytesOf } from "./bytes";
import { usePicture } from "./usePicture";
import styles from "./documents.module.css";

async function* only(picture: Blob) {
  yield await Promise.resolve(picture);
}

/** A photograph or scan of one page. */
export function Picture({ here, name, onClose }: { here: DocumentHere; name: string; onClose: () => void }) {
  const far = useFar();
  const [zoom, setZoom] = useState(1);
  const [turn, setTurn] = useState(0);
  const load = useCallback(async () => new Blob(await bytesOf(far, here), { type: here.contentType }), [far, here]);
  const picture = usePicture(load);
  const { blob } = picture;
  return (
    <>
      <header className={styles.tools}>
        <h2 className={styles.title}>{name}</h2>
        <ZoomTools zoom={zoom} onZoom={setZoom} onTurn={() => setTurn((n) => (n + 90) % 360)} />
        <PrintButton noted={() => far.call("print_document", { record: here.record })} print={blob === null ? null : () => only(blob)} />
        <Button onPress={onClose}>Close</Button>
      </header>
      <PictureSheet picture={picture} name={name} zoom={zoom} turn={turn} />
    </>
  );
}

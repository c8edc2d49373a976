import { useCallback, useState } from "react";
import type { DocumentHere } from "~/generated/DocumentHere";
import { Button } from "~/components/Button";
import { useFar } from "~/platform/ask";
import type { Far } from "~/platform/far";
import { PrintButton } from "./PrintButton";
import { PictureSheet } from "./PictureSheet";
import { ZoomTools } from "./ZoomTools";
import { pagePicture } from "./bytes";
import { usePicture } from "./usePicture";
import styles from "./documents.module.css";

async function* every(far: Far, here: DocumentHere, pages: number) {
  for (let page = 1; page <= pages; page += 1) yield await pagePicture(far, here.record, page);
}

/** A scan of several pages (TIFF), one at a time: each is made a picture where the file is kept. */
export function Scan({ here, name, onClose }: { here: DocumentHere; name: string; onClose: () => void }) {
  const far = useFar();
  const pages = here.pages ?? 1;
  const [page, setPage] = useState(1);
  const [zoom, setZoom] = useState(1);
  const [turn, setTurn] = useState(0);
  const load = useCallback(() => pagePicture(far, here.record, page), [far, here.record, page]);
  const picture = usePicture(load);
  const at = `Page ${page} of ${pages}`;
  return (
    <>
      <header className={styles.tools}>
        <h2 className={styles.title}>{name}</h2>
        <span className={styles.group}>
          <Button aria-label="Page before" isDisabled={page === 1} onPress={() => setPage(page - 1)}>
            ‹
          </Button>
          <span className={styles.number} role="status">
            {at}
          </span>
          <Button aria-label="Page after" isDisabled={page >= pages} onPress={() => setPage(page + 1)}>
            ›
          </Button>
        </span>
        <ZoomTools zoom={zoom} onZoom={setZoom} onTurn={() => setTurn((n) => (n + 90) % 360)} />
        <PrintButton noted={() => far.call("print_document", { record: here.record })} print={() => every(far, here, pages)} />
        <Button onPress={onClose}>Close</Button>
      </header>
      <PictureSheet picture={picture} name={`${name}, ${at}`} zoom={zoom} turn={turn} />
    </>
  );
}

import { useEffect, useRef, useState } from "react";
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { DocumentHere } from "~/generated/DocumentHere";
import { Button } from "~/components/Button";
import { Notice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { useFar } from "~/platform/ask";
import { PrintButton } from "../PrintButton";
import type { Wanted } from "../wanted";
import { ZoomTools } from "../ZoomTools";
import styles from "../documents.module.css";
import { FindTools } from "./FindTools";
import { openPdf } from "./open";
import { pagesOf } from "./pages";
import { Thumbnails } from "./Thumbnails";
import { mount, type Mounted } from "./viewer";

interface Props {
  here: DocumentHere;
  name: string;
  wanted: Wanted | null;
  onClose: () => void;
}

/** A PDF: its pages, small and large, with their text to select and to search. */
export default function PdfView({ here, name, wanted, onClose }: Props) {
  const far = useFar();
  // Where it begins; what is wanted later is another viewer.
  const [begin] = useState(wanted);
  const page = useRef<HTMLDivElement>(null);
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null);
  const [view, setView] = useState<Mounted | null>(null);
  const [fault, setFault] = useState(false);
  const [zoom, setZoom] = useState(1);
  const [current, setCurrent] = useState(1);
  useEffect(() => {
    const container = page.current;
    if (container === null) return;
    const opening = openPdf(far, here, () => setFault(true));
    let mounted: Mounted | null = null;
    opening.promise.then(
      (opened) => {
        mounted = mount(container, opened, { onPage: setCurrent, onZoom: setZoom }, begin);
        setPdf(opened);
        setView(mounted);
      },
      () => setFault(true),
    );
    return () => {
      mounted?.close();
      void opening.destroy();
    };
  }, [far, here, begin]);
  return (
    <>
      <header className={styles.tools}>
        <h2 className={styles.title}>{name}</h2>
        <span className={styles.number} aria-live="polite">
          Page {current} of {pdf?.numPages ?? here.pages ?? "?"}
        </span>
        <FindTools view={view} scanned={here.scanned} asked={begin?.words ?? ""} />
        <ZoomTools zoom={zoom} onZoom={(next) => view?.zoom(next)} onTurn={() => view?.turn()} />
        <PrintButton record={here.record} print={pdf === null ? null : () => pagesOf(pdf)} />
        <Button onPress={onClose}>Close</Button>
      </header>
      {fault && (
        <Notice tone="danger" title="This PDF cannot be shown">
          The viewer could not read it. The file is kept whole; its text is in the note.
        </Notice>
      )}
      {pdf === null && !fault && <Reading />}
      <div className={styles.pages}>
        {pdf !== null && <Thumbnails pdf={pdf} current={current} onPage={(n) => view?.go(n)} />}
        <div className={styles.scroll}>
          {/* pdf.js lays its pages out in here, and wants a positioned container. */}
          <div ref={page} className={styles.container} role="region" aria-label="Pages" tabIndex={0}>
            <div className="pdfViewer" />
          </div>
        </div>
      </div>
    </>
  );
}

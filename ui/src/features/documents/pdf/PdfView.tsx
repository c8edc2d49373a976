import { useEffect, useRef, useState, type ReactNode } from "react";
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { Notice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import type { Bytes } from "../bytes";
import type { Wanted } from "../wanted";
import { ZoomTools } from "../ZoomTools";
import styles from "../documents.module.css";
import { FindTools } from "./FindTools";
import { openPdf } from "./open";
import { Thumbnails } from "./Thumbnails";
import { mount, type Mounted } from "./viewer";

interface Props {
  bytes: Bytes;
  /** How many, where somebody counted them before. */
  pages: number | null;
  scanned: boolean;
  name: string;
  wanted: Wanted | null;
  /** What can be done beside reading, once it is open. */
  acts: (pdf: PDFDocumentProxy | null) => ReactNode;
}

/** A PDF: its pages, small and large, with their text to select and to search. */
export default function PdfView({ bytes, pages, scanned, name, wanted, acts }: Props) {
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
    const opening = openPdf(bytes, () => setFault(true));
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
  }, [bytes, begin]);
  return (
    <>
      <header className={styles.tools}>
        <h2 className={styles.title}>{name}</h2>
        <span className={styles.number} aria-live="polite">
          Page {current} of {pdf?.numPages ?? pages ?? "?"}
        </span>
        <FindTools view={view} scanned={scanned} asked={begin?.words ?? ""} />
        <ZoomTools zoom={zoom} onZoom={(next) => view?.zoom(next)} onTurn={() => view?.turn()} />
        {acts(pdf)}
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

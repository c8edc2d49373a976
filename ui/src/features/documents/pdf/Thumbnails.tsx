import { useEffect, useRef } from "react";
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import styles from "../documents.module.css";

interface Props {
  pdf: PDFDocumentProxy;
  current: number;
  onPage: (page: number) => void;
}

/** Every page, small; drawn when it comes into sight. */
export function Thumbnails({ pdf, current, onPage }: Props) {
  return (
    <nav className={styles.thumbnails} aria-label="Pages">
      {Array.from({ length: pdf.numPages }, (_, n) => (
        <button key={n} type="button" className={styles.thumbnail} aria-current={current === n + 1 ? "page" : undefined} onClick={() => onPage(n + 1)}>
          <Small pdf={pdf} page={n + 1} />
          <span>{n + 1}</span>
        </button>
      ))}
    </nav>
  );
}

const WIDTH = 96;

function Small({ pdf, page }: { pdf: PDFDocumentProxy; page: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const to = canvas.current;
    if (to === null) return;
    let gone = false;
    const draw = async () => {
      const found = await pdf.getPage(page);
      if (gone) return;
      const scale = WIDTH / found.getViewport({ scale: 1 }).width;
      const viewport = found.getViewport({ scale: scale * window.devicePixelRatio });
      to.width = viewport.width;
      to.height = viewport.height;
      await found.render({ canvas: to, viewport }).promise;
    };
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      // A page that cannot be drawn small keeps its number, and says more when it is opened.
      draw().catch(() => undefined);
    });
    seen.observe(to);
    return () => {
      gone = true;
      seen.disconnect();
    };
  }, [pdf, page]);
  return <canvas ref={canvas} aria-hidden />;
}

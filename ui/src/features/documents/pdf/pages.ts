/** A PDF's pages as pictures for paper, one after the other, so that only one is drawn at a time. */
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";

/** Dots per inch on paper; a PDF counts 72. */
const DOTS = 150;

export async function* pagesOf(pdf: PDFDocumentProxy): AsyncGenerator<Blob> {
  for (let n = 1; n <= pdf.numPages; n += 1) {
    const page = await pdf.getPage(n);
    const viewport = page.getViewport({ scale: DOTS / 72 });
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    await page.render({ canvas, viewport, intent: "print" }).promise;
    const picture = await new Promise<Blob | null>((made) => canvas.toBlob(made));
    // A page that is missing on paper would look like a whole document.
    if (picture === null) throw new Error("a page could not be drawn");
    yield picture;
    canvas.width = 0;
  }
}

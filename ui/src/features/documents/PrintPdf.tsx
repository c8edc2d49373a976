/** Prints a PDF that is open: page after page as a picture. */
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { PrintButton } from "./PrintButton";

const drawing = () => import("./pdf/pages");

export function PrintPdf({ pdf, noted }: { pdf: PDFDocumentProxy | null; noted: () => Promise<unknown> }) {
  const print = async function* (opened: PDFDocumentProxy) {
    yield* (await drawing()).pagesOf(opened);
  };
  return <PrintButton noted={noted} print={pdf === null ? null : () => print(pdf)} />;
}

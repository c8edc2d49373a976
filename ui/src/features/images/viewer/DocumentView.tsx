/** A document of a study in the viewer's place: a PDF in the program's own reader; of any other, what it is. */
import { lazy, Suspense, useMemo } from "react";
import type { ImageDocument } from "~/generated/ImageDocument";
import { Empty } from "~/components/Empty";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import type { Bytes } from "~/features/documents/bytes";
import { PrintPdf } from "~/features/documents/PrintPdf";
import { bytes as bytesWords, joined } from "~/foundations/words";
import { useAsk, useFar } from "~/platform/ask";
import styles from "./files.module.css";

const PdfView = lazy(() => import("~/features/documents/pdf/PdfView"));

export function DocumentView({ instance }: { instance: string }) {
  const found = useAsk("image_document", { instance });
  if (found.isError) return <FailureNotice failure={found.error.failure} />;
  if (found.data === undefined) return <Reading />;
  const { pdf, contentType, title, length } = found.data;
  if (pdf) return <Pdf found={found.data} />;
  return (
    <div className={styles.nothing}>
      <Empty title={joined(title ?? "Document without a title", contentType ?? "of a kind that is not said", bytesWords(length))} unknown>
        Only PDFs are shown here. The file is kept whole; export the study to open it elsewhere.
      </Empty>
    </div>
  );
}

function Pdf({ found: { instance, title, length } }: { found: ImageDocument }) {
  const far = useFar();
  const bytes = useMemo<Bytes>(() => ({ length, part: (from, many) => far.call("image_document_part", { instance, from, length: many }) }), [far, instance, length]);
  return (
    <section className={styles.document} aria-label="Document">
      <Suspense fallback={<Reading />}>
        <PdfView bytes={bytes} pages={null} scanned={false} name={title ?? "Document without a title"} wanted={null} acts={(pdf) => <PrintPdf pdf={pdf} noted={() => far.call("print_image_document", { instance })} />} />
      </Suspense>
    </section>
  );
}

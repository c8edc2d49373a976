/** A PDF of the chart in the reader, with what can be done with it. */
import { lazy, Suspense, useMemo } from "react";
import type { DocumentHere } from "~/generated/DocumentHere";
import { Button } from "~/components/Button";
import { Reading } from "~/components/Reading";
import { useFar } from "~/platform/ask";
import { documentBytes } from "./bytes";
import { PrintPdf } from "./PrintPdf";
import type { Wanted } from "./wanted";

const PdfView = lazy(() => import("./pdf/PdfView"));

interface Props {
  here: DocumentHere;
  name: string;
  wanted: Wanted | null;
  onClose: () => void;
}

export function Pdf({ here, name, wanted, onClose }: Props) {
  const far = useFar();
  const bytes = useMemo(() => documentBytes(far, here), [far, here]);
  return (
    <Suspense fallback={<Reading />}>
      <PdfView
        bytes={bytes}
        pages={here.pages}
        scanned={here.scanned}
        name={name}
        wanted={wanted}
        acts={(pdf) => (
          <>
            <PrintPdf pdf={pdf} noted={() => far.call("print_document", { record: here.record })} />
            <Button onPress={onClose}>Close</Button>
          </>
        )}
      />
    </Suspense>
  );
}

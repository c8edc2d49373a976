/**
 * pdf.js, in its build for older webviews. It asks for the parts of a document that a page needs; scripts, forms' actions
 * and addresses in a document are never followed.
 */
import "./streams";
import * as pdfjs from "pdfjs-dist/legacy/build/pdf.mjs";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import type { Bytes } from "../bytes";

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

/** Bytes of one request: a page's share, mostly. */
const CHUNK = 256 * 1024;

class Parts extends pdfjs.PDFDataRangeTransport {
  constructor(
    private readonly bytes: Bytes,
    private readonly onFault: (thrown: unknown) => void,
  ) {
    super(bytes.length, null);
  }

  override requestDataRange(begin: number, end: number): void {
    this.whole(begin, end).then((bytes) => this.onDataRange(begin, bytes), this.onFault);
  }

  private async whole(begin: number, end: number): Promise<Uint8Array> {
    const all = new Uint8Array(end - begin);
    for (let at = begin; at < end; ) {
      const some = new Uint8Array(await this.bytes.part(at, end - at));
      if (some.length === 0) break;
      all.set(some, at - begin);
      at += some.length;
    }
    return all;
  }
}

export function openPdf(bytes: Bytes, onFault: (thrown: unknown) => void) {
  const beside = (folder: string) => new URL(`pdfjs/${folder}/`, document.baseURI).href;
  return pdfjs.getDocument({
    range: new Parts(bytes, onFault),
    rangeChunkSize: CHUNK,
    disableAutoFetch: true,
    disableStream: true,
    isEvalSupported: false,
    enableXfa: false,
    useWorkerFetch: false,
    // Compiled code needs a hole in the content security policy; what replaces it is slower, and needs none.
    useWasm: false,
    wasmUrl: beside("wasm"),
    cMapUrl: beside("cmaps"),
    cMapPacked: true,
    standardFontDataUrl: beside("standard_fonts"),
  });
}

export { pdfjs };

/** A document's bytes, part by part: none is ever a file on disk, or a string. */
import type { DocumentHere } from "~/generated/DocumentHere";
import type { Far } from "~/platform/far";

/** What the far side gives at once, at most. */
const PART = 4 * 1024 * 1024;

/** A document that is read part by part, wherever it lies. */
export interface Bytes {
  length: number;
  part: (from: number, length: number) => Promise<ArrayBuffer>;
}

/** The bytes of a document of the chart. */
export const documentBytes = (far: Far, { record, length }: DocumentHere): Bytes => ({ length, part: (from, many) => part(far, record, from, many) });

export async function part(far: Far, record: string, from: number, length: number): Promise<ArrayBuffer> {
  return await far.call("document_part", { record, from, length });
}

/** A page of a scan that this window cannot decode by itself, as PNG. */
export async function pagePicture(far: Far, record: string, page: number): Promise<Blob> {
  return new Blob([await far.call("document_picture", { record, page })], { type: "image/png" });
}

/** All of it, in parts. */
export async function bytesOf(far: Far, here: DocumentHere): Promise<ArrayBuffer[]> {
  const parts: ArrayBuffer[] = [];
  for (let from = 0; from < here.length; ) {
    const some = await part(far, here.record, from, PART);
    if (some.byteLength === 0) break;
    parts.push(some);
    from += some.byteLength;
  }
  return parts;
}

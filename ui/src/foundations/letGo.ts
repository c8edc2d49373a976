/** Memory that large buffers took: owns that it is given back when nobody looks any more; refuses to decide when that is. */

const LARGE = 64 * 1024 * 1024;
/** More than a web view lets its memory grow between two collections, with a volume of a thousand slices in it. */
const TAKEN = 40;
/** Bytes taken beside what the web view counts after which it is to collect. */
const MOST = 384 * 1024 * 1024;
let taken = 0;

/**
 * Gives the memory of a buffer back at once. The web view collects when it likes, and lets what it holds double before:
 * too late for buffers that are half of what a computer has. Whoever still reads from it finds no bytes.
 */
export function letGo(buffer: ArrayBufferLike): void {
  if (!(buffer instanceof ArrayBuffer)) return;
  // What is given over to a port that nobody listens at is gone.
  const { port1 } = new MessageChannel();
  port1.close();
  port1.postMessage(null, [buffer]);
}

/**
 * Has the web view collect what nobody holds any more, once that is so. It collects by how much was taken since the last
 * time, and knows of the bytes that came from the program only then: so large buffers are taken, untouched, and let go.
 */
export function collectSoon(): void {
  taken = 0;
  setTimeout(() => {
    try {
      for (let n = 0; n < TAKEN; n += 1) letGo(new ArrayBuffer(LARGE));
    } catch {
      // Not even that is there: then it collects without being asked.
    }
  });
}

/**
 * So many bytes were taken that the web view does not count: what came from the program, and what a canvas keeps of how it
 * was before it was drawn anew. Left to itself it takes four times a volume while somebody scrolls through it.
 */
export function took(bytes: number): void {
  taken += bytes;
  if (taken > MOST) collectSoon();
}

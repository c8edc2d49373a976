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

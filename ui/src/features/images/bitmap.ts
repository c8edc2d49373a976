/** A small picture as the program sends it, made an address that an image element takes. */

/** Columns and rows in two bytes each, then red, green and blue; null where there is none, or half of one. */
export function bitmapOf(bytes: ArrayBuffer): string | null {
  if (bytes.byteLength < 4) return null;
  const head = new DataView(bytes);
  const [columns, rows] = [head.getUint16(0, true), head.getUint16(2, true)];
  const pixels = new Uint8Array(bytes, 4);
  if (columns === 0 || rows === 0 || pixels.length !== columns * rows * 3) return null;
  // A row of a BMP is filled to a multiple of four bytes, its colours run from blue to red, a negative height begins at the top.
  const line = Math.ceil((columns * 3) / 4) * 4;
  const file = new Uint8Array(54 + line * rows);
  const view = new DataView(file.buffer);
  file.set([0x42, 0x4d]);
  view.setUint32(2, file.length, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, columns, true);
  view.setInt32(22, -rows, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const from = (row * columns + column) * 3;
      const [red = 0, green = 0, blue = 0] = pixels.subarray(from, from + 3);
      file.set([blue, green, red], 54 + row * line + column * 3);
    }
  }
  let text = "";
  for (const byte of file) text += String.fromCharCode(byte);
  return `data:image/bmp;base64,${btoa(text)}`;
}

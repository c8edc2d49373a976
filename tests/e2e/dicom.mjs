// DICOM files for the window to open: explicit little endian, written element by element.

function element(group, number, kind, value) {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value.length % 2 ? value + (kind === "UI" ? "\0" : " ") : value);
  const head = Buffer.alloc(kind === "OW" ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(kind, 4);
  if (kind === "OW") head.writeUInt32LE(bytes.length, 8);
  else head.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([head, bytes]);
}

const short = (number, value) => element(0x0028, number, "US", Buffer.from(Uint16Array.of(value).buffer));

/** The meta group of a file in this syntax. */
function file(elements) {
  const syntax = element(2, 0x0010, "UI", "1.2.840.10008.1.2.1");
  return Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), element(2, 0, "UL", Buffer.from(Uint32Array.of(syntax.length).buffer)), syntax, ...elements]);
}

/**
 * One slice of a CT of twelve bits, `size` pixels wide and high. `place`: where it lies, in millimetres along its
 * normal; a slice without one says only how it is turned.
 */
export function ctSlice({ number, size, pixels, person, born, description, place }) {
  const [family, given] = person;
  const lies = place === undefined ? [] : [element(0x20, 0x0032, "DS", `0\\0\\${place}`)];
  const space = place === undefined ? [] : [element(0x20, 0x0052, "UI", "1.2.3.5")];
  return file([
    element(8, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2"),
    element(8, 0x0018, "UI", `1.2.3.4.${number}`),
    element(8, 0x0020, "DA", "20240611"),
    element(8, 0x0060, "CS", "CT"),
    element(8, 0x1030, "LO", description),
    element(8, 0x103e, "LO", "Axial"),
    element(0x10, 0x0010, "PN", `${family}^${given}`),
    element(0x10, 0x0030, "DA", born),
    element(0x20, 0x000d, "UI", "1.2.3"),
    element(0x20, 0x000e, "UI", "1.2.3.4"),
    element(0x20, 0x0013, "IS", String(number)),
    ...lies,
    element(0x20, 0x0037, "DS", "1\\0\\0\\0\\1\\0"),
    ...space,
    short(0x0002, 1),
    element(0x28, 0x0004, "CS", "MONOCHROME2"),
    short(0x0010, size),
    short(0x0011, size),
    element(0x28, 0x0030, "DS", "2\\2"),
    short(0x0100, 16),
    short(0x0101, 12),
    short(0x0102, 11),
    short(0x0103, 0),
    element(0x28, 0x1050, "DS", "40"),
    element(0x28, 0x1051, "DS", "400"),
    element(0x28, 0x1052, "DS", "-1024"),
    element(0x28, 0x1053, "DS", "1"),
    element(0x7fe0, 0x0010, "OW", Buffer.from(pixels.buffer)),
  ]);
}

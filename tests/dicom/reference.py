"""Decodes every file of the index with each decoder there is, in a process of its own, and writes the arrays.

Writes references.json: for each file and decoder the array's file and kind, or why there is none. Colour that the
header calls YBR_FULL or YBR_FULL_422 is converted to RGB by pydicom; everything else is as the decoder gives it.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path

KINDS = {
    "uint8": "u8", "int8": "i8", "uint16": "u16", "int16": "i16",
    "uint32": "u32", "int32": "i32", "float32": "f32", "float64": "f64",
}
DECODERS = ("pylibjpeg", "gdcm", "pyjpegls", "gdcm-itself")
# JPEG of 12 bits and progressive, which gdcm decodes and pydicom does not let it.
BY_ITSELF = ("1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.53", "1.2.840.10008.1.2.4.55")


def one(path: Path, decoder: str, out: Path) -> None:
    """Decodes one file with one decoder; prints the array's kind."""
    import numpy
    from pydicom import dcmread
    from pydicom.pixels import get_decoder

    data = dcmread(path, force=True)
    syntax = data.file_meta.TransferSyntaxUID
    if decoder == "gdcm-itself":
        by_itself(path, syntax, out)
        return
    options = {}
    if syntax.is_compressed and syntax.is_encapsulated:
        options["decoding_plugin"] = decoder
    elif decoder != DECODERS[0]:
        raise SystemExit("nothing to decode")
    array, _ = get_decoder(syntax).as_array(data, **options)
    array = array.astype(array.dtype.newbyteorder("<"))
    out.write_bytes(numpy.ascontiguousarray(array).tobytes())
    print(KINDS[array.dtype.name])


def by_itself(path: Path, syntax: str, out: Path) -> None:
    """Decodes one file with gdcm's own reader."""
    import gdcm

    if syntax not in BY_ITSELF:
        raise SystemExit("pydicom asks gdcm for it")
    reader = gdcm.ImageReader()
    reader.SetFileName(str(path))
    if not reader.Read():
        raise SystemExit("gdcm does not read it")
    image = reader.GetImage()
    out.write_bytes(image.GetBuffer().encode("utf-8", errors="surrogateescape"))
    print(KINDS[image.GetPixelFormat().GetScalarTypeAsString().lower()])


def main(root: Path, folder: Path) -> None:
    references = []
    with (root / "INDEX.tsv").open(encoding="utf-8") as index:
        entries = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, entry in enumerate(entries):
        if not entry["Rows"]:
            continue
        for decoder in DECODERS:
            out = folder / f"{number:04}.{decoder}.raw"
            # A decoder of C++ may take its process with it.
            done = subprocess.run(
                [sys.executable, __file__, "--one", str(root / entry["path"]), decoder, str(out)],
                capture_output=True, text=True, timeout=300, check=False,
            )
            reference = {"path": entry["path"], "decoder": decoder, "file": None, "kind": None}
            if done.returncode == 0:
                reference |= {"file": out.name, "kind": done.stdout.strip()}
            else:
                out.unlink(missing_ok=True)
                last = done.stderr.strip().splitlines()[-1:] or [f"ended with {done.returncode}"]
                reference["reason"] = last[0][:200]
            references.append(reference)
    (folder / "references.json").write_text(json.dumps(references, indent=1), encoding="utf-8")
    made = sum(1 for reference in references if reference["file"])
    print(f"{made} arrays of {len(references)} tries")


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        one(Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]))

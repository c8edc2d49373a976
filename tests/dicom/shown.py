"""What pydicom makes of each file of the index beside its pixels: names, places, windows, overlays, and a picture.

Writes shown.json and, for each first frame with a window or a table of colours, an array of 8 bits.
"""

import csv
import json
import sys
from pathlib import Path

import numpy
from pydicom import dcmread
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_windowing, pixel_array


# Decoders of lossy JPEG differ by a level, which a narrow window makes many: compared elsewhere.
LOSSY = ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51")


def numbers(value):
    if value is None or value == "":
        return None
    return [float(number) for number in value] if hasattr(value, "__iter__") else [float(value)]


def grey(data, array):
    """Brightness of a window, from 0 to 255."""
    measured = apply_modality_lut(array, data)
    shown = apply_windowing(measured, data)
    bits = data.BitsStored
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if data.PixelRepresentation else (0, 2**bits - 1)
    if data.get("RescaleSlope") is not None:
        slope, intercept = float(data.RescaleSlope), float(data.RescaleIntercept)
        low, high = low * slope + intercept, high * slope + intercept
    share = (shown - low) / (high - low)
    if data.PhotometricInterpretation == "MONOCHROME1":
        share = 1 - share
    return numpy.clip(numpy.floor(share * 255 + 0.5), 0, 255).astype(numpy.uint8)


def coloured(data, array):
    colours = apply_color_lut(array, data)
    return (colours >> 8).astype(numpy.uint8) if colours.dtype == numpy.uint16 else colours


def picture(data, path):
    meaning = data.get("PhotometricInterpretation")
    window = numbers(data.get("WindowWidth"))
    if data.file_meta.get("TransferSyntaxUID") in LOSSY:
        return None
    if not meaning or (meaning != "PALETTE COLOR" and not window):
        return None
    try:
        array = pixel_array(path, index=0)
        if meaning == "PALETTE COLOR":
            return coloured(data, array)
        if meaning.startswith("MONOCHROME") and not data.get("ModalityLUTSequence"):
            return grey(data, array)
    except Exception:
        return None
    return None


def one(path, root, folder, number):
    data = dcmread(path, force=True)
    facts = {"path": str(path.relative_to(root))}
    name = data.get("PatientName")
    parts = ("alphabetic", "ideographic", "phonetic")
    facts["name"] = [getattr(name, part) or None for part in parts] if name else [None] * 3
    facts["modality"] = data.get("Modality") or None
    facts["study"] = str(data.get("StudyInstanceUID") or "") or None
    facts["date"] = str(data.get("StudyDate") or "") or None
    facts["position"] = numbers(data.get("ImagePositionPatient"))
    facts["overlays"] = {}
    for group in range(0x6000, 0x6020, 2):
        try:
            facts["overlays"][str(group)] = int((data.overlay_array(group) != 0).sum())
        except Exception:
            continue
    shown = picture(data, path)
    facts["picture"] = None
    if shown is not None:
        facts["picture"] = f"{number:04}.picture.raw"
        facts["channels"] = 3 if shown.ndim == 3 else 1
        (folder / facts["picture"]).write_bytes(numpy.ascontiguousarray(shown).tobytes())
    return facts


def main(root: Path, folder: Path) -> None:
    with (root / "INDEX.tsv").open(encoding="utf-8") as index:
        entries = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    facts = []
    for number, entry in enumerate(entries):
        if entry["ok"] == "part10":
            facts.append(one(root / entry["path"], root, folder, number))
    (folder / "shown.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
    pictures = sum(1 for fact in facts if fact["picture"])
    print(f"{len(facts)} files, {pictures} pictures")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

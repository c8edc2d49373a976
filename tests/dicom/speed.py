"""How long other decoders take for the frames of a file: pydicom with each plugin it has, and gdcm by itself.

Reads lines `PATH<tab>TIMES` and answers each with a line of JSON: the least seconds by decoder, of those that decode it.
What is timed begins with the file's data set in memory and ends with its samples in memory, without a change of colour.
"""

import io
import json
import logging
import sys
import time
import warnings
from pathlib import Path

from pydicom import dcmread
from pydicom.pixels import get_decoder


def least(times, work):
    best = None
    for _ in range(times):
        done = work()
        best = done if best is None else min(best, done)
    return best


def pydicom_with(data, plugin):
    decoder = get_decoder(data.file_meta.TransferSyntaxUID)
    options = {"raw": True}
    if plugin:
        options["decoding_plugin"] = plugin

    def work():
        began = time.perf_counter()
        decoder.as_array(data, **options)
        return time.perf_counter() - began

    return work


def gdcm_itself(path):
    """Its own way, without the text that its Python makes of a buffer: to samples that are not compressed."""
    import gdcm

    def work():
        reader = gdcm.ImageReader()
        reader.SetFileName(str(path))
        if not reader.Read():
            raise ValueError("gdcm does not read it")
        if not reader.GetImage().GetTransferSyntax().IsEncapsulated():
            raise ValueError("nothing to decode")
        change = gdcm.ImageChangeTransferSyntax()
        change.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.ExplicitVRLittleEndian))
        change.SetInput(reader.GetImage())
        began = time.perf_counter()
        done = change.Change()
        took = time.perf_counter() - began
        if not done or change.GetOutput().GetTransferSyntax().IsEncapsulated():
            raise ValueError("gdcm does not decode it")
        return took

    return work


def told(path, times):
    data = dcmread(io.BytesIO(path.read_bytes()), force=True)
    syntax = data.file_meta.get("TransferSyntaxUID")
    ways = {}
    if syntax:
        try:
            plugins = get_decoder(syntax).available_plugins or ("",)
        except NotImplementedError:
            plugins = ()
        for plugin in plugins:
            ways[f"pydicom with {plugin}" if plugin else "pydicom"] = pydicom_with(data, plugin)
    try:
        ways["GDCM"] = gdcm_itself(path)
    except ImportError:
        pass
    seconds = {}
    for name, work in ways.items():
        try:
            seconds[name] = least(times, work)
        except Exception:
            # It does not decode this file.
            continue
    return seconds


def main():
    warnings.simplefilter("ignore")
    logging.disable()
    for line in sys.stdin:
        path, times = line.rstrip("\n").split("\t")
        try:
            seconds = told(Path(path), int(times))
        except Exception:
            seconds = {}
        print(json.dumps(seconds), flush=True)


if __name__ == "__main__":
    main()

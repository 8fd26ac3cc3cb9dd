"""Macros: the source text in a `vbaProject.bin` (MS-OVBA), read and never run."""

from __future__ import annotations

from collections.abc import Iterator

import olefile

from .compound import FAULTS, opened
from .gathered import File, Gathered, damaged

_CHUNK = 4096
_CODEPAGE, _NAME, _STREAM, _OFFSET, _MODULE_ENDS = 0x0003, 0x0019, 0x001A, 0x0031, 0x002B
_VERSION = 0x0009
"""PROJECTVERSION: its record is six bytes longer than it says."""

_NOT_MODULES = ("dir", "_vba_project", "__srp_")


def read_macros(file: File, out: Gathered, data: bytes) -> None:
    """One part a module: "plan.xlsm: macro Module1"."""
    try:
        with opened(data) as ole:
            folders = [entry[:-1] for entry in ole.listdir() if entry[-1].lower() == "dir"]
            for folder in folders:
                _modules(file, out, ole, folder)
    except FAULTS:
        raise damaged(file) from None
    if not folders:
        raise damaged(file)


def _modules(file: File, out: Gathered, ole: olefile.OleFileIO, folder: list[str]) -> None:
    raw = decompressed(file, out, ole.openstream([*folder, "dir"]).read())
    modules = list(_listed(raw))
    there = {e[-1].lower() for e in ole.listdir() if e[:-1] == folder and not e[-1].lower().startswith(_NOT_MODULES)}
    if not modules or there - {stream.lower() for _, stream, _, _ in modules}:
        raise damaged(file)  # a module that the list leaves out could hide anything
    for name, stream, offset, codepage in modules:
        packed = ole.openstream([*folder, stream]).read()
        source = decompressed(file, out, packed[offset:]).decode(codepage, errors="replace")
        code = "\n".join(line for line in source.splitlines() if not line.startswith("Attribute VB_"))
        out.add(file, f"macro {name}", code)


def _listed(raw: bytes) -> Iterator[tuple[str, str, int, str]]:
    """Modules of the project: name, stream, where its source begins, code page."""
    at, codepage, name, stream, offset = 0, "cp1252", "", "", 0
    while at + 6 <= len(raw):
        kind, size = int.from_bytes(raw[at : at + 2], "little"), int.from_bytes(raw[at + 2 : at + 6], "little")
        value = raw[at + 6 : at + 6 + size]
        at += 6 + size + (2 if kind == _VERSION else 0)
        if kind == _CODEPAGE:
            codepage = f"cp{int.from_bytes(value, 'little')}"
        elif kind == _NAME:
            name = value.decode(codepage, errors="replace")
        elif kind == _STREAM:
            stream = value.decode(codepage, errors="replace")
        elif kind == _OFFSET:
            offset = int.from_bytes(value, "little")
        elif kind == _MODULE_ENDS and stream:
            yield name or stream, stream, offset, codepage
            name, stream, offset = "", "", 0


def decompressed(file: File, out: Gathered, data: bytes) -> bytes:
    """MS-OVBA 2.4.1: chunks of copied and literal bytes."""
    if not data or data[0] != 1:
        raise damaged(file)
    result = bytearray()
    at = 1
    while at + 2 <= len(data):
        header = int.from_bytes(data[at : at + 2], "little")
        end = min(at + (header & 0x0FFF) + 3, len(data))
        if header & 0x8000:
            chunk = _chunk(file, data[at + 2 : end])
        else:
            chunk = data[at + 2 : at + 2 + _CHUNK]
            end = at + 2 + _CHUNK
        out.unpacked(file, len(chunk))
        result += chunk
        at = end
    return bytes(result)


def _chunk(file: File, data: bytes) -> bytes:
    result = bytearray()
    at = 0
    while at < len(data):
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data):
                break
            if not flags >> bit & 1:
                result.append(data[at])
                at += 1
                continue
            token = int.from_bytes(data[at : at + 2], "little")
            at += 2
            bits = max((len(result) - 1).bit_length(), 4)
            length = (token & (0xFFFF >> bits)) + 3
            back = (token >> (16 - bits)) + 1
            if back > len(result):
                raise damaged(file)
            for _ in range(length):
                result.append(result[-back])
    return bytes(result)

"""Compressed RTF of Outlook (MS-OXRTFCP): a window of 4,096 bytes that starts with the words that every RTF has."""

from __future__ import annotations

from .gathered import File, Gathered, damaged

_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes "
    rb"New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_HEAD = 16


def unpacked(file: File, out: Gathered, data: bytes) -> bytes:
    """The RTF; raises when it is damaged or opens to too much."""
    if len(data) < _HEAD:
        raise damaged(file, "Outlook message")
    size, kind = int.from_bytes(data[4:8], "little"), int.from_bytes(data[8:12], "little")
    out.unpacked(file, size)
    if kind == _PLAIN:
        return data[_HEAD : _HEAD + size]
    if kind != _PACKED:
        raise damaged(file, "Outlook message")
    return _opened(data[_HEAD:], size)


def _opened(data: bytes, size: int) -> bytes:
    window = bytearray(_START.ljust(_WINDOW, b"\0"))
    at, place, result = 0, len(_START), bytearray()
    while at < len(data) and len(result) < size:
        flags = data[at]
        at += 1
        for bit in range(8):
            if not flags >> bit & 1:
                piece = data[at : at + 1]
                at += 1
            else:
                token = int.from_bytes(data[at : at + 2], "big")
                at += 2
                offset, length = token >> 4, (token & 0xF) + 2
                if offset == place:  # the end
                    return bytes(result[:size])
                piece = b""
                for step in range(length):
                    byte = window[(offset + step) % _WINDOW]
                    window[(place + step) % _WINDOW] = byte
                    piece += bytes([byte])
            for step, byte in enumerate(piece):
                window[(place + step) % _WINDOW] = byte
            place = (place + len(piece)) % _WINDOW
            result += piece
    return bytes(result[:size])

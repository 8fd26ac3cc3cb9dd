"""Small files of every kind, built by hand: what a reader must find stands where the test put it."""

# ruff: noqa: E501  # the markup of a file is read on one line
from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
X = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" {R}'
TYPES = "[Content_Types].xml"
_SECTOR, _MINI, _SMALL = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def packed(members: dict[str, str | bytes]) -> bytes:
    """A ZIP of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def word(members: dict[str, str | bytes] | None = None, text: str = "The levee held.") -> bytes:
    """A Word file."""
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    return packed({TYPES: "<Types/>", "word/document.xml": body, **(members or {})})


def book(members: dict[str, str | bytes] | None = None, state: str = "visible", extra: str = "") -> bytes:
    """An Excel file of one sheet, called Budget."""
    return packed(
        {
            TYPES: "<Types/>",
            "xl/workbook.xml": f'<workbook {X}><sheets><sheet name="Budget" sheetId="1" state="{state}" r:id="rId1"/></sheets>{extra}</workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet {X}><sheetData><row r="1"><c r="A1"><v>12</v></c></row></sheetData></worksheet>',
            **(members or {}),
        }
    )


def slide(text: str, attributes: str = "") -> str:
    """A slide, or what looks like one."""
    return f"<p:sld {A} {attributes}><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"


def show(members: dict[str, str | bytes] | None = None) -> bytes:
    """A PowerPoint file of one slide."""
    return packed(
        {
            TYPES: "<Types/>",
            "ppt/presentation.xml": f'<p:presentation {A} {R}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": '<Relationships><Relationship Id="rId1" Target="slides/slide1.xml"/></Relationships>',
            "ppt/slides/slide1.xml": slide("The levee held."),
            **(members or {}),
        }
    )


def odf(kind: str, body: str, members: dict[str, str | bytes] | None = None) -> bytes:
    """An OpenDocument file: `text`, `spreadsheet` or `presentation`."""
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "text", "table", "style", "draw", "meta")
    )
    content = f'<office:document-content {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/">{body}</office:document-content>'
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content, **(members or {})})


def png(width: int, height: int, chunks: tuple[tuple[bytes, bytes], ...] = (), pixels: bytes | None = None) -> bytes:
    """A gray PNG."""
    rows = pixels if pixels is not None else b"\xff" * (width * height)
    raw = b"".join(b"\0" + rows[at : at + width] for at in range(0, width * height, width)) if rows else b""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        *chunks,
        (b"IDAT", zlib.compress(raw)),
        (b"IEND", b""),
    ]
    made = (
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big") for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def exif(tag: int, text: bytes) -> bytes:
    """A TIFF table with one ASCII value."""
    return b"II*\0" + struct.pack("<IHHHII", 8, 1, tag, 2, len(text), 26) + bytes(4) + text


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB); folders are parted by slashes."""
    tree: dict[str, list[str]] = {"": []}
    for path in streams:
        pieces = path.split("/")
        for depth in range(len(pieces)):
            parent, name = "/".join(pieces[:depth]), "/".join(pieces[: depth + 1])
            if name not in tree.setdefault(parent, []):
                tree[parent].append(name)
    order = ["", *(name for names in tree.values() for name in names)]
    mini, sectors = bytearray(), bytearray()
    minifat: list[int] = []
    chains: dict[str, int] = {}
    for path, data in streams.items():
        if len(data) < _SMALL:
            first, amount = len(minifat), -(-len(data) // _MINI)
            minifat += [first + n + 1 for n in range(amount - 1)] + [_END] * bool(amount)
            mini += data.ljust(amount * _MINI, b"\0")
            chains[path] = first if amount else _END
    fat: list[int] = []

    def put(data: bytes) -> int:
        amount = -(-len(data) // _SECTOR)
        first = len(fat)
        fat.extend([first + n + 1 for n in range(amount - 1)] + [_END] * bool(amount))
        sectors.extend(data.ljust(amount * _SECTOR, b"\0"))
        return first if amount else _END

    chains |= {path: put(data) for path, data in streams.items() if len(data) >= _SMALL}
    root, table = put(bytes(mini)), put(b"".join(n.to_bytes(4, "little") for n in minifat))
    entries = b"".join(_entry(name, order, tree, streams, chains, root, len(mini)) for name in order)
    folder = put(entries)
    fat_at = len(fat)
    fat.append(_FAT)
    sectors += b"".join(n.to_bytes(4, "little") for n in fat + [_FREE] * (128 - len(fat)))
    assert len(fat) <= 128
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 62, 3, 0xFFFE, 9, 6, 0, 1, folder, 0, _SMALL,
        table, len(minifat) * 4 // _SECTOR + 1 if minifat else 0, _END, 0,
    )  # fmt: skip
    return head + b"".join(n.to_bytes(4, "little") for n in [fat_at] + [_FREE] * 108) + bytes(sectors)


def _entry(
    name: str,
    order: list[str],
    tree: dict[str, list[str]],
    streams: dict[str, bytes],
    chains: dict[str, int],
    root: int,
    size: int,
) -> bytes:
    """One entry; brothers hang on each other in a line."""
    raw = (name.rpartition("/")[2] if name else "Root Entry").encode("utf-16-le")
    brothers = next((names for names in tree.values() if name in names), [])
    following = brothers[brothers.index(name) + 1 :] if name in brothers else []
    right = order.index(following[0]) if following else _FREE
    child = order.index(tree[name][0]) if tree.get(name) else _FREE
    kind = 5 if not name else 2 if name in streams else 1
    first, length = (root, size) if not name else (chains.get(name, 0), len(streams.get(name, b"")))
    return struct.pack("<64sHBBIII16xI16xIQ", raw, len(raw) + 2, kind, 1, _FREE, right, child, 0, first, length)


def ovba(data: bytes) -> bytes:
    """MS-OVBA compression with literals only, in one chunk."""
    body = b"".join(b"\0" + data[at : at + 8] for at in range(0, len(data), 8))
    return b"\x01" + ((len(body) - 1) | 0xB000).to_bytes(2, "little") + body


def macros(source: str) -> bytes:
    """A vbaProject.bin with one module."""

    def record(kind: int, value: bytes) -> bytes:
        return struct.pack("<HI", kind, len(value)) + value

    listing = (
        record(3, (1252).to_bytes(2, "little")) + struct.pack("<HIIH", 9, 4, 1, 1) + record(0x19, b"Module1") + record(0x1A, b"Module1")
        + record(0x31, (4).to_bytes(4, "little")) + record(0x2B, b"")
    )  # fmt: skip
    code = f'Attribute VB_Name = "Module1"\r\n{source}'.encode("cp1252")
    return ole({"VBA/dir": ovba(listing), "VBA/Module1": b"\xaa\xbb\xcc\xdd" + ovba(code)})


def mail(*parts: tuple[str, bytes], headers: str = "Subject: Flood report\n", mark: str = "b") -> bytes:
    """A mail whose parts have their own heads."""
    inner = b"".join(f"--{mark}\n{head}\n\n".encode() + body + b"\n" for head, body in parts)
    kind = f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{mark}"\n\n'
    return f"{headers}{kind}".encode() + inner + f"--{mark}--\n".encode()


def attached(name: str, data: bytes) -> tuple[str, bytes]:
    """One attachment."""
    head = f'Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="{name}"'
    return head, base64.encodebytes(data)


def outlook(properties: dict[str, bytes | str], folder: str = "") -> dict[str, bytes]:
    """Streams of an Outlook message."""
    made = {f"{folder}__properties_version1.0": bytes(32)}
    for key, value in properties.items():
        made[f"{folder}__substg1.0_{key}"] = value.encode("utf-16-le") if isinstance(value, str) else value
    return made

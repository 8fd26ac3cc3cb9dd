"""Whatever bytes come, a reader answers with parts or with a sentence: never with another error."""

# ruff: noqa: E501  # the markup of a file is read on one line
from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from proviso.errors import UnreadableError
from proviso.screening.readers import Limits, kinds_of_file, read
from tests.screening.readers.made import attached, book, exif, macros, mail, odf, ole, outlook, png, show, word
from tests.screening.readers.test_places import ATTACH, FRAME, M, compressed_rtf, pdf

SMALL = Limits(max_unpacked=4 << 20, max_chars=200_000)
SEEDS = {
    "a.pdf": pdf("note"),
    "b.pdf": pdf("file"),
    "a.docx": word({"word/vbaProject.bin": macros("x"), "word/embeddings/oleObject1.bin": ole({"\x01Ole10Native": bytes(90)})}),
    "a.xlsx": book({"xl/sharedStrings.xml": "<sst><si><t>x</t></si></sst>"}),
    "a.pptx": show(),
    "a.odt": odf("text", "<office:body><text:p>x</text:p></office:body>"),
    "a.rtf": rb"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\u8364?{\header x}{\*\objdata 0102}\'e9\bin3 abc}",
    "a.eml": mail(attached("a.txt", b"x"), ("Content-Type: text/html; charset=utf-7", b"<p>x")),
    "a.msg": ole({**outlook({"1000001F": M, "10090102": compressed_rtf(M)}), **outlook({"37010102": b"x"}, ATTACH)}),
    "a.html": b"<html><body style='x'><p hidden>x<!-- y --><script>'abc'</script>",
    "a.ics": b"BEGIN:VEVENT\nATTACH;ENCODING=BASE64;FILENAME=a.txt:eA==\nSUMMARY;ENCODING=QUOTED-PRINTABLE:=41=\nEND:VEVENT\n",
    "a.json": rb'{"a": "\ud83d\u0041 \n"}',
    "a.png": png(30, 30, ((b"zTXt", b"a\0\0abc"), (b"eXIf", exif(0x10E, b"x")))),
    "a.jpg": b"\xff\xd8\xff\xfe\0\4ab" + FRAME,
    "a.tif": exif(0x10E, b"abc"),
    "a.webp": b"RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x1f\0\0EXIF\x04\0\0\0abcd",
    "a.bmp": b"BM" + bytes(12) + b"\x28\0\0\0\x20\0\0\0\x20\0\0\0" + bytes(30),
}  # fmt: skip


def answers(name: str, data: bytes) -> None:
    with contextlib.suppress(UnreadableError):
        assert read(name, data, SMALL, lambda _: "seen").parts


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_file_with_changed_bytes_is_read_or_refused(name: str, data: st.DataObject) -> None:
    seed = bytearray(SEEDS[name])
    for _ in range(data.draw(st.integers(1, 6))):
        seed[data.draw(st.integers(0, len(seed) - 1))] = data.draw(st.integers(0, 255))
    answers(name, bytes(seed[: data.draw(st.integers(8, len(seed)))]) if data.draw(st.booleans()) else bytes(seed))


@given(st.binary(max_size=400), st.sampled_from(kinds_of_file()))
@example(b"", ".pdf")
@example(b"\xff\xfe", ".txt")
def test_any_bytes_under_any_name_are_read_or_refused(data: bytes, ending: str) -> None:
    answers(f"a{ending}", data)


@given(st.text(max_size=200))
def test_any_text_comes_back_whole(text: str) -> None:
    plain = "".join(c for c in text if c not in "\x00\r\n\ufeff\ufffe" and not "\ud800" <= c <= "\udfff")
    if plain.strip():
        with contextlib.suppress(UnreadableError):  # too many control characters
            assert read("a.txt", plain.encode()).text == plain


def put(at: int, number: int, size: int = 4) -> Callable[[bytes], bytes]:
    return lambda seed: seed[:at] + number.to_bytes(size, "little") + seed[at + size :]


BODY = SEEDS["a.msg"].index("__substg1.0_1000001F".encode("utf-16-le"))
FUZZED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a sector of 2**12550 bytes": ("a.msg", lambda seed: seed[:33] + b"1" + seed[34:2036] + b"\0" + seed[2037:]),
    "a small sector of one byte": ("a.msg", put(32, 0, 2)),
    "four thousand million tables of sectors": ("a.msg", put(44, 0xFFFFFFFF)),
    "four thousand million tables of small sectors": ("a.msg", put(64, 0xFFFFFFFF)),
    "a stream of four gigabytes": ("a.msg", put(BODY + 120, 0xFFFFFFF0)),
}
"""What fuzzing found: a file, and the change that once was an error of another kind."""


@pytest.mark.parametrize("found", FUZZED)
def test_what_fuzzing_found_is_refused_with_a_sentence(found: str) -> None:
    name, change = FUZZED[found]
    with pytest.raises(UnreadableError, match="damaged"):
        read(name, change(SEEDS[name]), SMALL, lambda _: "seen")

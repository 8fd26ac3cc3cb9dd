"""What is fuzzed: each target takes any bytes, and raises when a promise of screening is broken.

A text must be screened without a fault, and every place must lie inside it. A file must be read or refused with a
sentence (`UnreadableError`). Time and memory are watched by the fuzzer itself.
"""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from proviso.errors import UnreadableError
from proviso.model import Part
from proviso.screening import recognizers, screen
from proviso.screening.disguise import undisguised
from proviso.screening.readers import Limits, read
from proviso.screening.view import View, view_of
from tests.screening.readers import made
from tests.screening.readers.test_damage import SEEDS
from tests.screening.readers.test_places import ATTACH
from tests.screening.test_view import DISGUISED

SMALL = Limits(max_unpacked=4 << 20, max_chars=200_000, max_members=500, max_pages=50)
ZIP = "a.zip", made.packed({"a.txt": "The levee held.", "b/c.html": "<p>x"})
VCF = (
    "a.vcf",
    b"BEGIN:VCARD\nFN;CHARSET=UTF-8:A\nNOTE;ENCODING=QUOTED-PRINTABLE:=41=\n=42\nPHOTO;ENCODING=b:eA==\nEND:VCARD\n",
)
TXT = "a.txt", "\ufeffThe levee held.\x0c".encode("utf-16")
FILES = {**SEEDS, **dict((ZIP, VCF, TXT))}
PACKAGES = ("a.docx", "a.xlsx", "a.pptx", "a.odt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing to fuzz, and what to start from."""

    name: str
    tries: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    most: int = 4_096
    """Bytes of an input."""


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="surrogateescape")


def _views(data: bytes) -> None:
    text = _text(data)
    base = view_of(text)
    _is_inside(base, text)
    for number, view in enumerate(undisguised(base, text)):
        if number > 24:
            raise AssertionError("more than 24 views")
        _is_inside(view, text)


def _is_inside(view: View, text: str) -> None:
    if not view.text.isascii() or len(view.data) != len(view.text):
        raise AssertionError("a view is not plain")
    for at in range(len(view.text)):
        start, end = view.original(at, at + 1)
        if not 0 <= start <= end <= len(text):
            raise AssertionError(f"a place leads outside: {start} to {end} of {len(text)}")


def _screen(data: bytes) -> None:
    text = _text(data)
    for finding in screen((Part(name="text", text=text),), names=False).findings:
        if not 0 <= finding.start < finding.end <= len(text):
            raise AssertionError(f"{finding.kind} stands outside: {finding.start} to {finding.end} of {len(text)}")


def _file(name: str) -> Callable[[bytes], None]:
    def tries(data: bytes) -> None:
        with contextlib.suppress(UnreadableError):
            document = read(name, data, SMALL, lambda _: "seen")
            if not any(part.text.strip() for part in document.parts):
                raise AssertionError("a file without text was not refused")
            if any("\x00" in part.text for part in document.parts):
                raise AssertionError("a part holds a null character")

    return tries


def _inside(name: str) -> Callable[[bytes], None]:
    """The members of a package: the first byte says which one the others replace, so that no checksum is in the way."""
    with zipfile.ZipFile(io.BytesIO(FILES[name])) as package:
        members = {one: package.read(one) for one in package.namelist()}
    chosen = sorted(one for one in members if one != "mimetype")
    tries_file = _file(name)

    def tries(data: bytes) -> None:
        if data:
            place = chosen[data[0] % len(chosen)]
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as package:
                for one, old in members.items():
                    package.writestr(one, data[1:] if one == place else old)
            tries_file(out.getvalue())

    return tries


def _members(name: str) -> tuple[bytes, ...]:
    with zipfile.ZipFile(io.BytesIO(FILES[name])) as package:
        names = sorted(one for one in package.namelist() if one != "mimetype")
        return tuple(bytes([number % 256]) + package.read(one) for number, one in enumerate(names))


def _streams(data: bytes) -> None:
    """A message whose body, rich body and attachment are any bytes."""
    third = len(data) // 3
    body, rich, attached = data[:third], data[third : 2 * third], data[2 * third :]
    streams = {**made.outlook({"1000001F": body, "10090102": rich}), **made.outlook({"37010102": attached}, ATTACH)}
    _file("a.msg")(made.ole(streams))


def targets() -> Iterator[Target]:
    """Every target, by the name that `make fuzz ARGS=NAME` takes."""
    texts = tuple(text.encode("utf-8", errors="surrogateescape") for text in DISGUISED)
    yield Target(name="views", tries=_views, seeds=texts, most=2_048)
    examples = tuple(text.encode("utf-8") for one in recognizers() for text, _ in one.finds)
    yield Target(name="screen", tries=_screen, seeds=texts + examples, most=2_048)
    for name, data in FILES.items():
        yield Target(
            name=name.replace("a.", "").replace("b.", "second-"), tries=_file(name), seeds=(data,), most=65_536
        )
    for name in PACKAGES:
        yield Target(name=f"{name.partition('.')[2]}-inside", tries=_inside(name), seeds=_members(name), most=16_384)
    yield Target(name="msg-inside", tries=_streams, seeds=(b"x" * 30,), most=8_192)

"""Rich text (RTF 1.9.1), by our own tokenizer: hidden text, headers, notes, properties, embedded objects.

Also the body of Outlook messages, which hold HTML inside RTF (MS-OXRTFEX).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .gathered import File, Gathered, damaged
from .ole import read_native, read_object

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_BREAKS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n\f\n", "row": "\n", "cell": "\t", "nestcell": "\t", "nestrow": "\n",
    "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "emspace": " ", "enspace": " ",
}  # fmt: skip
_SILENT = frozenset(
    "fonttbl colortbl stylesheet listtable listoverridetable revtbl rsidtbl generator themedata colorschememapping latentstyles"
    " datastore pict filetbl xmlnstbl mmathPr blipuid panose falt listtext pntext pntxta pntxtb htmltag mhtmltag wgrffmtfilter"
    " fchars lchars pgptbl defchp defpap nonshppict sp sn sv objclass objname bkmkstart bkmkend creatim revtim printim".split()
)
"""Groups without words of a person. (`sv` holds the properties of shapes; `shptxt` their words.)"""
_SPOKEN = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
    "footnote": "footnotes", "annotation": "comments", "atnauthor": "comments", "atnid": "comments", "info": "properties", "title": "properties",
    "subject": "properties", "keywords": "properties", "doccomm": "properties", "userprops": "properties",
    "fldinst": "links", "docvar": "properties",
}  # fmt: skip
_OWN = frozenset({"author", "operator", "company", "manager"})
_OBJECT = "object"
_DEEPEST = 2_000
_PAGES = {0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits."""

    title: str = ""
    is_silent: bool = False
    is_star: bool = False
    skip: int = 1
    """Bytes that stand for those who cannot read the Unicode character before them."""
    codec: str = "cp1252"


def read_rtf(file: File, out: Gathered) -> None:
    """The body, then what stands beside it."""
    texts = words_of(file, file.data)
    out.add(file, "", texts.pop("", ""))
    objects = texts.pop(_OBJECT, "").split("\n")
    for title, text in sorted(texts.items()):
        out.add(file, title, text)
    for number, digits in enumerate(filter(None, map(str.strip, objects)), 1):
        _object(file, out, f"object{number}.bin", digits)
    out.note(file, f"{file.name}: read, headers and notes too.")


def _object(file: File, out: Gathered, name: str, digits: str) -> None:
    """OLE 1.0: version, format, three names with their lengths, then the size and the bytes of the object."""
    try:
        data = bytes.fromhex(digits)
    except ValueError:
        raise damaged(file, "RTF file") from None
    at = 8
    names = []
    for _ in range(3):
        size = int.from_bytes(data[at : at + 4], "little")
        names.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    native = data[at + 4 : at + 4 + int.from_bytes(data[at : at + 4], "little")]
    if names[0].strip(b"\0").lower() == b"package":
        read_native(file, out, name, bytes(4) + native)
    else:
        read_object(file, out, name, native)


def words_of(file: File, data: bytes) -> dict[str, str]:
    """Texts by title; the body has none, and an object is in hexadecimal digits."""
    if not data.startswith(b"{\\rtf"):
        raise damaged(file, "RTF file")
    reader = _Reader(file)
    at = 0
    while match := _TOKEN.match(data, at):
        at = match.end() + reader.take(match)
    if at < len(data) or not -1 < reader.depth < 2:
        raise damaged(file, "RTF file")
    return {title: re.sub(r"\n{3,}", "\n\n", "".join(pieces)) for title, pieces in reader.said.items()}


class _Reader:
    """Groups within groups, and what they say."""

    def __init__(self, file: File) -> None:
        self.said: dict[str, list[str]] = {}
        self._file, self._state, self._stack = file, _State(), [_State()]
        self._fonts: dict[int, str] = {}
        self._font, self._in_fonts, self._left = 0, False, 0
        self._high = 0
        self._bytes: list[bytes] = []
        self._bin = 0

    @property
    def depth(self) -> int:
        """Open groups: one less than the states that wait."""
        return len(self._stack) - 1

    def take(self, match: re.Match[bytes]) -> int:
        """One token; how many raw bytes follow it."""
        self._bin = 0
        self._token(match)
        return self._bin

    def _token(self, match: re.Match[bytes]) -> None:
        word, number, code, sign, brace, plain = match.groups()
        if code is not None:
            self._byte(bytes([int(code, 16)]))
            return
        if plain is not None:
            self._byte(plain)
            return
        self._flush()
        if brace == b"{":
            self._open()
        elif brace == b"}":
            self._close()
        elif word is not None:
            self._word(word.decode("ascii"), None if number is None else int(number))
        elif sign is not None:
            self._sign(sign)

    def _open(self) -> None:
        if len(self._stack) > _DEEPEST:
            raise damaged(self._file, "RTF file")
        self._stack.append(self._state)
        self._state = replace(self._state, is_star=False)

    def _close(self) -> None:
        if len(self._stack) < 2:
            return
        if self._state.title != self._stack[-1].title:
            self._emit("\n")
        self._state = self._stack.pop()

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._state = replace(self._state, is_star=True)
        elif sign in b"~_-\n\r":
            self._emit({b"~": "\u00a0", b"_": "-", b"-": ""}.get(sign, "\n"))
        else:
            self._byte(sign)

    def _byte(self, raw: bytes) -> None:
        taken = min(self._left, len(raw))
        self._left -= taken
        if len(raw) > taken and not self._state.is_silent:
            self._bytes.append(raw[taken:])

    def _flush(self) -> None:
        if self._bytes:
            raw, self._bytes = b"".join(self._bytes), []
            self._emit(raw.decode(self._state.codec, errors="replace"))

    def _emit(self, text: str) -> None:
        if not self._state.is_silent:
            self.said.setdefault(self._state.title, []).append(text)

    def _word(self, word: str, number: int | None) -> None:
        if word == "u" and number is not None:
            self._unicode(number)
        elif word in _BREAKS:
            self._emit(_BREAKS[word])
        elif word == "uc":
            self._state = replace(self._state, skip=min(abs(number or 0), 8))
        elif word == "bin":
            self._bin = max(number or 0, 0)
        elif word == "ansicpg" and number:
            self._state = replace(self._state, codec=_codec(f"cp{number}"))
        elif word in {"f", "fcharset"} and number is not None:
            self._font_word(word, number)
        elif word == "objdata":
            self._state = replace(self._state, title=_OBJECT)
        elif word in _SILENT or word in _OWN:
            self._state = replace(self._state, is_silent=True)
            self._in_fonts = word == "fonttbl" or (self._in_fonts and word in {"falt", "panose"})
        elif word in _SPOKEN:
            self._state = replace(self._state, title=_SPOKEN[word], is_star=False)
        elif self._state.is_star:
            self._state = replace(self._state, title=self._state.title or "other text", is_star=False)

    def _font_word(self, word: str, number: int) -> None:
        """A font has the encoding of its letters."""
        if word == "fcharset":
            self._fonts[self._font] = _PAGES.get(number, "cp1252")
        else:
            self._font = number
            if not self._state.is_silent and number in self._fonts:
                self._state = replace(self._state, codec=self._fonts[number])

    def _unicode(self, number: int) -> None:
        code = number & 0xFFFF
        self._left = self._state.skip
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif 0xDC00 <= code < 0xE000:
            if self._high:
                self._emit(chr(0x10000 + ((self._high - 0xD800) << 10) + code - 0xDC00))
            self._high = 0
        else:
            self._emit(chr(code))


def _codec(name: str) -> str:
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name

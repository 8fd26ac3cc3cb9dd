"""Web pages (HTML): visible and hidden text, comments, attributes that hold words, meta data, strings of scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .gathered import File, Gathered, damaged
from .markup import Element
from .text import decoded

_BLOCKS = frozenset(
    "address article aside blockquote br caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5"
    " h6 head header hr legend li main nav ol option p pre section select summary table tbody textarea tfoot thead title tr ul".split()
)
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_ATTRIBUTES = frozenset(
    "alt title placeholder value label summary content aria-label aria-description srcdoc data-title download".split()
)
_LINKS = frozenset({"href", "src", "action", "cite"})
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
_STRING = re.compile(r"""'(?:[^'\\\n]|\\.){3,4000}'|"(?:[^"\\\n]|\\.){3,4000}"|`[^`\\]{3,4000}`""")
_SCRIPT_NOTE = re.compile(r"//[^\n]{1,500}|/\*.{1,4000}?\*/", re.DOTALL)
_DEEPEST = 1_500


def read_page(file: File, out: Gathered) -> None:
    """What a reader sees, then what stands beside it."""
    for title, text in words_of_page(file, decoded(file, out).encode("utf-8", errors="replace")):
        out.add(file, title, text)
    out.note(file, f"{file.name}: read, hidden text and comments too.")


def words_of_page(file: File, data: bytes) -> list[tuple[str, str]]:
    """Titles and texts; the visible text has no title."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, recover=True)
    try:
        root = etree.fromstring(data or b"<p>", parser)
    except (etree.XMLSyntaxError, ValueError):
        raise damaged(file, "web page") from None
    if root is None:
        return []
    if any("depth" in str(e.message).lower() or "limit" in str(e.message).lower() for e in parser.error_log):
        raise damaged(file, "web page")
    found: dict[str, list[str]] = {}
    for title, text in _pieces(file, root):
        found.setdefault(title, []).append(text)
    return [(title, _tidy("".join(pieces))) for title, pieces in sorted(found.items())]


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t\r\f\v]*\n[ \t\r\f\v]*", "\n", re.sub(r"[ \t]{2,}", " ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _pieces(file: File, root: Element) -> Iterator[tuple[str, str]]:
    """Text with its place: seen, hidden, a comment, an attribute, a script."""
    hidden: list[Element] = []
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            yield "comments", f"{element.text or ''}\n"
            yield "hidden text" if hidden else "", _flow(element.tail)
            continue
        tag = str(element.tag).lower()
        if event == "start":
            depth += 1
            if depth > _DEEPEST:
                raise damaged(file, "web page")
            if not hidden and _is_hidden(element):
                hidden.append(element)
            yield from _attributes(element)
            yield from _text(tag, element, is_hidden=bool(hidden))
            continue
        depth -= 1
        if tag in _BLOCKS or tag in _CELLS:
            yield "hidden text" if hidden else "", "\t" if tag in _CELLS else "\n"
        if hidden and hidden[-1] is element:
            hidden.pop()
            yield "hidden text", "\n"
        if element is not root:
            yield "hidden text" if hidden else "", _flow(element.tail)


def _flow(text: str | None) -> str:
    """White space as a page shows it."""
    return re.sub(r"\s+", " ", text) if text else ""


def _text(tag: str, element: Element, *, is_hidden: bool) -> Iterator[tuple[str, str]]:
    text = element.text or ""
    if tag == "script":
        found = [m[0].strip("'\"`") for m in _STRING.finditer(text)] + [m[0] for m in _SCRIPT_NOTE.finditer(text)]
        is_data = "json" in element.get("type", "")
        yield "scripts", text + "\n" if is_data else "".join(f"{s}\n" for s in found)
    elif tag == "style":
        yield "comments", "".join(f"{m[0]}\n" for m in re.finditer(r"/\*.{1,4000}?\*/", text, re.DOTALL))
    elif tag in _UNSEEN or is_hidden:
        yield "hidden text", _flow(text)
    else:
        yield "", ("\n" if tag in _BLOCKS else "") + (text if tag in {"pre", "textarea"} else _flow(text))


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return str(element.tag).lower() in {"template", "noscript"} or bool(_HIDES.search(element.get("style", "")[:2000]))


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        name, text = str(key).lower(), str(value)
        is_data = name.startswith("data-") and " " in text
        if (name in _ATTRIBUTES or is_data) and text.strip():
            yield "attributes", f"{text}\n"
        elif name in _LINKS and text.startswith(("http", "mailto:", "tel:")):
            yield "links", f"{text}\n"

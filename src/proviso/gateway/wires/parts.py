"""Parts of a request that nobody here can read: found by their declared type, and by nothing else.

A type that is on no list is `unknown`: a part that a provider adds tomorrow is denied until somebody has read about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from proviso.gateway.passages import MAX_DEPTH, Path, names
from proviso.gateway.wire import Unscreened

SHORTEST = 64
"""Shorter than this, what says that it is encoded is read as text as well."""
LONGEST_WORD = 256
"""Longer than this, an unbroken word is no word."""
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\r\n]+={0,2}\s*")
_DATA_URI = re.compile(r"data:[\w.+-]{1,64}/[\w.+-]{1,64}(?:;[\w.+-]{1,32}=[\w.+-]{1,64}){0,4};base64,")
_URLS = frozenset({"url", "image_url", "file_url", "video_url", "audio_url", "input_audio"})
_STORED = frozenset({"file_id", "file_ids"})
_ENCODED = frozenset({"data", "file_data", "result"})
_PAYLOADS = frozenset({"image_url", "input_audio", "file", "source", "audio_url", "video_url", "input_image_mask"})
_SOURCES = frozenset({"base64", "url", "file", "text", "content"})
_DETOURS = names("fallbacks models plugins route search_parameters")
"""Fields of servers that stand before many models."""
_HOLDING = frozenset({str, list, dict})
_TEXTUAL = names(
    """action annotations arguments citations code content data diff encrypted_content input operation output outputs
    queries refusal result results signature source summary text thinking tools"""
)
_INSIDE = ("content", "output", "outputs", "source")
"""Fields of a readable part that may hold further parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Types:
    """The types of parts that a format knows."""

    text: frozenset[str]
    """All that they carry is read."""
    media: Mapping[str, str]
    """Type → kind of what cannot be read."""
    closed: frozenset[str] = frozenset()
    """Readable types whose lists hold no parts."""


@dataclass(slots=True)
class Unread:
    """Gathers what cannot be read in one request, and the places of what is encoded."""

    types: Types
    found: list[Unscreened] = field(default_factory=list)
    omitted: set[Path] = field(default_factory=set)

    def add(self, kind: str, where: str) -> None:
        """Note a part, once a place."""
        part = Unscreened(kind=kind, where=where)
        if part not in self.found[-4:]:
            self.found.append(part)

    def content(self, value: object, path: Path) -> None:
        """Look through the content of a message: a text, a part, or a list of both."""
        if len(path) > MAX_DEPTH:  # the reader refuses it
            return
        if type(value) is list:
            for n, part in enumerate(value):
                if type(part) is not str:
                    self.part(part, (*path, n))
        elif type(value) is dict:
            self.part(value, path)

    def part(self, part: object, path: Path) -> None:
        """Look at one part."""
        if type(part) is not dict:
            self.add("unknown", say(path))
            return
        kind = part.get("type")
        if type(kind) is not str:
            self.add("unknown", say(path))
        elif kind in self.types.text:
            self.strangers(part, _TEXTUAL, path)
            if kind not in self.types.closed:
                self._inside(part, path)
        else:
            self._media(part, path, self.types.media.get(kind, "unknown"))

    def strangers(self, node: dict[str, Any], known: frozenset[str], path: Path) -> None:
        """Note what is encoded in a field that the format does not have: a picture, for all that is known."""
        for name, value in node.items():
            if type(value) in _HOLDING and name not in known and holds_encoded(value):
                self.add("unknown", say(path) or "body")

    def detours(self, body: dict[str, Any]) -> None:
        """Note what would bring the text to others than the one model that was asked for, or have it searched for."""
        for name in body.keys() & _DETOURS:
            if body[name]:
                self.add("hosted_tool", name)

    def media(self, part: dict[str, Any], path: Path, kind: str) -> None:
        """Note a part of this kind, with where its content would come from."""
        self.add(kind, say(path))
        source = part.get("source")
        if source is not None and (type(source) is not dict or source.get("type") not in _SOURCES):
            self.add("unknown", say((*path, "source")))
        self.payload(part, path, say(path))

    def _media(self, part: dict[str, Any], path: Path, kind: str) -> None:
        source = part.get("source")
        if part["type"] == "document" and type(source) is dict and source.get("type") in {"text", "content"}:
            self.content(source.get("content"), (*path, "source", "content"))
        else:
            self.media(part, path, kind)

    def _inside(self, part: dict[str, Any], path: Path) -> None:
        for name in _INSIDE:
            inner = part.get(name)
            if type(inner) is list or (type(inner) is dict and "type" in inner):
                self.content(inner, (*path, name))

    def payload(self, node: dict[str, Any], path: Path, where: str) -> None:
        """Where the content of a part comes from: encoded in it, an address, or a file at the provider."""
        for name, value in node.items():
            if not value:
                continue
            if name in _STORED:
                self.add("stored", where)
            elif type(value) is str:
                self._string(name, value, (*path, name), where)
            elif type(value) is dict and name in _PAYLOADS:
                self.payload(value, (*path, name), where)

    def _string(self, name: str, value: str, path: Path, where: str) -> None:
        if name in _URLS or name == "file_data":
            if is_data_uri(value):
                self.omitted.add(path)
            elif name in _URLS:
                self.add("url", where)
        if name in _ENCODED and is_base64(value):
            self.omitted.add(path)


def is_base64(value: str) -> bool:
    """Long enough to be a picture or a sound, and nothing but base64."""
    return len(value) >= SHORTEST and _BASE64.fullmatch(value) is not None


def holds_encoded(value: object, depth: int = 0) -> bool:
    """Whether something in it is a whole file and no text: a data URI, or base64 without a break."""
    if depth > MAX_DEPTH:  # the reader refuses it
        return False
    if type(value) is str:
        return len(value) >= LONGEST_WORD and (_BASE64.fullmatch(value) is not None or is_data_uri(value))
    if type(value) is dict:
        return any(holds_encoded(member, depth + 1) for member in value.values())
    return type(value) is list and any(holds_encoded(item, depth + 1) for item in value)


def is_data_uri(value: str) -> bool:
    """An address that has its content in it."""
    head = _DATA_URI.match(value)
    return head is not None and len(value) >= SHORTEST and _BASE64.fullmatch(value, head.end()) is not None


def say(path: Path) -> str:
    """A place in words; it holds only names of the format."""
    return "".join(f"[{step}]" if type(step) is int else f".{step}" for step in path).lstrip(".")

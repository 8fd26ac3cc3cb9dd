"""OpenAI's embeddings: texts in, numbers out; no stream, and nothing that the provider would keep by a parameter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proviso.decision.answers import Guard
from proviso.errors import UsageError
from proviso.gateway.passages import Path, Reader, Shape
from proviso.gateway.seams import with_seams
from proviso.gateway.wire import Body, Passage, Request, Stream, Unscreened, Usage

from .chat import USAGE
from .fields import count_of, model_of, read_rest
from .parts import is_base64

_TOP = Shape(
    words={"encoding_format": frozenset({"float", "base64"})},
    plain=frozenset({"dimensions", "encoding_format", "user", "store", "stream"}),
)
_ROW = Shape(words={"object": frozenset({"embedding"})}, plain=frozenset({"index"}))
_ANSWER = Shape(words={"object": frozenset({"list"})}, inside={"usage": USAGE, "data": _ROW})


class Embeddings:
    """`/v1/embeddings`"""

    name = "embeddings"
    path = "/v1/embeddings"
    family = "openai"

    def read(self, body: Body) -> Request:
        """All text of a request: one passage for each input, and one for what stands across two of them."""
        given = body.get("input")
        if type(given) not in (str, list) or not given:
            raise UsageError("`input` is neither a text nor a list of texts.", hint="Send texts in `input`.")
        reader = Reader()
        passages: list[Passage] = []
        for n, item in enumerate(given if type(given) is list else [given]):
            path: Path = ("input", n) if type(given) is list else ("input",)
            reader.shaped(item, path, _TOP)
            passages += reader.passages(f"input[{n}]" if type(given) is list else "input")
        is_read = type(given) is str or all(type(item) is str for item in given)
        return Request(
            model=model_of(body),
            is_stream=False,
            passages=(*with_seams(passages), *read_rest(reader, body, _TOP, frozenset({"input"}))),
            unscreened=() if is_read else (Unscreened(kind=_kind(given), where="input"),),
        )

    def harden(self, body: Body) -> tuple[str, ...]:
        """Nothing: this endpoint keeps no state, and has no parameter for it."""
        del body
        return ()

    def answer(self, body: Body) -> tuple[Passage, ...]:
        """All text of an answer; an embedding is none."""
        data = body.get("data")
        rows = data if type(data) is list else []
        shown = {**body, "data": [_without_numbers(row) for row in rows]} if rows else body
        return read_rest(Reader(_encoded(rows)), shown, _ANSWER, frozenset())

    def usage(self, body: Body) -> Usage:
        """The tokens that an answer counts."""
        return Usage(input_tokens=count_of(body.get("usage"), "prompt_tokens"))

    def stream(self, guard: Callable[[], Guard], request: Request) -> Stream | None:
        """None: embeddings do not stream."""
        del guard, request
        return None


def _kind(given: list[Any]) -> str:
    """Token numbers, or something that this format does not have."""
    flat = [n for item in given for n in (item if type(item) is list else [item])]
    return "tokens" if all(type(n) in (int, str) for n in flat) else "unknown"


def _without_numbers(row: object) -> object:
    numbers = row.get("embedding") if type(row) is dict else None
    if type(row) is dict and type(numbers) is list and set(map(type, numbers)) <= {float, int}:
        return {name: value for name, value in row.items() if name != "embedding"}
    return row


def _encoded(rows: list[Any]) -> set[Path]:
    return {
        ("data", n, "embedding")
        for n, row in enumerate(rows)
        if type(row) is dict and type(row.get("embedding")) is str and is_base64(row["embedding"])
    }


WIRE = Embeddings()

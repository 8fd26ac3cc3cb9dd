"""What gets through: an invented social security number in a request and in an answer, in each format.

In: what stands in the body that reached the provider. Out: what the caller reads, put together from the pieces of a
stream. A denial that quotes the number to the caller is a leak of its own kind: it ends in logs.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .bodies import PATHS, asked
from .targets import Target, told

SSN = "536-22-8714"
"""Invented."""
QUESTION = f"Draft a letter to the applicant, Jane Roe, SSN {SSN}, about her hearing on Monday."
HARMLESS = "Which meeting is next?"
ANSWER = f"The record of the applicant lists the SSN {SSN} and a hearing on Monday. It has no other entry."
LEAK, QUOTED, DENIED, MASKED, BROKEN = "LEAK", "denied, and quotes it", "denied", "masked", "not served"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of one try."""

    target: str
    way: str
    """`in` or `out`."""
    format: str
    is_stream: bool
    outcome: str


def try_leaks(targets: list[Target], stub: Target) -> list[Tried]:
    """Every way, format and kind of answer on every target."""
    return [each for target in targets for each in _tries(target, stub)]


def _tries(target: Target, stub: Target) -> Iterator[Tried]:
    for format_ in PATHS:
        for is_stream in (False, True):
            told(stub, "set")
            status, _, _ = _ask(target, format_, HARMLESS, is_stream=is_stream)
            is_served = status == 200
            for way in ("in", "out"):
                outcome = _outcome(target, stub, way, format_, is_stream=is_stream) if is_served else BROKEN
                yield Tried(target=target.name, way=way, format=format_, is_stream=is_stream, outcome=outcome)
    told(stub, "set")


def _outcome(target: Target, stub: Target, way: str, format_: str, *, is_stream: bool) -> str:
    told(stub, f"set?answer={quote(ANSWER)}&piece=3&every=1" if way == "out" else "set")
    before = json.loads(told(stub, "seen"))["requests"]
    status, raw, text = _ask(target, format_, QUESTION if way == "in" else HARMLESS, is_stream=is_stream)
    has_reached = json.loads(told(stub, "seen"))["requests"] > before
    if way == "in":
        if has_reached and SSN in told(stub, "last").decode():
            return LEAK
        return QUOTED if SSN in raw else (MASKED if status == 200 else DENIED)
    if status != 200:
        return QUOTED if SSN in raw else DENIED
    if SSN in text or SSN in raw:
        return LEAK
    return MASKED if "hearing" in text else DENIED


def _ask(target: Target, format_: str, text: str, *, is_stream: bool) -> tuple[int, str, str]:
    """Status, the bytes as they came, and the text that a caller makes of them."""
    request = urllib.request.Request(  # noqa: S310  # on this machine
        target.base + PATHS[format_],
        data=json.dumps(asked(format_, text, is_stream=is_stream)).encode(),
        headers={"content-type": "application/json", "anthropic-version": "2023-06-01", **target.heads(format_)},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            raw = answer.read().decode()
            return answer.status, raw, read(raw, is_stream=is_stream)
    except urllib.error.HTTPError as fault:
        return fault.code, fault.read().decode(errors="replace"), ""


def read(raw: str, *, is_stream: bool) -> str:
    """The text of an answer, whichever format it has."""
    if not is_stream:
        return "".join(_texts(json.loads(raw)))
    events = [line.removeprefix("data:").strip() for line in raw.splitlines() if line.startswith("data:")]
    bodies = [json.loads(event) for event in events if event.startswith("{")]
    deltas = [body for body in bodies if not str(body.get("type", "")).endswith((".done", ".completed"))]
    wholes = [body for body in bodies if body not in deltas]
    return "".join(text for body in deltas for text in _texts(body)) + "".join(_lines(wholes))


def _lines(bodies: list[Any]) -> Iterator[str]:
    for body in bodies:
        yield "\n" + "".join(_texts(body))


def _texts(value: Any) -> Iterator[str]:
    """Every text of the fields that hold what a model says."""
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, str):
                if name in {"content", "text", "delta", "refusal"}:
                    yield member
            else:
                yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)

"""Headers, either way: each in the form that it has at its provider, since nobody screens a header.

A form leaves no room for a text: what a caller sends in another one is refused, and what a provider answers in another
one is left out.
"""

from __future__ import annotations

import re

from proviso.actions.agency import Agency
from proviso.errors import ProvisoError
from proviso.model import FindingClass, Part, Strength
from proviso.providers.upstream import Headers

from .callers import Caller
from .identifiers import is_identifier
from .intake import RawHeaders, header
from .refusals import RefusedError, fault, invalid

_DATE = r"20\d\d-?[01]\d-?[0-3]\d"
_BETA = re.compile(rf"[a-z]{{1,24}}(?:-(?:[a-z]{{1,24}}|\d{{1,3}}[a-z]{{0,2}})){{0,8}}-{_DATE}")
_FORWARDED = {b"anthropic-version": re.compile(rf"(?:[a-z]{{1,16}}-)?{_DATE}"), b"anthropic-beta": _BETA}
"""Headers of the caller that a provider needs, and the form of their words; no other one goes on."""
_MOST_DIGITS = 8 + 4
"""Of one word: those of its date, and a few."""

_LIMIT = re.compile(r"(?:x|anthropic)-ratelimit(?:-[a-z]{1,24}|-\d{1,3}[a-z]?){1,8}")
_MEASURE = re.compile(
    r"-?\d{1,12}(?:\.\d{1,6})?"
    r"|(?:\d{1,6}(?:\.\d{1,9})?(?:ms|us|s|m|h|d)){1,5}"
    r"|20\d\d-[01]\d-[0-3]\d(?:T[0-2]\d:[0-5]\d:[0-6]\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))?"
    r"|[A-Z][a-z]{2}, [0-3]\d [A-Z][a-z]{2} 20\d\d [0-2]\d:[0-5]\d:[0-6]\d GMT"
    r"|true|false"
)
"""A number, a time, a date, yes or no."""
_NUMBERS = frozenset({"x-request-id", "request-id", "apim-request-id", "x-amzn-requestid"})
_OURS = frozenset({"content-type", "content-length"})
"""What an answer is, and how long, is for us to say: it is written anew."""


def forwarded(headers: RawHeaders) -> Headers:
    """The caller's headers that go on. Raises `RefusedError` for one that is not what it is for."""
    found = []
    for name, form in _FORWARDED.items():
        said = header(headers, name)
        if not said:
            continue
        words = [word.strip() for word in said.split(",")]
        if not all(form.fullmatch(word) and sum(map(str.isdigit, word)) <= _MOST_DIGITS for word in words):
            raise RefusedError(
                invalid(
                    f"The header {name.decode()} has a form that no provider gave it, and nobody checks a header. "
                    "Send names with their dates, as `files-api-2025-04-14`, or leave it out.",
                    code="header_form",
                )
            )
        found.append((name.decode(), ",".join(words)))
    return tuple(found)


def check_source(agency: Agency, caller: Caller) -> None:
    """Read what a header says about the source: it stays on record, where nothing can be taken out again."""
    known = caller.system.source if caller.system is not None else ""
    if not caller.source or caller.source == known:
        return
    try:
        findings = agency.screen((Part(name="source", text=caller.source),)).findings
    except ProvisoError as broken:
        raise RefusedError(fault(broken.message)) from None
    if any(f.cls in _KEPT_BACK and f.strength is not Strength.WEAK for f in findings):
        raise RefusedError(
            invalid(
                "The header x-proviso-source has more in it than where the text was published. Send the address or the "
                "title alone.",
                code="header_form",
            )
        )


_KEPT_BACK = frozenset({FindingClass.INDIVIDUAL, FindingClass.SECRET, FindingClass.CONTROLLED, FindingClass.CLASSIFIED})


def passed(headers: Headers) -> list[tuple[bytes, bytes]]:
    """A provider's headers that go on to the caller; its number of the request under a name that ours has not."""
    found = []
    for name, value in headers:
        if name in _NUMBERS:
            if is_identifier(value):
                found.append((_THEIRS.get(name, name.encode()), value.encode("ascii")))
        elif name not in _OURS and _MEASURE.fullmatch(value) and (_LIMIT.fullmatch(name) or "ratelimit" not in name):
            found.append((name.encode(), value.encode("ascii")))
    return found


_THEIRS = {"x-request-id": b"x-upstream-request-id", "request-id": b"x-upstream-request-id"}

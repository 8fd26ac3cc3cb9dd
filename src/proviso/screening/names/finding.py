"""The names model in use: loaded once, checked by its digest and on a fixed text, and asked about one text after another.

A text that cannot hold a name (no letter in capitals, none of the usual given names) is not read word by word.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import zlib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from proviso.errors import ScreeningError
from proviso.screening.view import View

from .tagger import Tagger
from .tokens import cut, starts
from .weights import unpacked

MODEL, CARD = "model.zz", "card.toml"
"""The weights, and what they are: digest, sets, licenses, figures."""
AT_ONCE = 4_000
"""So many words are tagged in one go; a longer text is cut at the end of a line, or of a sentence."""
Place = tuple[int, int, float]
"""Start and end in the view, and how sure the model is."""
_ANY = re.compile(r"[A-Za-z]{2}")
SELF_TEST = "Mireille Whitlowe told the board that Desta O. Dunmarrow had signed the plan for Harris County."
EXPECTED = ("Mireille Whitlowe", "Desta O. Dunmarrow")
_HINT = "Install Proviso again. Until then --no-names (PROVISO_NAMES=off) screens without the names model."


@cache
def load_model() -> Tagger:
    """The model of the package; a file that is not the one that was tested stops the start."""
    folder = resources.files(__package__)
    card = tomllib.loads((folder / CARD).read_text(encoding="utf-8"))
    return checked((folder / MODEL).read_bytes(), card["sha256"])


def checked(data: bytes, sha256: str) -> Tagger:
    """A tagger of these weights, when they are those of the card and find what they must find."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ScreeningError("The names model is damaged: its digest is not that of its card.", hint=_HINT)
    try:
        tagger = Tagger(unpacked(data))
        names = tuple(SELF_TEST[start:end] for start, end, _ in _places(tagger, SELF_TEST))
    except (ValueError, KeyError, TypeError, zlib.error) as fault:
        raise ScreeningError("The names model cannot be read.", hint=_HINT) from fault
    if names != EXPECTED:
        raise ScreeningError("The names model did not pass its test at the start.", hint=_HINT)
    return tagger


def is_common(word: str) -> bool:
    """Whether a word in small letters is written so outside of names."""
    return load_model().is_common(word)


def found(view: View) -> list[Place]:
    """Where names of persons stand in a text, in order."""
    if not _ANY.search(view.text):
        return []
    return list(_places(load_model(), view.text))


def _places(tagger: Tagger, text: str) -> Iterator[Place]:
    begin = 0
    pieces = cut(text)
    for run in _runs(pieces):
        spans = tagger.spans(run)
        if not spans and len(run) == len(pieces):
            return
        at = starts(text, run, begin)
        begin = at[-1] + len(run[-1])
        for first, last, sure in spans:
            yield at[first], at[last - 1] + len(run[last - 1]), sure


def _runs(pieces: list[str]) -> Iterator[list[str]]:
    """Pieces in runs of bounded length, so that a long text takes its length in time and little memory."""
    start = 0
    while len(pieces) - start >= AT_ONCE:
        end = start + AT_ONCE
        while end < min(len(pieces), start + 2 * AT_ONCE) and not _is_end(pieces[end - 1]):
            end += 1
        yield pieces[start:end]
        start = end
    if start < len(pieces):
        yield pieces[start:]


def _is_end(piece: str) -> bool:
    return piece == "." or piece[0] == "\n"

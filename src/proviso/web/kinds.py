"""What a kind of finding is called on a page."""

from __future__ import annotations

from proviso.errors import NotFoundError
from proviso.screening import describe


def kind_title(kind: str) -> str:
    """ "Social Security number"; a kind of an older release, which is not known any more, keeps its own name."""
    try:
        title = describe(kind).title
    except NotFoundError:
        title = kind.replace("_", " ").lower()
    return first_upper(title)


def first_upper(words: str) -> str:
    """ "AI training" stays, "age" is "Age"."""
    return words[:1].upper() + words[1:]


def kind_words(kind: str) -> str:
    """The same inside a sentence: "phone number", "Social Security number"."""
    try:
        article = describe(kind).article
    except NotFoundError:
        return kind.replace("_", " ").lower()
    first, _, rest = article.partition(" ")
    return rest if first in {"a", "an", "the"} else article

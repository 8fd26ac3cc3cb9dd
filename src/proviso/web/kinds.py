"""What a kind of finding is called on a page."""

from __future__ import annotations

from proviso.errors import NotFoundError
from proviso.screening import describe


def kind_title(kind: str) -> str:
    """ "Social Security number"; a kind of an older release, which is not known any more, keeps its own name."""
    try:
        return describe(kind).title
    except NotFoundError:
        return kind.replace("_", " ").capitalize()

"""Text in characters that nobody sees and a model reads: tags (U+E0000 block) and variation selectors as bytes."""

from __future__ import annotations

from proviso.screening.view import View, view_of

_SPOKEN = {0xE0000 + code: chr(code) for code in range(32, 127)} | {
    0xE0100 + number: chr(number + 16) for number in range(16, 111)
}


def hidden(text: str, view: View) -> View | None:
    """The view of a text in which the unseen characters say what they stand for; nothing when there are none."""
    if not any("\U000e0000" <= char < "\U000e01f0" for char in view.odd):
        return None
    return view_of(text.translate(_SPOKEN), view.name)

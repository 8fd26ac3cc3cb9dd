"""What changed between two versions: word by word, to the letter, and in bounded time."""

from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proviso.reports.differences import Change, ChangeKind, count, differences


def rebuilt(before: str, after: str) -> tuple[Change, ...]:
    """The changes, when both texts can be put together from them."""
    found = differences(before, after)
    assert "".join(c.text for c in found if c.kind is not ChangeKind.REMOVED) == after
    assert "".join(before[slice(*c.before)] for c in found if c.kind is not ChangeKind.ADDED) == before
    same = [(before[slice(*c.before)], c.text) for c in found if c.kind is ChangeKind.SAME]
    assert all("".join(one.split()) == "".join(other.split()) for one, other in same)
    return found


def shown(before: str, after: str) -> list[str]:
    """Each change as `+words` or `-words`."""
    signs = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "-"}
    return [signs[c.kind] + c.text.strip() for c in rebuilt(before, after) if c.kind is not ChangeKind.SAME]


CASES = [
    ("The levee is safe.", "The levee is safe.", []),
    ("Wait times fell to 48 days.", "Wait times fell to 40 days.", ["-48", "+40"]),
    ("The levee is safe.", "The levee is not safe.", ["+not"]),
    ("The levee is not safe.", "The levee is safe.", ["-not"]),
    ("One line\nbroken here.\n\nTwo.", "One line broken\nhere. Two.", []),
    ("", "A text.", ["+A text."]),
    ("A text.", "", ["-A text."]),
    ("", "", []),
    (" \n", "\t", []),
    ("Costs rose by 3.5 percent.", "Costs rose by 3.6 percent.", ["-3.5", "+3.6"]),
]


@pytest.mark.parametrize(("before", "after", "says"), CASES)
def test_what_went_and_what_came_is_said_in_words(before: str, after: str, says: list[str]) -> None:
    assert shown(before, after) == says


def test_places_that_changed_are_counted_once_each() -> None:
    found = differences("Fell to 48 days in 2025, here.", "Fell to 40 days in 2026, there.")
    assert count(found) == 3


def test_a_moved_paragraph_is_one_that_went_and_one_that_came() -> None:
    first, second = "The first paragraph says much about rain. ", "The second one is about the levee and its pumps. "
    assert len(shown(first + second, second + first)) == 2


@given(st.text(alphabet="ab .\n", max_size=60), st.text(alphabet="ab .\n", max_size=60))
@settings(max_examples=100, deadline=None)
def test_both_texts_can_be_put_together_again(before: str, after: str) -> None:
    rebuilt(before, after)


def _words(random: Random, kinds: int, many: int) -> str:
    return " ".join(f"w{random.randrange(kinds)}" for _ in range(many))


@pytest.mark.parametrize("kinds", [6, 20_000])
def test_texts_of_90_kb_that_share_little_take_seconds_at_most(kinds: int) -> None:
    random = Random(kinds)
    before, after = _words(random, kinds, 15_000), _words(random, kinds, 15_000)
    began = time.process_time()
    rebuilt(before, after)
    assert time.process_time() - began < 4


def test_a_long_text_with_many_edits_shows_each_of_them() -> None:
    random = Random(3)
    words = [f"w{random.randrange(3_000)}" for _ in range(10_000)]
    changed = [f"new{n}" if n % 100 == 50 else word for n, word in enumerate(words)]
    assert count(rebuilt(" ".join(words), " ".join(changed))) == 100

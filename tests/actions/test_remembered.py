from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from proviso import screening
from proviso.actions.remembered import MOST_FINDINGS, Remembered
from proviso.model import Part, Screened

KEY = bytes(range(32))
TEXTS = (
    "The county published its flood report in May, and the levee held.",
    "Her A-number is A012 345 678, and the file was closed on May 3, 2024.",
    "Short.",
    "Write to jane.roe@example.com about the claim of Jane Roe, born May 3, 1980.",
    "You help a public agency write first drafts from open-source information.",
)


class Counting:
    """The real screening, which counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, parts: Sequence[Part]) -> Screened:
        self.asked += [part.text for part in parts]
        return screening.screen(parts, names=False)


def parts_of(texts: Sequence[str]) -> tuple[Part, ...]:
    return tuple(Part(name="text", text=text) for text in texts)


@given(st.lists(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=5), min_size=1, max_size=4))
def test_what_is_remembered_says_the_same_as_screening_anew(turns: list[list[str]]) -> None:
    kept = Remembered()
    for texts in turns:
        parts = parts_of(texts)
        assert kept.of("SYSTEM", screening.screen, key=KEY, most=3)(parts) == screening.screen(parts)


def test_a_message_of_a_conversation_is_screened_once() -> None:
    kept, screen = Remembered(), Counting()
    for count in range(1, len(TEXTS) + 1):
        kept.of("SYSTEM", screen, key=KEY, most=100)(parts_of(TEXTS[:count]))
    assert [screen.asked.count(text) for text in TEXTS] == [1, 1, 3, 1, 1]


def test_one_caller_learns_nothing_of_another() -> None:
    kept, screen = Remembered(), Counting()
    for caller in ("ONE", "TWO", "ONE"):
        kept.of(caller, screen, key=KEY, most=100)(parts_of(TEXTS[:1]))
    assert len(screen.asked) == 2


def test_the_memory_is_bounded_and_can_be_off() -> None:
    kept, screen = Remembered(), Counting()
    for number in range(10):
        kept.of("SYSTEM", screen, key=KEY, most=2)(parts_of([f"{TEXTS[0]} {number}"]))
    assert len(kept._kept) == 2
    off, screen = Remembered(), Counting()
    for _ in range(2):
        off.of("SYSTEM", screen, key=KEY, most=0)(parts_of(TEXTS[:1]))
    assert len(screen.asked) == 2


def test_no_text_is_kept_and_one_full_of_findings_is_not_either() -> None:
    kept = Remembered()
    kept.of("SYSTEM", screening.screen, key=KEY, most=100)(parts_of(TEXTS))
    assert not any(text[:20] in repr(kept._kept) for text in TEXTS)
    many = "\n".join(f"A-number A{n:03} 345 678" for n in range(MOST_FINDINGS + 10))
    screen = Counting()
    for _ in range(2):
        kept.of("SYSTEM", screen, key=KEY, most=100)(parts_of([many]))
    assert len(screen.asked) == 2

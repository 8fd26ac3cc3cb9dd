"""Events out of a stream: the same, wherever its bytes were cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proviso.providers.events import LONGEST, Events

STREAM = b': note\nevent: a\ndata: {"x":\ndata: 1}\n\n\ndata:[DONE]\r\n\r\nid: 7\n\ndata: unfinished'


@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_events_are_the_same_wherever_they_are_cut(cuts: list[int]) -> None:
    events, found = Events(), []
    places = [0, *sorted(cuts), len(STREAM)]
    for start, end in pairwise(places):
        found += events.feed(STREAM[start:end])
    assert found == [b'{"x":\n1}', b"[DONE]"]


@pytest.mark.parametrize("piece", [b"data: x", b"data: x\n", b": \n"])
def test_an_event_that_never_ends_is_refused(piece: bytes) -> None:
    events, chunk = Events(), piece * 40_000
    for _ in range(LONGEST // len(chunk)):
        assert events.feed(chunk) == []
    with pytest.raises(ValueError):  # noqa: PT011  # it has no words: the caller says them
        events.feed(chunk)


def test_a_stream_may_be_long_when_its_events_are_short() -> None:
    events, chunk = Events(), b"data: x\n\n" * 40_000
    assert sum(len(events.feed(chunk)) for _ in range(20)) == 800_000

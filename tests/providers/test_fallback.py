"""Another approved tool is named only where the pack allows it, before the first byte, once, and when it can help."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from proviso.model import Connection
from proviso.providers import Fault, Upstreams
from proviso.providers.fallback import next_way

FIRST = Connection(tool_id="first", kind="openai", models=("a",), fallback="second")
SECOND = Connection(
    tool_id="second", kind="compatible", base_url="http://127.0.0.1:9", models=("*", "b"), fallback="first"
)
EVERY = (FIRST, SECOND, Connection(tool_id="third", kind="anthropic", models=("c",)))
USUAL: dict[str, Any] = {"is_allowed": True, "has_begun": False, "fault": Fault.TIMEOUT}


def ask(first: Connection = FIRST, every: tuple[Connection, ...] = EVERY, format_: str = "chat", **changes: Any) -> str:
    found = next_way(first, format_, every, Upstreams(), **{**USUAL, **changes})
    return found.tool_id if found else ""


def test_a_tool_that_does_not_answer_names_the_next() -> None:
    assert ask() == "second"
    assert ask(fault=None, status=503) == "second"
    assert ask(fault=Fault.PAUSED) == "second"


@pytest.mark.parametrize(
    "changes",
    [
        {"is_allowed": False},
        {"has_begun": True},
        {"fault": None},
        {"fault": None, "status": 429},
        {"fault": None, "status": 400},
        {"fault": Fault.NOT_CONNECTED},
        {"fault": Fault.CLOSED},
        {"fault": Fault.TOO_LARGE},
        {"tried": ("second",)},
        {"first": replace(FIRST, fallback="")},
        {"first": replace(FIRST, fallback="first")},
        {"first": replace(FIRST, fallback="fourth")},
        {"first": replace(FIRST, fallback="third")},
        {"every": (FIRST, replace(SECOND, models=("*",)))},
    ],
)
def test_otherwise_there_is_no_next(changes: dict[str, Any]) -> None:
    assert ask(**changes) == ""


def test_it_does_not_go_round_in_circles() -> None:
    assert ask(SECOND, tried=("first",)) == ""

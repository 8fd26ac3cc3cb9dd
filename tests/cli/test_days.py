"""Days among the options of a command."""

from __future__ import annotations

from datetime import datetime

import click
import pytest

from proviso.cli.days import DAY


@pytest.mark.parametrize("typed", ["2027-13-01", "tomorrow", "11/30/2026", "2026-11-30T10:00", ""])
def test_what_is_no_day_is_said_in_words(typed: str) -> None:
    with pytest.raises(click.BadParameter, match=r"is no day\. Write it as 2026-11-30\.") as refused:
        DAY.convert(typed, None, None)
    assert "%" not in refused.value.message


def test_a_day_is_its_beginning() -> None:
    assert DAY.convert("2026-11-30", None, None) == datetime(2026, 11, 30)  # noqa: DTZ001  # as click gives it

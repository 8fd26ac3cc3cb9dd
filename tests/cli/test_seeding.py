"""How far the making of the demo agency is: a line that moves on a terminal, four lines in a log."""

from __future__ import annotations

import io

from proviso.cli.seeding import telling


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_for_each_quarter() -> None:
    log = io.StringIO()
    tell = telling(log)
    for done in range(1, 101):
        tell(done, 100)
    assert log.getvalue().splitlines() == [f"Making the demo agency: {now}%" for now in (0, 25, 50, 75, 100)]


def test_a_terminal_gets_one_line_that_ends_when_all_is_done() -> None:
    terminal = Terminal()
    tell = telling(terminal)
    for done in range(1, 201):
        tell(done, 200)
    shown = terminal.getvalue()
    assert shown.count("\n") == 1
    assert shown.endswith("\rMaking the demo agency: 100%\n")


def test_more_work_that_turns_up_never_counts_backwards() -> None:
    log = io.StringIO()
    tell = telling(log)
    for done, total in ((60, 100), (61, 200), (200, 200)):
        tell(done, total)
    assert log.getvalue().splitlines() == ["Making the demo agency: 50%", "Making the demo agency: 100%"]

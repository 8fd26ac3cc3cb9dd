"""A process that was killed leaves uses without an outcome; the next start gives each of them one, and only one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from proviso.actions import opening, unfinished, uses
from proviso.actions.agency import Agency
from proviso.db import answer_log, entries
from proviso.db.underway import FOLDER, MOST, UnderWay, left_behind
from proviso.errors import StoreError
from proviso.model import Channel
from proviso.settings import Settings
from tests.actions.house import CHAT, NOW, get_ready, open_agency

KILLED = """
import json, os, sys
from pathlib import Path
from proviso.actions import uses
from proviso.actions.opening import open_agency
from proviso.model import Channel
from proviso.settings import Settings
from tests.actions.house import CHAT, NOW
agency = open_agency(Settings(home=Path(sys.argv[1]), names=False))
def ask(words):
    return uses.ask(agency, uses.prepare(agency, "maya.okafor", CHAT.id, "research", words, Channel.WEB, NOW))
sent, done, failed, late = (ask(f"The levee held on day {n}.") for n in range(4))
denied = ask("The record of Alien A012 345 678 was closed.")
uses.receive(agency, done.permit, "It held.", NOW)
uses.fail(agency, failed.permit, "no answer", NOW)
type(agency.under_way).end = lambda marks, code: None  # killed between an outcome and taking its mark away
uses.receive(agency, late.permit, "It held.", NOW)
print(json.dumps([one.decision.id for one in (sent, done, failed, late, denied)]), flush=True)
os.kill(os.getpid(), 9)
"""


def outcomes(home: Path) -> dict[str, list[str]]:
    """What came of each use, after one more start."""
    agency = opening.open_agency(Settings(home=home, names=False))
    found: dict[str, list[str]] = {}
    with agency.store.read() as tx:
        for entry in entries.page(tx, 0, 1000):
            if entry.record.event in answer_log.ENDS:
                found.setdefault(entry.record.data["decision"], []).append(entry.record.data.get("fault", "answered"))
    assert agency.journal.verify(agency.store).damage is None
    agency.store.close()
    return found


@pytest.mark.in_a_file
def test_after_a_kill_each_use_that_was_sent_has_one_outcome(tmp_path: Path) -> None:
    agency = open_agency(tmp_path)
    agency.store.write(lambda tx: get_ready(tx, agency, "maya.okafor"))
    agency.store.close()
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    sent, answered, failed, late, denied = json.loads(done.stdout)
    expected = {sent: [unfinished.ENDED], answered: ["answered"], failed: ["no answer"], late: ["answered"]}
    assert outcomes(tmp_path) == expected
    assert denied not in expected
    assert outcomes(tmp_path) == expected, "a second start adds nothing"
    assert not list((tmp_path / FOLDER).iterdir()), "and nothing is left to look at"


def test_what_a_living_process_is_doing_is_left_alone(agency: Agency) -> None:
    outcome = ask(agency)
    assert outcome.permit is not None
    unfinished.settle(agency, NOW)
    with agency.store.read() as tx:
        assert answer_log.ended_since(tx, 0) == set()
    uses.fail(agency, outcome.permit, "no answer", NOW)
    with agency.store.read() as tx:
        assert answer_log.ended_since(tx, 0) == {outcome.decision.id}


def test_a_use_that_cannot_be_marked_is_denied_and_not_recorded(agency: Agency) -> None:
    (agency.settings.home / FOLDER).write_text("a file is in the way", encoding="ascii")
    outcome = ask(agency)
    assert (outcome.permit, outcome.index, outcome.decision.allowed) == (None, None, False)
    assert "cannot be marked" in outcome.decision.reasons[0].sentence


def ask(agency: Agency) -> uses.Outcome:
    text = "The levee on the north bank held."
    return uses.ask(agency, uses.prepare(agency, "maya.okafor", CHAT.id, "research", text, Channel.WEB, NOW))


def test_a_decision_that_could_not_be_written_leaves_no_mark(agency: Agency) -> None:
    agency.store.close()
    assert ask(agency).permit is None
    assert agency.under_way.count == 0


def test_of_so_many_marks_the_oldest_makes_room(tmp_path: Path) -> None:
    marks = UnderWay()
    for number in range(MOST):
        marks.begin(tmp_path, f"{number:08X}")
    marks.end("00000007")
    marks.begin(tmp_path, "ONEMORE1")
    marks.begin(tmp_path, "ONEMORE2")
    assert marks.count == MOST
    assert list(left_behind(tmp_path)) == [], "its process lives"
    del marks
    (left,) = left_behind(tmp_path)
    assert {"ONEMORE1", "ONEMORE2", "00000001"} < set(left)
    assert not {"00000000", "00000007"} & set(left), "the oldest, and the one that ended"
    assert len(left) == MOST


@pytest.mark.parametrize("code", ["", "A" * 33])
def test_a_code_that_is_not_ours_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(StoreError, match="not one of ours"):
        UnderWay().begin(tmp_path, code)

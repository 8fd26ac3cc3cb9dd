"""My record: what a person did, what is kept about them, and who looked."""

from datetime import timedelta
from pathlib import Path

import pytest

from proviso.db import uses
from proviso.db.store import Tx
from proviso.model import Channel, Decision, Reason, ReasonKind

from .console import NOW, Browser, open_house


def stop(decision_id: str, minutes: int = 0, *, allowed: bool = False) -> Decision:
    reason = Reason(
        rule="individual-number",
        clause="139-07.2.a.1",
        kind=ReasonKind.STOP,
        state="Not sent.",
        headline="This text has an A‑number",
        sentence="It points to one person.",
        auditor="Finding.",
        remedy="Take it out.",
        recorded="kind and place",
    )
    return Decision(
        id=decision_id,
        at=NOW - timedelta(minutes=minutes),
        allowed=allowed,
        person_id="maya.okafor",
        tool_id="northlight-chat",
        purpose="research",
        channel=Channel.WEB,
        reasons=() if allowed else (reason,),
        pack="dhs-139-07@3",
    )


def put(b: Browser, *decisions: Decision) -> None:
    def write(tx: Tx) -> None:
        for decision in decisions:
            uses.add(tx, uses.row_of(decision), 0)

    b.agency.store.write(write)


@pytest.mark.parametrize(
    ("tab", "says"),
    [
        ("uses", "No uses yet. Ask your first question"),
        ("objections", "No objections yet."),
        ("kept", "what was decided and why, not what you wrote."),
        ("kept", "Nobody looked at it."),
    ],
)
def test_each_empty_tab_says_so(tmp_path: Path, tab: str, says: str) -> None:
    with open_house(tmp_path) as b:
        assert says in b.sign_in("tom.reyes").get(f"/record/{tab}")


def test_uses_are_listed_newest_first_with_their_result(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        put(b, stop("AAAA1111", 5), stop("BBBB2222", 1, allowed=True))
        words = b.sign_in("maya.okafor").get("/record")
    assert "You asked 2 times; 1 went out and 1 stayed here." in words
    assert words.index("BBBB-2222") < words.index("AAAA-1111")
    assert "Not sent: This text has an A‑number" in words
    assert "Northlight Chat, Sum up published information" in words


def test_twenty_five_uses_stand_on_a_page(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        put(b, *(stop(f"AAAA{n:04}", n) for n in range(30)))
        b.sign_in("maya.okafor")
        assert "Page 1 of 2" in b.get("/record/uses")
        second = b.get("/record/uses?page=2")
        assert second.count("AAAA-") == 5
        assert "Page 2 of 2" in b.get("/record/uses?page=999")
        assert "Page 1 of 2" in b.get("/record/uses?page=x")


def test_the_steps_tab_says_until_when_each_step_counts(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("maya.okafor").get("/record/steps")
    assert "My record Ready until" in words
    assert "Privacy training Until" in words


def test_the_signed_tab_says_which_text_it_was(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("maya.okafor").get("/record/signed")
    assert "You signed the rules once." in words
    assert "The text in force today" in words


def test_the_record_is_only_for_who_is_signed_in(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.get("/record/kept")
        assert b.path == "/sign-in"

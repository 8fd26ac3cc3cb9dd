"""Report a spill: one question, then what to do now. The incident is closed by a second person."""

from pathlib import Path

from proviso.actions import people as change_people

from .console import NOW, open_house
from .test_record import put, stop


def test_only_the_first_question_must_be_answered(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/spill")
        words = b.post("/spill", kind="not_sure", tool="no-such-tool", decision="nonsense")
        assert "Reported at" in words
        assert "Henry Osei has it." in words
        assert "Leave the chat open. Do not delete or forward anything. Write down what you remember." in words
        assert b.events("IncidentOpened")[-1] == {
            "actor": "maya.okafor",
            "decision": None,
            "incident": f"{NOW.year}-001",
            "is_drill": False,
            "kind": "not_sure",
            "tool": None,
        }


def test_without_the_kind_the_form_comes_back(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/spill")
        words = b.post("/spill", tool="northlight-chat")
        assert b.status == 422
        assert "Say what got out. “I am not sure” is an answer." in words
        assert b.events("IncidentOpened") == []


def test_from_a_decision_the_form_is_filled_in(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        put(b, stop("AAAA1111"))
        words = b.sign_in("maya.okafor").get("/spill?decision=AAAA-1111")
        assert "About decision AAAA-1111, Northlight Chat" in words
        b.post("/spill", kind="cui", decision="AAAA1111")
        opened = b.events("IncidentOpened")[-1]
    assert (opened["decision"], opened["tool"]) == ("AAAA1111", "northlight-chat")


def test_classified_leads_to_one_thing_only(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/spill")
        words = b.post("/spill", kind="classified")
        assert words.startswith("Call Security: 555-0142 Reported at")
        assert "Write down" not in words
        words = b.post(b.path + "/called")
        assert "You called at" in words
        assert len(b.events("IncidentCalled")) == 1


def test_a_person_whose_access_has_ended_can_report(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/spill")
        b.agency.store.write(
            lambda tx: change_people.end_engagement(
                tx, "maya.okafor", NOW.date().replace(year=2020), actor="system", at=NOW
            )
        )
        words = b.post("/spill", kind="person")
        assert "Henry Osei has it." in words


def test_the_officer_sees_the_next_step_and_closes_as_a_second_person(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/spill")
        b.post("/spill", kind="cui", tool="northlight-chat")
        b.sign_in("henry.osei")
        assert "1 incident is open." in b.get("/incidents")
        page = f"/incidents/{NOW.year}-001"
        words = b.get(page)
        assert "Next: ask the vendor to delete the text" in words
        assert "Maya Okafor reported it." in words
        confirm = b.get(f"{page}/close")
        assert "Maya Okafor reported it; you close it, as a second person." in confirm
        done = b.post(f"{page}/close")
        assert "is closed." in done
        assert "Henry Osei closed it." in done
        assert "No open incident. A report opens one." in b.get("/incidents")


def test_who_reported_it_does_not_close_it(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("henry.osei").get("/spill")
        b.post("/spill", kind="password")
        page = f"/incidents/{NOW.year}-001"
        assert "You reported it, so someone else closes it." in b.get(page)
        assert "Close the incident" not in b.words
        assert "you cannot close this incident" in b.get(f"{page}/close")
        assert b.events("IncidentClosed") == []


def test_the_report_of_somebody_else_is_not_shown(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/spill")
        b.post("/spill", kind="classified")
        b.sign_in("tom.reyes").get(f"/spill/{NOW.year}-001")
        assert b.status == 404
        b.get(f"/incidents/{NOW.year}-001")
        assert b.status == 403

"""Report a spill: one question, then what to do now. Its incident is settled step by step; a second person closes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from proviso.actions import people as change_people
from proviso.actions import sealed_boxes
from proviso.identity.boxes import new_key
from proviso.model import SpillKind
from proviso.web.incident_words import KIND_WORDS, SHORT, clock

from .console import NOW, Browser, open_house
from .test_record import put, stop

ID = f"{NOW.year}-001"
PAGE = f"/incidents/{ID}"


def reported(b: Browser, kind: str = "cui", by: str = "maya.okafor") -> None:
    b.sign_in(by).get("/spill")
    b.post("/spill", kind=kind, tool="northlight-chat")


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
            "incident": ID,
            "is_drill": False,
            "kind": "not_sure",
            "tool": None,
            "way": "page",
        }


def test_without_the_kind_the_form_comes_back_with_what_was_chosen(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/spill")
        words = b.post("/spill", tool="quillmate")
        assert b.status == 422
        assert "Say what got out. “Not sure” is an answer." in words
        assert "<title>Error: Report a spill" in b.text
        assert '<option value="quillmate" selected>' in b.text
        assert b.events("IncidentOpened") == []


def test_from_a_decision_the_form_is_filled_in(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        put(b, stop("AAAA1111", 1, allowed=True))
        words = b.sign_in("maya.okafor").get("/spill?decision=AAAA-1111")
        assert "About decision AAAA-1111, Northlight Chat" in words
        assert "What got out?" in words
        b.post("/spill", kind="cui", decision="AAAA1111")
        opened = b.events("IncidentOpened")[-1]
    assert (opened["decision"], opened["tool"]) == ("AAAA1111", "northlight-chat")


def test_who_has_the_code_of_somebody_elses_use_reports_it_and_learns_nothing_of_it(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        put(b, stop("AAAA1111"))
        own, none = (
            re.sub(r"[A-Z]{4}-\d{4}", "", b.sign_in(who).get(f"/spill?decision={code}").partition("What got out?")[0])
            for who, code in (("tom.reyes", "AAAA-1111"), ("tom.reyes", "BBBB-2222"))
        )
        assert own == none
        assert "Northlight Chat" not in own
        assert "About decision AAAA-1111, Northlight Chat" in b.sign_in("henry.osei").get("/spill?decision=AAAA-1111")
        b.sign_in("tom.reyes").get("/spill?decision=AAAA-1111")
        b.post("/spill", kind="cui", decision="AAAA1111")
        assert b.events("IncidentOpened")[-1]["decision"] == "AAAA1111"


def test_from_a_use_that_was_not_sent_it_asks_whether_it_got_out_another_way(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        put(b, stop("AAAA1111"))
        words = b.sign_in("maya.okafor").get("/spill?decision=AAAA-1111")
        assert "Nothing was sent from here. Tell us if it was pasted somewhere else." in words
        assert "What was pasted elsewhere?" in words
        assert "What got out?" not in words
        assert '<option value="" selected>Somewhere else, or I do not know' in b.text
        b.post("/spill", kind="cui", decision="AAAA1111")
        b.get("/spill?decision=AAAA-1111")
        b.post("/spill", kind="person", decision="AAAA1111", tool="quillmate")
        opened = [(one["decision"], one["tool"]) for one in b.events("IncidentOpened")]
    assert opened == [("AAAA1111", None), ("AAAA1111", "quillmate")]


def test_a_double_click_opens_one_incident(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/spill")
        key = b.text.split('name="key" value="')[1].split('"')[0]
        for _ in range(2):
            b.get("/spill")
            b.post("/spill", kind="cui", key=key)
        assert len(b.events("IncidentOpened")) == 1
        assert b.path == f"/spill/{ID}"


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
        assert "Henry Osei has it." in b.post("/spill", kind="person")


@pytest.mark.parametrize("demo", [True, False])
def test_without_signing_in_a_report_is_taken_and_its_page_opens_for_who_sent_it(tmp_path: Path, demo: bool) -> None:
    with open_house(tmp_path, demo=demo) as b:
        words = b.get("/spill")
        assert "How can we reach you?" in words
        assert "Northlight" not in b.text
        words = b.post("/spill", kind="cui", contact="Pat, 555-0100")
        assert "Your report is in" in words
        assert "The incident officer has it." in words
        assert b.events("IncidentOpened")[-1]["way"] == "visitor"
        b.get(f"/spill/{ID}")
        assert b.status == 404
        b.get(f"/spill/{ID}?code=0000")
        assert b.status == 404
        assert b.events("IncidentOpened")[-1]["actor"] == "visitor"
        if demo:
            assert "Pat, 555-0100" in b.sign_in("henry.osei").get(PAGE)


def test_the_officer_settles_it_and_a_second_person_closes(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        reported(b)
        b.sign_in("henry.osei")
        assert "1 incident is open." in b.get("/incidents")
        words = b.get(PAGE)
        assert "Next: ask the vendor to delete, 60 minutes left" in words
        assert "Maya Okafor reported it." in words
        assert f"Clocks from {b.agency.packs.base().title} (" in words
        assert "Henry Osei took it." in b.post(f"{PAGE}/take")
        words = b.post(f"{PAGE}/steps/vendor-delete")
        assert "Henry Osei said: the vendor confirmed." in words
        assert "Next: write down its cause and its lesson" in words
        assert "its lesson are not written down yet" in b.get(f"{PAGE}/close")
        b.get(f"{PAGE}/conclude")
        words = b.post(f"{PAGE}/conclude", cause="The wrong window.", lesson="")
        assert (b.status, "The wrong window." in words) == (422, True)
        assert "<title>Error: Cause and lesson" in b.text
        words = b.post(f"{PAGE}/conclude", cause="The wrong window.", lesson="Look twice.")
        assert "Next: a second person closes it." in words
        assert "you wrote down its cause" in b.get(f"{PAGE}/close")
        b.sign_in("joan.castellanos")
        confirm = b.get(f"{PAGE}/close")
        assert "Cause: The wrong window. Lesson: Look twice." in confirm
        done = b.post(f"{PAGE}/close")
        assert "Joan Castellanos closed it." in done
        assert "No open incident." in b.get("/incidents")
        receipt = b.sign_in("maya.okafor").get(f"/spill/{ID}")
        assert ("It is closed. Thank you" in receipt, "Leave the chat open" in receipt) == (True, False)


def test_who_reported_it_settles_nothing_and_may_still_contain_it(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        reported(b, by="henry.osei")
        words = b.get(PAGE)
        assert "You reported this incident, so someone else does its steps." in words
        assert "Done:" not in words
        b.post(f"{PAGE}/steps/vendor-delete")
        assert b.status == 403
        b.get(f"{PAGE}/contain/tool?target=northlight-chat")
        assert "northlight-chat" in b.text
        assert "The tool is paused." in b.post(f"{PAGE}/contain/tool", target="northlight-chat")
        assert b.events("IncidentContained")[-1]["act"] == "tool"


def test_each_act_says_in_numbers_what_it_does_before_it_is_done(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        reported(b)
        b.sign_in("henry.osei")
        words = b.get(f"{PAGE}/contain/person?target=maya.okafor")
        assert "1 person loses every tool now: Maya Okafor." in words
        assert "The tools are paused for this person." in b.post(f"{PAGE}/contain/person", target="maya.okafor")
        assert "End the pause of Maya Okafor" not in b.words, "who paused ends it not alone"
        assert "Pause all tools for Maya Okafor" not in b.words
        assert "Your tools are paused, since a spill is being looked into." in b.sign_in("maya.okafor").get("/")
        words = b.get("/steps")
        assert words.startswith("Your AI tools are paused Your tools are paused, since a spill is being looked into")
        assert "Ask your first question" not in words
        b.sign_in("henry.osei").get(PAGE)
        assert "Nothing changed." in b.post(f"{PAGE}/contain/person", target="maya.okafor")
        b.get(f"{PAGE}/contain/sessions?target=nobody.here")
        assert b.status == 404
        b.get(f"{PAGE}/contain/nonsense?target=maya.okafor")
        assert b.status == 404
        assert "0 people used Northlight Chat" in b.get(f"{PAGE}/contain/tool?target=northlight-chat")


def test_the_letter_to_the_vendor_is_made_and_sent_by_hand(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        reported(b)
        words = b.sign_in("henry.osei").get(f"{PAGE}/vendor")
        assert "To Northlight, trust and safety" in words
        assert "Do not send any of the text back to us." in words
        words = b.post(f"{PAGE}/vendor", tool="northlight-chat", sent_on="soon", how="By mail.")
        assert (b.status, "Write the day" in words, 'value="By mail."' in b.text) == (422, True, True)
        words = b.post(
            f"{PAGE}/vendor",
            tool="northlight-chat",
            sent_on=NOW.astimezone(ZoneInfo("America/New_York")).date().isoformat(),
            how="By mail.",
        )
        assert "asked the vendor of Northlight Chat to delete" in words


NOTES = (
    ("CUI//SP-PRVCY\nThe plan of the quay.", "must not be copied here"),
    ("He typed A012 345 678.", "may hold spilled text"),
    ("  ", "Write the note first."),
)


def test_a_note_that_looks_like_the_spilled_text_comes_back(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        reported(b)
        b.sign_in("henry.osei").get(PAGE)
        for note, problem in NOTES:
            words = b.post(f"{PAGE}/notes", note=note)
            assert (b.status, problem in words) == (422, True)
        assert b.events("IncidentNoted") == []
        b.post(f"{PAGE}/notes", note="He typed A012 345 678.", sure="yes")
        b.post(f"{PAGE}/notes", note="CUI//SP-PRVCY\nThe plan of the quay.", sure="yes")
        assert b.status == 422
        b.post(f"{PAGE}/notes", note="Security came at 3 p.m.")
        assert len(b.events("IncidentNoted")) == 2


def test_another_kind_has_new_clocks_and_privacy_decides_on_notification(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        reported(b)
        b.sign_in("henry.osei").get(f"{PAGE}/kind")
        assert b.post(f"{PAGE}/kind", kind="nonsense", why="x")
        assert b.status == 422
        words = b.post(f"{PAGE}/kind", kind="person", why="It names people.")
        assert "changed the kind from “CUI” to “About a person”" in words
        assert "Are the people concerned notified?" not in words
        words = b.sign_in("joan.castellanos").get(PAGE)
        assert "Are the people concerned notified?" in words
        b.post(f"{PAGE}/notification", notify_reason="Harm is likely.")
        assert (b.status, "Harm is likely." in b.text) == (422, True)
        words = b.post(f"{PAGE}/notification", notify="yes", notify_reason="Harm is likely.")
        assert "decided that the people concerned are notified" in words


def test_two_officers_at_once(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        reported(b)
        b.sign_in("joan.castellanos").get(PAGE)
        b.post(f"{PAGE}/take")
        b.sign_in("henry.osei").get(PAGE)
        assert "Nothing changed. Joan Castellanos took it already." in b.post(f"{PAGE}/take", over="")
        assert "Henry Osei took it over from Joan Castellanos." in b.post(f"{PAGE}/take", over="joan.castellanos")


def test_a_classified_one_shows_its_clock_and_the_number_to_call_and_nothing_else(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        reported(b, "classified")
        for who in ("henry.osei", "joan.castellanos", "alice.tran", "ana.whitfield"):
            b.sign_in(who)
            for path in (PAGE, "/incidents"):
                words = b.get(path)
                assert "Maya" not in words
                assert "Northlight" not in words
                assert "Security: 555-0142" in words
            assert "minutes left" in words
            assert b.post(f"{PAGE}/notes", note="What was it?")
            assert b.status == 403
        assert "Maya" not in b.sign_in("henry.osei").get("/incidents/csv")
        assert "Maya" not in b.get("/")
        assert "Maya Okafor reported it." in b.sign_in("ingrid.solberg").get(PAGE)


def test_a_drill_says_so_everywhere_and_ends_with_a_report(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("henry.osei").get("/incidents/drill")
        assert b.post("/incidents/drill", kind="cui", reporter="nobody")
        assert b.status == 422
        assert b.post("/incidents/drill", kind="cui", reporter="henry.osei")
        assert b.status == 422
        words = b.post("/incidents/drill", kind="cui", reporter="tom.reyes")
        assert words.startswith("DRILL This is an exercise.")
        assert "DRILL: Incident" in b.text.split("</title>")[0]
        b.get(f"{PAGE}/contain/tool?target=northlight-chat")
        assert "nothing is ended or paused" in b.words
        assert "This is a drill: nothing was ended or paused." in b.post(
            f"{PAGE}/contain/tool", target="northlight-chat"
        )
        b.post(f"{PAGE}/steps/vendor-delete")
        words = b.get(f"{PAGE}/drill-report")
        assert "1 of 1 step was settled in time." in words
        assert "Ask the vendor to delete 60 minutes 0 minutes In time" in words
        assert "DRILL: Incident" in b.get("/incidents")
        assert ",Drill," in b.get("/incidents/csv")


def test_a_box_is_locked_asked_for_and_taken_out_locked(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        reported(b)
        b.sign_in("henry.osei")
        assert "No officer has a key yet" in b.get(f"{PAGE}/box")
        public = new_key("four words are easy")[1]
        b.agency.store.write(
            lambda tx: sealed_boxes.add_key(tx, "henry.osei", public, actor="system", at=datetime.now(UTC))
        )
        b.get(f"{PAGE}/box")
        assert b.post(f"{PAGE}/box", text=" ")
        assert b.status == 422
        words = b.post(f"{PAGE}/box", text="The marmoset text.")
        assert "The text is locked. We kept it nowhere else." in words
        box = b.events("IncidentBoxLocked")[-1]["box"]
        assert b.post(f"{PAGE}/boxes/{box}/ask", why="")
        assert b.status == 422
        assert "Take box" in b.post(f"{PAGE}/boxes/{box}/ask", why="The owner asks.")
        b.post(f"{PAGE}/boxes/{box}/take-out")
        assert b.text.startswith('{"format":"proviso-sealed-box-1"')
        assert "marmoset" not in b.text
        assert len(b.events("IncidentBoxOpened")) == 1


def test_the_report_of_somebody_else_is_not_shown(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/spill")
        b.post("/spill", kind="classified")
        b.sign_in("tom.reyes").get(f"/spill/{ID}")
        assert b.status == 404
        b.get(PAGE)
        assert b.status == 403


def test_a_look_at_an_incident_is_on_the_access_log(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        reported(b)
        b.sign_in("alice.tran").get(PAGE)
        seen = b.events("RecordViewed")[-1]
        assert (seen["actor"], seen["person"], seen["page"]) == ("alice.tran", "maya.okafor", f"incident {ID}")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (51 * 60, "51 minutes left"),
        (50 * 60 + 1, "51 minutes left"),
        (60, "1 minute left"),
        (1, "1 minute left"),
        (0, "due now"),
        (-59, "due now"),
        (-60, "1 minute late"),
        (-12 * 60, "12 minutes late"),
        (3 * 3600, "3 hours left"),
        (3 * 24 * 3600, "3 days left"),
        (-49 * 3600, "2 days late"),
    ],
)
def test_the_clock_in_words(seconds: int, said: str) -> None:

    assert clock(NOW, NOW + timedelta(seconds=seconds)) == said


def test_every_kind_has_its_words() -> None:

    assert set(KIND_WORDS) == set(SHORT) == set(SpillKind)

"""The workspace from outside: ask, be denied, fix it, ask again; and what bad input gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import packs
from proviso.actions import people as change_people
from proviso.actions import tools as change_tools
from proviso.actions.agency import Agency
from proviso.db import entries, incidents, people, uses
from proviso.db.store import Tx
from proviso.demo.samples import sample
from proviso.journal import record
from proviso.model import ToolStatus
from proviso.model.events import RecordViewed
from tests.web.demo import Reader, open_copy

STOPPED = [
    "a-number",
    "press-story",
    "cui-memo",
    "anonymous-case",
    "post-with-replies",
    "claim-denial",
    "meeting-notes",
]


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


@pytest.fixture
def maya(agency: Agency) -> Reader:
    return Reader(agency, "maya.okafor")


def count(agency: Agency) -> int:
    with agency.store.read() as tx:
        return uses.count_by_person(tx, "maya.okafor")


def everything_stored(agency: Agency) -> bytes:
    """Every byte that the home folder holds."""
    home = agency.settings.home
    return b"".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())


def test_from_home_to_an_answer_in_three_actions(maya: Reader) -> None:
    maya.get("/")
    assert 'href="/workspace"' in maya.html
    maya.get("/workspace")  # 1: the link
    assert 'name="purpose" value="' in maya.html  # tool and purpose come from the last use
    maya.ask_sample("flood-report")  # 2: paste; 3: send
    assert maya.status == 200
    assert "Sent to Northlight Chat at" in maya.words
    assert "You asked" in maya.words
    assert "Northlight Chat answered" in maya.words
    assert re.search(r"Answer ready, \d+ words\.", maya.words)
    assert "This conversation ends with your session. We keep the decision, not the text." in maya.words
    assert "Allowed under" in maya.words
    assert maya.box == ""


@pytest.mark.parametrize("sample_id", ["policy-memo", "flood-report"])
def test_a_published_text_passes_and_its_receipt_is_there(maya: Reader, sample_id: str) -> None:
    maya.ask_sample(sample_id)
    assert "Sent to Northlight Chat" in maya.words
    assert "/receipt" in maya.html


@pytest.mark.parametrize("sample_id", STOPPED)
def test_each_sample_is_denied_with_the_words_that_say_where_the_text_is(maya: Reader, sample_id: str) -> None:
    maya.ask_sample(sample_id)
    assert maya.headline.startswith("Not sent")
    assert maya.html.count("autofocus") == 1
    assert 'class="pv-decision pv-decision--' + sample(sample_id).expects in maya.html
    assert f'href="/rules/{sample(sample_id).clause}' in maya.html
    assert maya.box.strip() == sample(sample_id).text.strip()
    assert "We recorded that you asked" in maya.words
    assert "We did not keep your text." in maya.words


def test_the_mark_is_heard_and_the_list_leads_to_it(maya: Reader) -> None:
    maya.ask_sample("a-number")
    assert maya.headline == "Not sent. Your text has not left the agency. This text has an A‑number"
    assert "A‑number, line 5" in maya.words or "A‑number, line 4" in maya.words
    assert re.search(
        r'<mark class="pv-mark" id="f1" tabindex="-1"><span class="usa-sr-only">Start of finding 1, A‑number: </span>'
        r"A012 345 678"
        r'<span class="usa-sr-only"> End of finding 1\.</span></mark>',
        maya.html,
    )
    assert 'href="#f1"' in maya.html


def test_removing_the_number_leads_to_a_text_that_can_be_sent(maya: Reader) -> None:
    maya.ask_sample("a-number")
    assert maya.buttons()[:2] == ["Remove it and check again", "Edit my text"]
    maya.ask(maya.box, "remove", purpose="draft")
    assert "Nothing was sent." in maya.words
    assert "A012" not in maya.box
    maya.ask(maya.box, purpose="draft")
    assert "Sent to Northlight Chat" in maya.words


def test_names_ask_one_question_and_the_source_answers_it(maya: Reader) -> None:
    maya.ask_sample("press-story")
    assert maya.headline == "Not sent yet. One question first. Where was this published?"
    assert maya.buttons() == ["Add the source and send", "It was not published"]
    assert maya.html.count('name="source"') == 1
    maya.ask(maya.box, source="https://news.example/port-ellery/harbor-bridge")
    assert "Sent to Northlight Chat" in maya.words


def test_a_word_that_leads_nowhere_is_said_at_the_field_and_nothing_is_lost(agency: Agency, maya: Reader) -> None:
    maya.ask_sample("press-story")
    before, asked = maya.box, count(agency)
    maya.ask(before, source="asdf")
    assert maya.status == 422
    assert maya.html.count("Write a link, or the title and the date of what was published.") == 2
    assert 'value="asdf"' in maya.html
    assert 'aria-describedby="source-hint source-error"' in maya.html
    assert maya.box == before
    assert count(agency) == asked
    maya.ask(before, source="Harbor News, Nov. 12")
    assert "Sent to Northlight Chat" in maya.words


def test_what_was_not_published_stays_and_the_text_is_not_lost(maya: Reader) -> None:
    maya.ask_sample("press-story")
    before = maya.box
    maya.ask(before, "not_published")
    assert maya.headline.endswith("This was not published, so it stays here.")
    assert "Open in HarborDesk" in maya.buttons()
    assert maya.box == before


@pytest.mark.parametrize("sample_id", ["cui-memo", "anonymous-case", "claim-denial", "test-secret"])
def test_removal_is_never_offered_for_marked_texts_and_cases(maya: Reader, sample_id: str) -> None:
    maya.ask_sample(sample_id)
    assert not [label for label in maya.buttons() if "Remove" in label]


def test_asking_for_removal_of_a_marked_text_by_hand_removes_nothing(maya: Reader) -> None:
    maya.ask_sample("cui-memo", "remove")
    assert maya.headline.startswith("Not sent.")
    assert maya.box.strip() == sample("cui-memo").text.strip()


def test_the_public_version_empties_the_box_and_keeps_the_purpose(maya: Reader) -> None:
    maya.ask_sample("cui-memo")
    assert "Already pasted it somewhere else?" in maya.words
    maya.ask(maya.box, "public_version", purpose="briefing")
    assert maya.box == ""
    assert 'name="purpose" value="briefing"' in maya.html


def test_a_case_can_be_asked_as_a_rule_with_an_example_of_both_and_the_text_stays(maya: Reader) -> None:
    maya.ask_sample("anonymous-case")
    assert maya.buttons()[0] == "Ask about the rule, not the case"
    show = re.search(r'value="(public_version:[^"]*)"', maya.html)
    assert show
    maya.ask_sample("anonymous-case", show.group(1))
    assert "This can go in: “How long may an applicant wait for an answer under the published rule?”" in maya.words
    assert "This stays out: “A 34-year-old applicant from one town, with the dates of her case.”" in maya.words
    assert maya.box.strip() == sample("anonymous-case").text.strip()


def test_a_closed_tool_says_its_name_once(maya: Reader) -> None:
    maya.get("/workspace")
    maya.ask("x", "change")
    assert "Verbatim Notes: paused." in maya.words.replace(" :", ":")


def test_a_paused_tool_says_which_office_paused_it(maya: Reader) -> None:
    maya.ask_sample("meeting-notes")
    assert "The CIO paused it on" in maya.words


def test_a_paused_tool_offers_the_one_that_is_open_and_that_one_sends(maya: Reader) -> None:
    maya.ask_sample("meeting-notes")
    assert "Verbatim Notes is paused" in maya.headline
    assert "Send with Northlight Chat" in maya.buttons()
    maya.ask_sample("meeting-notes", "tool:northlight-chat")
    assert "Sent to Northlight Chat" in maya.words


def test_an_emergency_shows_no_text_opens_an_incident_and_takes_the_call(agency: Agency, maya: Reader) -> None:
    maya.ask_sample("test-secret")
    assert maya.headline == "Stop. Nothing was sent. This text may be classified."
    assert "555-0142" in maya.words
    assert "This page is a drill" not in maya.words
    assert "<textarea" not in maya.html
    assert "I think this is wrong" not in maya.words
    decision = maya.decision_id
    with agency.store.read() as tx:
        (incident,) = incidents.by_decision(tx, decision)
    assert incident.called_at is None
    maya.post(f"/decisions/{decision}/called")
    assert "you called Security" in maya.words
    with agency.store.read() as tx:
        assert incidents.by_decision(tx, decision)[0].called_at is not None


def test_a_classified_text_is_never_only_checked(agency: Agency, maya: Reader) -> None:
    before = count(agency)
    maya.ask_sample("test-secret", "check")
    assert maya.headline.startswith("Stop.")
    assert "<textarea" not in maya.html
    assert count(agency) == before + 1


def test_only_check_sends_nothing_and_records_nothing(agency: Agency, maya: Reader) -> None:
    with agency.store.read() as tx:
        before = entries.size(tx)
    maya.ask_sample("flood-report", "check")
    assert "Checked only. Nothing was sent." in maya.words
    assert "Sent to" not in maya.words
    maya.ask_sample("a-number", "check")
    assert maya.headline.startswith("Not sent.")
    assert "we recorded nothing" in maya.words
    with agency.store.read() as tx:
        assert entries.size(tx) == before


def test_a_missing_step_names_the_step_and_where_it_is_done(agency: Agency) -> None:
    priya = Reader(agency, "priya.nair")
    priya.ask_sample("flood-report")
    assert priya.headline.startswith("Not sent yet. One step is missing. Your privacy training ended")
    assert "pv-decision--step" in priya.html
    assert "<mark" not in priya.html
    assert "Take the training" in priya.buttons()


def test_no_denied_text_is_kept_anywhere(agency: Agency, maya: Reader) -> None:
    for sample_id in STOPPED:
        maya.ask_sample(sample_id)
    maya.get("/workspace")
    assert maya.box == ""
    for phrase in ("A012 345 678", "Margaret Holloway", "widow from Millbrook", "records room"):
        assert phrase not in maya.html
        assert phrase.encode() not in everything_stored(agency)


def test_the_conversation_stays_for_the_session_and_can_be_ended(agency: Agency, maya: Reader) -> None:
    maya.ask_sample("flood-report")
    maya.get("/workspace")
    assert "Ellery River rose above flood stage" in maya.words
    assert "Ellery River rose above flood stage" not in Reader(agency, "maya.okafor").get("/workspace")
    maya.post("/workspace", do="end")
    assert "Ellery River rose above flood stage" not in maya.words
    assert b"rose above flood stage at Port Ellery" not in everything_stored(agency)


def test_a_draft_says_so_first(maya: Reader) -> None:
    maya.ask_sample("flood-report")
    text = maya.post("/workspace", do=f"draft:{maya.decision_id}")
    assert text.startswith("DRAFT. Made with Northlight Chat on ")
    assert "Not reviewed." in text


def test_a_draft_of_somebody_elses_answer_is_not_there(agency: Agency, maya: Reader) -> None:
    maya.ask_sample("flood-report")
    elena = Reader(agency, "elena.sorokin")
    elena.post("/workspace", do=f"draft:{maya.decision_id}")
    assert elena.status == 404
    assert "rose above flood stage" not in elena.html


def test_samples_fill_the_box_and_send_nothing(agency: Agency, maya: Reader) -> None:
    before = count(agency)
    maya.post("/workspace", do="sample:flood-report")
    assert maya.box.strip() == sample("flood-report").text.strip()
    assert "Nothing was sent." in maya.words
    assert count(agency) == before


def test_change_opens_the_choice_and_keeps_the_text(maya: Reader) -> None:
    maya.ask("My words.", "change")
    assert "What is it for?" in maya.words
    assert "Which tool?" in maya.words
    assert maya.box == "My words."
    assert re.search(r"Verbatim Notes</a>: \S", maya.html)


def test_first_use_asks_for_the_purpose_and_the_tool(agency: Agency) -> None:
    tom = Reader(agency, "tom.reyes")
    tom.get("/workspace")
    assert "What is it for?" in tom.words
    assert "Something else" in tom.words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "  \n "}, "Write or paste your text"),
        ({"text": "x" * 2_000_001}, "2,000,001 characters"),
        ({"text": "a\x00b"}, "1 character that we cannot read"),
        ({"text": "x", "tool": "elsewhere"}, "not on the agency’s list"),
        ({"text": "x", "purpose": "spying"}, "not in the rules"),
        ({"text": "x", "source": "s" * 501}, "Shorten it"),
    ],
)
def test_bad_input_gets_words_and_loses_nothing(
    agency: Agency, maya: Reader, fields: dict[str, str], words: str
) -> None:
    before = count(agency)
    filled = {"tool": "northlight-chat", "purpose": "research", "do": "send", **fields}
    maya.get("/workspace")
    maya.send("/workspace", filled)
    assert maya.status == 422
    assert words in maya.words
    assert "<title>Error: " in maya.html
    assert "Traceback" not in maya.html
    assert maya.box.strip() == fields["text"].replace("\x00", "\ufffd").strip()
    assert count(agency) == before


def test_fifty_megabytes_get_a_page(maya: Reader) -> None:
    maya.ask("x" * 50_000_000)
    assert maya.status == 413
    assert "not sent" in maya.words


def test_right_to_left_overrides_are_shown_by_name_where_they_matter(maya: Reader) -> None:
    maya.ask("\u202eFile A012 345 678 was closed.")
    assert maya.headline.startswith("Not sent")
    assert "[U+202E]" in maya.words


def test_a_form_without_its_token_sends_nothing(agency: Agency, maya: Reader) -> None:
    before = count(agency)
    answer = maya.browser.post("/workspace", data={"text": "x", "do": "send"})
    assert answer.status_code == 403
    assert count(agency) == before


def test_nobody_asks_without_signing_in(agency: Agency) -> None:
    from tests.web.house import client

    answer = client(agency).get("/workspace")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_an_unknown_button_is_a_send_by_nobody(agency: Agency, maya: Reader) -> None:
    before = count(agency)
    maya.ask("A plain text about levees.", "explode")
    assert maya.status in (400, 404, 422)
    assert count(agency) == before


def test_an_emergency_leaves_no_box_to_paste_into(maya: Reader) -> None:
    maya.ask_sample("test-secret")
    assert "Call Security now" in maya.html
    assert "<textarea" not in maya.html
    assert "Check and send" not in maya.html


def test_a_clock_that_went_back_denies_keeps_the_text_and_says_that_nothing_is_on_record(
    agency: Agency, maya: Reader
) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    event = RecordViewed(actor="alice.tran", person="maya.okafor", page="record")
    agency.store.write(lambda tx: record(tx, later, event))
    before = count(agency)
    maya.ask_sample("flood-report")
    assert maya.status == 200
    assert maya.headline.startswith("Not sent.")
    assert "pv-decision--fault" in maya.html
    assert "The clock of this machine went backwards" in maya.words
    assert "We could not record that you asked, so nothing was sent." in maya.words
    assert "Sent to" not in maya.words
    assert "I think this is wrong" not in maya.words
    assert maya.box.strip() == sample("flood-report").text.strip()
    assert count(agency) == before
    maya.ask_sample("test-secret")
    assert maya.headline.startswith("Stop. Nothing was sent.")
    assert "no incident is open yet" in maya.words
    assert "555-0142" in maya.words
    assert "<textarea" not in maya.html


def test_when_the_rules_have_ended_nothing_goes_out_and_the_page_still_answers(agency: Agency, maya: Reader) -> None:
    agency.store.write(
        lambda tx: packs.end(tx, "The policy was withdrawn.", actor="ana.whitfield", at=datetime.now(UTC))
    )
    maya.get("/workspace")
    assert maya.status == 200
    maya.ask_sample("flood-report")
    assert maya.headline.startswith("Not sent.")
    assert "Sent to" not in maya.words


def test_an_approval_that_was_taken_back_while_the_page_was_open_is_a_denial_with_the_reason(
    agency: Agency, maya: Reader
) -> None:
    maya.get("/workspace")
    with agency.store.read() as tx:
        approvals = people.records(tx, "maya.okafor").approvals

    def take_back(tx: Tx) -> None:
        for approval in approvals:
            change_people.revoke_approval(tx, approval.id, actor="elena.sorokin", at=datetime.now(UTC))

    agency.store.write(take_back)
    maya.ask_sample("flood-report")
    assert maya.status == 200
    assert maya.headline.startswith("Not sent yet. One step is missing.")
    assert "approval" in maya.headline
    assert maya.box.strip() == sample("flood-report").text.strip()


def test_pages_and_checks_speak_of_the_pack_in_force_not_of_the_settings(agency: Agency, maya: Reader) -> None:
    city = agency.packs.by_ref("example-city@2")
    agency.store.write(lambda tx: packs.activate(tx, city, actor="system", at=datetime.now(UTC)))
    maya.ask("My words.", "change")
    assert "Translate for residents" in maya.words
    assert "Prepare a briefing" not in maya.words
    maya.ask("The levee held.", "check", purpose="translate")
    assert "Checked only. Nothing was sent." in maya.words
    maya.get("/rules")
    assert "City of Port Ellery: Administrative Directive 4-12" in maya.words


def test_what_the_person_chose_last_is_not_asked_again(maya: Reader) -> None:
    maya.ask_sample("flood-report", purpose="briefing")
    maya.get("/workspace")
    assert 'name="purpose" value="briefing"' in maya.html
    assert "What is it for?" not in maya.words


def test_a_tool_of_the_address_is_chosen_and_an_unknown_one_asks(maya: Reader) -> None:
    maya.get("/workspace?tool=quillmate")
    assert 'name="tool" value="quillmate"' in maya.html
    maya.get("/workspace?tool=elsewhere")
    assert "Which tool?" in maya.words


def test_a_follow_up_is_a_turn_of_its_own_and_the_older_one_folds(maya: Reader) -> None:
    maya.ask_sample("flood-report")
    maya.ask("How many pumps stopped at Mill Creek in the published flood report?")
    assert "Earlier in this conversation (1)" in maya.words
    shown = re.sub(r"(?s)<template.*?</template>", "", maya.html)
    assert shown.count('role="log"') == 2


def test_a_paused_tool_that_was_tried_is_not_chosen_for_the_next_text(maya: Reader) -> None:
    maya.ask_sample("flood-report")
    maya.ask_sample("meeting-notes", tool="verbatim-notes")
    assert maya.headline == "Not sent. This tool is paused. Verbatim Notes is paused."
    maya.get("/workspace")
    assert 'name="tool" value="northlight-chat"' in maya.html


def test_the_question_about_a_sample_says_where_it_was_published(maya: Reader) -> None:
    maya.ask_sample("press-story")
    assert "Where was this published?" in maya.headline
    assert f"This sample was published at {sample('press-story').suggested_source}." in maya.words


def test_a_paused_tool_can_be_waited_for_and_home_says_that_it_is_open_again(agency: Agency, maya: Reader) -> None:
    maya.ask_sample("meeting-notes")
    assert "Tell me when it is back" in maya.buttons()
    maya.ask_sample("meeting-notes", "tell_me")
    assert "We will tell you about Verbatim Notes" in maya.words
    assert maya.box.strip() == sample("meeting-notes").text.strip()
    agency.store.write(
        lambda tx: change_tools.change(
            tx, "verbatim-notes", status=ToolStatus.APPROVED, actor="ana.whitfield", at=datetime.now(UTC)
        )
    )
    maya.get("/")
    assert "Verbatim Notes is open again You asked" in maya.words
    maya.post("/tools/verbatim-notes/tell-me", **{"from": "home"})
    maya.get("/")
    assert "Verbatim Notes is open again" not in maya.words


def test_a_missing_training_says_when_the_learning_system_was_read(agency: Agency) -> None:
    priya = Reader(agency, "priya.nair")
    priya.ask_sample("flood-report")
    late = r"The system was last read on \w+\.? \d+ at 6:00 a.m., [23] days ago. What you finished since then does not"
    assert re.search(late, priya.words)


def test_a_process_that_does_not_hold_the_conversation_says_so_until_the_next_question(
    agency: Agency, maya: Reader
) -> None:
    maya.get("/workspace")
    assert "not here any more" not in maya.words
    maya.ask_sample("flood-report")
    elsewhere = Reader(agency, "maya.okafor")
    elsewhere.browser.cookies = maya.browser.cookies  # the balancer in front chose another process
    elsewhere.get("/workspace")
    assert "Your conversation is not here any more. The server was started anew, or another one" in elsewhere.words
    elsewhere.ask_sample("policy-memo")
    elsewhere.get("/workspace")
    assert "not here any more" not in elsewhere.words
    maya.get("/workspace")
    assert "not here any more" not in maya.words, "this one still has it"
    elsewhere.post("/workspace", do="end")
    restarted = Reader(agency, "maya.okafor")
    restarted.browser.cookies = maya.browser.cookies
    restarted.get("/workspace")
    assert "not here any more" not in restarted.words, "it was ended by hand"

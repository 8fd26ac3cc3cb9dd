"""Local rules on their pages: written, asked about by three offices, dated; refused where they must be (139-07.7)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from proviso.actions import local_rules as change
from proviso.actions.agency import Agency
from proviso.db import local_rules as db
from proviso.db import packs
from proviso.model import LocalState
from proviso.policy.packs import builtin_folder, texts_of
from tests.web.demo import Reader, open_copy
from tests.web.house import token

RUTH, JOAN, OMAR, MARCUS, ANA = "ruth.delgado", "joan.castellanos", "omar.haddad", "marcus.bell", "ana.whitfield"
LEE = "lee.marsh"
FORM: dict[str, Any] = {
    "title": "Drafts",
    "rule": "No drafts with AI",
    "why": "People here write themselves.",
    "from": "",
    "to": "",
    "purposes": ["draft"],
    "save": "yes",
}
ASKED = "/local-rules/lbb-1/1"
"""What waits for offices in the demo."""


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """One copy of the demo for all of them: each test writes rules of its own."""
    yield from open_copy(tmp_path_factory.mktemp("local"))


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Agency]:
    """A copy of its own, for what changes the demo's own rules or counts them."""
    yield from open_copy(tmp_path)


def sent(reader: Reader, path: str, files: dict[str, bytes] | None = None, **fields: Any) -> str:
    """A form with lists and files, and the token of a page of ours."""
    reader.get("/help")
    held = [("pack", (name, content)) for name, content in (files or {}).items()]
    answer = reader.browser.post(
        path, data={"csrf": token(reader.html), **fields}, files=held or None, follow_redirects=True
    )
    reader.html, reader.status = answer.text, answer.status_code
    return reader.words


def drafted(agency: Agency, **changes: Any) -> tuple[Reader, str]:
    """A draft of Ruth's, by her form; the address of its page."""
    ruth = Reader(agency, RUTH)
    sent(ruth, "/local-rules/new", **{**FORM, **changes})
    assert ruth.status == 200, ruth.words
    with agency.store.read() as tx:
        newest = max(db.every(tx, "LBB"), key=lambda rules: rules.made_at)
    return ruth, f"/local-rules/{newest.id}/{newest.revision}"


def asked(agency: Agency, **changes: Any) -> tuple[Reader, str]:
    ruth, at = drafted(agency, **changes)
    sent(ruth, f"{at}/ask", version="1")
    return ruth, at


def sha256(agency: Agency, at: str) -> str:
    rules_id, revision = at.split("/")[2:4]
    with agency.store.read() as tx:
        return change.get(tx, rules_id, int(revision)).sha256


def say(agency: Agency, at: str, who: str, office: str, position: str = "concur", **more: Any) -> Reader:
    reader = Reader(agency, who)
    sent(reader, f"{at}/answer", sha256=sha256(agency, at), office=office, position=position, **more)
    return reader


def test_an_office_goes_on_later_where_it_left_off(agency: Agency) -> None:
    ruth, at = asked(agency)
    joan = Reader(agency, JOAN)
    joan.get(at)
    assert "Nothing is saved yet." in joan.words
    draft: dict[str, Any] = {"office": "privacy", "position": "dissent", "reasons": "Too wide <b>.", "draft": "0"}
    assert "Saved, not signed. You can go on at any time." in sent(joan, f"{at}/answer/save", **draft)
    assert "Too wide &lt;b&gt;." in joan.html
    assert 'name="draft" value="1"' in joan.html
    sent(joan, f"{at}/answer/save", **{**draft, "reasons": "Mine."})
    assert joan.status == 409
    assert "Too wide &lt;b&gt;.” Your words are kept here." in joan.html
    assert "Mine." in joan.html
    ruth.get(at)
    assert "Too wide" not in ruth.html, "nobody else reads what is not signed"
    assert "is reminded. Tomorrow" in sent(ruth, f"{at}/offices/privacy/remind")
    assert f'action="{at}/offices/privacy/remind"' not in ruth.html
    assert "Nothing was sent." in sent(ruth, f"{at}/offices/privacy/remind")


def test_the_list_says_what_a_component_adds_and_what_waits(fresh: Agency) -> None:
    ruth = Reader(fresh, RUTH)
    ruth.get("/local-rules")
    assert "LBB adds 2 rules to the agency’s." in ruth.words
    assert "for the offices." in ruth.words
    assert "Next: the CIO’s office and Civil rights." in ruth.words


@pytest.mark.parametrize(
    ("who", "status"), [("maya.okafor", 403), ("alice.tran", 200), (OMAR, 200), ("lee.marsh", 200)]
)
def test_who_may_read_them(agency: Agency, who: str, status: int) -> None:
    reader = Reader(agency, who)
    reader.get("/local-rules")
    assert reader.status == status
    reader.get(ASKED)
    assert reader.status == (403 if who == "lee.marsh" else status)  # Lee heads another component


def test_seeing_saves_nothing_and_shows_the_sentence_and_the_cedar_text(agency: Agency) -> None:
    ruth = Reader(agency, RUTH)
    words = sent(ruth, "/local-rules/new", **{**FORM, "save": [], "see": "yes", "days": ["saturday"]})
    assert "In LBB, nobody may use AI tools for “Draft something a person will review” on Saturdays." in words
    assert "context.weekday" in words
    with agency.store.read() as tx:
        assert [r.title for r in db.every(tx) if r.title == "Drafts"] == []


WRONG: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("no title", {"title": ""}, "Give the text a title"),
    ("no name", {"rule": " "}, "what the rule closes"),
    ("a huge reason", {"why": "x" * 50_000}, "The reason has 50,000 characters"),
    ("one hour", {"from": "9"}, "Choose both hours, or none."),
    ("the same hours", {"from": "9", "to": "9"}, "no time is between them"),
    ("an hour of no clock", {"from": "9", "to": "24"}, "Choose both hours, or none."),
    ("no limit", {"purposes": []}, "Choose at least one limit."),
    ("an invented purpose", {"purposes": ["draft", "world-peace"]}, "Choose among what stands here."),
    ("an invented class", {"classes": ["classified"]}, "Choose among what stands here."),
    ("an invented day", {"days": ["caturday"]}, "Choose among what stands here."),
    ("what is closed already", {"purposes": ["benefits"]}, "would change nothing"),
)


@pytest.mark.parametrize(("changes", "says"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_slip_is_named_and_nothing_typed_is_lost(agency: Agency, changes: dict[str, Any], says: str) -> None:
    ruth = Reader(agency, RUTH)
    words = sent(ruth, "/local-rules/new", **{**FORM, **changes})
    assert ruth.status == 422
    assert says in words
    assert "Fix 1 thing" in words
    if "title" not in changes:
        assert 'value="Drafts"' in ruth.html


def test_scripts_in_names_stay_words(agency: Agency) -> None:
    wild = '<script>alert("x")</script>{tool}'
    ruth, at = drafted(agency, title=wild, rule=wild, why=wild)
    ruth.get(at)
    assert "<script>alert" not in ruth.html
    assert '<script>alert("x")</script>' in ruth.words
    sent(ruth, f"{at}/withdraw", version="1", reason=wild)
    assert "<script>alert" not in ruth.html


def test_three_offices_answer_and_the_rules_go_live_on_their_day(agency: Agency) -> None:
    ruth, at = asked(agency, title="Briefings", purposes=["briefing"], rule="No briefings with AI")
    assert "Asked." in ruth.words
    assert "Your office’s answer" not in ruth.words, "the author does not answer"
    joan = say(agency, at, JOAN, "privacy", "conditions", conditions="Tell people beforehand.")
    assert "1 of 3 offices answered." in joan.words
    say(agency, at, MARCUS, "cio_office")
    omar = say(agency, at, OMAR, "civil_rights", "dissent", reasons="It hits those who write slowly.")
    assert "1 office does not concur. The CIO’s office replies next." in omar.words
    ruth.get(at)
    assert "Check the start" not in ruth.words
    ana = Reader(agency, ANA)
    sent(ana, f"{at}/reply", office="civil_rights", reply="They have templates.")
    assert "Ana Whitfield replied: They have templates." in ana.words
    soon = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    words = sent(ruth, f"{at}/date/check", version="2", day=soon, hour="8")
    assert "people in LBB work under these rules from" in words
    assert "at 8:00 a.m. ET" in words
    starts = ruth.html.partition('name="starts_at" value="')[2].partition('"')[0]
    sent(ruth, f"{at}/date", version="2", starts_at=starts)
    assert "Dated. They go live by themselves." in ruth.words
    with agency.store.read() as tx:
        ref = at.split("/")[2] + "@1"
        assert [p.ref for p in packs.coming(tx, datetime.now(UTC))] == [ref]
    again = sent(ruth, f"{at}/date", version="2", starts_at=starts)  # a double click
    assert "changed since you opened it" in again
    ruth.get("/packs")
    assert f"{ref} comes into force in LBB." in ruth.words
    sent(ruth, f"{at}/withdraw", version="3", reason="They were too wide")
    assert "It never held." in ruth.words


def test_what_an_office_may_not_say(agency: Agency) -> None:
    _, at = asked(agency, title="Meetings", purposes=["meetings"], rule="No meetings with AI")
    for who, office in ((JOAN, "civil_rights"), (RUTH, "privacy"), ("maya.okafor", "privacy"), (OMAR, "security")):
        reader = say(agency, at, who, office)
        assert reader.status in {403, 422}, (who, office)
    with agency.store.read() as tx:
        assert db.answers_to(tx, at.split("/")[2], 1) == []
    for position, says in (
        ("conditions", "which conditions"),
        ("dissent", "why your office"),
        ("maybe", "one of the three"),
    ):
        joan = say(agency, at, JOAN, "privacy", position)
        assert joan.status == 422
        assert says in joan.words


def test_an_office_that_looked_at_an_older_text_keeps_its_words(agency: Agency) -> None:
    ruth, at = asked(agency, title="Research", purposes=["research"], rule="No research with AI", days=["monday"])
    old = sha256(agency, at)
    fields = {**FORM, "title": "Research", "rule": "No research", "purposes": ["research"], "days": ["tuesday"]}
    sent(ruth, f"{at}/rules/1", version="2", **fields)
    assert "This is a draft." in ruth.words
    sent(ruth, f"{at}/ask", version="3")
    joan = Reader(agency, JOAN)
    words = sent(joan, f"{at}/answer", sha256=old, office="privacy", position="concur", reasons="Fine with us.")
    assert joan.status == 422
    assert "The rules changed since you opened them." in words
    assert "Fine with us." in joan.html


def test_rules_are_added_changed_and_taken_out(agency: Agency) -> None:
    ruth, at = drafted(agency, title="Several", rule="No tests", purposes=["other"])
    more = {**FORM, "title": "Several", "rule": "No contractors", "purposes": [], "personnel": ["contractor"]}
    sent(ruth, f"{at}/rules/0", version="1", **more)
    assert "No contractors" in ruth.words
    stale = sent(ruth, f"{at}/rules/1/remove", version="1")
    assert "changed since you opened it" in stale
    sent(ruth, f"{at}/rules/1/remove", version="2")
    assert "No tests" not in ruth.words.partition("What happened")[0]
    ruth.get(f"{at}/rules/9")
    assert ruth.status in {400, 422}
    sent(ruth, f"{at}/withdraw", version="3", reason="")
    assert ruth.status == 422
    sent(ruth, f"{at}/withdraw", version="3", reason="Only a trial")


def test_files_are_checked_like_any_pack(agency: Agency) -> None:
    ruth = Reader(agency, RUTH)
    files = texts_of(builtin_folder("lbb"))
    own = {n: t.replace("lbb-", "claims-").replace('"lbb', '"claims').encode() for n, t in files.items()}
    opens = {
        **own,
        "policy.cedar": own["policy.cedar"] + b'\n@id("x") @clause("claims.1") permit (principal, action, resource);',
    }
    for wrong, says in (
        ({}, "Choose the files"),
        ({"notes.txt": b"x"}, "notes.txt is no file of a pack."),
        (opens, "This would allow more than the agency does."),
        ({**own, "pack.toml": b"\xff\xfe"}, "pack.toml is not UTF-8 text."),
        ({"pack.toml": b"x" * 2_000_000}, "more than 1 MB"),
        ({"rules.zip": b"PK\x03\x04 broken"}, "We cannot read this zip."),
        ({n: t.encode() for n, t in texts_of(builtin_folder("dhs-139-07")).items()}, "a whole policy"),
    ):
        words = sent(ruth, "/local-rules/upload", files=wrong)
        assert ruth.status == 422, words
        assert says in words
    _, at = drafted(agency, title="By hand", rule="No other uses on Sundays", purposes=["other"], days=["sunday"])
    rules_id = at.split("/")[2]
    with agency.store.read() as tx:
        held = change.get(tx, rules_id, 1).files
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in held.items():
            folder.writestr(f"claims/{name}", content.replace(rules_id, "claims"))
        folder.writestr("__MACOSX/claims/._pack.toml", b"noise")
    words = sent(ruth, "/local-rules/upload", files={"claims.zip": made.getvalue()})
    assert "Saved as a draft: the files are whole." in words, words


def test_an_end_opens_again_what_local_rules_closed(fresh: Agency) -> None:
    ruth = Reader(fresh, RUTH)
    ruth.get("/local-rules/lbb/end")
    assert "no longer work under" in ruth.words
    sent(ruth, "/local-rules/lbb/end", reason=" ")
    assert ruth.status == 422
    lee = Reader(fresh, "lee.marsh")
    sent(lee, "/local-rules/lbb/end", reason="no")
    assert lee.status == 403
    sent(ruth, "/local-rules/lbb/end", reason="The bureau follows the agency again")
    assert "Ended." in ruth.words
    with fresh.store.read() as tx:
        assert change.get(tx, "lbb", 1).state is LocalState.ENDED
    sent(ruth, "/local-rules/lbb/end", reason="again")
    assert ruth.status == 404


@pytest.mark.parametrize("at", ["lbb-9/1", f"lbb-1/{10**23}", "lbb-1/0", "%3Cscript%3E/1", "lbb-1@1/1"])
def test_an_address_that_leads_nowhere_says_so(agency: Agency, at: str) -> None:
    ruth = Reader(agency, RUTH)
    ruth.get(f"/local-rules/{at}")
    assert ruth.status == 404
    assert "There are no such local rules." in ruth.words


def test_second_approvals_are_given_and_taken_back_where_a_rule_asks(fresh: Agency) -> None:
    ruth = Reader(fresh, RUTH)
    ruth.get("/local-rules/seconds")
    assert "No rule in LBB asks for a second approval now." in ruth.words
    say(fresh, ASKED, MARCUS, "cio_office")
    say(fresh, ASKED, OMAR, "civil_rights")
    sent(ruth, f"{ASKED}/date", version="2", starts_at="")
    assert "In force: the next use is judged by them." in ruth.words
    ruth.get("/local-rules/seconds")
    assert "Contractors need a second approval" in ruth.words
    assert "Priya Nair" in ruth.words
    approval = ruth.html.partition('action="/local-rules/seconds/')[2].partition('"')[0]
    sent(ruth, f"/local-rules/seconds/{approval}")
    assert "Approved, too:" in ruth.words
    second = re.findall(r"/local-rules/seconds/(\w+)/revoke", ruth.html)
    assert len(second) == 1
    sent(ruth, f"/local-rules/seconds/{second[0]}/revoke")
    assert "Taken back:" in ruth.words
    priya = Reader(fresh, "priya.nair")
    sent(priya, f"/local-rules/seconds/{approval}")
    assert priya.status == 403

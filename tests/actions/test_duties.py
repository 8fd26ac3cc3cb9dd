"""Who may do what: each act as each role, and what comes of it is what the table of the docs says."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest

from proviso import actions
from proviso.actions import people
from proviso.actions.agency import Agency
from proviso.actions.duties import DUTIES, Duty
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, NotFoundError
from proviso.model import Role

from .acts import ACTS, Scene
from .expert_acts import EXPERT_NO_ACTS
from .house import NOW, person
from .records_acts import RECORDS_APART, RECORDS_NO_ACTS
from .release_acts import RELEASE_APART, RELEASE_NO_ACTS
from .rules import open_rules

DUTY_OF = {act: duty for duty in reversed(DUTIES) for act in duty.acts}


class TakenBackError(Exception):
    """It was done, and is taken back."""


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """The house, with one person for each role, who is nothing to anybody's case."""
    opened = open_rules(tmp_path_factory.mktemp("house"))
    made = next(opened)

    def fill(tx: Tx) -> None:
        people.add(tx, person("peter.novak", Role.COUNSEL), actor="system", at=NOW)
        for role in Role:
            people.add(tx, person(f"r.{role.value}", role), actor="system", at=NOW)
        people.add(tx, person("l.left", Role.CIO, Role.ADMIN, Role.TRAINING), actor="system", at=NOW)
        people.deactivate(tx, "l.left", actor="system", at=NOW)

    made.store.write(fill)
    yield made
    next(opened, None)


def may(agency: Agency, act: str, who: str) -> bool:
    """Whether it was done; nothing of it stays."""

    def work(tx: Tx) -> None:
        ACTS[act].do(Scene(tx, agency), who)
        raise TakenBackError

    try:
        agency.store.write(work)
    except TakenBackError:
        return True
    except NotAllowedError:
        return False
    except NotFoundError as fault:
        if "You have no" in fault.message:  # what is not theirs is not there for them
            return False
        raise
    raise AssertionError


@pytest.mark.parametrize("act", ACTS)
def test_each_role_may_what_the_table_says_and_nothing_else(agency: Agency, act: str) -> None:
    duty = DUTY_OF[act]
    wanted = ACTS[act].roles
    expected = set(duty.roles) if wanted is None else set(wanted)
    allowed = {role for role in Role if may(agency, act, f"r.{role.value}")}
    assert allowed == expected


@pytest.mark.parametrize("act", [act for act, one in ACTS.items() if one.rightful])
def test_who_it_is_about_may(agency: Agency, act: str) -> None:
    assert [who for who in ACTS[act].rightful if not may(agency, act, who)] == []


@pytest.mark.parametrize("act", [act for act in ACTS if act != "incidents.report"])
def test_who_left_does_nothing(agency: Agency, act: str) -> None:
    assert not may(agency, act, "l.left")


def test_every_act_of_the_layer_is_in_the_table() -> None:
    found = set()
    for module in pkgutil.iter_modules(actions.__path__):
        held = importlib.import_module(f"proviso.actions.{module.name}")
        for name, function in inspect.getmembers(held, inspect.isfunction):
            is_act = function.__module__ == held.__name__ and not name.startswith("_")
            if is_act and "actor" in inspect.signature(function).parameters:
                found.add(f"{module.name}.{name}")
    assert found - set(DUTY_OF) - NO_ACTS == set()
    assert found >= NO_ACTS
    assert set(ACTS) <= set(DUTY_OF)


def test_each_duty_is_proven_by_one_act_at_least() -> None:
    def is_proven(duty: Duty) -> bool:
        return any(act in ACTS for act in duty.acts)

    assert [duty.says for duty in DUTIES if not is_proven(duty) and duty.says not in APART] == []


NO_ACTS = {
    *EXPERT_NO_ACTS,
    *RECORDS_NO_ACTS,
    *RELEASE_NO_ACTS,
    # said by others, who ask who may: steps of an act of the table
    "approvals.end_approvals",
    "access_tokens.end_all",
    "consulting.check_separate",
    "requests.move_all_on",
    "requests.move_on",
    "incidents.open_incident",
    "affected.keep",
    "good_use_checks.look",
    "good_use_checks.use_of",
    "affected.take",
    "incident_access.put",
    "incident_access.require_second",
    "incident_access.require_watcher",
    "incidents.why_not_mine",
    "sealed_boxes.why_not_open",
    "outbox.drop_all",
    "packs.begin",
    "tools.write",
    "suggestions.answer_all",
    "waivers.grant_waiver",
    "waivers.drop_draft",
    "feeds.note_reading",
    "visits.begin",
    "views.look_at",
    "views.look_at_list",
    "views.look_at_page",
    "packs.activate",
    # the same act for another door, or a file's
    "objections.send",
    "review_tests.add",
    "importing.begin",
    "importing.keep",
    "importing.look",
    "importing.take_up",
    "importing.get",
    "local_rules.bring",
    "review_files.add",
    "review_files.remove",
    "guides.picture_of",
    "personnel_files.plan",
    "evidence.get",
    "evidence.made",
    # of one's own case alone, or with tests of their own
    "incidents.called",
    "uses.show_hidden",
    "tools.read_notice",
    "objections.view_text",
    "local_rules.date",
    "local_rules.end",
    # questions
    "approvers.may_approve",
    "approvers.require_approver",
    "approvers.waiting_for",
    "courses.why_no_undo",
    "credentials.require_own",
    "review_access.require_office",
    "review_access.require_reviewer",
    "review_access.require_writer",
    "roles.require_active",
    "roles.require_other",
    "roles.require_role",
    "roles.require_self",
    "roles.require_supervisor",
    "rosters.why_no_undo",
    "undo.why_no_undo",
    "undo.why_no_undo_of_decline",
    "undo_answers.why_no_undo_of_answer",
    "undo_answers.why_no_undo_of_pass_on",
    "undo_answers.why_no_undo_of_suggestion",
    "views.saw_lately",
}
"""What has an actor and no line of its own in the table."""
APART = {
    **RECORDS_APART,
    **RELEASE_APART,
    "open the course again, undo it": "after every try of a course: tests of courses",
    "import a file of people or trainings": "writes in parts: tests of imports",
    "take an approved text out as official": "after its approval is in the ledger: tests of official texts",
    "decide on a tool": "after every office has answered: tests of decisions",
    "make a token of their own, end it": "139-07 lets nobody have one: tests of tokens, with another policy",
}

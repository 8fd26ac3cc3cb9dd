"""A file of people: what each line would change, and which lines need somebody, each with its fix."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proviso.actions.chains import circles
from proviso.actions.handles import free_handle
from proviso.actions.personnel_files import plan
from proviso.actions.plans import ADD, CHANGE, LEAVE, RETURN, Plan
from proviso.model import Person, PersonnelType, Role
from tests.actions.house import person

COMPONENTS = {"FRO": "Flood Recovery Office", "HIS": "Harbor Inspection Service"}
MAYA = replace(person("maya.okafor", supervisor="elena.sorokin"), title="Analyst")
TOM = person("tom.reyes", supervisor="elena.sorokin")
ELENA = person("elena.sorokin", Role.SUPERVISOR)
LEFT = replace(person("old.hand"), is_active=False)
STAFF = (MAYA, TOM, ELENA, LEFT)
HEAD = "Name,Email,Component,Title,Type,Supervisor,Start date,Last day,Status\n"


def of(*lines: str, staff: tuple[Person, ...] = STAFF, **options: object) -> Plan:
    return plan((HEAD + "\n".join(lines)).encode(), staff, COMPONENTS, **options)  # type: ignore[arg-type]  # options


def said(found: Plan) -> dict[int, str]:
    return {problem.line: problem.what for problem in found.problems}


def test_a_new_person_gets_a_handle_and_all_that_the_line_says() -> None:
    found = of(
        "New Person,New.Person@dcs.example,Flood Recovery Office,Clerk,contractor,elena.sorokin@dcs.example,46356,,"
    )
    (step,) = found.steps
    assert (found.lines, found.fine, step.kind) == (1, 1, ADD)
    assert step.person == Person(
        id="new.person",
        name="New Person",
        email="New.Person@dcs.example",
        component="FRO",
        title="Clerk",
        personnel_type=PersonnelType.CONTRACTOR,
        supervisor_id="elena.sorokin",
        engagement_starts=date(2026, 11, 30),
    )


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (",x@dcs.example,FRO,,employee,,,,", "The name is missing"),
        ("A B,,FRO,,employee,,,,", "The e-mail address is missing"),
        ("A B,nonsense,FRO,,employee,,,,", "“nonsense” is no e-mail address"),
        ("A B,x@dcs.example,,,employee,,,,", "The component is missing"),
        ("A B,x@dcs.example,XYZ,,employee,,,,", "There is no component “XYZ”. The components are: FRO, HIS."),
        ("A B,x@dcs.example,FRO,,wizard,,,,", "“wizard” is no type"),
        ("A B,x@dcs.example,FRO,,,,,,", "The type is missing"),
        ("A B,x@dcs.example,FRO,,employee,nobody@dcs.example,,,", "Nobody is called “nobody@dcs.example”"),
        ("A B,x@dcs.example,FRO,,employee,x@dcs.example,,,", "their own supervisor"),
        ("A B,x@dcs.example,FRO,,employee,,soon,,", "'soon' is no date"),
        ("A B,x@dcs.example,FRO,,employee,,03/04/2026,,", "can be two days"),
        ("A B,x@dcs.example,FRO,,employee,,2026-05-01,2026-04-01,", "The last day comes before the first one"),
        ("A B,x@dcs.example,FRO,,employee,,,,perhaps", "“perhaps” is no status"),
        ("=HYPERLINK(1),x@dcs.example,FRO,,employee,,,,", "holds a formula"),
        (f"{'A' * 301} B,x@dcs.example,FRO,,employee,,,,", "longer than 300 characters"),
        ("李 明,明@dcs.example,FRO,,employee,,,,", "No handle can be made"),
    ],
)
def test_a_line_that_needs_somebody_says_the_fix_and_the_others_are_fine(line: str, what: str) -> None:
    found = of(line, "Fine Person,fine@dcs.example,HIS,,employee,,,,")
    assert what in said(found)[2]
    assert [step.person.id for step in found.steps] == ["fine"]
    assert found.fine == 1


def test_a_person_in_two_components_needs_somebody_and_names_both_lines() -> None:
    found = of("A B,x@dcs.example,FRO,,employee,,,,", "A B,X@dcs.example,HIS,,employee,,,,")
    assert said(found) == dict.fromkeys(
        (2, 3), "Lines 2 and 3 put x@dcs.example into 2 components: FRO and HIS. Keep one line."
    )
    assert found.steps == ()


def test_the_same_line_twice_counts_once_and_two_that_differ_need_somebody() -> None:
    same = "A B,x@dcs.example,FRO,,employee,,,,"
    assert len(of(same, same).steps) == 1
    assert "stands in the file twice" in " ".join(of(same, same).notes)
    assert "and differ" in said(of(same, "A C,x@dcs.example,FRO,,employee,,,,"))[2]


def test_supervisors_in_a_circle_are_all_named() -> None:
    found = of(
        "A A,a@dcs.example,FRO,,employee,c@dcs.example,,,",
        "B B,b@dcs.example,FRO,,employee,a@dcs.example,,,",
        "C C,c@dcs.example,FRO,,employee,b@dcs.example,,,",
        "D D,d@dcs.example,FRO,,employee,a@dcs.example,,,",
    )
    assert sorted(said(found)) == [2, 3, 4, 5]
    assert "stand in a circle" in said(found)[3]
    assert said(found)[5] == "Line 2, the supervisor’s, needs you first."


def test_two_who_change_places_stand_in_no_circle_on_the_way() -> None:
    low = replace(person("low", supervisor="high"), component="FRO")
    high = person("high", Role.SUPERVISOR)
    found = of(
        "High,high@dcs.example,FRO,,employee,low@dcs.example,,,",
        "Low,low@dcs.example,FRO,,employee,top@dcs.example,,,",
        "Top,top@dcs.example,FRO,,employee,,,,",
        staff=(low, high),
    )
    assert [step.person.id for step in found.steps] == ["top", "low", "high"]


def test_a_supervisor_is_found_by_address_handle_or_name_and_gets_the_role() -> None:
    found = of(
        'A A,a@dcs.example,FRO,,employee,"Okafor, Maya",,,',
        "B B,b@dcs.example,FRO,,employee,maya.okafor,,,",
        "C C,c@dcs.example,FRO,,employee,Maya.Okafor@dcs.example,,,",
    )
    assert {step.person.supervisor_id for step in found.steps if step.kind == ADD} == {"maya.okafor"}
    (boss,) = [step for step in found.steps if step.kind == CHANGE]
    assert boss.fields == ("roles",)
    assert Role.SUPERVISOR in boss.person.roles
    assert "1 person becomes a supervisor: others report to them." in found.notes


def test_only_what_differs_is_a_change_and_a_column_that_is_not_there_says_nothing() -> None:
    text = "name,email,component\nMaya Okafor,maya.okafor@dcs.example,HIS\nTom Reyes,tom.reyes@dcs.example,FRO\n"
    found = plan(text.encode(), STAFF, COMPONENTS)
    (step,) = found.steps
    assert (step.kind, step.fields, found.same) == (CHANGE, ("component",), 1)
    assert step.person.title == "Analyst"


def test_who_leaves_and_approves_others_is_named_and_leaves_all_the_same() -> None:
    found = of("Elena Sorokin,elena.sorokin@dcs.example,FRO,,employee,,,,left")
    assert [step.kind for step in found.steps] == [LEAVE]
    assert "Elena Sorokin leaves and approves 2 people. Name another supervisor for them." in found.notes


def test_who_comes_back_is_one_step_and_who_left_already_is_none() -> None:
    assert [s.kind for s in of("Old Hand,old.hand@dcs.example,FRO,,employee,,,,").steps] == [RETURN]
    assert of("Old Hand,old.hand@dcs.example,FRO,,employee,,,,left").steps == ()


def test_nobody_changes_their_own_entry_by_a_file() -> None:
    own = "Tom Reyes,tom.reyes@dcs.example,HIS,,employee,,,,"
    assert "Somebody else does that" in said(of(own, actor="tom.reyes"))[2]


def test_a_word_of_the_directory_stands_for_a_component() -> None:
    found = of("A B,x@dcs.example,Harbors,,employee,,,,", departments={"harbors": "HIS"})
    assert found.steps[0].person.component == "HIS"


def test_handles_are_never_shared() -> None:
    assert free_handle("Maya.Okafor@x.example", "Maya Okafor", {"maya.okafor"}) == "maya.okafor2"
    assert free_handle("12345@x.example", "Zoë O’Hara", ()) == "zo.ohara"


@pytest.mark.parametrize(
    ("email", "handle"),
    [
        ("system@x.example", "system2"),
        ("Visitor@x.example", "visitor2"),
        ("visitor.center@x.example", "visitorcenter"),
    ],
)
def test_a_handle_that_means_proviso_itself_or_a_visitor_is_nobodys(email: str, handle: str) -> None:
    assert free_handle(email, "The Desk", ()) == handle


@given(st.dictionaries(st.integers(0, 12), st.one_of(st.none(), st.integers(0, 12)), max_size=13))
def test_a_circle_is_found_exactly_where_somebody_is_above_themselves(above: dict[int, int | None]) -> None:
    named = {str(one): None if boss is None else str(boss) for one, boss in above.items()}
    in_circles = {one for circle in circles(named) for one in circle}

    def is_above_self(one: str) -> bool:
        boss = named.get(one)
        for _ in range(20):
            if boss is None or boss == one:
                break
            boss = named.get(boss)
        return boss == one

    assert in_circles == {one for one in named if is_above_self(one)}

"""Rules: may I do this? The clauses in force, in plain words, with what is not enforced yet said plainly."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.errors import NotFoundError
from proviso.model import Role
from proviso.policy import Clause, Enforcement, is_enforced

from ..course_words import module_about
from ..desk import Desk, at_desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One clause."""

    id: str
    plain: str
    sentence: str
    not_yet: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The clauses of one number of the policy."""

    id: str
    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPage:
    """All rules, or those that a search found."""

    title: str
    answer: str
    authority: str
    search: str
    found: str
    contact: str
    purposes: tuple[str, ...]
    waivable: tuple[str, ...]
    who_may_ask: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage:
    """One rule on its own."""

    rule: Rule
    authority: str
    learn: str
    """The module of the course that explains it; empty where there is none."""
    learn_label: str


def list_rules(request: Request) -> Response:
    """All rules in force for the reader, or those that hold the words of a search."""
    desk = at_desk(request, public=True)
    with desk.read() as tx:
        page = rules_page(desk, desk.contact(tx), desk.office_person(tx, Role.COMPONENT_CIO))
    return desk.page("rules.html", page, title=f"{page.search}: Rules" if page.search else "Rules")


def rules_page(desk: Desk, contact: str, who_may_ask: str = "") -> RulesPage:
    """Grouped by the number of the policy's paragraph; each clause has its id as anchor."""
    search = desk.asked("q")
    found = [clause for clause in desk.pack.clauses if _matches(clause, search)]
    kept = sum(is_enforced(clause) for clause in desk.pack.clauses)
    answer = (
        f"{desk.count(len(desk.pack.clauses), 'rule is', 'rules are')} in force for you; "
        f"{kept:,} of them are checked at each use or kept as a record."
    )
    return RulesPage(
        title=desk.pack.title,
        answer=answer,
        authority=f"{desk.pack.authority} Rules {desk.pack.id}, revision {desk.pack.revision}.",
        search=search,
        found=f"{desk.count(len(found), 'rule has', 'rules have')} these words."
        if found
        else "No rule has these words.",
        contact=contact,
        purposes=tuple(p.title for p in desk.pack.purposes if not (p.area or p.is_test)) if not search else (),
        waivable=tuple(c.id for c in desk.pack.clauses if c.waivable) if not search else (),
        who_may_ask=who_may_ask if desk.viewer is not None else "",
        groups=_groups(found),
    )


def _matches(clause: Clause, search: str) -> bool:
    words = " ".join((clause.id, clause.title, clause.paraphrase, clause.person)).casefold()
    return all(word in words for word in search.casefold().split())


def group_key(clause_id: str) -> str:
    """`139-07.2.a.3` belongs to `139-07.2.a`."""
    parts = clause_id.split(".")
    return ".".join(parts[:3]) if len(parts) > 3 else ".".join(parts[:2])


def _groups(clauses: list[Clause]) -> tuple[Group, ...]:
    by_key: dict[str, list[Clause]] = {}
    for clause in clauses:
        by_key.setdefault(group_key(clause.id), []).append(clause)
    return tuple(
        Group(id=f"group-{key}", title=f"{key}: {_group_title(key, held)}", rules=tuple(as_rule(c) for c in held))
        for key, held in by_key.items()
    )


def _group_title(key: str, held: list[Clause]) -> str:
    """The title of the paragraph's own clause; where it has none, of the first one, and how many more there are."""
    first, others = held[0], len(held) - 1
    return first.title if first.id == key or not others else f"{first.title}, and {others} more"


def as_rule(clause: Clause) -> Rule:
    """A clause in plain words, with its source, its remedy, and whether a waiver can open it."""
    facts = [("Source", clause.source), ("What the policy asks", clause.paraphrase)]
    facts += [
        ("Goes in, for example", clause.example_in),
        ("Stays out, for example", clause.example_out),
        ("What you can do", clause.remedy),
    ]
    facts.append(("Waiver", "Yes, in writing, from the CIO’s office." if clause.waivable else "No."))
    facts.append(("How it is kept", KEPT[clause.enforcement]))
    return Rule(
        id=clause.id,
        plain=clause.title,
        sentence=clause.person,
        not_yet=f"It needs: {clause.needs}" if clause.enforcement is Enforcement.NOT_YET else "",
        facts=tuple((label, value) for label, value in facts if value),
    )


KEPT = {
    Enforcement.ENFORCED: "Checked at each use.",
    Enforcement.RECORD: "Each use leaves a record for it.",
    Enforcement.INFORMATION: "Nothing to check at a use.",
    Enforcement.NOT_YET: "Not enforced yet.",
}
"""How a clause is kept, in words: for the rule and for the list of a pack."""


def show_rule(request: Request) -> Response:
    """One rule on its own: where the links of denials lead."""
    desk = at_desk(request, public=True)
    wanted = request.path_params["clause_id"]
    clause = next((c for c in desk.pack.clauses if c.id == wanted), None)
    if clause is None:
        raise NotFoundError("No rule in force has this number.", hint="Rules lists all of them.")
    learn, label = module_about(desk, clause.id)
    page = RulePage(rule=as_rule(clause), authority=desk.pack.authority, learn=learn, learn_label=label)
    return desk.page("rule.html", page, title=f"Rule {clause.id}")

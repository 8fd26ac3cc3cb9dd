"""Writing local rules: plain choices left, the sentence and the Cedar text right; or files that were made by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import local_rules as change_rules
from proviso.actions.composing import composed, loaded, names_of, pack_above
from proviso.actions.local_rules import LONGEST_TITLE, LONGEST_WHY
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, ProvisoError, UsageError
from proviso.model import FindingClass, LocalRule, LocalRules, PersonnelType, Role
from proviso.policy import Pack
from proviso.policy.facts import WEEKDAYS
from proviso.policy.local_rules import OFFERED, PEOPLE, say_hour, sentence_of

from ..desk import Desk, at_desk, typed
from ..packed import unpacked
from .local_rules import asked_for

HOURS = tuple((str(hour), say_hour(hour)) for hour in range(24))
ANY_HOUR = (("", "Any hour"), *HOURS)
WORDS = ("title", "rule", "why", "from", "to", "second", "version")
LISTS = ("personnel", "tools", "purposes", "classes", "days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen, each as (value, label)."""

    personnel: tuple[tuple[str, str], ...]
    tools: tuple[tuple[str, str], ...]
    purposes: tuple[tuple[str, str], ...]
    classes: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]
    hours: tuple[tuple[str, str], ...] = ANY_HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """The editor of one rule."""

    title: str
    intro: str
    action: str
    back: str
    is_new: bool
    choices: Choices
    typed: dict[str, str]
    chosen: dict[str, tuple[str, ...]]
    sentence: str
    cedar: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPage:
    """The form that takes rules as files."""

    component: str
    errors: dict[str, str] = field(default_factory=dict)


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("component CIOs", Role.COMPONENT_CIO)
    return desk


def show_new(request: Request) -> Response:
    """An empty editor for a text with one rule."""
    desk = _desk(request)
    with desk.read() as tx:
        page = _page(desk, tx, None, 0, typed(None, *WORDS), dict.fromkeys(LISTS, ()))
    return desk.page("local_rules_form.html", page, title=page.title)


def post_new(request: Request) -> Response:
    """See the rule, or save the text as a draft."""
    desk = _desk(request)
    return _post(desk, None, 0)


def show_rule(request: Request) -> Response:
    """The editor of one rule of a draft; rule 0 is a new one."""
    desk = _desk(request)
    number = request.path_params["number"]
    with desk.read() as tx:
        rules = _own(request, desk, tx, number)
        values, chosen = _as_typed(rules, number)
        page = _page(desk, tx, rules, number, values, chosen)
    return desk.page("local_rules_form.html", page, title=page.title)


def post_rule(request: Request) -> Response:
    """See the rule, or save it into its draft."""
    desk = _desk(request)
    number = request.path_params["number"]
    with desk.read() as tx:
        rules = _own(request, desk, tx, number)
    return _post(desk, rules, number)


def remove_rule(request: Request) -> Response:
    """Take one rule out of a draft."""
    desk = _desk(request)
    number = request.path_params["number"]
    with desk.read() as tx:
        rules = _own(request, desk, tx, number)
    kept = tuple(rule for n, rule in enumerate(rules.rules, 1) if n != number)
    version = _version(desk)
    desk.write(
        lambda tx: change_rules.change(
            tx, desk.agency, rules.id, rules.revision, rules.title, kept, version=version, actor=desk.me.id, at=desk.now
        )
    )
    return desk.go(_at(rules), "Taken out. It is a draft: nothing holds yet.")


def revise(request: Request) -> Response:
    """The same choices as the revision that follows."""
    desk = _desk(request)
    rules_id = request.path_params["rules_id"]
    made = desk.write(lambda tx: change_rules.revise(tx, desk.agency, rules_id, actor=desk.me.id, at=desk.now))
    return desk.go(_at(made), f"Revision {made.revision} is a draft. The revision before holds until it follows.")


def show_upload(request: Request) -> Response:
    """The form for rules that were written by hand."""
    desk = _desk(request)
    page = UploadPage(component=desk.me.component)
    return desk.page("local_rules_upload.html", page, title="Send rules as files")


def post_upload(request: Request) -> Response:
    """Check the files like `proviso pack check`, and keep them as a draft."""
    desk = _desk(request)
    try:
        files = unpacked(desk.form.files("pack"))
        pack = loaded(files)
        made = desk.write(lambda tx: change_rules.bring(tx, desk.agency, files, pack, actor=desk.me.id, at=desk.now))
    except ProvisoError as fault:
        page = UploadPage(component=desk.me.component, errors={"pack": _said(fault)})
        return desk.page("local_rules_upload.html", page, title="Send rules as files", status=422)
    return desk.go(_at(made), "Saved as a draft: the files are whole. Next: ask the offices.")


def _said(fault: ProvisoError) -> str:
    return f"{fault.message} {fault.hint or ''}".strip()


def _at(rules: LocalRules) -> str:
    return f"/local-rules/{rules.id}/{rules.revision}"


def _own(request: Request, desk: Desk, tx: Tx, number: int) -> LocalRules:
    rules = asked_for(request, desk, tx)
    if not rules.rules or number > len(rules.rules):
        raise UsageError("There is no such rule to change.", hint="Rules that were written by hand are sent as files.")
    return rules


def _version(desk: Desk) -> int:
    said = desk.form.line("version")
    return int(said) if said.isdecimal() and len(said) < 9 else 0


def _post(desk: Desk, rules: LocalRules | None, number: int) -> Response:
    values, chosen = typed(desk.form, *WORDS), {name: desk.form.all(name) for name in LISTS}
    with desk.read() as tx:
        pack = pack_above(tx, desk.agency, desk.me.component, desk.now, but=rules.id if rules else "")
        errors, made = _wrong(values, chosen, pack, tx), None
        if not errors and not desk.form.is_ticked("save"):
            errors, made = _seen(desk, tx, rules, number, values, chosen)
        if errors or not desk.form.is_ticked("save"):
            page = _page(desk, tx, rules, number, values, chosen, errors, made)
            return desk.page("local_rules_form.html", page, title=page.title, status=422 if errors else 200)
    try:
        kept = desk.write(lambda tx: _save(desk, tx, rules, number, values, chosen))
    except ConflictError:
        raise
    except ProvisoError as fault:
        with desk.read() as tx:
            page = _page(desk, tx, rules, number, values, chosen, {"rule": _said(fault)})
        return desk.page("local_rules_form.html", page, title=page.title, status=422)
    return desk.go(_at(kept), "Saved as a draft. Nothing holds yet.")


def _seen(
    desk: Desk,
    tx: Tx,
    rules: LocalRules | None,
    number: int,
    values: dict[str, str],
    chosen: dict[str, tuple[str, ...]],
) -> tuple[dict[str, str], LocalRules | None]:
    """The text as it would be, or what the loader says to it; nothing is kept."""
    try:
        wanted = _with_rule(desk, rules, number, _rule(values, chosen))
        return {}, composed(tx, desk.agency, wanted, desk.now)
    except ProvisoError as fault:
        return {"rule": _said(fault)}, None


def _with_rule(desk: Desk, rules: LocalRules | None, number: int, rule: LocalRule) -> LocalRules:
    if rules is None:
        return LocalRules(
            id="preview",
            revision=1,
            component=desk.me.component,
            title="Preview",
            rules=(rule,),
            made_by=desk.me.id,
            made_at=desk.now,
            changed_by=desk.me.id,
            changed_at=desk.now,
        )
    held = list(rules.rules)
    held[number - 1 : number] = [rule] if number else []
    return replace(rules, rules=tuple(held) if number else (*held, rule))


def _save(
    desk: Desk,
    tx: Tx,
    rules: LocalRules | None,
    number: int,
    values: dict[str, str],
    chosen: dict[str, tuple[str, ...]],
) -> LocalRules:
    rule = _rule(values, chosen)
    if rules is None:
        return change_rules.draft(tx, desk.agency, values["title"], (rule,), actor=desk.me.id, at=desk.now)
    wanted = _with_rule(desk, rules, number, rule)
    return change_rules.change(
        tx,
        desk.agency,
        rules.id,
        rules.revision,
        values["title"],
        wanted.rules,
        version=_version(desk),
        actor=desk.me.id,
        at=desk.now,
    )


def _rule(values: dict[str, str], chosen: dict[str, tuple[str, ...]]) -> LocalRule:
    return LocalRule(
        title=" ".join(values["rule"].split()),
        why=" ".join(values["why"].split()),
        purposes=frozenset(chosen["purposes"]),
        tools=frozenset(chosen["tools"]),
        classes=frozenset(FindingClass(c) for c in chosen["classes"]),
        personnel=frozenset(PersonnelType(p) for p in chosen["personnel"]),
        days=frozenset(chosen["days"]),
        from_hour=int(values["from"]) if values["from"] else None,
        to_hour=int(values["to"]) if values["to"] else None,
        unless_second=values["second"] == "yes",
    )


def _wrong(values: dict[str, str], chosen: dict[str, tuple[str, ...]], pack: Pack, tx: Tx) -> dict[str, str]:
    """Every field that cannot be used, in the order of the form."""
    known = {
        "personnel": {kind.value for kind in PEOPLE},
        "tools": {tool.id for tool in tools.all(tx)},
        "purposes": {purpose.id for purpose in pack.purposes},
        "classes": {cls.value for cls in OFFERED},
        "days": set(WEEKDAYS),
    }
    errors = {}
    if not values["title"] or len(values["title"]) > LONGEST_TITLE:
        errors["title"] = f"Give the text a title of up to {LONGEST_TITLE} characters."
    if not values["rule"] or len(values["rule"]) > LONGEST_TITLE:
        errors["rule"] = f"Say in up to {LONGEST_TITLE} characters what the rule closes. It is what people read first."
    if len(values["why"]) > LONGEST_WHY:
        errors["why"] = f"The reason has {len(values['why']):,} characters; it may have {LONGEST_WHY}."
    errors |= {name: "Choose among what stands here." for name in LISTS if not known[name].issuperset(chosen[name])}
    hours = {value for value, _ in ANY_HOUR}
    if bool(values["from"]) != bool(values["to"]) or not {values["from"], values["to"]} <= hours:
        errors["from"] = "Choose both hours, or none."
    elif values["from"] and values["from"] == values["to"]:
        errors["from"] = "These hours are the same, so no time is between them. For the whole day, choose no hours."
    if not errors and not values["second"] and not values["from"] and not any(chosen.values()):
        errors["rule"] = "Choose at least one limit. With none, every tool would close for everybody."
    return errors


def _as_typed(rules: LocalRules, number: int) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    words = {**typed(None, *WORDS), "title": rules.title, "version": str(rules.version)}
    if not number:
        return words, dict.fromkeys(LISTS, ())
    rule = rules.rules[number - 1]
    words |= {
        "rule": rule.title,
        "why": rule.why,
        "from": "" if rule.from_hour is None else str(rule.from_hour),
        "to": "" if rule.to_hour is None else str(rule.to_hour),
        "second": "yes" if rule.unless_second else "",
    }
    return words, {name: tuple(str(value) for value in getattr(rule, name)) for name in LISTS}


def _page(
    desk: Desk,
    tx: Tx,
    rules: LocalRules | None,
    number: int,
    values: dict[str, str],
    chosen: dict[str, tuple[str, ...]],
    errors: dict[str, str] | None = None,
    made: LocalRules | None = None,
) -> DraftPage:
    component = desk.me.component
    pack = pack_above(tx, desk.agency, component, desk.now, but=rules.id if rules else "")
    sentence = ""
    if values["rule"] and not set(errors or {}) - {"rule"}:
        sentence = sentence_of(_rule(values, chosen), component, pack, names_of(tx))
    made = made or (rules if number and not errors else None)
    parts = made.files["policy.cedar"].strip().split("\n\n") if made else [""]
    return DraftPage(
        title="Write local rules" if rules is None else f"Rule {number}" if number else "Add a rule",
        intro=f"The rule closes something in {component} that the agency leaves open. It can open nothing.",
        action=f"{_at(rules)}/rules/{number}" if rules else "/local-rules/new",
        back=_at(rules) if rules else "/local-rules",
        is_new=rules is None,
        choices=_choices(tx, pack),
        typed=values,
        chosen=chosen,
        sentence=sentence,
        cedar=parts[number - 1 if number else -1],
        errors=errors or {},
    )


def _choices(tx: Tx, pack: Pack) -> Choices:
    names = names_of(tx)
    return Choices(
        personnel=tuple((kind.value, words[:1].upper() + words[1:]) for kind, words in PEOPLE.items()),
        tools=tuple(sorted(names.tools.items(), key=lambda pair: pair[1])),
        purposes=tuple((p.id, p.title) for p in pack.purposes),
        classes=tuple((cls.value, words[:1].upper() + words[1:]) for cls, words in names.classes.items()),
        days=tuple((day, day.capitalize()) for day in WEEKDAYS),
    )

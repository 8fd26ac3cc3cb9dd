"""Packs: read from a folder once, checked, and combined with a component's own rules (139-07.7.b)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from cedarpy import PolicySet, Schema, policies_to_pst, pst, validate_policies

from proviso.errors import NotFoundError, PackError
from proviso.model import FindingClass, Role

from .answers import read_answers, stricter
from .course import read_terms
from .incidents import read_incidents
from .pack import TLP, Compiled, Pack, Statements
from .reading import Folder, Row, read_clause, read_duty, read_principle, read_purpose, read_rule, read_text, read_toml
from .records import check_uses, read_record_classes
from .statements import FILE as STATEMENTS
from .statements import read_statements
from .terms import CourseTerms
from .texts import Texts

FILES = ("pack.toml", "clauses.toml", "policy.cedar", "cases.toml")
_READS = re.compile(r"\b(principal|resource|context)\.(\w+)")
_ATTRIBUTE = re.compile(r"\b(\w+)\??\s*:(?!:)")
_COMPONENT = re.compile(r'principal in Component::"([^"]+)"')


def load(folder: Folder) -> Pack:
    """The pack in this folder, checked. An overlay's rules are checked again when they are combined with its pack."""
    head = Row(read_toml(folder, "pack.toml"), f"{folder.name}/pack.toml")
    words = Row(read_toml(folder, "clauses.toml"), f"{folder.name}/clauses.toml")
    policy, is_overlay = read_text(folder, "policy.cedar"), "extends" in head.held
    schema = "" if is_overlay else read_text(folder, "schema.cedarschema")
    states = head.get("states", dict, {})
    clauses = tuple(read_clause(row) for row in words.rows("clause"))
    rules = tuple(read_rule(row, states) for row in words.rows("rule"))
    principles = tuple(read_principle(row) for row in words.rows("principle"))
    words.done()
    statements = read_statements(folder)
    answers = head.get("answers", dict, {})
    said = read_answers(answers, head.place, read_text(folder, "pack.toml") if answers else "", is_overlay=is_overlay)
    answers_clause = Row(answers, f"{head.place}, answers").text("clause", "")
    pack = _head(
        head,
        clauses=clauses,
        rules=rules,
        policy=policy,
        schema=schema,
        rules_version=_rules_version(head, statements),
        statements=statements,
        principles=principles,
        answers=said,
        answers_clause=answers_clause,
        sha256=digest(folder),
        course=_course(head, folder),
        files=texts_of(folder),
    )
    head.done()
    if is_overlay and pack.incidents:
        raise head.error("incidents belong to the agency’s pack: a component adds rules only.")
    _check_ids(pack, folder.name)
    forbids = _forbids(policy, folder.name, is_overlay=is_overlay)
    if is_overlay:
        _check_scope(pack, folder.name)
    return _finished(pack, forbids, folder.name)


def _course(head: Row, folder: Folder) -> CourseTerms | None:
    """The course that people of this pack take, where it names one (139-07.2.c.2)."""
    held = head.get("course", dict, {})
    if not held:
        return None
    is_text, name = isinstance(folder, Texts), head.text("id")  # texts have no folders in them
    own = builtin_folder(name) if is_text and name in builtin_names() else folder
    return read_terms(Row(held, f"{head.place}, course"), own)


def _rules_version(head: Row, statements: Statements | None) -> str:
    """Version of the statements that people sign; it stands with them."""
    if statements is None:
        return head.text("rules_version", "1")
    if "rules_version" in head.held:
        raise head.error(f"rules_version stands in {STATEMENTS}.")
    return statements.version


def _head(row: Row, **rest: Any) -> Pack:
    effective = row.day("effective")
    if effective is None:
        raise row.error("effective is missing.")
    corrections = Row(row.get("corrections", dict, {}), f"{row.place}, corrections")
    masks = row.classes(row.texts("masks"), "masks")
    review = Row(row.get("review", dict, {}), f"{row.place}, review")
    head = Pack(
        id=row.text("id"),
        title=row.text("title"),
        authority=row.text("authority"),
        revision=row.text("revision"),
        effective=effective,
        ends=row.day("ends"),
        successor=row.text("successor", ""),
        time_zone=row.text("time_zone", "UTC"),
        email_domains=tuple(d.lower() for d in row.texts("email_domains")),
        periods=row.days("periods"),
        grace_days=row.get("grace_days", int, 0),
        fallback=row.get("fallback", bool, False),
        thresholds={FindingClass(k): v for k, v in row.days("thresholds").items()},
        masks=frozenset(masks),
        post_marks=frozenset(row.texts("post_marks")),
        **_tlp(row),
        correction_days=corrections.get("days", int, 0),
        correctable=frozenset(corrections.classes(corrections.texts("classes"), "classes")),
        workdays=row.days("offices"),
        **_review(review),
        phones=row.table("phones"),
        incidents=read_incidents(row.rows("incidents")),
        records=read_record_classes(row),
        purposes=tuple(read_purpose(r) for r in row.rows("purposes")),
        duties=tuple(read_duty(r) for r in row.rows("obligations")),
        component=row.text("component", ""),
        extends=row.text("extends", ""),
        **rest,
    )
    corrections.done()
    review.done()
    _check_zone(row, head)
    check_uses(row, head.records, (purpose.id for purpose in head.purposes))
    return head


REVIEW_DAYS = {"suggestion": 15, "offices": 14, "decision": 30, "re_review": 365}
"""139-07 names no days for a review; an agency sets its own in the pack."""


def _review(row: Row) -> dict[str, Any]:
    """Which offices answer before a tool is listed, and by when (139-07.1.b)."""
    days = {**REVIEW_DAYS, **row.days("days")}
    stray = sorted(set(days) - set(REVIEW_DAYS))
    if stray:
        raise row.error(f"days.{stray[0]}: there is no such key; there are {', '.join(REVIEW_DAYS)}.")
    if "offices" not in row.held:
        return {"review_days": days}
    offices = row.texts("offices")
    unknown = [office for office in offices if office not in set(Role)]
    if unknown or not offices or len(set(offices)) != len(offices):
        raise row.error('offices must be a list of different roles, like ["privacy", "security"].')
    return {"review_days": days, "review_offices": offices}


def _tlp(row: Row) -> dict[str, Any]:
    """The labels that count as controlled, where the pack names them."""
    if "tlp" not in row.held:
        return {}
    labels = row.texts("tlp")
    unknown = [label for label in labels if label not in TLP]
    if unknown:
        raise row.error(f"tlp has {unknown[0]!r}; its labels are {', '.join(TLP)}.")
    return {"tlp": frozenset(TLP[label] for label in labels)}


def _check_zone(row: Row, pack: Pack) -> None:
    try:
        assert_zone = pack.zone
    except (KeyError, ValueError, OSError) as error:
        raise row.error(f"time_zone {pack.time_zone!r} is not known.") from error
    if pack.ends is not None and pack.ends < pack.effective:
        raise row.error(f"it ends before it takes effect ({assert_zone.key}).")


def texts_of(folder: Folder) -> dict[str, str]:
    """The texts of a pack's files, to be kept and read again (`Texts`)."""
    names = (*FILES, "schema.cedarschema", STATEMENTS)
    return {name: read_text(folder, name) for name in names if (folder / name).is_file()}


def digest(folder: Folder) -> str:
    """SHA-256 over the names and bytes of the pack's files, so that a decision says exactly which text decided."""
    made = hashlib.sha256()
    for name in (*FILES, "schema.cedarschema", STATEMENTS):
        path = folder / name
        if path.is_file():
            data = path.read_bytes()
            made.update(f"{name}\0{len(data)}\0".encode() + data)
    return made.hexdigest()


def _lines(policy: str) -> str:
    """ ", lines 38 to 47": the first rule that cannot be read; the engine does not say where it stumbled."""
    start, held = 1, list[str]()
    for number, line in enumerate(policy.splitlines(), 1):
        held.append(line)
        if line.rstrip().endswith(";"):
            try:
                policies_to_pst("\n".join(held))
            except ValueError:
                return f", lines {start} to {number}"
            start, held = number + 1, []
    return f", from line {start}" if held else ""


def _forbids(policy: str, place: str, *, is_overlay: bool) -> dict[str, pst.Template]:
    """`@id` -> forbid. An agency's pack has one permit, an overlay none."""
    try:
        held = policies_to_pst(policy).static_policies
    except ValueError as error:
        raise PackError(
            f"{place}/policy.cedar{_lines(policy)}: {error}.", hint="Mend the rule, then check the pack again."
        ) from error
    forbids: dict[str, pst.Template] = {}
    permits = [p for p in held.values() if p.effect != "forbid"]
    if is_overlay and permits:
        raise PackError(
            f"{place}/policy.cedar: this would allow more than the agency does.",
            hint="A component's rules can only add limits: use forbid.",
        )
    if not is_overlay and len(permits) != 1:
        raise PackError(f"{place}/policy.cedar: there must be one permit, not {len(permits)}.")
    for cedar in held.values():
        if cedar.effect != "forbid":
            continue
        rule_id = cedar.annotations.get("id", "")
        if not rule_id or not cedar.annotations.get("clause", ""):
            raise PackError(f"{place}/policy.cedar, {rule_id or cedar.id}: a forbid has an @id and a @clause.")
        if rule_id in forbids:
            raise PackError(f"{place}/policy.cedar, {rule_id}: this @id is there twice.")
        forbids[rule_id] = cedar
    return forbids


def _check_scope(pack: Pack, place: str) -> None:
    """139-07.7.b: every rule of a component is scoped to that component."""
    for cedar in policies_to_pst(pack.policy).static_policies.values():
        if _component_of(cedar) != pack.component:
            raise PackError(
                f"{place}/policy.cedar, {cedar.annotations.get('id')}: its scope must be "
                f'`principal in Component::"{pack.component}"`.',
                hint="A component's rules hold for that component alone.",
            )


def _component_of(cedar: pst.Template) -> str:
    """The component that a policy is scoped to, empty when it is not."""
    scope = cedar.principal
    if not isinstance(scope, pst.ScopeIn) or not isinstance(scope.entity, pst.EntityUid):
        return ""
    return scope.entity.id if scope.entity.type.basename == "Component" else ""


def _check_ids(pack: Pack, place: str) -> None:
    for what, ids in (
        ("clause", [c.id for c in pack.clauses]),
        ("rule", [r.id for r in pack.rules]),
        ("purpose", [p.id for p in pack.purposes]),
    ):
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise PackError(f"{place}: the {what} {twice[0]} is there twice.")


def _finished(pack: Pack, forbids: Mapping[str, pst.Template], place: str) -> Pack:
    """With rules matched to forbids, and, where there is a schema, with the parsed policies."""
    texts = _texts(pack.policy)
    rules = tuple(replace(rule, facts=_reads(texts.get(rule.id, ""))) for rule in pack.rules)
    _check_rules(pack, forbids, place)
    pack = replace(pack, rules=rules, rules_by_id={rule.id: rule for rule in rules})
    return replace(pack, compiled=_compiled(pack, forbids, place)) if pack.schema else pack


def _check_rules(pack: Pack, forbids: Mapping[str, pst.Template], place: str) -> None:
    words, clauses = {r.id: r for r in pack.rules}, {c.id for c in pack.clauses}
    for rule_id, cedar in forbids.items():
        clause = cedar.annotations["clause"]
        if rule_id not in words:
            raise PackError(f"{place}/clauses.toml: the rule {rule_id} of policy.cedar has no words here.")
        if words[rule_id].clause != clause:
            raise PackError(f"{place}/clauses.toml, {rule_id}: policy.cedar says @clause({clause!r}).")
        if clause not in clauses:
            raise PackError(f"{place}/clauses.toml: the clause {clause} of {rule_id} has no row.")
    for rule_id in words:
        if rule_id not in forbids:
            raise PackError(f"{place}/clauses.toml, {rule_id}: policy.cedar has no such forbid.")
    _check_clauses(pack, place)


def _check_clauses(pack: Pack, place: str) -> None:
    known = {r.id for r in pack.rules} | {d.id for d in pack.duties}
    clauses = {c.id for c in pack.clauses}
    for clause in pack.clauses:
        stray = [name for name in clause.carried_by if name not in known]
        if stray:
            raise PackError(f"{place}/clauses.toml, {clause.id}: there is no rule or obligation {stray[0]}.")
    if pack.answers_clause and pack.answers_clause not in clauses:
        raise PackError(f"{place}/pack.toml, answers: the clause {pack.answers_clause} has no row.")
    for duty in pack.duties:
        if duty.clause not in clauses:
            raise PackError(f"{place}/pack.toml, {duty.id}: the clause {duty.clause} has no row.")
    for statement in pack.statements.statements if pack.statements else ():
        for clause_id in statement.clauses:
            if clause_id not in clauses:
                raise PackError(f"{place}/{STATEMENTS}: the clause {clause_id} has no row.")


def _texts(policy: str) -> dict[str, str]:
    """`@id` -> the Cedar text of each policy."""
    plain = re.sub(r"//[^\n]*", "", policy)
    chunks = re.split(r"(?=@id\(\")", plain)
    return {m.group(1): chunk for chunk in chunks if (m := re.match(r'@id\("([^"]*)"\)', chunk))}


def _reads(text: str) -> tuple[str, ...]:
    names = dict.fromkeys(name for _, name in _READS.findall(text))
    return (*names, "component") if _COMPONENT.search(text) else tuple(names)


def _compiled(pack: Pack, forbids: Mapping[str, pst.Template], place: str) -> Compiled:
    try:
        schema = Schema.from_str(pack.schema)
    except ValueError as error:
        raise PackError(f"{place}/schema.cedarschema: {error}.") from error
    result = validate_policies(pack.policy, schema)
    if not result.validation_passed:
        first = result.errors[0]
        name = result.id_annotations_by_policy_id.get(first.policy_id, first.policy_id)
        raise PackError(f"{place}/policy.cedar, {name}: {first.error}.", hint="The facts stand in schema.cedarschema.")
    rule_of = {cedar.id: rule_id for rule_id, cedar in forbids.items()}
    clause_of = {rule_id: cedar.annotations["clause"] for rule_id, cedar in forbids.items()}
    return Compiled(PolicySet.from_str(pack.policy), schema, rule_of, clause_of, _declared(pack.schema))


def _declared(schema: str) -> frozenset[str]:
    """The names of the attributes in a schema; no rule can read another one."""
    return frozenset(_ATTRIBUTE.findall(re.sub(r"//[^\n]*", "", schema)))


def combine(pack: Pack, overlay: Pack) -> Pack:
    """The agency's rules and the component's: a forbid of either denies, so the strictest wins (139-07.7.b)."""
    place = overlay.id
    if overlay.extends not in pack.id.split("+"):
        raise PackError(f"{place} adds rules to {overlay.extends or 'no pack'}, not to {pack.id}.")
    _check_scope(overlay, place)
    forbids = _forbids(f"{pack.policy}\n{overlay.policy}", f"{pack.id}+{place}", is_overlay=False)
    both = replace(
        pack,
        id=f"{pack.id}+{overlay.id}",
        revision=f"{pack.revision}+{overlay.revision}",
        component=overlay.component,
        answers=stricter(pack.answers, overlay.answers, place),
        clauses=(*pack.clauses, *overlay.clauses),
        rules=(*pack.rules, *overlay.rules),
        policy=f"{pack.policy}\n{overlay.policy}",
        files={},
        sha256=hashlib.sha256(f"{pack.sha256}+{overlay.sha256}".encode()).hexdigest(),
    )
    _check_ids(both, both.id)
    return _finished(both, forbids, both.id)


def builtin_names() -> tuple[str, ...]:
    """The packs that come with the product."""
    folder = resources.files("proviso") / "packs"
    return tuple(sorted(p.name for p in folder.iterdir() if (p / "pack.toml").is_file()))


def builtin_folder(name: str) -> Folder:
    """The folder of a pack that comes with the product."""
    if name not in builtin_names():
        raise NotFoundError(f"There is no policy pack {name}.", hint=f"There are: {', '.join(builtin_names())}.")
    return resources.files("proviso") / "packs" / name


def builtin(name: str) -> Pack:
    """A pack that comes with the product, by its name."""
    return load(builtin_folder(name))


def find(name: str) -> Pack:
    """A pack by the name of a built-in one, or by its folder. A built-in overlay comes combined with its pack."""
    folder = Path(name)
    pack = load(folder) if (folder / "pack.toml").is_file() else builtin(name)
    return combine(builtin(pack.extends), pack) if pack.extends else pack


__all__ = ["builtin", "builtin_folder", "builtin_names", "combine", "find", "load"]

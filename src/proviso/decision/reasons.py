"""A rule that said no, in the words of the pack, filled with the dates, names and kinds of this one use."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from proviso.model import Finding, FindingClass, Reason, Screened, Standing, Strength, Training, Use
from proviso.policy import Facts, Pack, Rule
from proviso.policy.pack import Variant
from proviso.policy.standing import approval_ends, is_asked_again, is_outdated, last_day, local_day, local_time
from proviso.policy.words import fill, say_day, say_moment

from .kinds import finding_words, places_words, unscreened_words, ways_words

LATE_AFTER_DAYS = 2
"""A feed that was read today or yesterday is fresh; of an older one its age is said, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What one decision was about."""

    use: Use
    standing: Standing
    pack: Pack
    screened: Screened
    facts: Facts

    @property
    def today(self) -> date:
        """The day of the use in the pack's zone."""
        return local_day(self.use.at, self.pack)

    def day(self, day: date | None) -> str:
        """ "Nov. 19", empty when there is no day."""
        return "" if day is None else say_day(day, self.today)


@dataclass(frozen=True, slots=True)
class Said:
    """Values for the placeholders, and the names of the cases that hold (`never`, `declared`)."""

    values: dict[str, str]
    cases: frozenset[str] = frozenset()


def reason_of(rule: Rule, subject: Subject) -> Reason:
    """The reason, filled in."""
    findings = deciding_findings(rule, subject)
    said = _say(rule, subject, findings)
    values = defaultdict(str, said.values)
    variant = next((v for v in rule.variants if v.name in said.cases), Variant(name=""))
    return Reason(
        rule=rule.id,
        clause=rule.clause,
        kind=rule.kind,
        state=fill(rule.state, values),
        headline=_upper(fill(variant.headline or rule.headline, values)),
        sentence=_upper(fill(variant.sentence or rule.sentence, values).strip()),
        auditor=fill(rule.auditor, values),
        remedy=fill(variant.remedy or rule.remedy, values),
        recorded=fill(rule.recorded, values),
        findings=findings,
    )


def deciding_findings(rule: Rule, subject: Subject) -> tuple[int, ...]:
    """Indexes of the findings that the rule is about; with a cited source, the sure ones where there are some."""
    held = [(n, f) for n, f in enumerate(subject.screened.findings) if _is_about(rule, f)]
    sure = [n for n, f in held if f.strength is Strength.SURE]
    if subject.facts.source_cited and sure:
        return tuple(sure)
    return tuple(n for n, _ in held)


def _is_about(rule: Rule, finding: Finding) -> bool:
    if rule.area and finding.detail != rule.area:
        return False
    is_likely = finding.strength is Strength.LIKELY
    return (finding.cls in rule.finds and finding.strength is not Strength.WEAK) or (
        finding.cls in rule.finds_likely and is_likely
    )


def _say(rule: Rule, subject: Subject, findings: tuple[int, ...]) -> Said:
    standing, pack = subject.standing, subject.pack
    purpose = pack.purpose(subject.use.purpose)
    values = {
        "tool": standing.tool.name if standing.tool is not None else "This tool",
        "component": subject.facts.component,
        "purpose": purpose.title if purpose is not None else "",
        "pack_title": pack.title,
        "successor": pack.successor or "none",
        "security_phone": pack.phones.get("security", ""),
    }
    about = _ABOUT.get(rule.about.partition(".")[0])
    said = about(rule, subject, findings) if about is not None else Said({})
    return Said({**values, **said.values}, said.cases)


def _training(rule: Rule, subject: Subject, _findings: tuple[int, ...]) -> Said:
    """139-07.2.c.2-4"""
    training = Training(rule.about.partition(".")[2])
    record = subject.standing.training(training)
    ends = None if record is None else last_day(record.completed_at, training.value, subject.pack)
    is_old = record is not None and is_outdated(record, subject.use.at, subject.pack)
    said = _period(subject, ends, training.value, *(("outdated",) if is_old else ()))
    return Said({**said.values, "feed": _feed(subject)}, said.cases)


def _feed(subject: Subject) -> str:
    """A record that has not come yet is not the person's fault: say how old our knowledge is."""
    at = subject.standing.training_read_at
    if at is None:
        return ""
    read = local_time(at, subject.pack)
    said = f"The system was last read {say_moment(read, subject.today)}"
    days = (subject.today - read.date()).days
    if days < LATE_AFTER_DAYS:
        return said
    return f"{said}, {days} days ago. What you finished since then does not show yet."


def _period(subject: Subject, ends: date | None, period: str, *cases: str) -> Said:
    months = str(round(subject.pack.periods.get(period, 0) / 30.4))
    named = frozenset(cases) if ends is not None else frozenset({"never", *cases})
    return Said({"date": subject.day(ends) if ends is not None else "no day: there was none", "months": months}, named)


def _approval(_rule: Rule, subject: Subject, _findings: tuple[int, ...]) -> Said:
    """139-07.2.c.1"""
    held = subject.standing.approval
    if held is None:
        return _period(subject, None, "approval")
    ends = approval_ends(held, subject.pack)
    is_over = ends is not None and ends < subject.today
    return _period(subject, ends, "approval") if is_over else Said({"date": subject.day(ends)}, frozenset({"scope"}))


def _acknowledgement(_rule: Rule, subject: Subject, _findings: tuple[int, ...]) -> Said:
    """139-07.2.c.5"""
    held = subject.standing.acknowledgement
    if held is None:
        return _period(subject, None, "acknowledgement")
    cases = ("version",) if held.version != subject.pack.rules_version else ()
    return _period(subject, last_day(held.signed_at, "acknowledgement", subject.pack), "acknowledgement", *cases)


def _account(_rule: Rule, subject: Subject, _findings: tuple[int, ...]) -> Said:
    """139-07.2.d-e"""
    person, held = subject.standing.person, subject.standing.account
    own = person.email.rpartition("@")[2] if person is not None else ""
    domains = subject.pack.email_domains or (own,)
    values = {"domain": ", ".join(domains)}
    if held is None:
        return Said(values, frozenset({"never"}))
    began = held.settings_attested_at
    ends = None if began is None else last_day(began, "account", subject.pack)
    if ends is not None and ends < subject.today:
        return Said({**values, "date": subject.day(ends)}, frozenset({"ended"}))
    return Said(values, frozenset({"again"}) if is_asked_again(subject.standing) else frozenset())


def _engagement(_rule: Rule, subject: Subject, _findings: tuple[int, ...]) -> Said:
    """139-07.fn3"""
    person = subject.standing.person
    if person is None:
        return Said({})
    return Said({"date": subject.day(person.engagement_ends), "since": subject.day(person.engagement_starts)})


def _tool(_rule: Rule, subject: Subject, _findings: tuple[int, ...]) -> Said:
    """139-07.1: who changed its state, when and why."""
    tool = subject.standing.tool
    if tool is None:
        return Said({})
    since = local_day(tool.status_since, subject.pack) if tool.status_since is not None else None
    reason = tool.status_reason.strip().rstrip(".")
    values = {
        "since": subject.day(since),
        "reason": reason,
        "by": tool.status_by or "The CIO",
        "notes": " ".join(tool.conditions.notes),
        "places": places_words(tool.conditions.most_users),
        "ways": ways_words(tool.conditions.channels),
    }
    return Said(values, frozenset(case for case, holds in (("no_date", not since), ("no_reason", not reason)) if holds))


def _tool_end(_rule: Rule, subject: Subject, _findings: tuple[int, ...]) -> Said:
    tool = subject.standing.tool
    ends = tool.conditions.ends_on if tool is not None else None
    if ends is None and tool is not None and tool.status_since is not None:
        ends = local_day(tool.status_since, subject.pack)
    return Said({"date": subject.day(ends)}, frozenset() if ends is not None else frozenset({"no_date"}))


def _tool_re_review(_rule: Rule, subject: Subject, _findings: tuple[int, ...]) -> Said:
    tool = subject.standing.tool
    return Said({"date": subject.day(tool.re_review_due if tool is not None else None)})


def _pack(_rule: Rule, subject: Subject, _findings: tuple[int, ...]) -> Said:
    pack = subject.pack
    ends = local_day(pack.ended_at, pack) if pack.ended_at is not None else pack.ends
    return Said({"since": subject.day(pack.effective), "date": subject.day(ends)})


def _system(_rule: Rule, subject: Subject, _findings: tuple[int, ...]) -> Said:
    """139-07.3: which system asks, and who answers for it."""
    system, owner = subject.standing.system, subject.standing.person
    if system is None:
        return Said({})
    since = local_day(system.revoked_at, subject.pack) if system.revoked_at is not None else None
    values = {
        "system": system.name,
        "owner": owner.name if owner is not None else "Nobody",
        "date": subject.day(system.expires_on),
        "since": subject.day(since),
    }
    return Said(values)


def _unscreened(_rule: Rule, subject: Subject, _findings: tuple[int, ...]) -> Said:
    """139-07.1: the kinds of parts that nobody here can read, and that this tool may not get unread."""
    tool = subject.standing.tool
    taken = tool.conditions.unscreened if tool is not None else frozenset()
    return Said({"unscreened": unscreened_words([kind for kind in subject.use.unscreened if kind not in taken])})


def _purpose(rule: Rule, subject: Subject, findings: tuple[int, ...]) -> Said:
    """139-07.5: read from the text, or as declared."""
    del rule, subject
    return Said({}, frozenset() if findings else frozenset({"declared"}))


def _findings(_rule: Rule, subject: Subject, findings: tuple[int, ...]) -> Said:
    """139-07.2.a: what was found, in words."""
    held = [subject.screened.findings[n] for n in findings]
    cases = set()
    if not subject.pack.phones.get("security"):
        cases.add("no_phone")
    if subject.screened.of(FindingClass.NAMED):
        cases.add("named")
    if held and all("portion" in f.detail for f in held):
        cases.add("portion")
    if held and all("filename" in f.detail for f in held):
        cases.add("filename")
    return Said(finding_words(held, subject.use.parts), frozenset(cases))


_ABOUT = {
    "training": _training,
    "approval": _approval,
    "acknowledgement": _acknowledgement,
    "account": _account,
    "engagement": _engagement,
    "tool": _tool,
    "tool_end": _tool_end,
    "tool_re_review": _tool_re_review,
    "pack": _pack,
    "system": _system,
    "unscreened": _unscreened,
    "purpose": _purpose,
    "findings": _findings,
}


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]

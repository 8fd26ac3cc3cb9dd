"""A denial as a page shows it: where the text is, the reason that leads, its doors, and what was recorded.

INVARIANT: a button stands here only for a remedy that `decision.remedies` gave, so none leads to a second denial, and
the text of an emergency is never in this value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from proviso.model import Decision, Finding, FindingClass, Part, Reason, ReasonKind, Remedy, RemedyKind

from .marked import MarkedText, Place, Row, mark_text
from .words import code, nobreak

NO_OBJECTION = frozenset({ReasonKind.EMERGENCY, ReasonKind.FAULT, ReasonKind.PAUSED})
"""Nobody can be wrong about a pause or a fault, and an emergency is settled by a call, not by a form."""

NO_CLAUSE = "none"
"""What a fault names when no clause is at fault."""
STEPS = {"acknowledgement": "/steps/sign", "account": "/steps/account", "course": "/course"}
"""Where a step is done; every other one is on the page of steps."""
FINISHED = "finished"
"""The step is done and the record does not show it: the office that keeps the record looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """One rule that said no, in words."""

    state: str
    headline: str
    sentence: str
    remedy: str
    rule: str
    rule_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A door: a button of the form that holds the text (`do`), or a link to where the step is done (`href`)."""

    label: str
    do: str = ""
    href: str = ""
    action: str = ""
    """Where the button goes when that is not the workspace itself."""
    is_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A line under the doors, with a link when there is somewhere to go."""

    text: str
    href: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialView:
    """The screen of a denial."""

    id: str
    code: str
    kind: str
    lead: ReasonView
    also: tuple[ReasonView, ...] = ()
    buttons: tuple[Button, ...] = ()
    notes: tuple[Note, ...] = ()
    marked: MarkedText | None = None
    asks_source: bool = False
    source_hint: str = ""
    """Where a sample text of the demo was published, so that the tour can go on."""
    told: str = ""
    """What the person's last answer led to: "Then it stays here." """
    can_object: bool = False
    is_recorded: bool = True
    recorded: str = ""


def view_denial(
    decision: Decision,
    *,
    title_of: Callable[[str], str],
    parts: Sequence[Part] = (),
    remedies: Sequence[Remedy] = (),
    is_recorded: bool = True,
    told: str = "",
    incident_id: str = "",
    phone: str = "",
    can_object: bool = True,
) -> DenialView:
    """The screen for one denial. `parts` is empty where the text is not at hand (the decision's own page)."""
    lead, *others = decision.reasons
    asks_source = lead.kind is ReasonKind.QUESTION and bool(parts)
    is_emergency = lead.kind is ReasonKind.EMERGENCY
    return DenialView(
        id=decision.id,
        code=code(decision.id),
        kind=lead.kind.value,
        lead=view_reason(lead),
        also=() if is_emergency else tuple(view_reason(r) for r in others),
        buttons=_emergency_doors(decision.id, incident_id)
        if is_emergency
        else _doors(decision.id, lead, remedies, is_recorded=is_recorded, asks_source=asks_source),
        notes=_notes(decision.id, lead, remedies, phone),
        marked=None if is_emergency else view_findings(decision, parts, title_of),
        asks_source=asks_source,
        told=told,
        can_object=can_object and lead.kind not in NO_OBJECTION,
        is_recorded=is_recorded,
        recorded=say_recorded(decision, is_recorded=is_recorded),
    )


def view_reason(reason: Reason) -> ReasonView:
    """One reason with its link; the rule's id is what auditors and people quote."""
    return ReasonView(
        state=reason.state,
        headline=nobreak(reason.headline),
        sentence=nobreak(_sentence(reason)),
        remedy=nobreak(reason.remedy),
        rule="" if reason.clause == NO_CLAUSE else reason.clause,
        rule_href=f"/rules/{reason.clause}",
    )


def _doors(
    decision_id: str, lead: Reason, remedies: Sequence[Remedy], *, is_recorded: bool, asks_source: bool
) -> tuple[Button, ...]:
    """The doors in the order of the pack, each one once, the first one filled. Each was tried before it was offered."""
    buttons: list[Button] = []
    for remedy in remedies:
        button = _door(remedy, lead, decision_id if is_recorded else "", asks_source)
        if button is not None and button.label not in {b.label for b in buttons}:
            buttons.append(button)
    if asks_source:
        buttons.sort(key=lambda b: b.do != "send")
        buttons.append(Button(label="It was not published", do="not_published"))
    if lead.kind is ReasonKind.FAULT:
        buttons.append(Button(label="Try again", do="send"))
    return tuple(replace(b, is_first=place == 0) for place, b in enumerate(buttons))


def _sentence(reason: Reason) -> str:
    """Where a part of ours broke, no door leads out of it, so the sentence itself says what to do."""
    if reason.kind is ReasonKind.FAULT and reason.remedy not in reason.sentence:
        return f"{reason.sentence} {reason.remedy}"
    return reason.sentence


def _door(remedy: Remedy, lead: Reason, decision_id: str, asks_source: bool) -> Button | None:
    label, kind = remedy.label, remedy.kind
    if kind is RemedyKind.SOURCE and not asks_source:
        # Without the question's own field, the place to say it is the field under the box.
        return Button(label=label, href="#source")
    if kind is RemedyKind.STEP and remedy.step == FINISHED:
        return Button(label=label, do=f"reason:{label}" if decision_id else "object", action=_objection(decision_id))
    return {
        RemedyKind.SOURCE: Button(label=label, do="send"),
        RemedyKind.REMOVE: Button(label=label, do="remove"),
        RemedyKind.EDIT: Button(label=label, href="#text"),
        RemedyKind.OWN_DRAFT: Button(label=label, do="own_draft"),
        RemedyKind.PUBLIC_VERSION: Button(label=label, do=f"public_version:{lead.rule}"),
        RemedyKind.OTHER_TOOL: Button(label=label, do=f"tool:{remedy.tool_id}"),
        RemedyKind.STEP: Button(label=label, href=STEPS.get(remedy.step, "/steps")),
        RemedyKind.OTHER_PURPOSE: Button(label=label, do="change"),
        RemedyKind.NOTIFY: Button(label=label, do="tell_me"),
        RemedyKind.WAIVER: Button(label=label, href=f"/waivers/ask?clause={lead.clause}"),
    }.get(kind)


def _objection(decision_id: str) -> str:
    return f"/decisions/{decision_id}/objection" if decision_id else ""


def _emergency_doors(decision_id: str, incident_id: str) -> tuple[Button, ...]:
    """139-07.2.a.4 and 139-07.6: the incident is open already; the one thing left is the call."""
    if not incident_id:
        return ()
    return (Button(label="I have called", action=f"/decisions/{decision_id}/called", is_first=True),)


def _notes(decision_id: str, lead: Reason, remedies: Sequence[Remedy], phone: str) -> tuple[Note, ...]:
    """What stands beside the doors: who to call, what another tool can do, where a spill is reported."""
    if lead.kind is ReasonKind.EMERGENCY:
        is_said = not phone or phone in lead.sentence
        return () if is_said else (Note(text="Security:", href=f"tel:{phone}", label=phone),)
    notes = tuple(Note(text=nobreak(said)) for said in dict.fromkeys(r.note for r in remedies if r.note))
    if FindingClass.CONTROLLED.value in lead.rule:
        notes = (*notes, _pasted(decision_id))
    return notes


def _pasted(decision_id: str) -> Note:
    text = "Already pasted it somewhere else?"
    return Note(text=text, href=f"/spill?decision={decision_id}", label="Report a spill")


def view_findings(decision: Decision, parts: Sequence[Part], title_of: Callable[[str], str]) -> MarkedText | None:
    """What the reasons point at, marked in the text that was typed; without the text, the list alone.

    INVARIANT: places come from the decision, words only from `parts`, which the person just sent."""
    wanted = dict.fromkeys(i for reason in decision.reasons for i in reason.findings)
    findings = [decision.findings[i] for i in wanted if i < len(decision.findings)]
    if not findings:
        return None
    if not parts:
        return MarkedText(lines=(), rows=_listed(findings, title_of))
    typed = [f for f in findings if f.part == 0]
    marked = mark_text(parts[0].text, [Place(start=f.start, end=f.end, title=nobreak(title_of(f.kind))) for f in typed])
    elsewhere = [f for f in findings if 0 < f.part < len(parts)]
    rows = tuple(
        Row(number=number, title=nobreak(title_of(f.kind)), line=0, href="", quote=f"in {parts[f.part].name}")
        for number, f in enumerate(elsewhere, len(marked.rows) + 1)
    )
    return MarkedText(lines=marked.lines, rows=(*marked.rows, *rows), more=marked.more)


def _listed(findings: Sequence[Finding], title_of: Callable[[str], str]) -> tuple[Row, ...]:
    ordered = sorted(findings, key=lambda f: (f.part, f.start))
    return tuple(
        Row(
            number=number,
            title=nobreak(title_of(f.kind)),
            line=0,
            href="",
            quote=f"characters {f.start + 1:,} to {f.end:,}" if f.part == 0 else "in a file’s name",
        )
        for number, f in enumerate(ordered, 1)
    )


def say_recorded(decision: Decision, *, is_recorded: bool, is_kept: bool = False) -> str:
    """Said on every decision: what was kept, and that the text was not, or that a rule keeps it."""
    if not is_recorded and decision.reasons and decision.reasons[0].kind is ReasonKind.EMERGENCY:
        return "We could not record this, so no incident is open yet. Tell Security so. We did not keep your text."
    if decision.fault and not is_recorded:
        return "We could not record that you asked, so nothing was sent. We did not keep your text."
    if not is_recorded:
        return "This was a check only. Nothing was sent, and we recorded nothing."
    said = decision.reasons[0].recorded.strip().rstrip(".") if decision.reasons else ""
    if is_kept:
        return "We recorded that you asked, the tool and the purpose. The rules keep the text, sealed."
    if not said:
        return "We recorded that you asked, the tool and the purpose. We did not keep your text."
    if said.startswith("the purpose "):  # the rule says itself which purpose
        return f"We recorded that you asked, the tool, {nobreak(said)}. We did not keep your text."
    joint = ", " if " and " in said or "," in said else " and "
    return f"We recorded that you asked, the tool, the purpose{joint}{nobreak(said)}. We did not keep your text."


def title_line(headline: str) -> str:
    """A headline inside the page's title: without its full stop."""
    return nobreak(headline).rstrip(".")

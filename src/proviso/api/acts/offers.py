"""Which acts are offered, and the shape of each, made from the functions of `actions/` themselves.

A caller gives what the page's form would ask for. What a door knows (the moment, the person, the rules in force) is
never the caller's to say.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, get_type_hints

import msgspec

from proviso.actions import people, systems
from proviso.actions.duties import DUTIES
from proviso.model import Connection, FoiaFees, LegalHold, Person, System, TermAnswer, Tool, ToolStatus, WaiverDraft

GIVEN = frozenset(
    {"tx", "agency", "actor", "at", "today", "pack", "course", "waivable", "sealing_key", "may_be_private"}
)
"""What the door knows."""
_OURS = frozenset(
    {
        "approval_id",
        "try_id",
        "opening_id",
        "number",
        "session_id",
        "key",
        "lines",
        "method",
        "waiting",
        "is_drill",
        "way",
        "system_id",
    }
)
"""Codes that are made here, where a caller need not say one: only left out when the function does without."""
_LEFT_OUT = frozenset(
    {
        ("approvals.request_approval", "request_id"),
        ("objections.send_in", "text"),  # kept sealed: only the page knows that it is the very text that was decided on
    }
)
"""Parts of one act that a caller has not."""
_TEXT = "A kept text is opened on its page, by a person who says why."
_BOX = "A sealed box is opened on the page of its incident, after a fresh sign-in (139-07.6)."
_WAIVER = "A request for a waiver is answered on its page, after a fresh sign-in (139-07.5.w)."
WITHHELD: Mapping[str, str] = {
    "signing.sign_rules": "A signature needs the person, who has read to the end (139-07.2.c.5).",
    "people.sign": "A signature needs the person, who has read to the end (139-07.2.c.5).",
    "views.decline_to_sign": "A signature is declined where it is asked for.",
    "review_answers.sign": "An office’s answer is signed by the person who gives it (139-07.1.b).",
    "expert_reviews.ask": "A text is screened and shown on its page before it is kept (139-07.4).",
    "expert_reviews.add_version": "A text is screened and shown on its page before it is kept (139-07.4).",
    "expert_verdicts.save": "The five questions are answered by the expert who has read the text (139-07.4.a–e).",
    "expert_verdicts.give": "The five questions are answered by the expert who has read the text (139-07.4.a–e).",
    "official.export": "An approved text leaves from its page, or by `proviso provenance` (139-07.4).",
    "good_uses.share": "An example is screened and shown on its page before it is shared (139-07.8.e).",
    "good_uses.change": "An example is screened and shown on its page before it is shared (139-07.8.e).",
    "transcripts.read": _TEXT,
    "complaints.read": _TEXT,
    "redactions.open_record": _TEXT,
    "redactions.mark": _TEXT,
    "redactions.withhold": _TEXT,
    "redactions.finish": _TEXT,
    "releases.choose": _TEXT,
    "releases.take_off": _TEXT,
    "release_searches.begin": _TEXT,
    "release_searches.go_on": _TEXT,
    "releases.confirm": "Who confirms a release has looked at all of it, on its page (5 U.S.C. 552).",
    "releases.release": "A release is made and looked at on its page (5 U.S.C. 552).",
    "foia_fees.note_letter": "The letter is made on its page (5 U.S.C. 552(a)(6)(A)).",
    "releases.open_release": "A release is downloaded on its page.",
    "holdings.open_texts": _TEXT,
    "holdings.note_export": "What is kept about a person is downloaded on its page.",
    "record_exports.ask_export": "What is kept about a person is downloaded on its page.",
    "record_exports.take_export": "What is kept about a person is downloaded on its page.",
    "retention.take_package": "A package is downloaded on its page.",
    "retention.confirm": "Texts are destroyed where their list stands, after a fresh sign-in (44 U.S.C. 3303a).",
    "sealed_boxes.add_key": "A key for sealed boxes is made in its owner’s shell: `proviso incident new-key`.",
    "sealed_boxes.agree": _BOX,
    "sealed_boxes.hand_out": _BOX,
    "rekeying.rekey": "The master key is changed in a shell: `proviso records rekey`.",
    "rekeying.forget": "The master key is changed in a shell: `proviso records rekey`.",
    "waivers.ask": "A request for a waiver is signed by the person who makes it (139-07.5.w).",
    "waivers.grant": _WAIVER,
    "waivers.refuse": _WAIVER,
    "waivers.revoke_waiver": _WAIVER,
    "courses.begin": "The person takes the course (139-07.2.c.2).",
    "courses.answer": "The person takes the course (139-07.2.c.2).",
    "credentials.set_password": "What somebody signs in with is set in their own browser.",
    "credentials.add_passkey": "What somebody signs in with is set in their own browser.",
    "credentials.remove_passkey": "What somebody signs in with is set in their own browser.",
    "credentials.rename_passkey": "What somebody signs in with is set in their own browser.",
    "credentials.make_link": "A link to sign in is shown to an administrator alone.",
    "audit_visits.invite": "A link to sign in is shown to who invites alone.",
    "audit_visits.new_link": "A link to sign in is shown to who invites alone.",
    "exports.add": "The secret of a stream is shown to an administrator alone.",
    "tokens.make": "A program makes no token.",
    "access_tokens.make": "A program makes no token.",
    "feeds.make_token": "A program makes no token.",
    "feeds.read_learning": "The learning system has an address of its own (`/xapi/statements`).",
    "evidence.ask": "An evidence file is made beside its page, or by `proviso report evidence`.",
    "evidence.take": "An evidence file is downloaded on its page, or made by `proviso report evidence`.",
    "importing.drop": "A file is imported and looked at on its page.",
    "guides.set_guide": "A guide has pictures, which are checked on its page.",
    "packs.propose": "A pack is proposed with its preview (`proviso pack`).",
    "packs.confirm": "A pack is confirmed where its changes are shown.",
}
"""Acts that no program does, each with its reason."""
_FORMS: Mapping[type, tuple[str, ...]] = {
    Person: (
        *("id", "name", "email", "component", "personnel_type", "title", "roles", "supervisor_id"),
        *("engagement_starts", "engagement_ends"),
    ),
    Tool: ("id", "name", "vendor", "tool_class", "summary", "needs_account"),
    TermAnswer: ("review_id", "term", "state", "fact", "link", "file_id", "expires_on"),
    WaiverDraft: (
        *("clause", "tools", "people", "case_kind", "grounds", "risk", "safeguards", "starts_on", "ends_on", "renews"),
    ),
    LegalHold: (
        *("matter", "reason", "person_id", "tool_id", "decision_id", "case_id", "transcript_id", "record_class"),
        *("since", "until"),
    ),
    Connection: tuple(f.name for f in fields(Connection)),
    FoiaFees: tuple(f.name for f in fields(FoiaFees) if f.name != "noted_by"),
}
"""The fields of a record that a caller gives; the others follow from who asks and when."""
_CHANGED: Mapping[str, tuple[type, frozenset[str]]] = {
    "people.change": (Person, people.CHANGEABLE),
    "systems.change": (System, systems.CHANGEABLE),
}
"""Acts that take some fields of a record: `{"title": "Analyst"}`."""


SCREENED: Mapping[str, tuple[str, ...]] = {
    "affected.vendor_notice": ("what",),
    "containment.ask_vendor": ("how",),
    "incidents.change_kind": ("why",),
    "incidents.conclude": ("cause", "lesson"),
    "incidents.decide_notification": ("reason",),
    "incidents.note": ("words",),
    "incidents.settle": ("reason",),
    "sealed_boxes.ask": ("why",),
}
"""INVARIANT: the spilled text is never copied into a ticket (139-07.6): what is typed is screened, as on its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One act as a call."""

    name: str
    """`approvals.approve`"""
    area: str
    says: str
    """What is done, as a verb and its object."""
    who: str
    never: str
    shape: type[msgspec.Struct]
    """What a caller sends."""
    run: Callable[..., Any]
    given: tuple[str, ...]
    """Parameters that the door fills in."""
    records: Mapping[str, type]
    """Parameters that are a record of our own, by name."""
    result: object
    """The type of what comes back."""

    def arguments(self, sent: msgspec.Struct, *, actor: str, at: datetime) -> dict[str, Any]:
        """The arguments that the caller gave, as the function takes them."""
        said = {name: getattr(sent, name) for name in sent.__struct_fields__}
        found = {name: value for name, value in said.items() if value is not msgspec.UNSET}
        for name, kind in self.records.items():
            found[name] = _record(kind, found[name], actor, at)
        return found


def _record(kind: type, sent: msgspec.Struct, actor: str, at: datetime) -> object:
    said = {name: getattr(sent, name) for name in sent.__struct_fields__}
    if kind is Tool:
        said["status"] = ToolStatus.IN_REVIEW  # as on its page: nobody can use it yet (139-07.1.a)
    if kind is WaiverDraft:
        said["person_id"] = actor
    if kind is LegalHold:
        said.update(id="", set_by=actor, set_at=at)
    return kind(**said)


@cache
def offers() -> Mapping[str, Offer]:
    """Every act that a program may do, by name."""
    found: dict[str, Offer] = {}
    for duty in DUTIES:
        for act in duty.acts:
            if act not in WITHHELD and act not in found:
                found[act] = _offer(act, area=duty.area, says=duty.says, who=duty.who, never=duty.never)
    return found


def _offer(act: str, *, area: str, says: str, who: str, never: str) -> Offer:
    module, _, name = act.partition(".")
    held = importlib.import_module(f"proviso.actions.{module}")
    run = getattr(held, name)
    given, records, shape = [], {}, []
    for parameter in inspect.signature(run).parameters.values():
        has_default = parameter.default is not inspect.Parameter.empty
        if parameter.name in GIVEN:
            given.append(parameter.name)
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            shape += _changes(*_CHANGED[act])
        elif not (has_default and _is_ours(parameter.name, act)):
            kind = _hint(parameter.annotation, held)
            if kind in _FORMS:
                records[parameter.name] = kind
                kind = _form(kind)
            shape.append((parameter.name, kind, parameter.default) if has_default else (parameter.name, kind))
    shape.sort(key=len)  # what must be there comes first
    return Offer(
        name=act,
        area=area,
        says=says,
        who=who,
        never=never,
        shape=msgspec.defstruct(_title(act), shape, kw_only=True, frozen=True, forbid_unknown_fields=True),
        run=run,
        given=tuple(given),
        records=records,
        result=_hint(inspect.signature(run).return_annotation, held),
    )


def _is_ours(name: str, act: str) -> bool:
    return name in _OURS or (act, name) in _LEFT_OUT


def _hint(annotation: str, module: object) -> Any:  # any type that a function names
    return eval(annotation, vars(module))  # noqa: S307  # an annotation of our own source


@cache
def _form(kind: type) -> type[msgspec.Struct]:
    return msgspec.defstruct(
        kind.__name__, _fields(kind, _FORMS[kind]), kw_only=True, frozen=True, forbid_unknown_fields=True
    )


def _fields(kind: type, names: tuple[str, ...]) -> list[Any]:
    hints = get_type_hints(kind)
    found: list[Any] = []
    for field in msgspec.inspect.type_info(kind).fields:  # type: ignore[attr-defined]  # each is a dataclass
        if field.name not in names:
            continue
        if field.required:
            found.append((field.name, hints[field.name]))
        elif field.default is not msgspec.NODEFAULT:
            found.append((field.name, hints[field.name], field.default))
        else:
            found.append((field.name, hints[field.name], msgspec.field(default_factory=field.default_factory)))
    return found


def _changes(kind: type, names: frozenset[str]) -> list[Any]:
    hints = get_type_hints(kind)
    return [(name, hints[name] | msgspec.UnsetType, msgspec.UNSET) for name in sorted(names)]


def _title(act: str) -> str:
    return "".join(word.capitalize() for word in act.replace(".", "_").split("_"))

"""When a check breaks, nothing goes out: the decision that says so, in the words of a fault (never an allow)."""

from __future__ import annotations

from dataclasses import replace

from proviso.model import Decision, Reason, ReasonKind, Screened, Use
from proviso.policy import Facts, Pack

RULE = "fault"
NO_CLAUSE = "none"
AGAIN = "Try again in a minute."
_CHECKS = {
    "marking": "The CUI check",
    "cui": "The CUI check",
    "classified": "The classification check",
    "social": "The social media check",
    "credentials": "The password check",
    "policy": "The rules",
    "names": "The name check",
}
"""What a person calls the part that broke."""


def fault_decision(
    use: Use,
    pack: Pack,
    fault: str,
    screened: Screened | None = None,
    facts: Facts | None = None,
    clauses: tuple[str, ...] = (),
) -> Decision:
    """A denial whose one reason is that something of ours broke. `fault` names the part, never the text."""
    denied = denied_by(use, _reason(fault, clauses), fault, pack=pack.ref)
    return replace(
        denied,
        findings=screened.findings if screened is not None else (),
        pack_sha256=pack.sha256,
        facts=facts.items() if facts is not None else (),
        chars=screened.chars if screened is not None else denied.chars,
    )


def denied_by(use: Use, reason: Reason, fault: str, *, pack: str = "") -> Decision:
    """The denial of a use for one reason that is a fault, before anything was found in it."""
    return Decision(
        id=use.id,
        at=use.at,
        allowed=False,
        person_id=use.person_id,
        tool_id=use.tool_id,
        purpose=use.purpose,
        channel=use.channel,
        reasons=(reason,),
        pack=pack,
        source=use.source,
        digest=use.digest,
        chars=sum(len(part.text) for part in use.parts),
        has_attachment=use.has_attachment,
        is_own_draft=use.is_own_draft,
        system_id=use.system_id,
        unscreened=use.unscreened,
        hardened=use.hardened,
        fault=fault,
    )


def _reason(fault: str, clauses: tuple[str, ...]) -> Reason:
    who = next((says for part, says in _CHECKS.items() if part in fault.lower()), "A check")
    return Reason(
        rule=RULE,
        clause=clauses[0] if clauses else NO_CLAUSE,
        kind=ReasonKind.FAULT,
        state="Not sent.",
        headline="We could not check your text.",
        sentence=f"{who} did not answer, and nothing goes out unchecked. Your text is still here. {AGAIN}",
        auditor=f"A fault denied the use: {fault}.",
        remedy=AGAIN,
        recorded="which check did not answer",
    )

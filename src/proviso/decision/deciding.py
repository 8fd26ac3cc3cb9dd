"""`decide`: may this person use this tool for this purpose with this text, now? Pure; a fault denies, and is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from proviso import screening
from proviso.errors import PolicyError, ScreeningError
from proviso.model import Decision, Obligation, Part, Screened, Standing, Strength, Use
from proviso.policy import Facts, Pack, Rule, evaluate, weigh
from proviso.policy.lately import gather_lately
from proviso.policy.pack import Group
from proviso.policy.standing import PAUSED

from .faults import fault_decision
from .plenty import thinned
from .reasons import Subject, reason_of
from .waived import waivers_used

Screen = Callable[[Sequence[Part]], Screened]
_ORDER = {group: place for place, group in enumerate(Group)}


def decide(
    use: Use,
    standing: Standing,
    pack: Pack,
    *,
    screen: Screen = screening.screen,
) -> Decision:
    """Allow or deny, and why (139-07 as the pack says it). INVARIANT: an exception here is a denial, never an allow.

    `screen` looks at the text; tests and measures bring their own.
    """
    try:
        found = screen(use.parts)
    except ScreeningError as error:
        return fault_decision(use, pack, f"screening: {error.message}")
    except Exception as error:  # whatever breaks, the use is denied; the message may hold the text
        return fault_decision(use, pack, f"screening: {type(error).__name__}")
    return judge(use, standing, pack, found)


def judge(use: Use, standing: Standing, pack: Pack, found: Screened) -> Decision:
    """The same for a text that was screened already."""
    try:
        return _judge(use, standing, pack, found)
    except PolicyError as error:
        return fault_decision(use, pack, f"policy: {error.message}", found)
    except Exception as error:  # the same: a fault is a denial, never an allow
        return fault_decision(use, pack, f"policy: {type(error).__name__}", found)


def _judge(use: Use, standing: Standing, pack: Pack, found: Screened) -> Decision:
    screened = weigh(found, use, standing.corrections, pack)
    facts, items = gather_lately(use, standing, screened, pack)
    verdict = evaluate(facts, pack)
    if verdict.broken:
        return fault_decision(use, pack, f"policy: {', '.join(verdict.broken)}", screened, facts, verdict.broken)
    if verdict.allowed and facts.engagement == PAUSED:  # INVARIANT: a pause holds under every pack (139-07.6)
        return fault_decision(use, pack, "policy: no rule of the pack knows a paused person", screened, facts)
    if not verdict.allowed and not verdict.rules:
        return fault_decision(use, pack, "policy: nothing permits this use", screened, facts)
    subject = Subject(use=use, standing=standing, pack=pack, screened=screened, facts=facts)
    reasons = tuple(reason_of(rule, subject) for rule in in_order(verdict.rules, pack))
    masked = mask_of(screened, pack) if verdict.allowed else ()
    decision = Decision(
        id=use.id,
        at=use.at,
        allowed=verdict.allowed,
        person_id=use.person_id,
        tool_id=use.tool_id,
        purpose=use.purpose,
        channel=use.channel,
        reasons=reasons,
        obligations=obligations_of(facts, pack, has_mask=bool(masked)) if verdict.allowed else (),
        findings=screened.findings,
        masked=masked,
        pack=pack.ref,
        pack_sha256=pack.sha256,
        facts=items,
        source=use.source,
        digest=use.digest,
        chars=screened.chars,
        has_attachment=use.has_attachment,
        is_own_draft=use.is_own_draft,
        system_id=use.system_id,
        unscreened=use.unscreened,
        hardened=use.hardened,
        waivers=waivers_used(facts, standing, pack, use.at) if verdict.allowed else (),
    )
    return thinned(decision)


def in_order(rules: Sequence[str], pack: Pack) -> list[Rule]:
    """Emergency, tool, you, purpose, text, source; within a group, as the pack lists them."""
    if not rules:
        return []
    said_no = set(rules)
    held = [(place, rule) for place, rule in enumerate(pack.rules) if rule.id in said_no]
    return [rule for _, rule in sorted(held, key=lambda pair: (_ORDER[pair[1].group], pair[0]))]


def mask_of(screened: Screened, pack: Pack) -> tuple[int, ...]:
    """Indexes of the findings that the pack replaces before sending."""
    if not pack.masks:
        return ()
    return tuple(n for n, f in enumerate(screened.findings) if f.cls in pack.masks and f.strength is not Strength.WEAK)


def obligations_of(facts: Facts, pack: Pack, *, has_mask: bool) -> tuple[Obligation, ...]:
    """What an allowed use still asks of the person (139-07.4, 139-07.2.b)."""
    holds = {
        "always": True,
        "commercial": facts.tool_class == "commercial",
        "internal": facts.tool_class == "internal",
        "masked": has_mask,
        "source": facts.source_cited,
        "named": "individual.named" in facts.found,
        "injection": "injection" in facts.found,
        "hazard": "hazard" in facts.found,
    }
    return tuple(Obligation(id=d.id, clause=d.clause, sentence=d.sentence) for d in pack.duties if holds[d.when])


__all__ = ["Screen", "decide", "in_order", "judge", "mask_of", "obligations_of"]

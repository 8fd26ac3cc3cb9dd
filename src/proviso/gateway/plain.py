"""A plain answer on its way to the caller: read whole, judged, put on record, and only then sent."""

from __future__ import annotations

import msgspec

from proviso.actions import uses
from proviso.actions.uses_async import examine_async
from proviso.decision.answers import AnswerRules, masked_words, rule_of, weigher_of
from proviso.decision.kinds import article_of
from proviso.errors import ProviderError, ProvisoError
from proviso.model import AnswerRule, Finding, FindingClass, Part, Permit, Strength
from proviso.policy import Pack
from proviso.providers.upstream import Reply

from .passages import compose, parse, passages_of, replaced
from .refusals import Refusal, RefusedError
from .streaming import Sent
from .wire import Body, Passage, Place, Wire


async def judge_answer(sent: Sent, reply: Reply, wire: Wire, pack: Pack) -> bytes:
    """The answer as it may be given. Raises `RefusedError` when it may not be given."""
    agency, permit = sent.agency, sent.permit
    try:
        body = parse(await reply.read())
        passages = wire.answer(body)
    except ProvisoError as fault:
        await sent.fail(fault.message)
        if isinstance(fault, ProviderError):
            raise
        raise ProviderError(f"{permit.tool.name} answered with something that cannot be read.") from fault
    parts = tuple(Part(name=uses.ANSWER, text=passage.text) for passage in passages)
    findings = tuple(map(weigher_of(pack), await _examined(sent, parts)))
    words = sum(len(part.text.split()) for part in parts)
    await sent.receive(uses.answered(permit, findings, words, uses.digest(agency, parts)), wire.usage(body))
    return compose(_shown(permit, body, passages, findings, pack.answers))


async def _examined(sent: Sent, parts: tuple[Part, ...]) -> tuple[Finding, ...]:
    try:
        return await examine_async(sent.agency, parts)
    except ProvisoError as fault:
        await sent.fail("screening")
        raise uses.unchecked(sent.permit) from fault


def _shown(
    permit: Permit, body: Body, passages: tuple[Passage, ...], findings: tuple[Finding, ...], rules: AnswerRules
) -> Body:
    """The body with what the pack hides taken out (139-07.2.b)."""
    ruled = [(f, rule) for f in findings if (rule := rule_of(f, rules)) is not AnswerRule.SHOW]
    ended = next((f for f, rule in ruled if rule is not AnswerRule.MASK), None)
    if ended is not None:
        raise RefusedError(denied_answer(permit, ended.kind, passages[ended.part].where))
    if not ruled:
        return body
    places = [Place(passage=f.part, start=f.start, end=f.end, words=masked_words(f.kind)) for f, _ in ruled]
    try:
        return replaced(body, passages, places)
    except ProvisoError:  # it stands in a key or a number, where no word can stand instead
        first = ruled[0][0]
        raise RefusedError(denied_answer(permit, first.kind, passages[first.part].where)) from None


def denied_answer(permit: Permit, kind: str, where: str) -> Refusal:
    """The answer had what the rules keep back, so none of it is given."""
    return Refusal(
        status=403,
        type="permission_error",
        code="answer_denied",
        message=f"{permit.tool.name} answered, and the answer is not given. It had {article_of(kind)}.",
        param=where,
        decision_id=permit.decision_id,
        request_id=permit.decision_id,
    )


async def judge_error(sent: Sent, reply: Reply) -> bytes:
    """A provider's own error, as it is; what it quotes is checked like an answer. Nothing else of it is passed on."""
    await sent.fail(f"status {reply.status}", is_unsent=reply.status < 500)
    try:
        body = parse(await reply.read())
        parts = tuple(Part(name=uses.ANSWER, text=passage.text) for passage in passages_of(body))
        findings = await examine_async(sent.agency, parts)
    except ProvisoError:
        return _bare(sent.permit, reply.status)
    if any(f.cls in _PERSONAL and f.strength is not Strength.WEAK for f in findings):
        return _bare(sent.permit, reply.status)
    return compose(body)


_PERSONAL = frozenset({FindingClass.INDIVIDUAL, FindingClass.SECRET, FindingClass.CONTROLLED, FindingClass.CLASSIFIED})


def _bare(permit: Permit, status: int) -> bytes:
    return msgspec.json.encode(
        {
            "type": "error",
            "error": {
                "type": "api_error",
                "code": "upstream_error",
                "message": f"{permit.tool.name} answered with an error (status {status}).",
                "param": None,
            },
            "request_id": permit.decision_id,
        }
    )

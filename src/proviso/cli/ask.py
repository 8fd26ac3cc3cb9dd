"""`proviso ask`: the one question from a shell, recorded like any other, and answered when it is allowed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.actions.wording import clean
from proviso.demo import asks_well, is_seeded
from proviso.errors import UsageError
from proviso.model import Channel
from proviso.settings import Settings

from .answers import Told, wait_for_answer
from .homes import for_demo, require_agency, with_agency
from .inputs import read_input
from .seeding import make_demo

DENIED, FAULT = 3, 1
HALF = 4


@click.command(
    "ask",
    epilog="Example: proviso ask --person maya.okafor --tool northlight-chat --purpose research "
    "--source https://news.example/flood report.txt",
)
@click.option("--person", help="Who asks, e.g. maya.okafor. In the demo agency: somebody in full standing.")
@click.option("--tool", help="Id of the tool. In the demo agency: one that is open.")
@click.option("--purpose", default="research", show_default=True, help="What for: a purpose of the policy pack.")
@click.option("--source", default="", help="Where the text was published: a link or a citation.")
@click.option("--demo", is_flag=True, help="Make the demo agency first when this folder has none.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("file", metavar="FILE")
@click.pass_obj
def command(
    settings: Settings,
    person: str | None,
    tool: str | None,
    purpose: str,
    source: str,
    demo: bool,
    as_json: bool,
    file: str,
) -> int:
    """Ask: may this person use this tool for this purpose with the text of FILE (or - for standard input), now?

    Exit code 0: allowed and answered; 3: denied; 2: wrong usage; 1: a fault, or the answer is not whole; 130: stopped
    with Ctrl+C.
    """
    held = read_input(file, settings)
    agency = _open(settings, demo)
    try:
        person, tool = _who(agency, person, tool)
        now = datetime.now(UTC)
        use = uses.prepare(agency, person, tool, purpose, held.text, Channel.WEB, now, source, files=held.parts)
        outcome = uses.ask(agency, use)
        told = _send(agency, outcome)
        receipt = _receipt(agency, outcome)
    finally:
        agency.store.close()
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(_as_json(outcome, told, receipt)), indent=2))
    else:
        click.echo(clean(_as_words(outcome, told)))
    if outcome.index is None or told.ended:
        return FAULT
    return 0 if outcome.decision.allowed else DENIED


def _open(settings: Settings, demo: bool) -> Agency:
    """The agency of the home folder; the demo one is made first when it is asked for."""
    if settings.demo or demo:
        return make_demo(for_demo(settings))
    settings = with_agency(settings)
    require_agency(settings)
    return open_agency(settings)


def _who(agency: Agency, person: str | None, tool: str | None) -> tuple[str, str]:
    """Who asks with which tool; the demo agency has somebody in full standing and an open tool."""
    if person is not None and tool is not None:
        return person, tool
    if not is_seeded(agency):
        raise UsageError("Say who asks and with which tool.", hint="Add --person and --tool; see: proviso ask --help")
    with agency.store.read() as tx:
        known_person, known_tool = asks_well(tx)
    return person or known_person, tool or known_tool


def _send(agency: Agency, outcome: uses.Outcome) -> Told:
    """Send what was permitted, and screen what comes back."""
    return Told(answer=None) if outcome.permit is None else wait_for_answer(agency, outcome.permit)


def _receipt(agency: Agency, outcome: uses.Outcome) -> Any:
    if outcome.index is None:
        return None
    with agency.store.read() as tx:
        return msgspec.json.decode(agency.journal.receipt(tx, outcome.index).to_json())


def _as_json(outcome: uses.Outcome, told: Told, receipt: Any) -> dict[str, Any]:
    decision = outcome.decision
    found: dict[str, Any] = {
        "decision_id": decision.id,
        "allowed": decision.allowed,
        "reasons": [
            {
                "rule": reason.rule,
                "clause": reason.clause,
                "kind": reason.kind.value,
                "headline": reason.headline,
                "sentence": reason.sentence,
                "remedy": reason.remedy,
            }
            for reason in decision.reasons
        ],
        "obligations": [
            {"id": duty.id, "clause": duty.clause, "sentence": duty.sentence} for duty in decision.obligations
        ],
        "findings": msgspec.to_builtins(decision.findings),
        "pack": decision.pack,
        "person": decision.person_id,
        "tool": decision.tool_id,
        "purpose": decision.purpose,
        "fault": decision.fault,
        "receipt": receipt,
    }
    answer = told.answer
    if told.ended:
        found["ended"] = told.ended
    if answer is not None:
        found["answer"] = {"text": answer.text, "words": answer.words, "is_demo": answer.is_demo}
    return found


def _as_words(outcome: uses.Outcome, told: Told) -> str:
    decision, answer = outcome.decision, told.answer
    code = f"{decision.id[:HALF]}-{decision.id[HALF:]}"
    lines = []
    if answer is not None:
        lines += [f"Allowed. Sent to {decision.tool_id}.", "", answer.text, ""]
        lines += [told.ended, ""] if told.ended else []
    elif decision.allowed:
        lines += ["Allowed.", *([told.ended] if told.ended else [])]
    for place, reason in enumerate(decision.reasons):
        lines += [reason.state if place == 0 else "Also fix:", f"{reason.headline}  (rule {reason.clause})"]
        lines += [reason.sentence, reason.remedy, ""]
    lines += [f"{duty.sentence} (rule {duty.clause})" for duty in decision.obligations]
    kept = "on record" if outcome.index is not None else "NOT on record"
    return "\n".join([*lines, f"Decision {code}, {kept}, under {decision.pack or 'no pack'}. Why: proviso why {code}"])

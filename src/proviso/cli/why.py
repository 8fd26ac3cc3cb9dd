"""`proviso why`: what was looked at for one decision, and the rule that looked, by the function that decided."""

from __future__ import annotations

import click
import msgspec

from proviso.actions.agency import Agency
from proviso.actions.wording import clean
from proviso.db import systems, uses
from proviso.decision import Explanation, explain
from proviso.errors import NotFoundError
from proviso.identity.ids import read_id
from proviso.model import Decision, System
from proviso.settings import Settings

from .agencies import opened


@click.command("why", epilog="Example: proviso why 7KQ2-M4XD")
@click.argument("decision_id")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, decision_id: str, as_json: bool) -> None:
    """Say why a use was allowed or denied: what was looked at, and the rule that looked at it."""
    with opened(settings) as agency:
        decision, explanation = _explain(agency, decision_id)
        with agency.store.read() as tx:
            system = systems.get(tx, decision.system_id) if decision.system_id else None
    if as_json:
        found = {"decision": decision, "why": explanation}
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2))
    else:
        click.echo(clean(_words(decision, explanation, system)))


def _explain(agency: Agency, decision_id: str) -> tuple[Decision, Explanation]:
    with agency.store.read() as tx:
        decision = uses.get(tx, read_id(decision_id))
    if decision is None:
        raise NotFoundError(f"There is no decision {decision_id}.", hint="A code has eight letters and digits.")
    return decision, explain(decision, agency.packs.by_ref(decision.pack))


def _words(decision: Decision, explanation: Explanation, system: System | None) -> str:
    outcome = "allowed" if decision.allowed else "denied"
    lines = [
        f"Decision {decision.id[:4]}-{decision.id[4:]}: {outcome}, {decision.at:%Y-%m-%d %H:%M} UTC, "
        f"under {decision.pack or 'no pack'}.",
        f"{decision.person_id} asked {decision.tool_id} for {decision.purpose}.",
    ]
    if decision.system_id:
        name = (
            f"{system.name} ({system.id})"
            if system is not None
            else f"a system that is not here ({decision.system_id})"
        )
        lines.append(f"It was asked through {name}; {decision.person_id} answers for it.")
    if explanation.fault:
        lines.append(f"A part did not answer: {explanation.fault}.")
    group = ""
    for row in explanation.rows:
        if row.group != group:
            group = row.group
            lines += ["", group.upper()]
        looked = "; ".join(f"{what}: {value}" for what, value in row.looked)
        lines.append(f"  {'STOPPED' if row.stopped else 'fine':8}{row.clause:14} {row.title} ({looked})")
    for reason in decision.reasons:
        lines += ["", reason.headline, f"  {reason.sentence}"]
    if explanation.would_change:
        lines += ["", "What would change it:", *(f"  {way}" for way in explanation.would_change)]
    if not explanation.agrees:
        lines += ["", "The pack says something else today than it said then."]
    return "\n".join(lines)

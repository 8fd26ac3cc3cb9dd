"""Says in a shell whether a text is the approved one: for `proviso provenance` and `proviso receipt verify`."""

from __future__ import annotations

import json

import click

from proviso.reports.provenance import Provenance, sentence

NOT_GOOD = 3


def tell(found: Provenance, as_json: bool) -> int:
    """The answer, each thing that was checked, and the exit code: 0 good, 3 not good."""
    if as_json:
        said = {"is_good": found.is_good, "outcome": found.outcome.value, "answer": sentence(found)}
        click.echo(json.dumps({**said, "checks": dict(found.checks), "facts": dict(found.facts)}))
    else:
        click.echo(sentence(found))
        for says, holds in found.checks:
            click.echo(f"  {'yes' if holds else 'NO '}  {says}.")
        if found.facts.get("note"):
            click.echo(f"{found.facts['title']}. {found.facts['note']}")
    return 0 if found.is_good else NOT_GOOD

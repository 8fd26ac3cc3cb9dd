"""`proviso gateway`: the gateway alone, in as many processes as there are cores to give it."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

import click

from proviso.actions.opening import open_agency
from proviso.app import create_service
from proviso.courier import carrying
from proviso.gateway.traces import begin_traces
from proviso.screening.loading import load_models
from proviso.settings import Settings

from .homes import require_agency, with_agency
from .listening import address, listen, run
from .workers import LISTENING, Supervisor, inherited

EPILOG = "Example: proviso gateway --workers 2 --port 8140"


@click.command("gateway", epilog=EPILOG)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer.")
@click.option("--no-names", is_flag=True, help="Let the names model rest: only the rules find names of persons.")
@click.option("--host", help="Address to listen on (default: 127.0.0.1, this computer only).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (default: 8139).")
@click.option("--home", type=click.Path(path_type=Path), help="Folder of the data, the keys and the ledger.")
def command(workers: int, no_names: bool, host: str | None, port: int | None, home: Path | None) -> None:
    """Answer registered systems under /v1 without the pages, which run with `proviso serve` on the same folder.

    All processes write one ledger. A process that ends is begun again; a hang-up signal (SIGHUP) begins all of them
    anew, one after the other, with the settings of their files, and drops no call.
    """
    environment = dict(os.environ) if home is None else {**os.environ, "PROVISO_HOME": str(home)}
    names = False if no_names else None
    settings = Settings.from_environment(environment, names=names, host=host, port=port)
    settings = with_agency(settings, environment)
    if not settings.agency:
        require_agency(settings)
    load_models(with_names=settings.names)  # a damaged one stops the start, not the first call
    if LISTENING in os.environ:
        with closing(inherited()) as listening:
            _answer(settings, listening)
        return
    with closing(listen(settings)) as listening:
        click.echo(f"The gateway answers at {address(settings)}v1 (stop it with Ctrl+C)")
        if workers == 1:
            _answer(settings, listening)
        else:
            Supervisor(workers, listening).run()


def _answer(settings: Settings, listening: socket.socket) -> None:
    begin_traces()
    agency = open_agency(settings)
    try:
        with carrying(agency):
            run(create_service(agency, has_pages=False), listening, settings)
    finally:
        agency.store.close()

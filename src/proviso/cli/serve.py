"""`proviso serve`: open the workspace and the console in a browser."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.app import create_app
from proviso.demo import is_seeded, seed
from proviso.errors import UsageError
from proviso.settings import Settings
from proviso.web.assets import missing_assets
from proviso.web.security import EVERY_ADDRESS

EXAMPLE = "Example: proviso serve --demo"


@click.command("serve", epilog=EXAMPLE)
@click.option("--demo", is_flag=True, help="Open the invented agency, with a sign-in without passwords.")
@click.option("--demo-small", is_flag=True, help="The same with one week of history, which is made in a few seconds.")
@click.option("--host", help="Address to listen on (default: 127.0.0.1, this computer only).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (default: 8139).")
@click.option("--home", type=click.Path(path_type=Path), help="Folder of the data, the keys and the ledger.")
def command(demo: bool, demo_small: bool, host: str | None, port: int | None, home: Path | None) -> None:
    """Open the workspace and the console in a browser."""
    is_demo = True if demo or demo_small else None
    settings = Settings.from_environment(os.environ, demo=is_demo, host=host, port=port, home=home)
    if settings.demo and home is None and "PROVISO_HOME" not in os.environ:
        # The invented agency never mixes with a real one.
        settings = replace(settings, home=settings.home / ("demo-small" if demo_small else "demo"))
    serve(settings, is_small=demo_small)


def serve(settings: Settings, *, is_small: bool = False) -> None:
    """Take the port first, so that a taken one is said before the demo is made; then open, and stay until Ctrl+C."""
    if missing_assets() is not None:
        raise UsageError("The pages have no style sheet yet.", hint="Build it once: make assets")
    listening = _listen(settings)
    agency = open_agency(settings)
    try:
        if settings.demo and not is_seeded(agency):
            _seed(agency, is_small)
        click.echo(f"Proviso is open at {_address(settings)} (stop it with Ctrl+C)")
        _run(agency, listening)
    finally:
        listening.close()
        agency.store.close()


def _run(agency: Agency, listening: socket.socket) -> None:
    """No access log: an address may hold what a person searched for."""
    config = uvicorn.Config(
        create_app(agency),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(2048)
    except OSError as fault:
        listening.close()
        raise UsageError(
            f"Port {settings.port} of {settings.host} cannot be used: {(fault.strerror or 'no reason given').lower()}.",
            hint=f"Stop the program that has it, or take another one: proviso serve --port {settings.port + 1}",
        ) from None
    return listening


def _seed(agency: Agency, is_small: bool) -> None:
    """The first start of the demo: one line that moves, on a terminal; two lines elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Making the invented agency")
        seed(
            agency,
            datetime.now(UTC),
            small=is_small,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    click.echo("The invented agency is made.")


def _address(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in EVERY_ADDRESS else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/"

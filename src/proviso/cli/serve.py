"""`proviso serve`: open the workspace and the console in a browser."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from proviso.actions.opening import open_agency
from proviso.actions.sign_ins import flush
from proviso.app import create_service
from proviso.courier import carrying
from proviso.demo.upstreams import lead_out
from proviso.errors import UsageError
from proviso.gateway.traces import begin_traces
from proviso.screening.loading import load_models
from proviso.settings import Settings
from proviso.web.assets import missing_assets
from proviso.web.security import EVERY_ADDRESS

from .homes import DEMO, SMALL, for_demo, require_agency, with_agency
from .listening import address, listen, run
from .seeding import make_demo

EXAMPLE = "Example: proviso serve --demo"
WayOut = tuple[dict[str, str], str]
"""Kind of provider → address, and the key of the system."""


@click.command("serve", epilog=EXAMPLE)
@click.option("--demo", is_flag=True, help="Open the invented agency, with a sign-in without passwords.")
@click.option("--demo-small", is_flag=True, help="The same with one week of history, which is made in a few seconds.")
@click.option("--analyzer", is_flag=True, help="Answer Presidio's REST calls instead of showing pages; keeps nothing.")
@click.option("--no-names", is_flag=True, help="Let the names model rest: only the rules find names of persons.")
@click.option("--host", help="Address to listen on (default: 127.0.0.1, this computer only).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (default: 8139).")
@click.option("--home", type=click.Path(path_type=Path), help="Folder of the data, the keys and the ledger.")
@click.option("--upstream-openai", metavar="URL", help="Demo: lead one of its tools to this OpenAI-compatible server.")
@click.option("--upstream-anthropic", metavar="URL", help="Demo: lead another to this server in Anthropic's format.")
@click.option("--system-key", metavar="KEY", help="Demo: register a system with this key for these tools.")
def command(
    demo: bool,
    demo_small: bool,
    analyzer: bool,
    no_names: bool,
    host: str | None,
    port: int | None,
    home: Path | None,
    upstream_openai: str | None,
    upstream_anthropic: str | None,
    system_key: str | None,
) -> None:
    """Open the workspace and the console in a browser, and the gateway under /v1."""
    way_out = _way_out(upstream_openai, upstream_anthropic, system_key, is_demo=demo or demo_small)
    environment = dict(os.environ) if home is None else {**os.environ, "PROVISO_HOME": str(home)}
    is_demo = True if demo or demo_small else None
    settings = Settings.from_environment(
        environment, demo=is_demo, names=False if no_names else None, host=host, port=port
    )
    load_models(with_names=settings.names)  # a damaged one stops the start, not the first use
    if analyzer:
        serve_analyzer(settings)
        return
    if settings.demo:
        settings = for_demo(settings, environment, folder=SMALL if demo_small else DEMO)
    else:
        settings = with_agency(settings, environment)
        if not settings.agency:
            require_agency(settings)
    serve(settings, is_small=demo_small, way_out=way_out)


def _way_out(openai: str | None, anthropic: str | None, key: str | None, *, is_demo: bool) -> WayOut | None:
    urls = {kind: url for kind, url in (("openai", openai), ("anthropic", anthropic)) if url}
    if not urls and not key:
        return None
    if not is_demo:
        raise UsageError(
            "A provider and a key by option are for the demo.", hint="See: proviso connect, proviso system add"
        )
    if not key or not urls:
        raise UsageError("Give --system-key and at least one upstream.", hint="The key is what callers send.")
    return urls, key


def serve(settings: Settings, *, is_small: bool = False, way_out: WayOut | None = None) -> None:
    """Take the port first, so that a taken one is said before the demo is made; then open, and stay until Ctrl+C."""
    if missing_assets() is not None:
        raise UsageError("The pages have no style sheet yet.", hint="Build it once: make assets")
    with closing(listen(settings)) as listening:
        begin_traces()
        agency = make_demo(settings, small=is_small) if settings.demo else open_agency(settings)
        try:
            if way_out is not None:
                lead_out(agency, *way_out, lambda name: bool(os.environ.get(name)), datetime.now(UTC))
            click.echo(f"Proviso is open at {address(settings)} (stop it with Ctrl+C)")
            if settings.host in EVERY_ADDRESS and not settings.host_names:
                click.echo("It answers to localhost only: name the addresses that people open with PROVISO_HOSTS.")
            with carrying(agency):
                run(create_service(agency), listening, settings)
            flush(agency, at=datetime.now(UTC))
        finally:
            agency.store.close()


def serve_analyzer(settings: Settings) -> None:
    """The analyzer alone, in a process that has no agency: no pages, no database, no record, nothing kept."""
    from proviso.api import create_analyzer  # pages do not need it

    application = create_analyzer(settings)
    with closing(listen(settings)) as listening:
        click.echo(f"The analyzer answers at {address(settings)} (stop it with Ctrl+C)")
        run(application, listening, settings)

"""Opens the agency of a home folder, for every door: keys, store, ledger, and at the first start the pack in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from proviso.db import agency as agency_db
from proviso.db import entries, proposals, wrapped
from proviso.db import packs as packs_db
from proviso.db.store import Store
from proviso.errors import UsageError
from proviso.identity.key_service import CommandService
from proviso.identity.keyring import Keyring, Sources
from proviso.identity.keys import open_keys, read_secret
from proviso.journal import Journal
from proviso.policy import Packs
from proviso.policy.texts import Texts
from proviso.settings import Settings

from . import begin, unfinished
from .agency import Agency

PACKS = Path(__file__).parents[1] / "packs"
DEMO_OVERLAYS = "LBB=lbb"
CITY, CITY_PACK, CITY_ZONE = "port-ellery", "example-city", "America/Los_Angeles"
"""The second agency of the demo: what its key `demo` says, its policy, its zone."""


def open_agency(settings: Settings) -> Agency:
    """Open the agency of a home folder: keys, store, ledger. A real agency begins when the settings name it: then the
    ledger starts and the policy pack is in force.

    A home that holds the demo agency is in demo mode, whatever the setting says; and no other home can be, since demo
    mode signs people in without a password.
    """
    journal = Journal.open(settings.home)
    store = Store.open(settings.store, seal=journal.seal)
    try:
        return _agency(store, journal, settings)
    except BaseException:
        store.close()
        raise


def _agency(store: Store, journal: Journal, settings: Settings) -> Agency:
    keys = open_keys(settings.keys)
    with store.read() as tx:
        edition = agency_db.get(tx, "demo")
        is_started = bool(packs_db.history(tx))
    if settings.demo and is_started and edition is None:
        raise UsageError(
            f"{settings.home} holds a real agency, and the demo signs people in without a password.",
            hint="Name another folder for the demo with PROVISO_HOME.",
        )
    settings = _demo(settings, edition) if settings.demo or edition else settings
    agency = Agency(
        store=store,
        journal=journal,
        packs=Packs(
            folder=PACKS,
            pack=settings.pack,
            overlays=_overlays(settings),
            kept=lambda ref: _kept(store, ref),
        ),
        digest_key=keys.digest,
        sealing_key=Keyring(_sources(store, settings)),
        session_key=keys.session,
        settings=settings,
    )
    if not settings.demo:
        _begin(agency, is_started)
    unfinished.settle(agency, datetime.now(UTC))
    return agency


def _sources(store: Store, settings: Settings) -> Sources:
    """Where the master key comes from: a key service, the environment, or a file of the home."""

    def may_make() -> bool:
        return not wrapped.has_any(store)

    named = settings.sealing_key_file
    return Sources(
        folder=settings.keys,
        key=read_secret(Path(named).expanduser()) if named else settings.sealing_key,
        before=settings.sealing_key_before,
        service=CommandService(command=settings.sealing_command) if settings.sealing_command else None,
        may_make=may_make,
    )


def _kept(store: Store, ref: str) -> Texts | None:
    """The text of a pack that stands in the agency's records."""
    files = proposals.files_of(store, ref)
    return None if files is None else Texts(ref.partition("@")[0], files)


def _demo(settings: Settings, edition: str | None) -> Settings:
    """The settings of a demo: each of its agencies has its own policy and zone."""
    if edition == CITY or (edition is None and settings.pack == CITY_PACK):
        return replace(settings, demo=True, pack=CITY_PACK, overlays="", time_zone=CITY_ZONE)
    return replace(settings, demo=True, overlays=settings.overlays or DEMO_OVERLAYS)


def _begin(agency: Agency, is_started: bool) -> None:
    """INVARIANT: `LedgerStarted` is the first entry of every ledger; the demo writes its own, four weeks back."""
    at = datetime.now(UTC)
    with agency.store.read() as tx:
        is_empty = entries.last(tx) is None
    if agency.settings.agency and not is_started:
        agency.store.write(lambda tx: begin.first_start(tx, agency, at=at))
    elif is_empty:
        agency.store.write(lambda tx: begin.start_ledger(tx, agency.journal.origin, at=at))


def _overlays(settings: Settings) -> dict[str, str]:
    """`LBB=lbb,HIS=his` as a table."""
    overlays = {}
    for pair in filter(None, settings.overlays.split(",")):
        component, found, name = pair.partition("=")
        if not found:
            raise UsageError(f"PROVISO_OVERLAYS has {pair!r}.", hint="Write COMPONENT=pack pairs, with commas.")
        overlays[component.strip()] = name.strip()
    return overlays

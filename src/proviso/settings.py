"""Settings: one frozen value, built once from the environment. An unknown `PROVISO_…` variable is an error at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs

from .errors import UsageError

PREFIX = "PROVISO_"
LAST_PORT = 65_535


def _home() -> Path:
    return Path(platformdirs.user_data_dir("proviso"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Each field is one setting; `metadata["says"]` is its sentence in the docs."""

    home: Path = field(default_factory=_home, metadata={"says": "Folder of the data, the keys and the ledger."})
    host: str = field(default="127.0.0.1", metadata={"says": "Address to listen on."})
    port: int = field(default=8139, metadata={"says": "Port to listen on."})
    hosts: str = field(
        default="",
        metadata={
            "says": "Names that the pages answer to behind a proxy, with commas; this computer's are always there."
        },
    )
    agency: str = field(default="", metadata={"says": "Name of the agency; the demo brings its own."})
    time_zone: str = field(
        default="America/New_York", metadata={"says": "Zone of the dates on the pages and in the gates."}
    )
    pack: str = field(
        default="dhs-139-07", metadata={"says": "Id or folder of the policy pack in force at first start."}
    )
    overlays: str = field(default="", metadata={"says": "Component overlays, as `COMPONENT=pack` pairs with commas."})
    demo: bool = field(
        default=False, metadata={"says": "Demo mode: the invented agency, and a sign-in without passwords."}
    )
    secure_cookies: bool = field(
        default=False, metadata={"says": "Send cookies over HTTPS only; set it behind a TLS proxy."}
    )
    training_link: str = field(
        default="", metadata={"says": "Address of the learning system; the page of the steps leads there."}
    )
    session_minutes: int = field(default=30, metadata={"says": "Minutes without a request after which a session ends."})
    step_up_minutes: int = field(
        default=10,
        metadata={"says": "Minutes for which a sign-in counts for approvals and signatures; then they ask again."},
    )
    max_text_chars: int = field(default=2_000_000, metadata={"says": "Longest text of one use, in characters."})
    max_request_mib: int = field(
        default=32, metadata={"says": "Largest body of one request to the gateway, in MiB, before it is read."}
    )
    analyzer_token: str = field(
        default="",
        repr=False,
        metadata={
            "says": "Token that callers of `serve --analyzer` send; needed unless only this computer reaches it."
        },
    )
    metrics_token: str = field(
        default="",
        repr=False,
        metadata={"says": "Token that a caller of `/metrics` sends; empty, the numbers are not there."},
    )
    drain_seconds: int = field(
        default=30, metadata={"says": "Longest wait for answers that still stream when Proviso is told to stop."}
    )
    names: bool = field(
        default=True, metadata={"says": "Ask the trained names model; off, only the rules find names of persons."}
    )
    max_file_mib: int = field(default=20, metadata={"says": "Largest file, in MiB, before it is opened."})

    @property
    def database(self) -> Path:
        """The store, ledger included."""
        return self.home / "proviso.db"

    @property
    def host_names(self) -> frozenset[str]:
        """The names of `hosts`, in lower case."""
        return frozenset(name.strip().lower() for name in self.hosts.split(",") if name.strip())

    @property
    def keys(self) -> Path:
        """Folder of the keys, readable by their owner only."""
        return self.home / "keys"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **overrides: object) -> Settings:
        """Read `PROVISO_…` variables; `overrides` (from the command line) win."""
        known = {PREFIX + f.name.upper(): f.name for f in fields(cls)}
        unknown = sorted(k for k in environment if k.startswith(PREFIX) and k not in known)
        if unknown:
            raise UsageError(
                f"Unknown setting: {', '.join(unknown)}.", hint=f"The settings are: {', '.join(sorted(known))}."
            )
        values: dict[str, object] = {}
        for variable, name in known.items():
            if environment.get(variable):  # an empty one is one that is not set
                values[name] = _parse(cls, name, variable, environment[variable])
        values.update({k: v for k, v in overrides.items() if v is not None})
        return _checked(cls(**values))  # type: ignore[arg-type]  # each value was parsed to its field's type


def _checked(settings: Settings) -> Settings:
    """What has the right form, and still cannot be."""
    if not 1 <= settings.port <= LAST_PORT:
        raise UsageError(f"PROVISO_PORT must be from 1 to {LAST_PORT}, not {settings.port}.")
    if settings.session_minutes < 1:
        raise UsageError("PROVISO_SESSION_MINUTES must be 1 or more.", hint="The default is 30.")
    if settings.step_up_minutes < 1:
        raise UsageError("PROVISO_STEP_UP_MINUTES must be 1 or more.", hint="The default is 10.")
    if settings.training_link and not _is_web(settings.training_link):
        raise UsageError(
            "PROVISO_TRAINING_LINK must be an address of the web.",
            hint="It looks like https://learning.example.gov/ai.",
        )
    try:
        ZoneInfo(settings.time_zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise UsageError(
            f"PROVISO_TIME_ZONE names no time zone: {settings.time_zone!r}.", hint="Zones look like America/New_York."
        ) from None
    return settings


def _is_web(address: str) -> bool:
    """Whether a browser can be led there, and only there."""
    try:
        parts = urlsplit(address)
        return (
            parts.scheme in {"https", "http"} and bool(parts.hostname) and address.isascii() and address.isprintable()
        )
    except ValueError:
        return False


def _parse(cls: type[Settings], name: str, variable: str, raw: str) -> object:
    kind = str(cls.__dataclass_fields__[name].type)
    if kind == "int":
        if not raw.isdecimal():
            raise UsageError(f"{variable} must be a whole number, not {raw!r}.")
        return int(raw)
    if kind == "bool":
        if raw.lower() not in {"0", "1", "true", "false", "yes", "no"}:
            raise UsageError(f"{variable} must be 1 or 0, not {raw!r}.")
        return raw.lower() in {"1", "true", "yes"}
    return Path(raw).expanduser() if kind == "Path" else raw

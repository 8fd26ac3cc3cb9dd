"""Settings: one frozen value, built once from the environment. An unknown `PROVISO_…` variable is an error at start."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs

from .errors import ProvisoError, UsageError
from .model import is_private_host

PREFIX = "PROVISO_"
LONGEST_PASSWORD = 4_096
"""Bytes."""
LAST_PORT = 65_535
MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""How a mail server is reached, and its usual port."""


def _home() -> Path:
    return Path(platformdirs.user_data_dir("proviso"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a database server keeps the store."""

    url: str = field(repr=False)
    password: str = field(default="", repr=False)
    password_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Each field is one setting; `metadata["says"]` is its sentence in the docs."""

    home: Path = field(default_factory=_home, metadata={"says": "Folder of the data, the keys and the ledger."})
    database_url: str = field(
        default="",
        repr=False,
        metadata={
            "says": "Database of PostgreSQL that holds the store: `postgresql://name@host/database`; "
            "without one it is a file of the home."
        },
    )
    database_password: str = field(
        default="", repr=False, metadata={"says": "Its password, where the address has none."}
    )
    database_password_file: str = field(
        default="", metadata={"says": "File of that password, instead of the variable; only its owner may read it."}
    )
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
    public_url: str = field(
        default="",
        metadata={"says": "Address at which people open these pages, for the links in mail: https://host."},
    )
    mail_host: str = field(
        default="", metadata={"says": "The agency's mail server (SMTP); without one, mail waits and a page shows it."}
    )
    mail_port: int = field(
        default=0, metadata={"says": "Its port; 0 is the usual one: 587 with STARTTLS, 465 with TLS, 25 with none."}
    )
    mail_security: str = field(
        default="starttls",
        metadata={"says": "`starttls`, `tls`, or `none`: then the server must be inside the agency."},
    )
    mail_user: str = field(default="", metadata={"says": "Name that the mail server knows us by, if it asks."})
    mail_password: str = field(default="", repr=False, metadata={"says": "Its password."})
    mail_password_file: str = field(
        default="", metadata={"says": "File of the password, instead of the variable; only its owner may read it."}
    )
    mail_from: str = field(
        default="", metadata={"says": "Sender of the mail: `ai-help@dcs.example`, or `AI help <ai-help@dcs.example>`."}
    )
    private_webhooks: bool = field(
        default=False, metadata={"says": "Let webhooks go to every system inside the agency's own network."}
    )
    private_hosts: str = field(
        default="",
        metadata={"says": "Systems inside the agency's own network that webhooks may go to, by name, with commas."},
    )
    oidc_issuer: str = field(
        default="", metadata={"says": "The agency's own sign-in: its issuer, as OpenID Connect knows it."}
    )
    oidc_client_id: str = field(default="", metadata={"says": "How the agency's sign-in knows Proviso."})
    oidc_client_secret: str = field(
        default="", repr=False, metadata={"says": "The secret that goes with it; none for a public client."}
    )
    oidc_client_secret_file: str = field(
        default="", metadata={"says": "File that holds that secret alone, readable by its owner only."}
    )
    oidc_claim: str = field(
        default="email",
        metadata={"says": "Claim that names a person at their first sign-in: an address or a handle of the directory."},
    )
    oidc_acr: str = field(
        default="", metadata={"says": "Level (acr) that a confirmation for an approval or a signature has to reach."}
    )
    local_sign_in: bool = field(
        default=True, metadata={"says": "People may sign in with a password or a passkey that Proviso keeps."}
    )
    feed_late_days: int = field(
        default=2, metadata={"says": "Days of silence after which a feed, as the learning system, is named as late."}
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
    screening_memory: int = field(
        default=4_000,
        metadata={"says": "Messages of systems whose findings stay in memory, so that each is screened once; 0: none."},
    )
    max_file_mib: int = field(default=20, metadata={"says": "Largest file, in MiB, before it is opened."})

    sealing_key: str = field(
        default="",
        repr=False,
        metadata={"says": "Master key of kept texts, 32 bytes in base64; without one it is a file of the home."},
    )
    sealing_key_file: str = field(
        default="", metadata={"says": "File of the master key, instead of the variable; only its owner may read it."}
    )
    sealing_key_before: str = field(
        default="", repr=False, metadata={"says": "The master key before it, until `proviso records rekey` is done."}
    )
    sealing_command: str = field(
        default="",
        metadata={
            "says": "Command that asks your key service (KMS): it gets `wrap` or `unwrap`, and base64 in and out."
        },
    )

    @property
    def database(self) -> Path:
        """The store, ledger included, where it is a file."""
        return self.home / "proviso.db"

    @property
    def store(self) -> Path | Address:
        """The store, ledger included: the file, or the database of a server."""
        if not self.database_url:
            return self.database
        return Address(
            url=self.database_url, password=self.database_password, password_file=self.database_password_file
        )

    @property
    def is_begun(self) -> bool:
        """Whether an agency is in this home; a store on a server leaves its ledger's head here."""
        return (self.home / "checkpoint").exists() if self.database_url else self.database.exists()

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def site(self) -> str:
        """What the links in mail begin with; without `public_url` they work on this computer only."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def site_name(self) -> str:
        """The name of the host in it: the second half of a Message-ID or of a calendar's names."""
        return urlsplit(self.site).hostname or "localhost"

    @property
    def host_names(self) -> frozenset[str]:
        """The names of `hosts` and of `public_url`, in lower case."""
        named = (*self.hosts.split(","), urlsplit(self.public_url).hostname or "")
        return frozenset(name.strip().lower() for name in named if name.strip())

    def may_be_inside(self, url: str) -> bool:
        """Whether a webhook may go to this address though it is inside the agency's own network."""
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            return False
        named = {name.strip().lower() for name in self.private_hosts.split(",")} - {""}
        return self.demo or self.private_webhooks or host in named

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
    if settings.database_url:
        _check_database(settings)
    if settings.session_minutes < 1:
        raise UsageError("PROVISO_SESSION_MINUTES must be 1 or more.", hint="The default is 30.")
    if settings.oidc_issuer and not (_is_web(settings.oidc_issuer) and settings.oidc_client_id):
        raise UsageError(
            "PROVISO_OIDC_ISSUER must be an address of the web, and PROVISO_OIDC_CLIENT_ID goes with it.",
            hint="It looks like https://login.example.gov/realms/staff.",
        )
    if settings.oidc_client_secret and settings.oidc_client_secret_file:
        raise UsageError(
            "PROVISO_OIDC_CLIENT_SECRET and PROVISO_OIDC_CLIENT_SECRET_FILE are both set.", hint="Keep one of them."
        )
    if settings.sealing_key and settings.sealing_key_file:
        raise UsageError("PROVISO_SEALING_KEY and PROVISO_SEALING_KEY_FILE are both set.", hint="Keep one of them.")
    if settings.step_up_minutes < 1:
        raise UsageError("PROVISO_STEP_UP_MINUTES must be 1 or more.", hint="The default is 10.")
    if settings.training_link and not _is_web(settings.training_link):
        raise UsageError(
            "PROVISO_TRAINING_LINK must be an address of the web.",
            hint="It looks like https://learning.example.gov/ai.",
        )
    if settings.public_url and not _is_web(settings.public_url):
        raise UsageError(
            "PROVISO_PUBLIC_URL must be an address of the web.", hint="It looks like https://proviso.example.gov."
        )
    if settings.mail_host:
        _check_mail(settings)
    try:
        ZoneInfo(settings.time_zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise UsageError(
            f"PROVISO_TIME_ZONE names no time zone: {settings.time_zone!r}.", hint="Zones look like America/New_York."
        ) from None
    return settings


def _check_database(settings: Settings) -> None:
    """A database is one of PostgreSQL, and what goes there is encrypted on its way."""
    parts = urlsplit(settings.database_url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise UsageError(
            "PROVISO_DATABASE_URL must be the address of a database of PostgreSQL.",
            hint="It looks like postgresql://proviso@db.example.gov/proviso?sslmode=verify-full.",
        )
    if settings.database_password and settings.database_password_file:
        raise UsageError(
            "PROVISO_DATABASE_PASSWORD and PROVISO_DATABASE_PASSWORD_FILE are both set.", hint="Keep one of them."
        )
    mode = dict(parse_qsl(parts.query)).get("sslmode", "prefer")
    if parts.hostname and not is_private_host(parts.hostname) and mode not in {"require", "verify-ca", "verify-full"}:
        raise UsageError(
            f"What goes to {parts.hostname} could travel without encryption.",
            hint="Add ?sslmode=verify-full to PROVISO_DATABASE_URL.",
        )


def _check_mail(settings: Settings) -> None:
    """A mail server is one that a letter can be handed to safely."""
    if settings.mail_security not in MAIL_PORTS:
        raise UsageError(f"PROVISO_MAIL_SECURITY is {settings.mail_security!r}.", hint="It is starttls, tls or none.")
    if not 0 <= settings.mail_port <= LAST_PORT:
        raise UsageError(f"PROVISO_MAIL_PORT must be from 0 to {LAST_PORT}, not {settings.mail_port}.")
    address = parseaddr(settings.mail_from)[1]
    if not address.isascii() or not address.isprintable() or not all(address.partition("@")):
        raise UsageError(
            "PROVISO_MAIL_FROM must be an address when there is a mail server.", hint="For example ai-help@dcs.example."
        )
    if settings.mail_security == "none" and not is_private_host(settings.mail_host):
        raise UsageError(
            f"Mail to {settings.mail_host} would travel without encryption.",
            hint="Set PROVISO_MAIL_SECURITY to starttls or tls; none is for a server inside the agency.",
        )


def password_of(name: str, what: str, variable: str, fault: type[ProvisoError] = UsageError) -> str:
    """The password in the file that a setting names; a `fault` when others can read it, nobody can, or it is empty.

    INVARIANT: what is looked at is what is read: the permissions are those of the open file.
    """
    path = Path(name).expanduser()
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise fault(f"Others can read {what} in {path}.", hint=f"Close it with: chmod 600 {path}")
            held = file.read(LONGEST_PASSWORD).decode("utf-8", "replace").strip()
    except OSError as found:
        why = (found.strerror or type(found).__name__).lower()
        said = f"{what[0].upper()}{what[1:]} in {path} cannot be read: {why}."
        raise fault(said, hint=f"Check {PREFIX}{variable}.") from None
    if not held:
        raise fault(f"The file {path} holds no password.", hint="It holds the password alone, on one line.")
    return held


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

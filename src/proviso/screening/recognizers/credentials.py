"""Credentials: keys with a vendor's prefix, private key blocks, connection strings and passwords beside their word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening.examples import is_example
from proviso.screening.recognizer import Hit, Kind, Match, Recognizer, View, kind

_PLACEHOLDER = re.compile(
    r"(?i)^(?:\W*|x{3,}.*|\*+|<.*|\$\{?[A-Z_(]+.*|\{\{.*|%\(.*|your[-_ ]?.*|.*(?:changeme|placeholder|redacted|example\.com).*|null|none|true|false|string|str|os\.environ.*"
    r"|getenv.*|env\..*|process\.env.*|config.*|input\(.*|password|passwd|secret|token|required|reset|policy|protected|manager|field|and|or|is|must|to|the|for|in|not|with)$"
)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        name, group = _KINDS[match.pattern]
        start, end = match.spans[group]
        text = view.text[start:end]
        if _PLACEHOLDER.match(text) or is_example(view, match.start, match.end):
            continue
        if name == "PASSWORD" and match.pattern >= 11 and not _is_password(text, is_prose=match.pattern == 12):
            continue
        yield Hit(name, start, start + len(text.rstrip(".,;)")), Strength.SURE)


def _is_password(text: str, *, is_prose: bool) -> bool:
    """Beside an equals sign almost anything; in prose it must not look like a word."""
    text = text.rstrip(".,;)\"'")
    classes = sum(
        (
            any(c.islower() for c in text),
            any(c.isupper() for c in text),
            any(c.isdigit() for c in text),
            any(not c.isalnum() for c in text),
        )
    )
    return len(text) >= 6 and (
        classes >= 3 or (any(c.isdigit() for c in text) and classes >= 2) or (not is_prose and classes >= 2)
    )


_KINDS: tuple[tuple[str, int], ...] = (
    ("AWS_KEY", 0), ("AWS_SECRET", 1), ("API_TOKEN", 0), ("API_TOKEN", 0), ("API_TOKEN", 0), ("API_TOKEN", 0), ("API_TOKEN", 0),
    ("PRIVATE_KEY", 0), ("PASSWORD", 1), ("API_TOKEN", 0), ("API_TOKEN", 1), ("PASSWORD", 1), ("PASSWORD", 1),
)  # fmt: skip


def _secret(name: str, title: str, authority: str, *, article: str = "", plural: str = "") -> Kind:
    return kind(
        name,
        title,
        authority,
        cls=FindingClass.SECRET,
        article=article,
        plural=plural,
        sentence=f"Whoever reads the {title} can use it.",
        label="SECRET",
    )


RECOGNIZER = Recognizer(
    name="credentials",
    kinds=(
        _secret("AWS_KEY", "AWS access key", "AWS IAM identifiers", article="an AWS access key"),
        _secret("AWS_SECRET", "AWS secret key", "AWS IAM identifiers", article="an AWS secret key"),
        _secret("API_TOKEN", "access token", "vendors' token prefixes"),
        _secret("PRIVATE_KEY", "private key", "RFC 7468"),
        _secret("PASSWORD", "password", "NIST SP 800-63B"),
    ),
    patterns=(
        r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
        r"(?i:aws_?secret_?(?:access_?)?key)[\"' ]{0,3}[:=][\"' ]{0,3}([A-Za-z0-9/+]{40})",
        r"\bgh[pousr]_[A-Za-z0-9]{30,}\b|\bgithub_pat_[A-Za-z0-9_]{40,}|\bglpat-[A-Za-z0-9_-]{20,}",
        r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
        r"\bsk-(?:ant-|proj-|svcacct-|live-)?[A-Za-z0-9_-]{20,}",
        r"\bAIza[0-9A-Za-z_-]{35}|\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|\bhf_[A-Za-z0-9]{30,}|\bnpm_[A-Za-z0-9]{36}|\bpypi-[A-Za-z0-9_-]{50,}|\bp[vt]-[0-9A-HJKMNP-TV-Z]{40}\b",
        r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
        r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----",
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:@/]{1,80}:([^\s@/]{4,120})@[A-Za-z0-9]",
        r"(?i:\bAccountKey=)[A-Za-z0-9+/=]{40,}",
        r"(?i:\b(?:authorization: ?bearer|bearer) )([A-Za-z0-9._~+/-]{24,}=*)",
        r"(?i:(?:password|passwd|pwd|passphrase|secret|api_?key|auth_?token|access_?token|client_?secret|[a-z]+_token|[a-z]+_secret|[a-z]+_key|contrase(?:n|\x1a)a|PSK|passcode)[\"']? ?(?:=|:|=>) ?[\"']?)([^\s\"',;<>]{4,120})",
        r"(?i:\b(?:password|passwd|pwd|passphrase|pw|passcode|pin|contrasena)(?: for [\w.@-]{1,40})? (?:is|was|es|to|still)(?: now| still)? [\"'`]?)([^\s\"'`,;<>]{4,120})",
    ),
    gates={
        8: r"://[^\s:@/]+:[^\s@/]+@[A-Za-z0-9]",
        11: r"(?i:(?:password|passwd|pwd|passphrase|secret|api_?key|token|_key|contrase(?:n|\x1a)a|psk|passcode)[\"']? ?[=:])",
    },
    find=_find,
    finds=(
        ("AWS_ACCESS_KEY_ID=AKIAI44QH8DHBEXAMPLE", "AWS_KEY"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIB", "PRIVATE_KEY"),
        ("postgres://svc:Falcon4656xQ@db.example.gov/case", "PASSWORD"),
        ("User ID=svc_case;Password=Falcon$4656xQ;Encrypt=True", "PASSWORD"),
        ("the password is Harbor7!gate until Monday", "PASSWORD"),
        ("See the documentation. The old key was redacted. password: Falcon4656xQ", "PASSWORD"),
        ("Flood Desk calls with pv-7H2KQ94M3XW0R8TFNC5ZB6VYJD1ESGA2PK0M7DD4 since May", "API_TOKEN"),
        ("ghp_JOC2EpoNhMMc83bfqZOR9kYBZzOqozS1ZLum", "API_TOKEN"),
    ),
    leaves=(
        "The password is required on each page.",
        "password = os.environ['DB_PASSWORD']",
        "Your password is expired",
        "a fake password=Falcon4656xQ for the page",
        "set PASSWORD=<your password>",
        "git SHA f6cb3b7339acde9edc6341f6c29f1614e3b9563e",
    ),
)

"""Addresses and numbers of devices: IP, MAC, IMEI. With a user near they point to a person; alone they stay weak."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import near, value, value_after, words
from proviso.screening.examples import is_example
from proviso.screening.numbers.checks import digits, luhn
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_USER = words(
    "users?",
    "username",
    "login",
    "logins",
    "logged in",
    "auth",
    "subscriber",
    "account",
    "device",
    "accused",
    "suspect",
    "visitor",
    "client",
    "session",
    "from",
)
_KEYED: tuple[tuple[str, str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("IMSI", r"\b(?:IMSI|imsi)\b", value(r"[2-7]\d{13,14}"), lambda text: True),
    (
        "MEID",
        r"\b(?:MEID|meid|ESN)\b",
        value(r"[A-Fa-f0-9]{14,15}|\d{18}"),
        lambda text: any(c.isdigit() for c in text),
    ),
    ("SIM_NUMBER", r"(?i:\b(?:iccid|sim(?: card)?(?: number| no\.?| serial)?)\b)", value(r"89\d{16,18}"), luhn),
    (
        "DEVICE_ID",
        r"(?i:\b(?:idfa|gaid|aaid|advertising id|device id|android id|udid|device serial)\b)",
        value(r"[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}|[a-f0-9]{16}|[a-f0-9]{40}"),
        lambda text: True,
    ),
)
_IMEI = value(r"\d{2}-?\d{6}-?\d{6}-?\d|\d{15}")
_PART = re.compile(r"\d+")
_ADDRESS = words("ip", "ips", "ipv4", "address", "addr", "host", "login", "logged in from", "src", "client")
_GATED = words("version", "v", "release", "section", "sec\\.?", "oid", "chapter", "rev")


def _ip(view: View, start: int, end: int) -> Hit | None:
    try:
        address = ipaddress.ip_address(view.text[start:end])
    except ValueError:
        return None
    if near(view, start, end, _GATED, 12) or address.is_unspecified or address.is_loopback or address.is_multicast:
        return None
    if max(int(part) for part in _PART.findall(view.text[start:end])[:8]) <= 30 and "." in view.text[start:end]:
        # 6.1.2.1 is a section of a standard as often as an address: a word must stand right beside it.
        return Hit("IP_ADDRESS", start, end, Strength.LIKELY) if near(view, start, end, _ADDRESS, 24) else None
    sure = near(view, start, end, _USER, 80, 40) and not is_example(view, start, end)
    return Hit("IP_ADDRESS", start, end, Strength.LIKELY if sure else Strength.WEAK)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        start, end = match.spans[1] if len(match.spans) > 1 else match.spans[0]
        if match.pattern in (0, 1):
            hit = _ip(view, start, end)
            if hit:
                yield hit
        elif match.pattern == 2:
            sure = near(view, start, end, _USER, 120, 60)
            yield Hit("MAC_ADDRESS", start, end, Strength.LIKELY if sure else Strength.WEAK)
        elif match.pattern > 3:
            name, _, shape, check = _KEYED[match.pattern - 4]
            place = value_after(view, match.end, shape)
            if place and check(view.text[slice(*place)]):
                yield Hit(name, *place, Strength.WEAK if is_example(view, *place) else Strength.LIKELY)
        else:
            place = value_after(view, match.end, _IMEI)
            if place and luhn(digits(view.text[slice(*place)])):
                yield Hit("IMEI", *place, Strength.WEAK if is_example(view, *place) else Strength.SURE)


RECOGNIZER = Recognizer(
    name="devices",
    kinds=(
        kind(
            "IP_ADDRESS",
            "device address (IP)",
            "OMB M-07-16",
            plural="device addresses (IP)",
            sentence="A device address with a user beside it points to one person.",
            label="IP_ADDRESS",
        ),
        kind(
            "MAC_ADDRESS",
            "device address (MAC)",
            "IEEE 802",
            plural="device addresses (MAC)",
            sentence="A device address with a user beside it points to one person.",
        ),
        kind("IMSI", "subscriber number (IMSI)", "ITU-T E.212", plural="subscriber numbers (IMSI)"),
        kind("MEID", "phone device number (MEID)", "3GPP2 S.R0048", plural="phone device numbers (MEID)"),
        kind("SIM_NUMBER", "SIM card number", "ITU-T E.118"),
        kind("DEVICE_ID", "device identifier", "45 CFR 164.514(b)(2)"),
        kind("IMEI", "phone device number (IMEI)", "3GPP TS 23.003", plural="phone device numbers (IMEI)"),
    ),
    patterns=(
        r"(?:^|[^\d.A-Za-z])((?:\d{1,3}\.){3}\d{1,3})(?:$|[^\d.A-Za-z]|\.(?:\s|$))",
        r"(?:^|[^0-9A-Za-z:])((?:[0-9a-fA-F]{1,4}:){3,7}(?:[0-9a-fA-F]{1,4}|:[0-9a-fA-F]{1,4}))(?:$|[^0-9A-Za-z:])",
        r"\b((?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2})\b",
        r"\b(?:IMEI|imei)\b",
        *(pattern for _, pattern, _, _ in _KEYED),
    ),
    find=_find,
    finds=(
        ("auth user=kb42 ip=192.0.2.72 locked", "IP_ADDRESS"),
        ("login mac=00:00:5E:00:53:5B", "MAC_ADDRESS"),
        ("IMEI 490154203237518 in the bag", "IMEI"),
        ("imsi: 310150123456789", "IMSI"),
        ("ICCID 8991101200003204514", "SIM_NUMBER"),
        ("device id 6ba7b810-9dad-11d1-80b4-00c04fd430c8 was seen", "DEVICE_ID"),
    ),
    leaves=(
        "Upgrade to version 1.2.3.4 now",
        "The range is 10.0.0.1",
        "at 12:30:45 the gate opened",
        "uuid 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "SIM card prices",
        "IMEI 490154203237519",
    ),
)

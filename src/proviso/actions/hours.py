"""An hour as mail says it: "3:05 p.m. ET", in the zone in which the pack counts."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_SEASON = re.compile(r"^([A-Z]{1,2})[SD]T$")


def hour(at: datetime, zone: ZoneInfo) -> str:
    """ "3:05 p.m. ET" """
    there = at.astimezone(zone)
    name = _SEASON.sub(r"\1T", there.tzname() or zone.key)
    return f"{there.hour % 12 or 12}:{there.minute:02} {'a.m.' if there.hour < 12 else 'p.m.'} {name}"

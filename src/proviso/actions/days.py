"""How a mail says a day: "Dec. 20", with the year when it is another one."""

from __future__ import annotations

from datetime import date

MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def day(on: date, today: date) -> str:
    """ "Dec. 20", "Jan. 4, 2027" """
    said = f"{MONTHS[on.month - 1]} {on.day}"
    return said if on.year == today.year else f"{said}, {on.year}"

"""Kinds that more than one recognizer can find: beside their word, and in a table's column."""

from __future__ import annotations

from proviso.model import FindingClass

from .recognizer import kind

US_SSN = kind("US_SSN", "Social Security number", "SSA POMS RM 10201.035", label="US_SSN")
DATE_OF_BIRTH = kind(
    "DATE_OF_BIRTH",
    "date of birth",
    "45 CFR 164.514(b)(2)",
    plural="dates of birth",
    sentence="A date of birth points to one person when anything else about them is near.",
    label="DATE_OF_BIRTH",
)
PHONE = kind("PHONE", "phone number", "E.164; NANP", label="PHONE")
PERSON = kind(
    "PERSON",
    "name of a person",
    "139-07.1, fn5",
    cls=FindingClass.NAMED,
    plural="names of persons",
    sentence="A name is fine when everyone could read it, as in a news story or a court filing.",
    label="PERSON",
)
HOME_ADDRESS = kind("ADDRESS", "home address", "USPS Publication 28", plural="home addresses", label="ADDRESS")

"""Numbers and addresses in sentences: what is somebody's is found, what only looks like it stays silent."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proviso.model import Finding, FindingClass, Part, Strength
from proviso.screening import recognizers
from proviso.screening.engine import Engine
from proviso.screening.resolve import BY_FORM, strengthened

NAMES = (
    "address bank_account crypto_wallets date_of_birth devices driver_license email foreign_ids government_ids "
    "medical payment_card phone tables traces travel_documents us_a_number us_ssn uscis_receipt user_names"
)


@cache
def engine() -> Engine:
    return Engine([r for r in recognizers() if r.name in NAMES.split()])


def found(text: str) -> dict[str, Strength]:
    return {f.kind: f.strength for f in engine().part(0, Part(name="text", text=text))}


def counted(text: str) -> set[str]:
    return {kind for kind, strength in found(text).items() if strength is not Strength.WEAK}


@pytest.mark.parametrize(
    "text",
    [
        "Upgrade to version 4.12.0.3 or 2023.10.24-rc1.",
        "uuid 550e8400-e29b-41d4-a716-446655440000",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "ISBN 978-3-16-148410-0, ISSN 2049-3630, doi:10.1000/182",
        "NSN 5905-00-123-4567 and part number 123-45-67890",
        "NAICS 541511, 88 FR 26833, 44 CFR 206.110, OMB Control No. 1660-0002",
        "LAT...LON 3818 8905 3802 8911 3793 8936",
        "The eye was at 25.7617, -80.1918 at 06:00 UTC.",
        "Docket No. FEMA-2024-0012, grant EMW-2022-FF-00541, case 1:22-cv-01038",
        "Sec. 6.1.2.1 and Sec. 6.2.5.2 of the guideline",
        "A number such as 851-33-1294 has nine digits.",
        "Call the hotline 1-800-621-3362 or 988.",
        "Press office: (202) 555-0143, press@agency.example.gov",
        "Send comments to 500 C Street SW, Washington, DC 20472.",
        "Our office is at 1200 Harbor Avenue, Suite 300, Brannock, OR 97001.",
        "CREATE TABLE person (ssn char(11), dob date, phone varchar(20));",
        "Name: ____  Date of birth: ____  Passport number: ____",
        "Enter your A-number, your receipt number and your Social Security number.",
        "The routing number 021000021 is on the check.",
        "12 of the 40 Streets were closed; 3 Main roads reopened.",
        "It rained 45 of 60 days in Park County, 12 inches at Fort Wells.",
        "Table 3 shows 1,204 Hill residents in 2023.",
        "They moved to Title 42 and returned to Form 1040 in May 2024.",
        "EIN 12-3456789 belongs to the firm.",
        "FY 2024-2025, 10-12-2024, 2024-11-05",
    ],
)
def test_what_only_looks_like_an_identifier_stays_silent(text: str) -> None:
    assert counted(text) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("She lives at 88 Quarry Road, Flat 2, Leeds LS1 4AP.", "ADDRESS"),
        ("My address: Hauptstr. 12, 10115 Berlin", "ADDRESS"),
        ("Su domicilio: Av. Insurgentes 1457, Col. Centro, 06000", "ADDRESS"),
        ("he lives on Storgatan 14", "ADDRESS"),
        ("their home: Kossuth u. 9., Szeged", "ADDRESS"),
        ("Calle 45 # 12-34 is her residence", "ADDRESS"),
        ("moved to 4410 Pine Hollow Apt. 7", "ADDRESS"),
        ("the tenant of 12 Elm Street asked", "ADDRESS"),
        ("I can be reached on my mobile: 07700 900123", "PHONE"),
        ("su celular: 55 5550 0142", "PHONE"),
        ("ring her on +49 30 5550 0142", "PHONE"),
        ("Global Entry PASSID 991325144", "KNOWN_TRAVELER"),
        ("EDIPI 1234567809", "DOD_ID"),
        ("USMS No. 40411-018", "INMATE_NUMBER"),
        ("visa foil F7731204", "VISA"),
        ("I-94 no. 751234567A1", "I94"),
        ("IMEI: 490154203237518", "IMEI"),
        ("CA DL A7654321", "DRIVER_LICENSE"),
        ("CPF: 529.982.247-25", "FOREIGN_ID"),
    ],
)
def test_what_is_somebodys_is_found(text: str, kind: str) -> None:
    assert kind in counted(text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Mail it to 12 Elm St Apt 4, Brannock, NM 87001 today.", "12 Elm St Apt 4, Brannock, NM 87001"),
        ("She lives at 12 Elm Street. It burned.", "12 Elm Street"),
        ("my address is Lindenweg 7, 10115 Berlin", "Lindenweg 7, 10115 Berlin"),
    ],
)
def test_an_address_is_found_whole_and_ends_before_the_full_stop(text: str, whole: str) -> None:
    finding = next(f for f in engine().part(0, Part(name="text", text=text)) if f.kind == "ADDRESS")
    assert text[finding.start : finding.end] == whole


def a_finding(kind: str, at: int, *, score: int = 100, cls: FindingClass = FindingClass.INDIVIDUAL) -> Finding:
    return Finding(
        kind=kind, cls=cls, strength=Strength.LIKELY, start=at, end=at + 9, score=score, recognizer=kind.lower()
    )


@pytest.mark.parametrize(
    ("kinds", "sure"),
    [
        ((("PERSON", 100), ("PHONE", 100)), {"PHONE"}),
        ((("PERSON", 100), ("PHONE", BY_FORM)), set()),
        ((("PERSON", 100), ("ADDRESS", BY_FORM)), set()),
        ((("PERSON", 100), ("ADDRESS", 100)), {"ADDRESS"}),
        ((("PERSON", 100), ("EMAIL", 100)), set()),
        ((("EMAIL", 100), ("PHONE", BY_FORM)), set()),
        ((("DATE_OF_BIRTH", 100), ("ADDRESS", BY_FORM)), {"DATE_OF_BIRTH", "ADDRESS"}),
        ((("EMPLOYEE_NUMBER", 100), ("EMAIL", 100)), {"EMPLOYEE_NUMBER", "EMAIL"}),
    ],
)
def test_a_contact_that_may_be_an_offices_is_not_made_sure_by_a_name(
    kinds: tuple[tuple[str, int], ...], sure: set[str]
) -> None:
    findings = [
        a_finding(kind, at * 20, score=score, cls=FindingClass.NAMED if kind == "PERSON" else FindingClass.INDIVIDUAL)
        for at, (kind, score) in enumerate(kinds)
    ]
    assert {f.kind for f in strengthened(findings) if f.strength is Strength.SURE} == sure


def test_a_weak_name_makes_nothing_sure() -> None:
    weak = Finding(
        kind="PERSON", cls=FindingClass.NAMED, strength=Strength.WEAK, start=0, end=9, recognizer="person_names"
    )
    phone = a_finding("PHONE", 20)
    assert strengthened([weak, phone]) == [weak, phone]


PIECES = (
    *("12 Elm Street", "Apt. 4", "P.O. Box 9", "lives at", "address:", "tel:", "+49 30 5550 0142", "CURP", "wallet"),
    *("0x" + "ab" * 20, "DL", "TX", "FASC-N", "4929 1234 5678 9015", "<" * 30, "A1234567", "851-33-1294A", "Medicare"),
    *("\n", ", ", " ", "é", "١٢٣", "１２", "\u200b", "🏠"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=14))
def test_any_row_of_pieces_is_read_and_every_place_lies_inside(pieces: list[str]) -> None:
    text = "".join(pieces)
    for finding in engine().part(0, Part(name="text", text=text)):
        assert 0 <= finding.start <= finding.end <= len(text)

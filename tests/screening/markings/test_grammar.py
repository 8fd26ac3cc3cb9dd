"""Nearly every marking that the guides' grammar can make is found where texts carry it, also as people get it wrong."""

from __future__ import annotations

from random import Random

import pytest

from proviso.model import FindingClass, Part, Strength
from proviso.screening import recognizers
from proviso.screening.engine import Engine
from proviso.screening.markings import lines

from . import grammar
from .made import CATEGORIES

ENGINE = Engine([r for r in recognizers() if r.name.startswith("marking_")])
MARKS = (FindingClass.CONTROLLED, FindingClass.CLASSIFIED)


def is_found(text: str) -> bool:
    found = ENGINE.part(0, Part(name="text", text=text), names=False)
    return any(f.cls in MARKS and f.strength is not Strength.WEAK for f in found)


@pytest.mark.parametrize(
    ("banner", "least"),
    [("CUI", 0.97), ("CUI, odd", 0.93), ("legacy", 0.95), ("classified", 0.96), ("classified, odd", 0.95)],
)
def test_a_banner_is_found_wherever_a_text_carries_it(banner: str, least: float) -> None:
    chance = Random(banner)
    texts = [
        place(grammar.BANNERS[banner](chance), chance.choice(grammar.BODIES), chance.choice(grammar.ASKS))
        for place in grammar.PLACES.values()
        for _ in range(2)
    ]
    assert sum(map(is_found, texts)) >= least * len(texts)


def test_a_portion_a_block_a_statement_a_subject_or_a_file_s_name_is_found() -> None:
    chance = Random("other forms")
    texts = [grammar.other(chance) for _ in range(150)]
    assert sum(map(is_found, texts)) >= 0.96 * len(texts)


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_category_of_the_registry_is_read_behind_its_control(category: str) -> None:
    for line in (
        f"CUI//{category}",
        f"CUI; {category}; FEDCON",
        f"DRAFT - CUI/{category}/NOFORN",
        f"cui // {category.lower()} // nocon",
    ):
        found = lines.read(line)
        assert found is not None
        assert (found.kind, found.is_joined) == ("CUI", True)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("S E C R E T // N O F O R N", "SECRET"),
        ("TOP SECRET//SAR-BLUE KETTLE//NOFORN", "TOP_SECRET"),
        ("//GBR SECRET", "SECRET"),
        ("CONFIDENTIAL//REL TO USA, AUS, CAN - DRAFT", "CONFIDENTIAL"),
        ("OVERALL CLASSIFICATION: SECRET", "SECRET"),
        ("[09:12] dana: CUI//SP-PHYS", "CUI"),
        ("For Official Use Only (FOUO)", "FOUO"),
        ("CUI; PRVCY | Weekly note | 4 of 9", "CUI"),
        ('<td colspan="2">LES//FOUO</td>', "LES"),
    ],
)
def test_a_line_of_nothing_but_a_marking_is_read_word_by_word(line: str, kind: str) -> None:
    found = lines.read(line)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "CUI, FOUO, SBU, LES",
        "CUI POST",
        "secret garden",
        "TOP SECRET COOKIE RECIPE",
        "Is CUI//NOFORN right?",
        "| CUI | Controlled Unclassified Information |",
        "NOFORN//CUI",
        "SECRET_KEY = os.environ['SECRET']",
        "'cui': 'CUI//SP-PRVCY',",
        "Annex Water Visa",
        "",
    ],
)
def test_a_line_with_another_word_or_in_another_order_is_none(line: str) -> None:
    assert lines.read(line) is None


@pytest.mark.parametrize(
    "text",
    [
        "Sensitive Security Information\n\nThe regulation protects plans of airports and vessels. Write a summary.",
        "CONFIDENTIAL\n\nDear Ms. Hall, thank you for your proposal for the copy machines on the second floor.",
        "Requirements\n- Top Secret/SCI\n- an active clearance for at least two years\n- five years of experience",
        "DECLASSIFIED\nAuthority NND 947003\n\nSECRET; NOFORN\nThe harvest was poor in the northern provinces.",
        "CUI: What you need to know\n\nThe program began in 2010. Write an introduction.",
        "Choose the right banner:\nCUI; PRVCY\nCUI//PRVCY",
    ],
)
def test_the_same_words_over_a_chapter_a_letter_a_vacancy_or_history_mark_nothing(text: str) -> None:
    assert not is_found(text)

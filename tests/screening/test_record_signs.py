"""A record about one person, even without a name: signs that add up, rows, and what only looks like them."""

from __future__ import annotations

import pytest

from proviso.model import FindingClass, Part, Strength
from proviso.screening import screen


def signs(text: str) -> dict[str, Strength]:
    """Kinds of the signs that count, and how surely."""
    return {
        f.kind: f.strength
        for f in screen((Part(name="text", text=text),)).findings
        if f.cls is FindingClass.RECORD and f.strength is not Strength.WEAK
    }


@pytest.mark.parametrize(
    "text",
    [
        "tenant in 9 is behind on rent 3 months & his gf moved in. notice pls",
        "Draft a warning letter for L.T., she missed her recert twice and cried at the window",
        "pax female late 50s w/ oxygen refused the pat down, need incident statement",
        "My probationer used 40 hrs of LWOP and says her mother is in hospice. Draft the memo.",
        "Only Laotian family at the motel: dad is on dialysis, how do I word the notice",
        "Minutes: Q.R. asked again for telework bc of the migraines, told us her sister moved out",
    ],
)
def test_a_short_note_about_one_person_counts_without_a_name(text: str) -> None:
    assert signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Cell  Age  Race  Offense\n104   23   B     Assault\n107   41   W     Fraud",
        "Child | DOB yr | Race | Plan\nA.W. | 2021 | W | reunify\nD.H. | 2012 | B | adopt",
        "tp,state,age,occ,assessed\n1,WV,39,midwife,4120\n2,OH,66,coroner,18833",
        '{"members":[{"rel":"head","age":33,"sex":"F"},{"rel":"spouse","age":41,"sex":"M"}]}',
    ],
)
def test_a_table_with_one_row_a_person_counts(text: str) -> None:
    assert "SIGN_ROWS" in signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Animal ID | Species | Sex | Age | Outcome\nA1 | dog | M | 4 | adopted\nA2 | cat | F | 12 | adopted",
        "County  Cases  Age  Rate\nAlder   120    41   2.1\nBenson  88     39   1.9",
        "Variable | Type | Sex | Age\nID | char | 1 | 2\nHISP | num | 1 | 2",
        "Grade  Seats  Room\n5      24     B2\n6      22     B3",
        "create table t (id int, age int, sex char)\n1, 2, 3\n4, 5, 6",
    ],
)
def test_a_table_about_animals_places_or_variables_does_not(text: str) -> None:
    assert not signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Summarize how the U.S. and the U.K. set rules under 5 U.S.C. 552 and P.L. 93-579.",
        "18F said that agencies can reuse the code. 18F, an office of GSA, has worked on it since May 4.",
        "The (PII) and (FY) columns are anonymized.",
        "What is a fair way to write a warning letter to a tenant in general?",
        "Exhibit panel: she was born in 1838, and her husband and her son were arrested. A plaque follows in 1911.",
    ],
)
def test_short_forms_and_history_are_no_record(text: str) -> None:
    assert not signs(text)


def test_what_says_itself_that_it_comes_from_a_file_is_sure_when_the_rest_is_clear() -> None:
    case = "The applicant, a 41 year old nurse from Cameroon, says that her husband was arrested on November 4."
    assert set(signs(case).values()) == {Strength.LIKELY}
    assert set(signs(f"{case} Names were removed. Draft the denial letter pls").values()) == {Strength.SURE}
    assert set(signs("pt is 41. Names removed, pls").values()) <= {Strength.LIKELY}

"""Names of fields as programs write them are labels."""

from __future__ import annotations

import pytest

from proviso.model import FindingClass, Part
from proviso.screening import screen

FOUND = [
    ("social_security_number: 851331294", "US_SSN", "851331294"),
    ("socialSecurityNumber=851331294", "US_SSN", "851331294"),
    ('{"applicantSsn": 851331294}', "US_SSN", "851331294"),
    ("{'applicant_ssn' => '851331294'}", "US_SSN", "851331294"),
    ('{"date_of_birth": "1984-03-12"}', "DATE_OF_BIRTH", "1984-03-12"),
    ('{"dateOfBirth": "03/12/1984"}', "DATE_OF_BIRTH", "03/12/1984"),
    ('{"passport_number": "C03005988"}', "PASSPORT", "C03005988"),
    ("passportNo: C03005988", "PASSPORT", "C03005988"),
    ("a_number: 204815733", "US_A_NUMBER", "204815733"),
    ("bank_account_number: 000123456789", "BANK_ACCOUNT", "000123456789"),
]
SILENT = [
    "max_tokens: 20000000",
    '{"created_at": 1760000000, "order_number": 851331294}',
    "row_id = 851331294",
    "buildNumber: 204815733",
    "MAX_RETRY_COUNT=900000000",
    "self.page_count = 123456789",
    "a_b_c_d_e_f_g_h_i_j_k_l_m_n_o_p: 851331294",
    "_" * 5_000 + "a_b" * 5_000,
]


@pytest.mark.parametrize(("text", "kind", "value"), FOUND)
def test_a_field_s_name_says_what_its_value_is(text: str, kind: str, value: str) -> None:
    found = screen((Part(name="", text=text),), names=False).findings
    assert [(f.kind, text[f.start : f.end]) for f in found if f.kind == kind] == [(kind, value)]


@pytest.mark.parametrize("text", SILENT, ids=range(len(SILENT)))
def test_a_field_that_says_something_else_is_silent(text: str) -> None:
    assert screen((Part(name="", text=text),), names=False).of(FindingClass.INDIVIDUAL) == ()

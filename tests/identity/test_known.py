from __future__ import annotations

from proviso.identity.known import mark_of, new_mark

KEY = b"k" * 32


def test_a_mark_is_known_for_its_person_alone() -> None:
    cookie = new_mark(KEY, "maya.okafor")
    assert mark_of(KEY, cookie, "maya.okafor")
    assert "maya" not in cookie
    assert mark_of(KEY, cookie, "joan.castellanos") == ""
    assert mark_of(b"o" * 32, cookie, "maya.okafor") == ""


def test_what_is_no_mark_is_none() -> None:
    for wrong in ("", ".", "x", "x.y", new_mark(KEY, "a")[:-1], "é.é", "\udcff.\udcff"):
        assert mark_of(KEY, wrong, "a") == ""

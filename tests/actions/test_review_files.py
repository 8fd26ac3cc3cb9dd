from __future__ import annotations

import pytest

from proviso.actions import review_files
from proviso.actions.agency import Agency
from proviso.db import reviews as db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UnreadableError
from proviso.model import Review, ReviewFile
from tests.actions.house import NOW
from tests.actions.reviewing import begin, pack_of, sign

PDF = b"%PDF-1.7\n1 0 obj\n\xff\xfe\nendobj\n%%EOF"


def add(agency: Agency, review: Review, place: str = "office:privacy", name: str = "impact.pdf", content: bytes = PDF,
        actor: str = "joan.castellanos") -> ReviewFile:  # fmt: skip
    return review_files.add(agency, review.id, place, name, content, pack=pack_of(agency), actor=actor, at=NOW)


def test_a_document_is_kept_locked_under_its_hash_and_comes_back_whole(agency: Agency) -> None:
    review = begin(agency)
    file = add(agency, review)
    assert add(agency, review).id == file.id, "a double click keeps it once"
    with agency.store.read() as tx:
        sealed = db.sealed(tx, review.id, file.id)
        assert sealed is not None
        assert b"%PDF" not in sealed[0]
        assert review_files.content_of(agency, tx, file) == PDF


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "no PDF"), (b"MZ\x90 program", "no PDF"), (b"%PDF-" + b"x" * (10 * 1024 * 1024), "10 MB")],
)
def test_what_is_no_pdf_or_too_large_is_refused(agency: Agency, content: bytes, says: str) -> None:
    review = begin(agency)
    with pytest.raises(UnreadableError, match=says):
        add(agency, review, content=content)


NAMES = (
    ("C:\\Users\\joan\\impact study.pdf", "impact study.pdf"),
    ("../../etc/passwd", "passwd.pdf"),
    ('a"b<script>.pdf', "a_b_script_.pdf"),
    ("", "document.pdf"),
    ("\u202efdp.exe", "_fdp.exe.pdf"),
)


def test_a_name_is_kept_as_a_browser_may_save_it(agency: Agency) -> None:
    review = begin(agency)
    for number, (typed, kept) in enumerate(NAMES):
        assert add(agency, review, name=typed, content=PDF + bytes([number])).name == kept


NEVER = (
    ("office:privacy", "omar.haddad", NotAllowedError),
    ("office:privacy", "maya.okafor", NotAllowedError),
    ("office:training", "lena.fox", NotAllowedError),
    ("security", "joan.castellanos", NotAllowedError),
    ("terms", "joan.castellanos", NotAllowedError),
    ("weather", "marcus.bell", NotFoundError),
)


def test_a_document_belongs_to_the_office_that_adds_it(agency: Agency) -> None:
    review = begin(agency)
    for place, actor, fault in NEVER:
        with pytest.raises(fault):
            add(agency, review, place, actor=actor)


def test_what_a_signed_answer_rests_on_does_not_change(agency: Agency) -> None:
    review, pack = begin(agency), pack_of(agency)
    file = add(agency, review)
    agency.store.write(lambda tx: sign(tx, review, "privacy", pack))
    with pytest.raises(ConflictError, match="signed"):
        add(agency, review, content=PDF + b"2")
    with pytest.raises(ConflictError, match="signed"):
        agency.store.write(
            lambda tx: review_files.remove(tx, review.id, file.id, pack=pack, actor="joan.castellanos", at=NOW)
        )


def test_only_who_added_a_document_takes_it_out(agency: Agency) -> None:
    review, pack = begin(agency), pack_of(agency)
    file = add(agency, review, "terms", actor="peter.novak")
    with pytest.raises(NotAllowedError):
        agency.store.write(
            lambda tx: review_files.remove(tx, review.id, file.id, pack=pack, actor="marcus.bell", at=NOW)
        )
    agency.store.write(lambda tx: review_files.remove(tx, review.id, file.id, pack=pack, actor="peter.novak", at=NOW))
    with agency.store.read() as tx:
        assert db.sealed(tx, review.id, file.id) is None

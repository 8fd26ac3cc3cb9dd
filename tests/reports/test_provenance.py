"""Is this the approved text: every changed byte is named, and the same words are known in whatever file they stand."""

from __future__ import annotations

import logging
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

import docx
import msgspec
import pypdf
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from proviso.errors import LedgerError, UsageError
from proviso.model import OfficialForm
from proviso.reports import official as paper
from proviso.reports.brought import Brought, pdf_of, read_brought, word_of
from proviso.reports.provenance import Outcome, check_file, check_manifest, look_up, sentence, with_record

from .official_scene import TEXT, Official, open_official

READERS: dict[OfficialForm, Callable[[bytes], Brought]] = {
    OfficialForm.WORD: word_of,
    OfficialForm.PDF: pdf_of,
    OfficialForm.MARKDOWN: read_brought,
}
ZONE = ZoneInfo("America/New_York")
FLIPS = {OfficialForm.WORD: 15, OfficialForm.PDF: 6, OfficialForm.MARKDOWN: 150}
"""Places that are tried, and beside them the seal at the end."""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Official]:
    yield from open_official(tmp_path_factory.mktemp("official"), READERS)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def checked(scene: Official, content: bytes, form: OfficialForm) -> Outcome:
    """What comes of a file; damage that is named is `BROKEN`."""
    try:
        brought = READERS[form](content)
        if not brought.manifest:
            with scene.agency.store.read() as tx:
                return look_up(tx, brought.seen, ZONE).outcome
        return check_file(brought, key=scene.key, vkey=scene.vkey).outcome
    except (LedgerError, UsageError):
        return Outcome.BROKEN


@pytest.mark.parametrize("form", FLIPS)
def test_a_file_proves_itself_with_the_public_keys_alone(scene: Official, form: OfficialForm) -> None:
    found = check_file(read_brought(scene.files[form]), key=scene.key, vkey=scene.vkey)
    assert [says for says, holds in found.checks if not holds] == []
    assert sentence(found).startswith("This is the approved text, review ")
    assert found.facts["note"] == scene.text.note


@pytest.mark.parametrize("form", FLIPS)
def test_any_flipped_bit_is_named(scene: Official, form: OfficialForm) -> None:
    whole, random = scene.files[form], Random(form.value)
    end = random.sample(range(len(whole) - 300, len(whole)), FLIPS[form])
    places = [*end, *(random.randrange(len(whole)) for _ in range(FLIPS[form]))]
    missed = []
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << random.randrange(8)
        if checked(scene, bytes(flipped), form) is Outcome.APPROVED:
            missed.append(place)
    assert missed == []


def test_any_flipped_bit_of_the_statement_is_named(scene: Official) -> None:
    random, missed = Random(7), []
    for place in range(0, len(scene.text.manifest), 9):
        flipped = bytearray(scene.text.manifest)
        flipped[place] ^= 1 << random.randrange(8)
        try:
            found = check_manifest(bytes(flipped), key=scene.key, vkey=scene.vkey)
        except LedgerError:
            continue
        missed += [place] if found.is_good else []
    assert missed == []


def test_a_statement_signed_by_another_key_does_not_hold(scene: Official) -> None:
    other = {**scene.key, "x": b64encode(bytes(32)).decode().rstrip("=")}
    found = check_file(read_brought(scene.files[OfficialForm.MARKDOWN]), key=other, vkey=scene.vkey)
    assert found.outcome is Outcome.BROKEN
    assert found.facts == {}


def test_a_statement_of_another_text_does_not_make_this_one_approved(scene: Official) -> None:
    file = scene.files[OfficialForm.MARKDOWN].replace(b"from 61 to", b"from 62 to")
    assert checked(scene, file, OfficialForm.MARKDOWN) is Outcome.DIFFERS


def edited(file: bytes, change: Callable[[docx.document.Document], object]) -> bytes:
    """A Word file that somebody opened, changed and saved."""
    held = docx.Document(BytesIO(file))
    change(held)
    out = BytesIO()
    held.save(out)
    return out.getvalue()


DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
"""A picture of one point."""


def track(paragraph: Any) -> None:
    """Words that somebody took out, and did not take out for good."""
    run = paragraph.runs[0]._r
    gone = OxmlElement("w:del")
    run.addprevious(gone)
    gone.append(run)
    for text in run.findall(qn("w:t")):
        text.tag = qn("w:delText")


WORD_CHANGES: dict[str, tuple[Callable[[docx.document.Document], object], Outcome]] = {
    "saved anew": (lambda held: None, Outcome.WORDS),
    "bold": (lambda held: setattr(held.paragraphs[3].runs[0], "bold", True), Outcome.WORDS),
    "one number": (lambda held: held.tables[0].cell(1, 1).paragraphs[0].add_run("0"), Outcome.DIFFERS),
    "one more paragraph": (lambda held: held.add_paragraph("The levee is safe."), Outcome.DIFFERS),
    "another title": (lambda held: setattr(held.paragraphs[0], "text", "Secret plan"), Outcome.DIFFERS),
    "a second title": (lambda held: held.add_paragraph("The levee is safe.", style="Title"), Outcome.DIFFERS),
    "a line in the note": (
        lambda held: held.add_paragraph("The levee is safe.", style="Provenance Note"),
        Outcome.DIFFERS,
    ),
    "another reader": (
        lambda held: setattr(held.paragraphs[-3], "text", held.paragraphs[-3].text.replace("S. Adeyemi", "A. Lie")),
        Outcome.DIFFERS,
    ),
    "hidden words": (lambda held: setattr(held.paragraphs[3].runs[0].font, "hidden", True), Outcome.DIFFERS),
    "struck words": (lambda held: setattr(held.paragraphs[3].runs[0].font, "strike", True), Outcome.DIFFERS),
    "a hidden style": (lambda held: setattr(held.styles["Normal"].font, "hidden", True), Outcome.DIFFERS),
    "a tracked change": (lambda held: track(held.paragraphs[3]), Outcome.DIFFERS),
    "a picture over the words": (lambda held: held.add_picture(BytesIO(DOT)), Outcome.DIFFERS),
    "a header": (
        lambda held: setattr(held.sections[0].header.paragraphs[0], "text", "Not approved"),
        Outcome.DIFFERS,
    ),
}


@pytest.mark.parametrize("change", WORD_CHANGES)
def test_a_word_file_that_was_saved_anew_has_its_words_compared(scene: Official, change: str) -> None:
    act, outcome = WORD_CHANGES[change]
    assert checked(scene, edited(scene.files[OfficialForm.WORD], act), OfficialForm.WORD) is outcome


def test_a_pdf_without_its_seal_has_its_words_compared(scene: Official) -> None:
    bare = paper.pdf(scene.text)
    found = check_file(pdf_of(bare), key=scene.key, vkey=scene.vkey)
    assert found.outcome is Outcome.WORDS


PASTED = {
    "as it is": (TEXT, Outcome.APPROVED),
    "with other line ends": (TEXT.replace("\n", "\r\n"), Outcome.APPROVED),
    "without its signs": (TEXT.replace("**", "").replace("`", ""), Outcome.APPROVED),
    "another number": (TEXT.replace("61", "62"), Outcome.UNKNOWN),
    "another sign": (TEXT.replace("days.", "days?"), Outcome.UNKNOWN),
    "something else": ("Nobody has seen this.", Outcome.UNKNOWN),
    "nothing": (" \n", Outcome.UNKNOWN),
}


@pytest.mark.parametrize("case", PASTED)
def test_pasted_words_are_looked_for_in_the_ledger(scene: Official, case: str) -> None:
    text, outcome = PASTED[case]
    with scene.agency.store.read() as tx:
        assert look_up(tx, text, ZONE).outcome is outcome


def test_words_that_were_copied_with_their_note_are_known_and_changed_ones_are_named(scene: Official) -> None:
    copied = paper.copied(scene.text)
    with scene.agency.store.read() as tx:
        assert look_up(tx, copied, ZONE).outcome is Outcome.APPROVED
        assert look_up(tx, f"{scene.text.title}\n\n{copied}", ZONE).outcome is Outcome.APPROVED
        changed = look_up(tx, copied.replace("61", "62"), ZONE)
        longer = look_up(tx, f"The levee is safe.\n{copied}", ZONE)
        behind = look_up(tx, f"{copied}The levee is safe.", ZONE)
    assert {changed.outcome, longer.outcome, behind.outcome} == {Outcome.DIFFERS}
    assert sentence(changed).startswith("This text differs from the approved one, review ")


def test_an_approval_that_was_taken_back_is_said(scene: Official) -> None:
    found = check_file(read_brought(scene.files[OfficialForm.MARKDOWN]), key=scene.key, vkey=scene.vkey)
    with scene.agency.store.read() as tx:
        assert with_record(tx, found).outcome is Outcome.APPROVED
        other = type(found)(outcome=found.outcome, facts={**found.facts, "receipt": "00000000"})
        assert with_record(tx, other).outcome is Outcome.TAKEN_BACK


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"# Flood plan\n\n# ", b"# Secret plan\n\n# "),
        (b"S. Adeyemi", b"A. Nobody"),
        (b"Approved for use inside the agency", b"Approved for the public"),
        (b"\n-->\n", b"\n-->\nThe levee is safe.\n"),
        (b"\n\n---\n\nDrafted", b"\n\nThe levee is safe.\n\n---\n\nDrafted"),
    ],
)
def test_nothing_is_said_in_our_name_around_a_text(scene: Official, old: bytes, new: bytes) -> None:
    whole = scene.files[OfficialForm.MARKDOWN]
    assert old in whole
    changed = whole.replace(old, new, 1)
    assert checked(scene, changed, OfficialForm.MARKDOWN) is Outcome.DIFFERS
    pasted = changed.split(b"<!-- proviso-provenance")[0].decode()
    if b"-->" not in old:
        with scene.agency.store.read() as tx:
            assert look_up(tx, pasted, ZONE).outcome is Outcome.DIFFERS


def damaged_zip() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<not xml")
    return out.getvalue()


ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE w [{}]><w:document xmlns:w="{}"><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p>'
    "</w:body></w:document>"
)
LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def documents(declared: str, word: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return zipped(**{"word__document.xml": ENTITY.format(declared, space, word).encode()})


def lying() -> bytes:
    """A part that says that it is small, and unpacks to much more."""
    whole = zipped(**{"word__document.xml": b"x" * 50_000_000})
    return whole.replace((50_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))


def locked() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("a password", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a part that unpacks to 80 MB": (lambda: zipped(**{"word__document.xml": b"x" * (80 << 20)}), "too large"),
    "a part that lies about its size": (lying, "damaged"),
    "entities of entities": (lambda: documents(f"<!ENTITY l0 'ha'>{LAUGHS}", "&l9;"), "damaged"),
    "no document": (lambda: zipped(**{"word__styles.xml": b"<a/>"}), "damaged"),
    "no body": (lambda: zipped(**{"word__document.xml": b"<a/>"}), "no text"),
    "brackets in brackets": (lambda: zipped(**{"word__document.xml": b"<a>" * 100_000}), "damaged"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_word_file_that_asks_for_too_much_is_refused(bomb: str) -> None:
    make, says = BOMBS[bomb]
    began = time.process_time()
    with pytest.raises(LedgerError, match=says):
        word_of(make())
    assert time.process_time() - began < 5


def test_a_word_file_gets_no_file_and_no_address_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the marmoset")
    for where in (secret.as_uri(), "http://127.0.0.1:9/x"):
        assert "marmoset" not in word_of(documents(f'<!ENTITY x SYSTEM "{where}">', "a &x; b")).seen


def test_a_pdf_with_a_password_is_said_to_be_locked() -> None:
    with pytest.raises(LedgerError, match="locked with a password"):
        read_brought(locked())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00bad", "no Word file"),
        (b"PK\x03\x04 nothing", "damaged"),
        (damaged_zip(), "damaged"),
        (b"x" * (33 << 20), "too large"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(content: bytes, says: str) -> None:
    with pytest.raises((LedgerError, UsageError), match=says):
        (word_of if content.startswith(b"PK") else read_brought)(content)


def test_a_damaged_pdf_ends_the_process_that_reads_it_at_most() -> None:
    with pytest.raises(LedgerError, match="damaged"):
        read_brought(b"%PDF-1.7 nothing")


def test_the_receipt_that_is_attached_is_one_that_other_programs_read(scene: Official, tmp_path: Path) -> None:
    from proviso.ledger.receipts import Receipt

    values = msgspec.json.decode(scene.text.manifest)["ledger"]
    receipt = Receipt.from_json(msgspec.json.encode(values))
    assert receipt.check(scene.vkey).size > receipt.index


def test_a_statement_of_brackets_alone_is_damaged() -> None:
    deep = b'{"format":"x","statement":{"a":' + b"[" * 100_000 + b"]" * 100_000 + b'},"jws":"","key":{},"ledger":{}}'
    with pytest.raises(LedgerError, match="damaged"):
        check_manifest(deep)


def test_blanks_alone_are_looked_up_at_once(scene: Official) -> None:
    began = time.process_time()
    with scene.agency.store.read() as tx:
        found = look_up(tx, "x" + " \n" * 500_000 + "x", ZONE)
    assert found.outcome is Outcome.UNKNOWN
    assert time.process_time() - began < 3

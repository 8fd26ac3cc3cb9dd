"""A number or a banner that is written otherwise is found, at its own place; what only looks so stays silent."""

from __future__ import annotations

import base64
import codecs
import json
import textwrap
from collections.abc import Callable

import pytest

from proviso.model import Finding, FindingClass, Part, Strength
from proviso.screening import screen
from proviso.screening.disguise import DISGUISES
from proviso.screening.patterns import PatternSet
from proviso.screening.view import view_of

Writes = Callable[[str], str]

PLAIN = {
    "US_SSN": ("His SSN is {} as filed.", "851-33-1294"),
    "US_A_NUMBER": ("His A-number is {} today.", "A012 345 678"),
    "USCIS_RECEIPT": ("Case {} is pending.", "IOE0912345678"),
    "CREDIT_CARD": ("Her card {} was used.", "4556-7375-8689-9855"),
    "MEDICARE_NUMBER": ("His Medicare number is {} today.", "3KM7-TE5-MK74"),
    "CUI": ("{}\n\nThe list of parcels follows.", "CUI//SP-PRVCY"),
    "SECRET": ("{}\n\nThe ford is open.", "SECRET//NOFORN"),
}
ALL = tuple(PLAIN)
NUMBERS = ALL[:5]


def found(text: str) -> list[Finding]:
    parts = (Part(name="text", text=text),)
    return [f for f in screen(parts, names=False).findings if f.strength is not Strength.WEAK]


def each(form: Callable[[int], str]) -> Writes:
    return lambda plain: "".join(form(ord(char)) for char in plain)


def between(gap: str) -> Writes:
    return gap.join


def signs(form: Callable[[int], str]) -> Writes:
    """Everything but letters and figures in a form."""
    return lambda plain: "".join(char if char.isalnum() else form(ord(char)) for char in plain)


def moved(digit: int, upper: int | None = None) -> Writes:
    """Figures, and capitals where there are some, from another block of Unicode."""

    def write(plain: str) -> str:
        return "".join(
            chr(digit + int(c)) if c.isdigit() else chr(upper + ord(c) - 65) if upper and c.isupper() else c
            for c in plain
        )

    return write


def full_width(plain: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in plain)


def encoded(plain: str) -> str:
    return base64.b64encode(plain.encode()).decode()


def wrapped(plain: str) -> str:
    letter = f"Please look into this:\n{plain}\nand tell me what you think of it, today if you can."
    return "\n".join(textwrap.wrap(encoded(letter), 20))


LOOK_ALIKES = dict(zip("ABCEHIKMNOPSTX", "АВСЕНІКМΝОРЅТХ", strict=True))
FORMS: dict[str, tuple[Writes, tuple[str, ...]]] = {
    "full-width": (full_width, ALL),
    "mathematical": (moved(0x1D7CE, 0x1D400), ALL),
    "monospaced": (moved(0x1D7F6, 0x1D670), ALL),
    "in black rings": (lambda p: "".join("⓿❶❷❸❹❺❻❼❽❾"[int(c)] if c.isdigit() else c for c in p), ALL),
    "in squares": (moved(48, 0x1F170), ALL),
    "as flags": (moved(48, 0x1F1E6), ALL),
    "in brackets": (lambda p: "".join("0⑴⑵⑶⑷⑸⑹⑺⑻⑼"[int(c)] if c.isdigit() else c for c in p), ALL),
    "Arabic figures": (moved(0x660), ALL),
    "Chinese figures": (lambda p: "".join("〇一二三四五六七八九"[int(c)] if c.isdigit() else c for c in p), ALL),
    "look-alikes": (lambda p: "".join(LOOK_ALIKES.get(c, c) for c in p), ALL),
    "zero-width space": (between("\u200b"), ALL),
    "zero-width joiner": (between("\u200d"), ALL),
    "word joiner": (between("\u2060"), ALL),
    "soft hyphen": (between("\u00ad"), ALL),
    "Hangul filler": (between("\u3164"), ALL),
    "grapheme joiner": (between("\u034f"), ALL),
    "struck through": (between("\u0336"), ALL),
    "control characters": (between("\x01"), ALL),
    "unassigned and unseen": (between("\U000e0fff"), ALL),
    "tag characters": (each(lambda code: chr(0xE0000 + code)), ALL),
    "variation selectors": (each(lambda code: chr(0xE0100 + code - 16)), ALL),
    "spaced": (between(" "), ALL),
    "spaced with thin blanks": (between("\u2009"), ALL),
    "spaced with tabs": (lambda p: "\t".join(p.replace(" ", "")), ALL),
    "dotted": (lambda p: ".".join(p.replace(" ", "")), ALL),
    "starred": (lambda p: "*".join(p.replace(" ", "")), ALL),
    "centred dots": (lambda p: "·".join(p.replace(" ", "")), ALL),
    "lines between": (lambda p: "|".join(p.replace(" ", "")), ALL),
    "one a line": (lambda p: "\n".join(c for c in p if c.isalnum()), NUMBERS),
    "commas between": (lambda p: ",".join(c for c in p if c.isalnum()), NUMBERS),
    "base64": (encoded, ALL),
    "base64 without its end": (lambda p: encoded(p).rstrip("="), ALL),
    "base64 for addresses": (lambda p: base64.urlsafe_b64encode(f"?>?>\n{p}\n~~?".encode()).decode(), ALL),
    "base64 twice": (lambda p: encoded(encoded(p)), ALL),
    "base64 three times": (lambda p: encoded(encoded(encoded(p))), ALL),
    "base64 of full-width": (lambda p: encoded(full_width(p)), ALL),
    "base64 of UTF-16": (lambda p: base64.b64encode(p.encode("utf-16-le")).decode(), ALL),
    "base32": (lambda p: base64.b32encode(p.encode()).decode(), ALL),
    "hex": (lambda p: p.encode().hex(), ALL),
    "hex in capitals": (lambda p: p.encode().hex().upper(), ALL),
    "0x and hex": (lambda p: f"0x{p.encode().hex()}", ALL),
    "hex in pairs": (lambda p: p.encode().hex(" "), ALL),
    "hex with colons": (lambda p: p.encode().hex(":"), ALL),
    "0x bytes": (lambda p: ", ".join(f"0x{byte:02X}" for byte in p.encode()), ALL),
    "hex in base64": (lambda p: encoded(p.encode().hex()), ALL),
    "bits": (lambda p: " ".join(f"{byte:08b}" for byte in p.encode()), ALL),
    "character codes": (lambda p: " ".join(str(byte) for byte in p.encode()), ALL),
    "percent": (each(lambda code: f"%{code:02X}"), ALL),
    "percent, signs only": (signs(lambda code: f"%{code:02x}"), ALL),
    "percent twice": (each(lambda code: f"%25{code:02X}"), ALL),
    "entities": (each(lambda code: f"&#{code};"), ALL),
    "entities in hex": (each(lambda code: f"&#x{code:X};"), ALL),
    "entities without an end": (each(lambda code: f"&#{code}"), ALL),
    "entities twice": (each(lambda code: f"&amp;#{code};"), ALL),
    "named entities": (lambda p: p.replace("-", "&hyphen;").replace("/", "&sol;").replace(" ", "&nbsp;"), ALL),
    "entities that show nothing": (between("&shy;"), ALL),
    "quoted-printable": (each(lambda code: f"={code:02X}"), ALL),
    "quoted-printable, signs only": (signs(lambda code: f"={code:02X}"), ALL),
    "\\x": (each(lambda code: f"\\x{code:02x}"), ALL),
    "\\u": (each(lambda code: f"\\u{code:04x}"), ALL),
    "\\u, signs only": (signs(lambda code: f"\\u{code:04X}"), ALL),
    "\\u{}": (each(lambda code: f"\\u{{{code:x}}}"), ALL),
    "octal": (each(lambda code: f"\\{code:03o}"), ALL),
    "U+": (lambda p: " ".join(f"U+{ord(c):04X}" for c in p), ALL),
    "from its end": (lambda p: p[::-1], ALL),
    "ROT13": (lambda p: codecs.encode(p, "rot13"), ALL),
    "ROT47": (
        lambda p: "".join(c if c == " " else chr(33 + (ord(c) + 14) % 94) for c in p),
        ("US_SSN", "CUI", "SECRET"),
    ),
    "bold within": (lambda p: f"{p[0]}**{p[1:3]}**{p[3:]}", ALL),
    "struck within": (lambda p: f"{p[:2]}~~{p[2:4]}~~{p[4:]}", ALL),
    "a comment within": (lambda p: f"{p[:2]}<!-- x -->{p[2:]}", ALL),
    "a place to break": (between("<wbr>"), ALL),
    "split": (lambda p: f"{p[: len(p) // 2]}\n{p[len(p) // 2 :]}", NUMBERS),
    "split in a quoted mail": (lambda p: f"{p[: len(p) // 2]}\r\n> {p[len(p) // 2 :]}", NUMBERS),
}  # fmt: skip


def disguised(form: str, kind: str) -> tuple[str, str]:
    """A number or a banner in a form, alone and in its text."""
    frame, plain = PLAIN[kind]
    written = FORMS[form][0](plain)
    return written, frame.format(written)


@pytest.mark.parametrize("form", FORMS)
def test_a_disguised_number_or_banner_is_found_where_it_stands(form: str) -> None:
    places = {}
    for kind in FORMS[form][1]:
        written, text = disguised(form, kind)
        places[kind] = (written, [text[f.start : f.end] for f in found(text) if f.kind == kind])
    assert {kind: stands for kind, (written, stands) in places.items() if stands[:1] != [written]} == {}


OTHERS = (
    [
        # digits in words
        (f"SSN {words}", "US_SSN", words)
        for words in (
            "eight five one three three one two nine four",
            "eight-five-one three-three one-two-nine-four",
            "eight, five, one, three, three, one, two, nine, four",
            "eight five one dash three three dash one two nine four",
            "eight fifty-one, thirty-three, twelve ninety-four",
            "eight hundred fifty-one thirty-three twelve ninety-four",
            "double eight one three three one two nine four",
            "eightfiveonethreethreeonetwoninefour",
            "851 dash 33 dash 1294",
            "851-33-129four",
            "ocho cinco uno tres tres uno dos nueve cuatro",
            "ocho cinco uno guión tres tres guión uno dos nueve cuatro",
            "ochocientos cincuenta y uno treinta y tres doce noventa y cuatro",
            # another grouping, letters that look like figures, Morse
            "85 133 1294",
            "8513-31294",
            "851/33/1294",
            "85l-33-I294",
            "8S1-33-1294",
            "---.. ..... .---- ...-- ...-- .---- ..--- ----. ....-",
        )
    ]
    + [
        # leetspeak in banners and labels
        ("53CR37//N0F0RN\n\nThe ford is open.", "SECRET", "53CR37//N0F0RN"),
        ("T0P S3CR3T//SI//NOFORN\n\nThe ford is open.", "TOP_SECRET", "T0P S3CR3T//SI//NOFORN"),
        ("C0NF1D3NT14L//NOFORN\n\nThe ford is open.", "CONFIDENTIAL", "C0NF1D3NT14L//NOFORN"),
        ("CU1//SP-PRVCY\n\nThe list follows.", "CUI", "CU1//SP-PRVCY"),
        ("C0N7R0LL3D//SP-PRVCY\n\nThe list follows.", "CUI", "C0N7R0LL3D//SP-PRVCY"),
        ("F0R 0FF1C14L U53 0NLY\n\nThe list follows.", "FOUO", "F0R 0FF1C14L U53 0NLY"),
        ("55N 851331294 as filed", "US_SSN", "851331294"),
        ("p4ssw0rd: Falcon4656xQ!", "PASSWORD", "Falcon4656xQ!"),
        ("p4ssp0rt numb3r 512345678", "PASSPORT", "512345678"),
        # banners pulled apart
        ("C.U.I.\n\nThe list follows.", "CUI", "C.U.I."),
        ("C U I\n\nThe list follows.", "CUI", "C U I"),
        ("C.U.I.//SP-PRVCY\n\nThe list follows.", "CUI", "C.U.I.//SP-PRVCY"),
        # cells of a table
        ("| name | SSN |\n|---|---|\n| Jo | 8 5 1 3 3 1 2 9 4 |", "US_SSN", "8 5 1 3 3 1 2 9 4"),
        ("| SSN | | |\n|---|---|---|\n| 851 | 33 | 1294 |", "US_SSN", "851 | 33 | 1294"),
        ("His SSN:\t851\t33\t1294", "US_SSN", "851\t33\t1294"),
        ("His SSN is | 8 | 5 | 1 | 3 | 3 | 1 | 2 | 9 | 4 |", "US_SSN", "8 | 5 | 1 | 3 | 3 | 1 | 2 | 9 | 4"),
        # names of fields
        ('{"social_security_number": "851331294"}', "US_SSN", "851331294"),
        # Markdown and HTML
        ("His SSN is <b>851</b>-33-1294.", "US_SSN", "851</b>-33-1294"),
        ("His SSN is __851__-33-1294.", "US_SSN", "851__-33-1294"),
        ("His SSN is `851`-33-1294.", "US_SSN", "851`-33-1294"),
        ("His SSN is 851\\-33\\-1294.", "US_SSN", "851\\-33\\-1294"),
        ("His SSN is 851-=\n33-1294.", "US_SSN", "851-=\n33-1294"),
        ('His A-number is <span class="a">A012</span> <i>345</i> 678.', "US_A_NUMBER", 'A012</span> <i>345</i> 678'),
        # from its end
        ("ask gro.elpmaxe@57emlohnevarz about it", "EMAIL", "gro.elpmaxe@57emlohnevarz"),
        ("eht tnacilppa A876543210 saw ereh", "US_A_NUMBER", "A876543210"),
        ("his number is \u202e4921-33-158\u202c today", "US_SSN", "4921-33-158"),
        # a wrapped letter counts as a whole
        (wrapped("SSN 851-33-1294"), "US_SSN", wrapped("SSN 851-33-1294")),
        (wrapped("CUI//SP-PRVCY"), "CUI", wrapped("CUI//SP-PRVCY")),
    ]
)  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "place"), OTHERS)
def test_a_disguise_of_its_own_kind_is_found_where_it_stands(text: str, kind: str, place: str) -> None:
    assert place in [text[f.start : f.end] for f in found(text) if f.kind == kind]


def test_a_whole_letter_from_its_end_is_read_and_each_place_is_exact() -> None:
    letter = "The applicant gave his SSN, 851-33-1294, and this is the card: 4556-7375-8689-9855."
    text = letter[::-1]
    assert {(f.kind, text[f.start : f.end][::-1]) for f in found(text)} >= {
        ("US_SSN", "851-33-1294"),
        ("CREDIT_CARD", "4556-7375-8689-9855"),
    }


HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TOKEN = ".".join(
    base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
    for part in ({"alg": "none", "typ": "JWT"}, {"page": 12, "theme": "dark", "lang": "en-US"})
)


@pytest.mark.parametrize(
    "text",
    [
        f"commit {HASH[:40]}\nMerge 4f2a91c into main",
        f"sha256:{HASH} image\n{HASH[::-1]}",
        "id 550e8400-e29b-41d4-a716-446655440000 and 67e55044-10b1-426f-9247-bb680e5fe0c8",
        f"state={TOKEN}",
        "colors: #1a2b3c, #ffffff, #333; padding: 10px 20px 30px 40px",
        "data:image/png;base64," + base64.b64encode(bytes(range(256)) * 3).decode(),
        "\n".join(textwrap.wrap(base64.b64encode(bytes((n * 37) % 256 for n in range(900))).decode(), 76)),
        "\n".join(" ".join(f"{(n * 7919) % 100:2d}" for n in range(row, row + 12)) for row in range(40)),
        "\n".join(f"{(n * 7919) % 1000},{(n * 104729) % 100},{(n * 611953) % 10000}" for n in range(1, 200)),
        "Table 4\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12",
        "x = a * b * c * d + e\nA = A @ A.T\nfor i, j, k in zip(a, b, c): y[i] = i**2 * j**2",
        "static const unsigned char mac[] = {0x3c, 0x22, 0xfb, 0x90, 0x1e, 0x05, 0xaa, 0x17};",
        'printf("%3d %02x %5.2f\\n", a, b, c); re.sub(r"\\d+\\.\\d{3}", "", s)',
        "It was reversed and remanded. See Report 2022-40-024 (Mar. 9, 2022) and No. 2019-12-345.",
        "One, two, three, four: the drill has five steps, and six or seven people in twenty twenty-four.",
        "Uno, dos, tres, cuatro y cinco: el simulacro tiene cinco pasos.",
        "<p>Rain &amp; wind: 12&nbsp;mm</p><td>851</td><td>33</td><td>1294</td>",
        "https://www.example.gov/search?q=flood%20plain%20map&year=2024&page=3#top",
        "The U.S.C.I.S. and the F.B.I. met at 10 a.m. on N.W. 5th St., i.e. E.S.T.",
        "snake_case_name, __init__, **kwargs, a_b_c_d_e = 1, 2, 3, 4, 5",
        "=20 lines and =3D signs; key=2012, A=10",
        "- - - - - - -\n. . . . . . . . 12\n-- -- -- --",
        "The C3 U1 lab uses L4W parts; order 53CR-9 and CU2 wire.",
        "Social Security Administration table: | 2019 | 12,345 | 851 | 33 |",
        "👍🏽 🇺🇸 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ first, 2️⃣ second ❶ ❷ ⒈ ⑴",
    ],
)  # fmt: skip
def test_what_only_looks_disguised_stays_silent(text: str) -> None:
    # Signs of a record come from the text as it stands, and are tested with it.
    assert [(f.kind, text[f.start : f.end]) for f in found(text) if f.cls is not FindingClass.RECORD] == []


def test_a_disguise_under_more_than_three_others_is_not_followed() -> None:
    deep = encoded(encoded(encoded(encoded("SSN 851-33-1294"))))
    assert found(encoded("SSN 851-33-1294"))
    assert not found(deep)


def test_two_secrets_in_two_disguises_are_both_found() -> None:
    text = f"{encoded('CUI//SP-PRVCY')}\n\nHis SSN is 8 5 1 - 3 3 - 1 2 9 4 and his card 4556%2D7375%2D8689%2D9855."
    assert {f.kind for f in found(text)} >= {"CUI", "US_SSN", "CREDIT_CARD"}


def test_each_disguise_has_a_case() -> None:
    texts = [disguised(form, kind)[1] for form, (_, kinds) in FORMS.items() for kind in kinds]
    data = [view_of(text).data for text in (*texts, *(text for text, _, _ in OTHERS))]
    gates = {one.name: PatternSet([one.asks]) for one in DISGUISES}
    assert not [name for name, gate in gates.items() if not any(gate.hits(text) for text in data)]

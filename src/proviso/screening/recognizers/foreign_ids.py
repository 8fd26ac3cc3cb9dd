"""Numbers that other countries give to persons: by their word and check digit, a few by their form alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from proviso.model import Strength
from proviso.screening.context import value, value_after
from proviso.screening.examples import is_example
from proviso.screening.numbers import national, national_europe
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_SEPARATORS = re.compile(r"[ ./()-]")


@dataclass(frozen=True, slots=True)
class _Number:
    """One country's number: its words, its shape, its check (None: the word alone must do, and it is only likely)."""

    country: str
    words: tuple[str, ...]
    shape: re.Pattern[str]
    check: Callable[[str], bool] | None


def _digits(count: int, most: int = 0) -> re.Pattern[str]:
    return value(rf"\d(?:[ ./-]{{0,2}}\d){{{count - 1},{(most or count) - 1}}}")


_NUMBERS = (
    _Number("mx", ("curp",), value(r"[A-Za-z]{4}\d{6}[A-Za-z]{6}[A-Za-z\d]\d"), national.is_curp),
    _Number("mx", ("rfc",), value(r"[A-Z&]{4}-?\d{6}-?[A-Z\d]{2}[\dA]"), national.is_rfc),
    _Number("mx", ("clave de elector", "ine"), value(r"[A-Z]{6}\d{8}[HM]\d{3}"), None),
    _Number("mx", ("matricula consular",), _digits(7, 9), None),
    _Number("br", ("cpf",), _digits(11), national.is_cpf),
    _Number("ca", ("sin", "social insurance"), _digits(9), national.is_sin),
    _Number("gb", ("nino", "national insurance", "ni"), value(r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]"), national_europe.is_nino),
    _Number("gb", ("nhs",), _digits(10), national_europe.is_nhs),
    _Number("in", ("aadhaar", "aadhar", "adhaar"), _digits(12), national.is_aadhaar),
    _Number("in", ("pan", "pan card"), value(r"[A-Z]{5}\d{4}[A-Z]"), national.is_pan),
    _Number("es", ("dni", "nie", "nif"), value(r"[XYZxyz]?-?\d{1,2}\.?\d{3}\.?\d{2,3}[- ]?[A-Za-z]"), national_europe.is_dni),
    _Number("ar", ("dni",), value(r"\d{1,2}\.?\d{3}\.?\d{3}"), None),
    _Number("hn", ("dni", "tarjeta de identidad"), value(r"\d{4}-\d{4}-\d{5}"), None),
    _Number("fr", ("nir", "securite sociale", "insee"), value(r"[1-8](?: ?\d){4} ?(?:\d ?\d|2[AB])(?: ?\d){8}"), national_europe.is_nir),
    _Number("it", ("codice fiscale", "cf"), value(r"[A-Za-z]{6} ?\w{2}[A-Za-z]\w{2} ?[A-Za-z]\w{3}[A-Za-z]"), national_europe.is_codice_fiscale),
    _Number("de", ("steuer-id", "steuer-identifikationsnummer", "steueridentifikationsnummer", "idnr"), _digits(11), national_europe.is_steuer_id),
    _Number("cn", ("resident identity", "shenfenzheng", "chinese id", "prc id", "id card"), value(r"\d{17}[\dXx]"), national.is_ric),
    _Number("kr", ("rrn", "resident registration"), _digits(13), national.is_rrn),
    _Number("jp", ("my number", "kojin bango"), _digits(12), national.is_my_number),
    _Number("cl", ("rut", "run"), value(r"\d{1,2}\.?\d{3}\.?\d{3}-?[\dkK]"), national.is_rut),
    _Number("ar", ("cuit", "cuil"), _digits(11), national.is_cuit),
    _Number("do", ("cedula",), _digits(11), national.is_cedula_do),
    _Number("ec", ("cedula",), _digits(10), national.is_cedula_ec),
    _Number("co", ("cedula", "cedula de ciudadania", "c.c", "cedula de identidad"), value(r"(?:[VE]-?)?\d{1,3}(?:\.?\d{3}){1,3}"), None),
    _Number("ni", ("cedula",), value(r"\d{3}-\d{6}-\d{4}[A-Z]"), None),
    _Number("gt", ("dpi", "cui"), _digits(13), national.is_dpi),
    _Number("sv", ("dui",), value(r"\d{8}-\d"), national.is_dui),
    _Number("cu", ("carne de identidad", "carnet de identidad"), _digits(11), None),
    _Number("pl", ("pesel",), _digits(11), national_europe.is_pesel),
    _Number("ro", ("cnp", "cod numeric personal"), _digits(13), national_europe.is_cnp),
    _Number("se", ("personnummer", "samordningsnummer"), value(r"(?:\d{2})?\d{6}[-+]?\d{4}"), national_europe.is_personnummer),
    _Number("fi", ("hetu", "henkilotunnus"), value(r"\d{6}[-+A-FU-Y]\d{3}[\dA-Y]"), national_europe.is_hetu),
    _Number("no", ("fodselsnummer", "personnummer"), _digits(11), national_europe.is_fodselsnummer),
    _Number("dk", ("cpr", "cpr-nummer", "cpr-nr"), value(r"[0-3]\d[01]\d{3}-\d{4}"), None),
    _Number("nl", ("bsn", "burgerservicenummer"), _digits(9), national_europe.is_bsn),
    _Number("be", ("rijksregisternummer", "rijksregister", "numero national"), _digits(11), national_europe.is_rijksregister),
    _Number("pt", ("nif", "contribuinte"), _digits(9), national_europe.is_nif_pt),
    _Number("tr", ("tc kimlik", "kimlik", "tckn"), _digits(11), national_europe.is_tc_kimlik),
    _Number("za", ("south african id", "rsa id", "sa id"), _digits(13), national.is_za_id),
    _Number("il", ("teudat zehut", "mispar zehut", "israeli id"), _digits(8, 9), national.is_teudat_zehut),
    _Number("hk", ("hkid", "hong kong id"), value(r"[A-Z]{1,2}\d{6} ?\(?[\dA]\)?"), national.is_hkid),
    _Number("sg", ("nric", "fin"), value(r"[STFGM]\d{7}[A-Z]"), national.is_nric),
    _Number("tw", ("taiwan id", "roc id", "national identification card"), value(r"[A-Z][1289]\d{8}"), national.is_tw_id),
    _Number("th", ("thai id", "thai national id"), _digits(13), national.is_thai_id),
    _Number("my", ("mykad", "nric", "ic"), value(r"\d{6}-?\d{2}-?\d{4}"), national.is_mykad),
    _Number("id", ("nik", "ktp"), _digits(16), national.is_nik),
    _Number("ph", ("philsys", "philid", "umid", "pcn"), _digits(12, 16), None),
    _Number("pk", ("cnic", "nicop"), value(r"\d{5}-?\d{7}-?\d"), None),
    _Number("bd", ("nid",), _digits(10, 17), None),
    _Number("af", ("tazkira", "tazkera"), _digits(5, 13), None),
    _Number("au", ("tfn", "tax file"), _digits(9), national.is_tfn),
    _Number("au", ("medicare card", "medicare"), value(r"\d{4} ?\d{5} ?\d(?: ?[-/]? ?\d)?"), national.is_medicare_au),
    _Number("nz", ("ird",), _digits(8, 9), national.is_ird),
    _Number("ch", ("ahv", "avs", "ahv-nr"), _digits(13), national_europe.is_ahv),
    _Number("at", ("svnr", "sv-nummer", "sozialversicherungsnummer"), value(r"\d{4} ?\d{6}"), national_europe.is_svnr),
    _Number("de", ("sozialversicherungsnummer", "rentenversicherungsnummer"), value(r"\d{2} ?\d{6} ?[A-Z] ?\d{3}"), None),
    _Number("ie", ("pps", "ppsn"), value(r"\d{7} ?[A-Wa-w][A-Ia-iWw]?"), national_europe.is_pps),
    _Number("gr", ("amka",), _digits(11), national_europe.is_amka),
    _Number("cz", ("rodne cislo", "birth number"), value(r"\d{6}/?\d{4}"), national_europe.is_rodne_cislo),
    _Number("bg", ("egn",), _digits(10), national_europe.is_egn),
    _Number("ru", ("snils",), _digits(11), national_europe.is_snils),
    _Number("ru", ("inn",), _digits(12), national_europe.is_inn),
    _Number("xx", ("national id", "national identity", "identity card", "cedula de extranjeria", "documento de identidad", "id nacional"), value(r"[A-Z]{0,3}-?\d[\d.-]{5,18}[A-Z]?"), None),
)  # fmt: skip
_BY_WORD: dict[str, list[_Number]] = {}
for _one in _NUMBERS:
    for _word in _one.words:
        _BY_WORD.setdefault(_word, []).append(_one)

_ALONE: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("mx", r"\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d\b", national.is_curp),
    ("br", r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b", national.is_cpf),
    ("it", r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b", national_europe.is_codice_fiscale),
    ("cn", r"\b[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dX]\b", national.is_ric),
    ("cl", r"\b\d{1,2}\.\d{3}\.\d{3}-[\dkK]\b", national.is_rut),
    ("ch", r"\b756\.\d{4}\.\d{4}\.\d{2}\b", national_europe.is_ahv),
    ("hk", r"\b[A-Z]{1,2}\d{6}\([\dA]\)", national.is_hkid),
    ("fi", r"\b\d{6}[-A]\d{3}[A-Y]\b", national_europe.is_hetu),
    ("kr", r"\b\d{2}[01]\d[0-3]\d-[1-8]\d{6}\b", national.is_rrn),
    ("gb", r"\b[A-CEGHJ-PR-TW-Z]{2} \d{2} \d{2} \d{2} [A-D]\b", national_europe.is_nino),
)
"""Forms so closed that the check digit alone proves them."""


def _bare(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()


def _fits(check: Callable[[str], bool], text: str) -> bool:
    return check(_bare(text)) or check(text.upper())


def _keyed(view: View, match: Match) -> Hit | None:
    """The value after its word: sure with a check digit, likely by the word alone."""
    likely: Hit | None = None
    for number in _BY_WORD.get(match.group(view, 1).lower(), ()):
        place = value_after(view, match.end, number.shape, 64)
        if not place:
            continue
        text = view.text[slice(*place)]
        if number.check is not None and not _fits(number.check, text):
            continue
        if is_example(view, *place):
            return Hit("FOREIGN_ID", *place, Strength.WEAK, number.country)
        if number.check is not None:
            return Hit("FOREIGN_ID", *place, Strength.SURE, number.country)
        likely = likely or Hit("FOREIGN_ID", *place, Strength.LIKELY, number.country)
    return likely


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        if match.pattern < len(_ALONE):
            country, _, check = _ALONE[match.pattern]
            if _fits(check, match.group(view)):
                weak = is_example(view, match.start, match.end)
                yield Hit("FOREIGN_ID", match.start, match.end, Strength.WEAK if weak else Strength.SURE, country)
            continue
        hit = _keyed(view, match)
        if hit:
            yield hit


_WORDS = "|".join(re.escape(word) for word in sorted(_BY_WORD, key=len, reverse=True))
RECOGNIZER = Recognizer(
    name="foreign_ids",
    kinds=(
        kind(
            "FOREIGN_ID",
            "personal number of another country",
            "the country’s own rule for its check digit",
            plural="personal numbers of other countries",
            sentence="A number that another country gave to a person points to that person.",
        ),
    ),
    patterns=(
        *(pattern for _, pattern, _ in _ALONE),
        rf"(?i:\b({_WORDS})(?: (?:number|no|num|numero|nr|card|id))?\b\.?[ :#=(-])",
    ),
    find=_find,
    finds=(
        ("CURP BOXW310820HNERXN09", "FOREIGN_ID"),
        ("su clave es BOXW310820HNERXN09", "FOREIGN_ID"),
        ("CPF 390.533.447-05", "FOREIGN_ID"),
        ("her SIN is 123 456 782", "FOREIGN_ID"),
        ("NINO: AB 12 34 56 C", "FOREIGN_ID"),
        ("DNI 54362315K", "FOREIGN_ID"),
        ("cédula No. 1.020.345.678", "FOREIGN_ID"),
        ("national ID number 4412-7765-02", "FOREIGN_ID"),
    ),
    leaves=(
        "See RFC 2616 and RFC 791.",
        "CPF 390.533.447-06 has a wrong digit",
        "a SIN of 123 456 789 is not one",
        "The DUI arrest was 12345678",
        "call for 2024-2025 in the PAN region",
        "INN 2023 awards, NHS 2024 budget",
        "a national ID card has a photo",
    ),
)

"""A marking in the same line as what is asked: "Summarize this: CUI//SP-PRVCY The gate …", or behind the last sentence.

People paste a text behind their request, into quotation marks, a cell or a message, and the banner comes along. It marks
when a request or the beginning of a value leads to it and a text follows that does not speak of markings.
"""

from __future__ import annotations

import re

from .place import Spot

BEFORE, BODY = 160, 160
"""So far the request may begin before the marking, and so far the text after it is read."""

_WORK = (
    r"(?:summari[sz]e|sum up|shorten|condense|reword|rewrite|rephrase|paraphrase|proofread|proof|edit|fix|clean up|tidy|polish|translate|correct(?! ?:)|improve|format|simplify|turn|make|convert|explain|outline|expand|tighten|check|"
    r"review|read|reply to|answer|draft|bullets?|grammar|spelling|tl;?dr|task|text|input|content|prompt|document|message|resume|resumen|resumir|traduce|traduzca|corrige|corrija|reescribe|acorta|mejora|revisa|explica|simplifica|haz|hazlo|resum\w+|pon|texto|mensaje|parrafo|correo|"
    r"what (?:does|do|is|are) (?:this|that|it|these|the (?:text|following|paragraph))(?: \w+){0,2} (?:say|mean|about)|que (?:dice|quiere decir)|in plain (?:words|english|language)|polish this)"
)
_REQUEST = re.compile(
    rf"(?<![a-z]){_WORK}(?![a-z])[^\n]{{0,90}}?(?:[:?!]|(?:^|\s)-{{1,2}}|`{{3}}|\s\"|\[|[.:?!]\s?<[a-z]{{1,12}}>)[\s\"'`(\[*>]{{0,6}}$"
)
_VALUE = re.compile(
    r"(?:\"[a-z_]{2,14}\"\s?:\s?\"|<(?:text|body|content|p|td|message|document|doc|input|note)>|`{3}|(?<=[^\s|])\s?\|\s?)[\s(\[*]{0,3}$"
)
"""A field of JSON, an element or a fence begins."""
_CELL_BEFORE, _CELL_AFTER = re.compile(r"(?:^|[,;\t])\"$"), re.compile(r"\"[,;\t]\s?\"?(?=[A-Z])")
_LONG_CELL = re.compile(r"[^|\n]{30}")
_TELLS = re.compile(
    r"[\s.:;*)\]}>\"'`_/|,-]{1,8}(?:\d\d?[.)] )?(?=[A-Za-z0-9][^?\n]{24})(?:[^.;!?\n]{20,400}?)[.;!\"\n]"
)
_CAPS = re.compile(r"\W{1,4}[A-Z]{2,}(?: [A-Z]{2,}|[.:!])|\W{1,4}[A-Z]{3,} [A-Z][a-z]+:")
_TITLE = re.compile(
    r" (?!(?:The|An?|In|On|At|Our|We|For|All|Two|Each|This) )[A-Z][a-z]+(?: [A-Z][a-z]+)+|\W{1,2}[A-Z][a-z]+\."
)
_SPEAKS = re.compile(
    r"(?<![a-z])(?:means?|meaning|stands? for|short for|replac\w+|successor|banners?|markings?|labels?|acronyms?|abbreviat\w+|categor(?:y|ies)|caveats?|dissemination|registry|programs?|polic(?:y|ies)|trainings?|examples?|"
    r"definitions?|defined|glossary|quiz|foia|cfr|terms?|phrases?|words? (?:is|was|are)|stamps?|handbook|lesson|course|clearances?|significa|siglas?|marcas?|etiquetas?|curso|ejemplo|dear|museum|novel|film|movie|song)(?![a-z])"
)
"""What follows speaks of the marking itself, or is a letter or a work of art."""
_PAGE = re.compile(r"[\"'`)\]*\s]{0,4}(?:$|(?i:page|pg\.?) ?\d)")
_SENTENCE = re.compile(r"[A-Z0-9][^.!?\n]{24,}[.!][\"')]{0,2}\s{1,2}(?:-{1,2} )?[(\[*\"']{0,2}$")
_LETTERS = re.compile(r"[^A-Z]")


def is_handed(spot: Spot) -> bool:
    """Whether a request or the beginning of a value leads to it, and a text follows that tells something else."""
    before, after = spot.before[-BEFORE:], spot.after[:BODY]
    is_cell = _CELL_BEFORE.search(before) is not None and _CELL_AFTER.match(after) is not None
    if not is_cell and _REQUEST.search(before.lower()) is None and _VALUE.search(before.lower()) is None:
        return False
    if before.rstrip().endswith("|") and _LONG_CELL.match(after) is None:
        return False
    if not spot.after.strip(" *)]") and not before.rstrip("([").endswith(('"', "'", "`", ">")):
        return False  # alone behind a word and a colon: an example, unless something opens here
    return _tells(spot, spot.page.view.text[spot.end : spot.end + BODY * 3])


def heads_title(spot: Spot) -> bool:
    """Whether it is the first word of a title in capitals, before a text in small letters."""
    return _CAPS.match(spot.after) is not None and any(letter.islower() for letter in spot.after[:BODY])


def _tells(spot: Spot, after: str) -> bool:
    if (
        _TELLS.match(after + "\n") is None
        or "\n\n" in after[:2]
        or _CAPS.match(after)
        or _TITLE.match(after)
        or _is_spelled(spot)
    ):
        return False
    if not spot.page.is_caseless and not re.match(r"[^A-Za-z0-9]{1,8}[A-Z0-9]", after):
        return False  # the sentence goes on
    return not spot.is_woven and _SPEAKS.search(after[:BODY].lower()) is None


def is_closing(spot: Spot) -> bool:
    """Whether it stands behind the last sentence of its line, or of a page that lost its breaks, and the line is not about it."""
    before = spot.before[-BEFORE * 2 :]
    if _PAGE.match(spot.after) is None or _SENTENCE.search(before) is None or _is_spelled(spot):
        return False
    return _SPEAKS.search(before.lower()) is None and _LETTERS.sub("", spot.text.upper()) not in before


def _is_spelled(spot: Spot) -> bool:
    """Whether what a short form stands for is written beside it."""
    letters = _LETTERS.sub("", spot.text.upper())
    for side in (spot.before[-60:], spot.after[:60]):
        initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", side)).upper()
        if 2 < len(letters) < 6 and letters in initials:
            return True
    return False

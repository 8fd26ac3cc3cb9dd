"""How sure a marking is, by where it stands and what kind of words it has; a mention of one is none (ISOO and NARA guides)."""

from __future__ import annotations

import re

from proviso.model import Strength

from .handing import heads_title, is_closing, is_handed
from .lines import LEVELS, Marking
from .place import ANY, DECOR, ITEMS, Spot, speaks_of
from .teaching import EXPLAINS, LEADS_IN


def joined(spot: Spot) -> Strength | None:
    """How sure a banner with a double slash is: the slash already says that it is one, so only a mention is let go."""
    if is_handed(spot) or is_closing(spot) or (spot.before.endswith(("(", "[")) and _is_titled(spot)):
        return None if _is_taught(spot) or _is_listed(spot) else Strength.SURE
    if _has_no_text(spot):
        return None
    if spot.is_quoted and not spot.is_label:
        return None
    if spot.has_holes or spot.is_training or (spot.is_code and not spot.is_label):
        return None
    if spot.is_alone:
        return None if spot.is_shown() else Strength.SURE
    if spot.is_label and spot.ends_value():
        return Strength.SURE
    if _is_listed(spot):
        return None
    if spot.heads_sentence and not spot.page.lesson.is_about(spot.start, spot.end):
        return Strength.SURE
    return None if spot.is_mention() else Strength.SURE


def _is_taught(spot: Spot) -> bool:
    """Whether it is part of a template or of a lesson."""
    return spot.has_holes or spot.is_training or spot.page.lesson.is_about(spot.start, spot.end)


def _has_no_text(spot: Spot) -> bool:
    """Whether the text is a word or two about a marking in small letters, and nothing else: "uppercase this: cui//sp-tax"."""
    rest = len(spot.page.view.text.strip()) - len(spot.text)
    is_last = not spot.after.strip(" .!?\"')")
    return 0 < rest < 24 and is_last and spot.text.islower() and "\n" not in spot.page.view.text.strip()


def bare(spot: Spot, count: int, *, is_plain: bool, is_phrase: bool) -> Strength | None:
    """How sure a marking of one word or phrase is; `is_plain`: an everyday word; `is_phrase`: words that nobody writes by chance."""
    if spot.is_quoted or spot.has_holes or spot.is_code:
        return None
    if spot.is_alone:
        return _bare_alone(spot, count, is_plain=is_plain, is_phrase=is_phrase)
    if spot.is_label and spot.ends_value() and not spot.page.lesson.is_about(spot.start, spot.end):
        return Strength.WEAK if is_plain or not (spot.is_loud or is_phrase) else Strength.SURE
    if not spot.is_loud or spot.is_mention() or _is_listed(spot):
        return None
    if not is_plain and _is_segment(spot):
        return Strength.SURE
    if spot.is_apart and not _is_spelled_out(spot):
        return (
            Strength.SURE
            if spot.has_page or count >= 2 or (spot.at_edge and not is_plain) or (is_phrase and spot.text.isupper())
            else Strength.WEAK
        )
    if is_phrase and spot.text.isupper() and (spot.opens or spot.closes):
        return Strength.SURE
    is_paragraph = len(spot.before) + len(spot.after) > 80  # lines that a paste ran together
    if count >= 2 and is_paragraph and spot.begins and re.match(r"\s*(?:$|[A-Z0-9(#*>-])", spot.after):
        return Strength.SURE
    return None


def _bare_alone(spot: Spot, count: int, *, is_plain: bool, is_phrase: bool) -> Strength | None:
    if spot.is_shown() or _is_in_list(spot) or _is_spelled_below(spot):
        return None
    if count < 2 and spot.page.lesson.is_likely(spot.start, spot.end):
        return None
    if spot.is_loud:
        if not is_plain or count >= 2 or (spot.has_page and spot.text.isupper()):
            return Strength.SURE
        return Strength.LIKELY if spot.at_edge and spot.text.isupper() and not _is_letter(spot) else Strength.WEAK
    if is_plain:
        return Strength.WEAK
    if count >= 2 or (is_phrase and spot.has_page):
        return Strength.SURE
    return Strength.LIKELY if is_phrase and spot.at_edge and len(spot.page.view.text) > 200 else Strength.WEAK


def whole(spot: Spot, line: Marking, count: int) -> Strength | None:
    """How sure a line is that holds nothing but words of the grammar; the same words also head glossaries and chapters."""
    if spot.has_holes or spot.is_training or spot.is_shown() or _is_in_list(spot) or _is_spelled_below(spot):
        return None
    is_loud = line.is_loud or spot.page.is_caseless
    if _SCI.fullmatch(spot.text) and "clearance" in spot.page.view.low[max(0, spot.low - 600) : spot.high + 600]:
        return None  # what a vacancy asks for
    if line.is_joined:
        return Strength.SURE if is_loud or "/" in spot.text else Strength.LIKELY
    if spot.page.lesson.is_likely(spot.start, spot.end) and count < 2:
        return None
    if is_loud and not line.is_plain:
        return Strength.SURE
    if line.is_said:
        return Strength.LIKELY if is_loud or line.is_phrase else Strength.WEAK
    if not is_loud and not line.is_phrase:
        return Strength.WEAK
    return Strength.WEAK if _is_chapter(spot) or _is_trade(spot) else Strength.LIKELY


_SCI = re.compile(r"(?:top secret|ts) ?/{1,2} ?sci", re.IGNORECASE)
_GOES_ON = re.compile(r"[\s.:;*)\]}>\"'_/|-]*(?:[A-Z0-9(]|\| ?\w)(?s:.){40}")
_TELLS = re.compile(
    r"[ .*)\]}>_|/-]{1,6}(?:\d\d?[.)] )?(?=[^\n]{0,80}?(?:[a-z'-]{2,}[ ,]+){4})[A-Z0-9][^\n?]{24,300}?[.;!](?:\s|$)"
)
"""A sentence, not a title."""


def leads(spot: Spot, line: Marking, count: int) -> Strength | None:
    """How sure a marking is that begins a line, or a sentence of one that lost its breaks, and is no part of that sentence."""
    if spot.has_holes or spot.is_training or spot.page.lesson.is_about(spot.start, spot.end):
        return None
    if spot.in_subject:
        return _in_subject(spot, line)
    if is_handed(spot) or is_closing(spot):
        return _behind_request(spot, line)
    if _is_vacancy(spot, line) or (heads_title(spot) and not line.is_joined and not spot.opens):
        return None
    if spot.is_label and spot.ends_value():
        return Strength.SURE if line.is_joined or (line.is_loud and not line.is_plain) else Strength.LIKELY
    if spot.is_code or spot.is_quoted or spot.is_woven or spot.is_asked or spot.is_shown() or _is_in_list(spot):
        return None
    if spot.before.rstrip().endswith("|") and spot.after.lstrip().startswith("|"):
        return None
    if _GOES_ON.match(spot.page.view.text[spot.end : spot.end + 120]) is None or _is_spelled_out(spot):
        return None
    if (
        EXPLAINS.search(spot.after[:70].lower())
        or LEADS_IN.search(spot.before[-60:].lower())
        or _NEXT_ONE.match(spot.after)
    ):
        return None
    if line.is_joined and line.is_loud:
        return Strength.SURE
    if _TELLS.match(spot.after) is None:
        return None
    if not line.is_loud and not (line.is_phrase and count >= 2):
        return None
    if (line.is_plain or not line.is_loud) and (count < 2 or _is_trade(spot) or _is_chapter(spot)):
        return None
    if spot.page.lesson.is_likely(spot.start, spot.end) or re.match(r" [A-Z][a-z]+(?: [A-Z][a-z]+){2}", spot.after):
        return None  # a title in capitals
    return Strength.LIKELY


def _behind_request(spot: Spot, line: Marking) -> Strength | None:
    if line.is_joined and (line.is_loud or "/" in spot.text):
        return Strength.SURE
    if line.is_plain or not (line.is_loud or line.is_phrase) or (line.kind in LEVELS and _is_trade(spot)):
        return None
    return Strength.LIKELY


_VACANCY = re.compile(r"(?<![a-z])(?:vacanc(?:y|ies)|telework|job announcement|how to apply|salary)(?![a-z])")


def _is_vacancy(spot: Spot, line: Marking) -> bool:
    """Whether a level is what a vacancy asks for."""
    text = spot.page.view.low
    return (
        line.kind in LEVELS
        and not line.is_joined
        and not spot.opens
        and _VACANCY.search(text[max(0, spot.low - 200) : spot.high + 200]) is not None
    )


def _in_subject(spot: Spot, line: Marking) -> Strength | None:
    closes = re.match(r"[\])}>]|\s*(?:[-|:,;]|//|$)", spot.after) is not None
    closes = closes or (
        line.is_loud and (line.is_phrase or line.is_joined) and re.match(r" [a-z]", spot.after) is not None
    )
    if not closes or speaks_of(spot.after) or (line.is_plain and not spot.before.endswith(("[", "("))):
        return None
    return Strength.SURE if line.is_loud or line.is_phrase or line.is_joined else None


_RULES = re.compile(
    r"(?<![a-z])(?:programs?|polic(?:y|ies)|regulations?|cfr|rules?|requirements?|guidance|statut\w+|laws?|disclos\w+|define[sd]?|definitions?|designat\w+|training|agenc(?:y|ies)|executive order"
    r"|sections? \d|the act|u\.s\.c|exempt\w*|freedom of information|foia|chapter|appendix|glossary|protect(?:ed|ion|ing)|information (?:that|which|is|means)|unclassified information)(?![a-z])"
)
_TRADE = re.compile(
    r"(?<![a-z])(?:dear|proposal|invoice|salary|resum[e\xe9]|settlement|client|customers?|survey|human resources|non-?disclosure|agreement|recipient|intended|privileged and|copyright|sale|price|"
    r"secret (?:ingredient|santa|garden)|temperature|substances?|uncontrolled|copy|revision|counsel\w*)(?![a-z])"
)


def _is_chapter(spot: Spot) -> bool:
    """Whether the words are the title of a text about such information."""
    text = spot.page.view.low
    near = text[max(0, spot.low - 300) : spot.low] + " \x00 " + text[spot.high : spot.high + 400]
    return not spot.text.isupper() and (
        _RULES.search(near) is not None or "..." in spot.after or spot.after.strip().isdigit()
    )


def _is_trade(spot: Spot) -> bool:
    """Whether a word such as CONFIDENTIAL stands over what any office writes."""
    text = spot.page.view.low
    near = text[max(0, spot.low - 200) : spot.low] + " \x00 " + text[spot.high : spot.high + 400]
    return _is_letter(spot) or _TRADE.search(near) is not None or len(text.strip()) < len(spot.text) + 60


_BORDER_BEFORE = re.compile(r"[\w)\]] (?:/|[|]|-{1,2}) $")
_BORDER_AFTER = re.compile(r" (?:/|[|]|-{1,2}) [\w(\[]")
_OTHER_MARK = re.compile(rf"(?:^| )(?:/|[|]|-{{1,2}}) {ANY}|(?:^|[/|-] ){ANY} (?:/|[|]|-)", re.IGNORECASE)


def _is_segment(spot: Spot) -> bool:
    """Whether it is one field of a short first or last line, as in "Draft 2 / CUI / internal"."""
    page, line = spot.page, len(spot.before) + len(spot.text) + len(spot.after)
    is_edge = page.first >= spot.low or page.last <= spot.high
    if not is_edge or line > 80 or len(page.view.text) < line + 30 or spot.after.rstrip().endswith(("?", ":", ".")):
        return False
    left = not spot.before.strip() or _BORDER_BEFORE.search(spot.before) is not None
    right = not spot.after.strip() or _BORDER_AFTER.match(spot.after) is not None
    has_two = bool(spot.before.strip()) and bool(spot.after.strip())
    return left and right and has_two and _OTHER_MARK.search(spot.before + "\x00" + spot.after) is None


def contains(spot: Spot) -> bool:
    """Whether a line says "Contains CUI" and nothing else, over or under a text."""
    is_line = spot.is_alone and re.match(r"(?:this \w[\w-]* )?contains? ", spot.text, re.IGNORECASE) is not None
    return is_line and not spot.is_shown() and not spot.page.lesson.is_likely(spot.start, spot.end)


def heads(spot: Spot) -> bool:
    """Whether it is the first or last line of a text that does not explain it."""
    is_first = spot.is_alone and spot.at_edge
    return (
        is_first
        and not _is_in_list(spot)
        and not spot.is_shown()
        and not spot.page.lesson.is_likely(spot.start, spot.end)
    )


def _is_letter(spot: Spot) -> bool:
    """Whether somebody is greeted soon after it: any office writes such a word on its letters."""
    return re.search(r"(?m)^(?:Dear|Hi|Hello|Estimad[oa]) ", spot.below[:300]) is not None


_HEADED = re.compile(r"[^.?!\n]{0,60}\s$")
_CAPTION = re.compile(
    r"(?:figure|fig\.?|table|chart|annex|appendix|photo|exhibit|slide|item|para(?:graph)?|sec(?:tion)?) [\w.-]{1,6} $"
)


def is_headed(spot: Spot) -> bool:
    """Whether it stands after a short heading or a caption's number, as "Figure 2 (CUI//CRIT). Valves" and "Summary (S//NF): …"."""
    if (
        re.match(r"\s?[.:] {1,2}[A-Za-z0-9\"'][^\n]{14,}", spot.after) is None
        or spot.is_explained
        or spot.has_holes
        or spot.is_training
    ):
        return False
    start = spot.before.lstrip(" \t>*#|-")
    if not (start[:1].isupper() or spot.page.is_caseless) or spot.page.lesson.is_about(spot.start, spot.end):
        return False
    if _CAPTION.fullmatch(start.lower()):
        return spot.text.strip("()[]") not in spot.after  # a caption about such documents
    return "/" in spot.text and _HEADED.fullmatch(start) is not None and len(start.split()) <= 4


def _is_titled(spot: Spot) -> bool:
    """Whether it closes the short title in a text's first line, as "Minutes (CUI)", and does not abbreviate the title itself."""
    title, page = spot.before.strip(" \t>*#"), spot.page
    words = re.findall(r"[A-Za-z]+", title)
    is_heading = spot.before.lstrip(" >").startswith("#") and "/" in spot.text
    if (page.first < spot.low and not is_heading) or spot.after.strip(" \t*)") or not 1 <= len(words) <= 6:
        return False
    if not re.sub(r"^[\d. ]+", "", title)[:1].isupper():
        return False
    letters = re.sub(r"[^A-Z]", "", spot.text.upper())
    if (
        letters[:2] in "".join(word[0] for word in words).upper()
        or spot.is_explained
        or spot.is_woven
        or speaks_of(title)
    ):
        return False
    return len(page.view.text) - spot.high > 20 and not page.lesson.is_likely(spot.start, spot.end)


def is_portion(spot: Spot) -> bool:
    """Whether it stands as a portion mark does: before a text that follows, or in a cell, and not spoken of."""
    if is_headed(spot) or _is_titled(spot):
        return True
    if is_handed(spot) or (is_closing(spot) and "/" in spot.text):
        return not _is_taught(spot) and not _is_listed(spot)
    opens = spot.opens or spot.before[-1:] in {"\t", "|", ","} or spot.before[-2:] in {"| ", ', "', ',"'}
    if not spot.has_body() or not (opens or spot.begins) or spot.has_holes or spot.is_training:
        return False
    if not opens and (spot.is_quoted or spot.is_explained or spot.is_asked):
        return False
    return not spot.page.lesson.is_about(spot.start, spot.end)


_NEXT_ONE = re.compile(
    rf"[\s\"'`)]*(?:[,;]|or|and|vs\.?|versus|o|y|[a-e][.)])(?: (?:and|or))?[\s\"'`(]*{ANY}[\s/]", re.IGNORECASE
)
_LAST_ONE = re.compile(
    r"[A-Z]{2,}//[A-Z /-]{2,40}[\"'`)]*(?:[,;]| or| and| vs\.?| versus| [a-e][.)]) ?(?:and |or )?[\"'`(]*$"
)
_OPENS_LINE = re.compile(rf"{DECOR}(?:\(?[a-z0-9][.)] ?)?{DECOR}{ANY}", re.IGNORECASE)


_CELL_BEFORE = re.compile(rf"(?:^|\|)\s*{ANY}[^|\n]{{0,30}}\|\s*$", re.IGNORECASE)
_CELL_AFTER = re.compile(rf"\s*\|\s*{ANY}[^|\n]{{0,30}}\|", re.IGNORECASE)


def _is_listed(spot: Spot) -> bool:
    """Whether other markings stand beside it, separated like the items of a list, or as a cell of their own."""
    if "|" in spot.before and (_CELL_BEFORE.search(spot.before[-80:]) or _CELL_AFTER.match(spot.after[:80])):
        return True
    if _NEXT_ONE.match(spot.after[:60]) or _LAST_ONE.search(spot.before[-80:]):
        return True
    if not spot.opens or not re.match(r" ?[-:=|] ", spot.after):
        return False
    return _is_item(spot.above) or _is_item(spot.below.split("\n", 1)[0])


def _is_item(line: str) -> bool:
    return re.match(rf"{DECOR}{ANY}[^\n]{{0,40}}? ?[-:=|] ", line, re.IGNORECASE) is not None


def _is_in_list(spot: Spot) -> bool:
    """Whether it is one of several markings under each other, with bullets or numbers, or under a question."""
    others = [line for line in (spot.above, spot.below.split("\n", 1)[0].strip()) if _OPENS_LINE.match(line)]
    others = [line for line in others if len(line) < 60 and spot.text.lower() not in line.lower()]
    is_item = bool(ITEMS.match(spot.before.strip() + " ")) and spot.before.strip() not in {"", ">", "|", "#"}
    return bool(others) and is_item


def _is_spelled_below(spot: Spot) -> bool:
    """Whether the next line begins with what a short form stands for, and goes on: a heading of a glossary."""
    letters = re.sub(r"[^A-Z]", "", spot.text.upper())
    words = re.findall(r"[A-Za-z]+", spot.below[:100])
    initials = "".join(word[0] for word in words[: len(letters)]).upper()
    return 2 < len(letters) < 6 and initials == letters and not spot.below.split("\n", 1)[0].isupper()


def _is_spelled_out(spot: Spot) -> bool:
    """Whether the words after a short form are what it stands for, as in a glossary."""
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", spot.after[:80])[:3]).upper()
    return len(spot.text) <= 5 and initials[:2] == re.sub(r"[^A-Z]", "", spot.text.upper())[:2]

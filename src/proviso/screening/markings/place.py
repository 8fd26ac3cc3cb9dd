"""Where a marking stands: it marks by its position, and a mention of one does not (ISOO and NARA marking guides).

Everything here looks at a window around one place, so that a long text costs no more for each of its markings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from proviso.screening.recognizer import Hit
from proviso.screening.view import BULLET, MIDDOT, OTHER, View

from .teaching import ASKS, EXPLAINS, LEADS_IN, NEAR, Lesson

MOST_KNOWN = 500
"""So many places are remembered at a time, so that memory stays small."""
REACH = 400
"""So far a line is looked at to both sides of a marking."""

TAG = r"</?[a-zA-Z][^<>\n]{0,60}>"
DECOR = rf"(?:[ \t\f>*#=|_~+/\\{{}}\[\]{BULLET}{MIDDOT}{OTHER}:.-]|{TAG})*"
"""What may stand around a marking without being text: rules, stars, quoting, bullets, brackets, tags."""
PAGE = r"(?:(?i:page|pg|p|copy|sheet|slide)\.? ?)?\d{1,4}(?: ?(?i:of|/|-) ?\d{1,4})?"
DAY = r"(?:\d{1,2}[ /.-](?:\d{1,2}|[A-Za-z]{3,9})[ /.-]\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2}, \d{4}|\d{4}-\d\d-\d\d)"
ITEM = r"\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)] ?"
FURNITURE = rf"(?:{PAGE}|{DAY})"
"""Page numbers and dates of a header or footer."""


def bare_patterns(words: str) -> tuple[str, str, str]:
    """RE2 patterns for words that stand alone in a line, at its left end or at its right end; group 1 is the marking."""
    return (
        rf"(?im:^{DECOR}(?:{FURNITURE}{DECOR}[ \t|-]{DECOR})?(?:{ITEM})?({words}){DECOR}(?:[ \t|-]{FURNITURE})?{DECOR}$)",
        rf"(?im:^{DECOR}({words})(?: {{3}}|\t| ?\|))",
        rf"(?im:(?: {{3}}|\t|\| ?)({words}){DECOR}(?:[ \t|-]{FURNITURE})?{DECOR}$)",
    )


_DECOR = re.compile(DECOR)
ITEMS = re.compile(rf"(?:{ITEM}|[*{BULLET}+-] )")
_LEAD = re.compile(rf"{DECOR}(?:{FURNITURE})?{DECOR}")
_LEADITEMS = re.compile(
    rf"{DECOR}(?:\(?(?:\d{{1,3}}(?:\.\d{{1,3}})*|[a-zA-Z]|[ivx]{{1,4}})[.)] ?|(?i:para|paragraph|section|sec|item)\.? \d{{1,3}}[a-z]? )?{DECOR}"
)
_TRAIL = re.compile(rf"{DECOR}(?:{FURNITURE})?{DECOR}")
_BESIDES = re.compile(
    r"(?<![A-Za-z])(?:(?i:\(?when (?:filled in|completed|separated from [a-z ]{3,30})\)?|\(?with attachments?\)?|do not (?:forward|release|distribute|copy|share|disclose)(?: to (?:the )?[a-z]+| outside [a-z ]{3,20})?"
    r"|not for (?:public )?(?:release|dissemination|distribution)|close hold|internal use only)|DRAFT|PRE-?DECISIONAL|DELIBERATIVE|PROVISIONAL|IN WORK|WORKING (?:PAPERS?|DRAFT)|PRIVILEGED|ATTORNEY[- ]CLIENT)(?![A-Za-z])"
)
"""Administrative words that stand beside a banner and mark nothing themselves."""
_GAP_BEFORE = re.compile(r"(?: {3}|\t|\| ?)$")
_GAP_AFTER = re.compile(r"(?: {3}|\t| ?\|)")
_FURNITURE = re.compile(
    rf"(?:^|[ \t|]){FURNITURE}{DECOR}$|^{DECOR}(?:(?i:page|pg)\.? ?\d|{FURNITURE}(?: {{2}}|\t| ?\|))"
)
_LABEL = re.compile(
    r"(?:(?:page )?(?:header|footer|banner)|classification(?: level| of th(?:is|e) [a-z]{4,14}(?: is)?)?|classified as|markings?|handling(?: caveats?| instructions?)?|caveats?|sensitivity(?: label)?|dissemination|releasability"
    r"|security (?:level|marking|classification)|protective marking|distribution|control(?:led)? marking|x-[a-z-]{0,30}(?:classif|label|marking)[a-z-]{0,20})"
    r"[\"'*]{0,3}\s{0,2}[:=|,\t-][\s\"'*\[]{0,6}$"
)
_COMPARES = re.compile(r"(?:\s=|[=!<>]=)\s*[\[({]?[\"']$")
"""A comparison or an assignment in code."""
_SUBJECT = re.compile(
    r"(?:^|[-.:>|] )[\s>*|#]*(?:subject|subj|asunto|re|title|betreff|objet)\**\s?:\**\s?(?:(?:re|fw|fwd|rv|aw): ?|\[[a-z -]{2,16}\] ?){0,6}[\[({]?$"
)
_ABOUT = re.compile(
    r"(?<![a-z])(?:trainings?|refresher|course|awareness|polic(?:y|ies)|programs?|guid(?:e|ance)|handbook|questions?|markings?|registry|faq|quiz|templates?|lessons?|basics|overview|meeting"
    r"|notice|what|how|why|about|benefits?|income|santa|sauce|service|shopper|webinar|capacitaci[oq]n|curso)(?![a-z])"
)
"""What a subject or a file's name is about when it speaks of the marking."""
_OWN_BODY = re.compile(r"[\s:*]*[A-Za-z0-9][^?\n]{24,}?[.!](?:\s|$)")
"""A sentence that is no question."""
_SENTENCE = re.compile(r"(?:[.!?:;)\]>\"]|--?)\s+$|^\s*$|\n\s*$")
_BESIDE_BEFORE = re.compile(
    r"(?<![a-z])(?:the|an?|is|are|was|were|be|been|as|with|in|on|of|for|to|by|from|and|or|nor|not|if|whether|when|that|than|via|into|about|per|between|under"
    r"|versus|vs\.?|mark(?:ed|ing|s)?|sa(?:id|y|ys)|reads?|labell?ed|stamped|carry|carries|carrying|add|adds|use|uses|using|used|called|write|writes|wrote|type|typed|put"
    r"|shows?|showed|shown|displays?|defines?|defined|defining|sends?|sent|miss(?:es|ed)?|saw|sees?|finds?|found|detects?|matches|match|explains?|describes?|words?|never|always|without|means?|like|equals?|contains?|containing|no|any|every|each|some|this|our|your|their|its|su|un|una|el|la|los|las|de|con|en|que|y|o|como)[\s\"'`(\[{<-]*$"
)
_BESIDE_AFTER = re.compile(
    r"[\s\"'`)\]]*(?:is|are|was|were|be|means?|stands?|applies|apply|goes|go|should|shall|must|may|can|could|would|will|does|do|did|has|have|had|tells?|marks?|marked|marking"
    r"|markings|banners?|portion|portions|documents?|files?|materials?|information|data|content|labels?|caveat|stamps?|pages?|holders?|programs?|and|or|vs\.?|versus|but|because"
    r"|when|if|in|on|at|to|for|by|with|as|from|of|than|then|that|which|who|registry|basic|specified|policy|training|senior|executive|council|advisory|handbook|glossary|notice|regulations?|rules?|incidents?|framework|requirements?|categor(?:y|ies)|overview|guidance|es|son|significa|debe|y|o|en|para|por|con)(?![\w-])(?! ?:)"
)
_HOLES = re.compile(
    r"\[[^\]\n]{0,40}(?:name|office|component|date|list|number|category|registry|insert|enter|agency|source|level|your)[^\]\n]{0,40}\]|<[a-z]+(?: [a-z]+)+>|<(?:name|office|category|level|date|source|agency|component|marking|banner|list)>|\bXXX+\b"
    r"|// ?(?:SP-)?(?:CAT|LDC|CATEGORY|CATEGORIES|ABC|XXX?|ABBR\w*|MARKING|DISSEM\w*|CONTROL|LEVEL)\b|_{4,}"
)
_ELEMENT = re.compile(r"<([a-z]+)>(?=[^<>\n]*</\1>)")
"""A tag that is closed again is no place to fill in."""
_TRAINS = re.compile(
    r"for (?:training|instruction(?:al)?|classroom|illustrat\w+|demonstration|example) (?:use|purposes?)|(?:training|instructional|sample|example|notional) (?:only|document|slide|text)"
    r"|not (?:an? )?(?:actual|real)"
)
_NAME = re.compile(r"[\w.\-]{1,40}\s*[=:(,\[]\s*[\[({]*$")


@dataclass(slots=True, eq=False)
class Page:
    """What one call of a recognizer knows about the whole text; made once, so that each place is judged quickly."""

    view: View
    lesson: Lesson = field(init=False)
    is_caseless: bool = field(init=False)
    """Whether the text is in one case, so that capitals say nothing."""
    first: int = field(init=False)
    last: int = field(init=False)
    _known: dict[tuple[object, ...], Hit | None] = field(init=False, default_factory=dict)
    """Where the first character that is no blank stands, and the last."""

    def __post_init__(self) -> None:
        text = self.view.text
        self.lesson = Lesson(self.view)
        some = text if len(text) < 4_000 else text[:2_000] + text[-2_000:]
        self.is_caseless = not any("A" <= c <= "Z" for c in some) and any("a" <= c <= "z" for c in some)
        self.first = len(text) - len(text.lstrip())
        self.last = len(text.rstrip())

    def once(self, spot: Spot, number: int, judge: Callable[[Spot], Hit | None]) -> Hit | None:
        """What `judge` says, asked once for places with the same words around them, as in a table or in a flood of markings."""
        around = self.view.text[max(0, spot.start - NEAR) : spot.end + NEAR]
        key = (number, spot.end - spot.start, around, min(spot.start, NEAR), spot.at_edge, spot.where)
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = judge(spot)
        hit = self._known[key]
        return None if hit is None else replace(hit, start=spot.start, end=spot.end)

    def spot(self, start: int, end: int) -> Spot:
        """The surroundings of one place."""
        text = self.view.text
        low = max(text.rfind("\n", max(0, start - REACH), start) + 1, start - REACH, 0)
        high = text.find("\n", end, end + REACH)
        high = min(len(text), end + REACH) if high < 0 else high
        return Spot(self, start, end, low, high)


class Spot:
    """One place and its line, at most `REACH` to both sides."""

    def __init__(self, page: Page, start: int, end: int, low: int, high: int) -> None:
        self.page, self.start, self.end, self.low, self.high = page, start, end, low, high
        text = page.view.text
        self.text, self.before, self.after = text[start:end], text[low:start], text[end:high]

    @cached_property
    def opens(self) -> bool:
        """Whether only quoting, bullets, numbers or decoration stand before it in its line."""
        before = self._bare(self.before)
        return _LEAD.fullmatch(before) is not None or _LEADITEMS.fullmatch(before) is not None

    @cached_property
    def closes(self) -> bool:
        """Whether only decoration or a page number follows in its line."""
        return _TRAIL.fullmatch(self._bare(self.after)) is not None

    def _bare(self, side: str) -> str:
        """One side of the line without the same marking again, and without words that stand beside banners."""
        if not side or side.isspace():
            return side
        return _BESIDES.sub("", re.sub(rf"(?<!\w){re.escape(self.text)}(?!\w)", "", side))

    @property
    def is_alone(self) -> bool:
        """Whether the line holds it and nothing else but decoration."""
        return self.opens and self.closes

    @cached_property
    def is_apart(self) -> bool:
        """Whether it stands at one side of its line, three blanks or a table's border away from the text."""
        left = self.opens or _GAP_BEFORE.search(self.before) is not None
        return left and (self.closes or _GAP_AFTER.match(self.after) is not None)

    @cached_property
    def has_page(self) -> bool:
        """Whether its line has a page number or a date, as headers and footers do."""
        rest = f"{self.before.strip()}\t\t{self.after.strip()}".strip()
        return _FURNITURE.search(rest) is not None and ITEMS.fullmatch(self.before.lstrip(" >")) is None

    @cached_property
    def at_edge(self) -> bool:
        """Whether nothing but decoration stands before it, or after it, in the whole text."""
        return self.page.first >= self.start - 8 or self.page.last <= self.end + 8

    @cached_property
    def is_quoted(self) -> bool:
        """Whether quotation marks, backticks or brackets hold it alone."""
        before, after = self.before[-1:], self.after[:1]
        if before == "`" or after == "`":
            return True
        if before in {'"', "'"} and before == after:
            return True
        if before == '"' and after[:1] in {".", ",", "?", "!", ";"} and self.after[1:2] == '"':
            return True
        return before == "(" and after == ")" and _DECOR.fullmatch(self.before[:-1]) is None

    @cached_property
    def is_label(self) -> bool:
        """Whether a label such as "Classification:" stands right before it."""
        before = self.before[-60:].lower()
        return _LABEL.search(before) is not None and _COMPARES.search(before) is None

    @cached_property
    def is_explained(self) -> bool:
        """Whether the line around it explains, asks about or prescribes the marking."""
        near = f"{self.before[-90:]} \x00 {self.after[:90]}".lower()
        return EXPLAINS.search(near) is not None

    @cached_property
    def is_woven(self) -> bool:
        """Whether it is a word of a sentence: an article, a preposition or a verb stands right beside it."""
        before, after = self.before[-24:].lower(), self.after[:24].lower()
        if before.strip() and not before.endswith(("   ", "\t", "|")) and _BESIDE_BEFORE.search(before):
            return True
        return not after.startswith(("   ", "\t", " |", "|")) and _BESIDE_AFTER.match(after) is not None

    @cached_property
    def has_holes(self) -> bool:
        """Whether the line is a template with places to fill in."""
        near = self.before[-90:] + self.text + self.after[:90]
        return _HOLES.search(_ELEMENT.sub(" ", near) if "</" in near else near) is not None

    @cached_property
    def is_training(self) -> bool:
        """Whether its own line, or the next one, says that it is there to train (course banners)."""
        return _TRAINS.search(f"{self.before[-60:]} {self.after[:80]}".lower()) is not None

    @cached_property
    def is_asked(self) -> bool:
        """Whether the whole text is one short question without a body."""
        text = self.page.view.text
        if len(text) >= 280 or "?" not in text or text.strip().count("\n") >= 2:
            return False
        return not (self.begins and self._own_body)

    @cached_property
    def _own_body(self) -> str:
        """The sentence after it, when it is none that asks."""
        found = _OWN_BODY.match(self.after)
        if found is None or not (self.page.is_caseless or re.match(r"[\s:*]*[A-Z0-9]", self.after)):
            return ""
        return found.group().lower()

    @cached_property
    def heads_sentence(self) -> bool:
        """Whether a sentence follows that does not explain it, and none leads to it: a line that lost its breaks."""
        if not self.begins or not self._own_body or self.is_woven:
            return False
        return EXPLAINS.search(self._own_body) is None and LEADS_IN.search(self.before[-60:].lower()) is None

    @cached_property
    def begins(self) -> bool:
        """Whether a sentence or a paragraph begins with it."""
        return self.opens or _SENTENCE.search(self.before[-6:]) is not None

    @cached_property
    def is_code(self) -> bool:
        """Whether it is a value in code: quotation marks around it, and a name or a list before it."""
        if self.before[-1:] not in {'"', "'"} or self.after[:1] != self.before[-1:]:
            return False
        return _NAME.search(self.before[:-1][-50:]) is not None or self.before[-3:-1] in {", ", "[", "("}

    def is_mention(self) -> bool:
        """Whether the words around say that this only mentions a marking."""
        return (
            self.is_quoted
            or self.is_explained
            or self.has_holes
            or self.is_asked
            or self.is_woven
            or self.is_training
            or self.page.lesson.is_about(self.start, self.end)
        )

    @cached_property
    def above(self) -> str:
        """The last line before its own that is not empty."""
        text = self.page.view.text
        return text[max(0, self.low - REACH) : self.low].rstrip().rsplit("\n", 1)[-1].strip()

    @cached_property
    def below(self) -> str:
        """The text after its line, a few lines."""
        return self.page.view.text[self.high : self.high + REACH].strip()

    @cached_property
    def _around(self) -> tuple[str, str, int]:
        """The nearest lines above and below that are no markings themselves: what leads to a row of them, and what follows."""
        text = self.page.view.text
        above = [line.strip() for line in text[max(0, self.low - REACH) : self.low].splitlines() if line.strip()]
        rows = 0
        while above and _is_mark(above[-1]):
            rows += above.pop() != self.text
        below = text[self.high : self.high + REACH].splitlines()
        while below and (not below[0].strip() or _is_mark(below[0].strip())):
            rows += below.pop(0).strip() not in {"", self.text}
        return above[-1] if above else "", "\n".join(below).strip(), rows

    def is_shown(self) -> bool:
        """Whether a line of its own is an example all the same: an explaining line leads to it, and no document follows."""
        if self.is_training or self.page.lesson.is_about(self.start, self.end):
            return True
        above, below, rows = self._around
        above, below = above.lower(), below.lower()
        if rows >= 2 and EXPLAINS.search(below.split("\n", 1)[0]):
            return True
        leads = above.endswith((":", "?", "-")) and LEADS_IN.search(above) is not None
        if leads and (len(below) < 40 or ASKS.match(below) or EXPLAINS.search(below[:120])):
            return True
        is_short = len(self.page.view.text) < 280 and len(below) < 120
        return is_short and ASKS.match(below) is not None

    def has_body(self) -> bool:
        """Whether text follows in the same line or paragraph, as it does after a portion mark."""
        rest = self.page.view.text[self.end : self.end + 80]
        if re.match(r"[ \t]*\n[ \t]*\n", rest) or _BESIDE_AFTER.match(rest.lower()):
            return False
        return re.match(r"[\s:*|_-]*[A-Za-z0-9\"'\[(][\w'\")(/]*(?:[ ,.-]|$|: \w)", rest) is not None

    @cached_property
    def in_subject(self) -> bool:
        """Whether it stands at the head of a subject line."""
        return _SUBJECT.search(self.before[-100:].lower()) is not None

    @cached_property
    def is_loud(self) -> bool:
        """Whether it is in capitals, where the text has small letters at all."""
        return self.text.isupper() or self.page.is_caseless

    def ends_value(self) -> bool:
        """Whether nothing of the value follows, where it stands after a label."""
        return (
            re.match(
                r"[\"'*\])]{0,3}(?:,?\s*$|[;|}\n]|, ?[\"'{]|\s{2}|//| ?[|-] |\. (?i:text|body|content|task|document|title|subject|date)\b)",
                self.after,
            )
            is not None
        )

    @property
    def where(self) -> str:
        """`banner` in the first or last fifth of a text, else `line`."""
        size = len(self.page.view.text)
        edge = max(400, size // 5)
        return "banner" if self.start < edge or self.start > size - edge else "line"


def speaks_of(rest: str) -> bool:
    """Whether the rest of a subject or of a file's name says that it is about the marking itself."""
    return _ABOUT.search(rest.lower()) is not None


ANY = r"(?:cui|controlled|fouo|sbu|les|ssi|pcii|ouo|noforn|nocon|fedcon|top secret|secret|confidential|unclassified|for official use only|law enforcement sensitive|sensitive but unclassified|official use only|source selection information|tlp|u|ts|s|c)\b"
_IS_MARK = re.compile(
    rf"{DECOR}(?:\(?[a-z0-9][.)] ?)?{DECOR}{ANY}(?: ?/{{1,2}} ?[A-Za-z][A-Za-z ,/-]{{1,80}})?{DECOR}", re.IGNORECASE
)


_HOLDS_MARK = re.compile(
    rf"//|(?<![A-Z])(?:{ANY}|SENSITIVE|INFORMATION|USE ONLY|OFFICIAL USE|RESTRICTED|NATO|COSMIC|SPECIAL ACCESS)",
    re.IGNORECASE,
)


def _is_mark(line: str) -> bool:
    """Whether a line looks like a marking: a short one in capitals, or one of the words alone."""
    return (
        line.isupper() and len(line) < 90 and _HOLDS_MARK.search(line) is not None and line[-1] not in "?:"
    ) or _IS_MARK.fullmatch(line) is not None

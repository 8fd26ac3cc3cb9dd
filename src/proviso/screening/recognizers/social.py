"""Social media content: signs that count together (139-07.2.a.2). One sign alone stays weak."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening.posts import CODE, GATES, SIGNS
from proviso.screening.recognizer import Hit, Kind, Match, Recognizer, View, kind

SHORT = 1_500
"""A post's link in a text shorter than this is what the text is about."""
NEAR = 2_500
MOST = 60
"""So many signs at a time are looked at, so that the work stays linear."""
STRIDE = 16
"""In a text with very many signs, a window is weighed at every 16th of them: windows of 60 still overlap."""
ENOUGH, MANY = 100, 150
"""Points from which signs of two kinds make a post, and from which signs of one kind do."""
_LOG = re.compile(r"(?i)(?:info|warn(?:ing)?|error|debug|trace|fatal|notice|critical)\s*$")
_NEXT_IS_CODE = re.compile(
    r"[^\n]{0,60}\n[ \t]*(?:@|def |class |async |public |private |protected |function |export |interface |static |final |const |let |var |[.#]?[\w-]+ ?\{)"
)
_SCHEMA = re.compile(
    r"\s*:\s*(?:\{\s*\"(?:type|\$ref|description)\"|\"(?:integer|string|int|str|number|text|boolean|array|object)\")"
)


def _hits(view: View, matches: Sequence[Match]) -> list[tuple[Hit, int]]:
    found: list[tuple[Hit, int]] = []
    for match in matches:
        name, _, points, _ = SIGNS[match.pattern]
        start, end = next((span for span in match.spans[1:] if span[0] >= 0), match.spans[0])
        text = view.text[start:end]
        if name == "HANDLE" and text[:1] == "@" and not _is_handle(view, start, end):
            continue
        if name == "POST_LAYOUT" and _LOG.search(text):
            continue
        if name == "POST_EXPORT" and not _is_exported(view, match, end):
            continue
        if name == "POST_URL" and len(view.text) < SHORT:
            points = ENOUGH
        found.append((Hit(name, start, end, Strength.WEAK, score=points), match.pattern))
    return sorted(found, key=lambda pair: pair[0].start)


def _is_handle(view: View, start: int, end: int) -> bool:
    word = view.text[start + 1 : end].lower()
    if word in CODE or _NEXT_IS_CODE.match(view.text[end : end + 90]):
        return False
    return view.text[end : end + 1] not in {"(", "/", "."} or view.text[end : end + 2] in {". ", ".\n"}


def _is_exported(view: View, match: Match, end: int) -> bool:
    """Whether a field has a value: a key that is followed by its type describes a schema, a header needs a row below."""
    if view.text[match.start : match.start + 1] == '"':
        return _SCHEMA.match(view.text[end + 1 : end + 40]) is None
    if view.text[match.end - 1 : match.end] == ":":
        return True
    low = max(view.text.rfind("\n", max(0, match.start - 300), end) + 1, match.start - 300, 0)
    high = view.text.find("\n", end, end + 1_000)
    if high < 0:
        return False
    header, row = view.text[low:high], view.text[high + 1 : high + 400].split("\n", 1)[0]
    return any(header.count(mark) and row.count(mark) >= header.count(mark) for mark in ",;\t")


def _points(window: list[tuple[Hit, int]]) -> tuple[int, int]:
    """Points of all signs, and of the fields of an export among them."""
    total = exported = 0
    places: set[int] = set()
    for pattern in sorted({p for _, p in window}, key=lambda p: -SIGNS[p].points):
        sign = SIGNS[pattern]
        texts = {h.start for h, p in window if p == pattern} - places
        places |= texts
        best = max(h.score for h, p in window if p == pattern)
        points = best * min(sign.most, len(texts))
        total += points
        exported += points if sign.kind == "POST_EXPORT" else 0
    return total, exported


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    found = _hits(view, matches)
    first = 0
    strong: set[Hit] = set()
    step = 1 if len(found) <= 4 * MOST else STRIDE
    for last, (hit, _) in enumerate(found):
        while hit.start - found[first][0].start > NEAR or last - first > MOST:
            first += 1
        if last % step and last + 1 < len(found):
            continue
        window = found[first : last + 1]
        points, exported = _points(window)
        names = {h.kind for h, _ in window}
        is_link = any(h.kind == "POST_URL" and h.score >= ENOUGH for h, _ in window)
        if points >= ENOUGH and (len(names) >= 2 or points >= MANY or exported >= ENOUGH or is_link):
            strong.update(one for one, _ in window)
    for hit, _ in found:
        is_strong = hit in strong
        strength = Strength.SURE if is_strong else Strength.WEAK
        yield Hit(hit.kind, hit.start, hit.end, strength, score=100 if is_strong else hit.score)


def _sign(name: str, title: str, article: str = "", plural: str = "") -> Kind:
    return kind(
        name,
        title,
        "139-07.2.a.2",
        cls=FindingClass.SOCIAL,
        article=article,
        plural=plural,
        sentence="Together with other signs it shows a social media post.",
        label="USERNAME" if name == "HANDLE" else "URL" if name == "POST_URL" else "OTHER_ID",
    )


RECOGNIZER = Recognizer(
    name="social",
    kinds=(
        _sign("POST_URL", "link to a post", plural="links to posts"),
        _sign("HANDLE", "user name"),
        _sign("POST_TIME", "time stamp"),
        _sign("POST_COUNTS", "count of likes or comments", plural="counts of likes or comments"),
        _sign("POST_LAYOUT", "row of post buttons", plural="rows of post buttons"),
        _sign("POST_EXPORT", "field of a post export", plural="fields of a post export"),
        _sign("POST_ASK", "question about posts", plural="questions about posts"),
    ),
    patterns=tuple(sign.pattern for sign in SIGNS),
    gates=GATES,
    find=_find,
    finds=(
        ("is this true? https://x.com/harborwatch/status/18", "POST_URL"),
        ("Me gusta \u00b7 Responder \u00b7 3 h\nLa oficina cierra temprano\nMe gusta \u00b7 Responder \u00b7 2 h", "POST_LAYOUT"),
        ("[11/4/24, 9:14:07 PM] Mira: at the gate?\n[11/4/24, 9:15:10 PM] Jon: yes", "POST_LAYOUT"),
        ("mira_v \u2014 Yesterday at 4:02 PM\nwho is going\njon.k \u2014 Yesterday at 4:05 PM\nnot me", "POST_TIME"),
        ("screen_name,full_text,retweet_count\nmiraveld,the line again,3", "POST_EXPORT"),
        ("fact check this https://x.com/truthpost958/status/178192712631353839 - he says", "POST_URL"),
        ("1. @halvardsor49: the line is insane\n2. @realbrann: shout out\n3. RT @marchb: why", "HANDLE"),
        ("r/immigration · Posted by u/throwaway661 · 42 hours ago\nMy interview got descheduled", "POST_TIME"),
        ("They never picked up the debris.\nLike · Reply · 25h\nTop fan\nCall the governor\nLike · Reply · 8w", "POST_LAYOUT"),
        ('{"text":"water","author_id":"1","public_metrics":{"retweet_count":23,"like_count":1}}', "POST_EXPORT"),
    ),
    leaves=(
        "We launched our account under the handle @USCIS and will share photos.",
        "@property\ndef f(): ...\n@app.route('/')\n@media print {}",
        "npm i @org/pkg @scope/name",
        "[11/04/2024 21:14:07] INFO: started\n[11/04/2024 21:15:10] ERROR: stopped",
        '{"like_count": {"type": "integer"}, "retweet_count": {"type": "integer"}}',
        "[9:14 AM] Dana: can you send the deck?\n[9:15 AM] Jon: on it",
        "Write 3 posts for our account with #BeReady.",
        "The report was updated 3 days ago and has 12 comments.",
    ),
)  # fmt: skip

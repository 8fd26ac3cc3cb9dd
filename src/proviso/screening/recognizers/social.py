"""Social media content: signs that count together (139-07.2.a.2). One sign alone stays weak."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening.recognizer import Hit, Kind, Match, Recognizer, View, kind

_AGO = r"(?:s|m|h|d|w|mo|y|hrs?|mins?|hours?|minutes?|days?|weeks?|months?|years?)"
_CODE = frozenset(
    """media import override param return returns app pytest property dataclass staticmethod classmethod charset font keyframes
    supports include deprecated test author since see throws component injectable input output example here gmail""".split()
)

_SIGNS: tuple[tuple[str, str, int, int], ...] = (
    (
        "POST_URL",
        r"(?i:\b(?:(?:twitter|x)\.com/\w{1,30}/status/\d{8,20}|facebook\.com/[\w.]+/(?:posts|videos|permalink)/[\w-]+|facebook\.com/(?:photo(?:\.php)?|permalink\.php)\?"
        r"|instagram\.com/(?:p|reel)/[\w-]+|tiktok\.com/@[\w.]+/video/\d+|linkedin\.com/(?:posts|in)/[\w-]+|t\.me/\w+/\d+|reddit\.com/r/\w+/comments/\w+"
        r"|truthsocial\.com/@\w+/posts/\d+|bsky\.app/profile/[\w.-]+/post/\w+|threads\.net/@[\w.]+/post/\w+|youtube\.com/watch\S+[?&]lc=))[^\s<>\")]*",
        70,
        1,
    ),
    ("HANDLE", r"(?m:^[ \t>*-]*(?:\d{1,3}[.)] ?)?(?:RT )?(@[A-Za-z0-9_.]{3,30})(?:[: ]|$))", 40, 2),
    ("HANDLE", r"(?:[^\w@./:]|^)(@[A-Za-z0-9_]{3,30})\b", 15, 2),
    ("HANDLE", r"(?:[^\w/]|^)(u/[A-Za-z0-9_-]{3,24})\b", 40, 2),
    ("HANDLE", r"(?:[^\w/.]|^)(r/[A-Za-z][A-Za-z0-9_]{2,24})\b", 30, 1),
    ("HANDLE", r"\b[a-z0-9-]{3,30}\.bsky\.social\b|@\w{2,30}@[a-z0-9-]+\.[a-z]{2,}\b", 50, 2),
    (
        "POST_COUNTS",
        r"(?i:\b\d[\d,.]*[km]? (?:likes?|rts?|retweets?|reposts?|upvotes?|followers|following|shares|neighbors|reactions|views)\b)|\x1a ?\d[\d,.]*k?(?: \x1a| comments?| reply|$)",
        35,
        2,
    ),
    ("POST_COUNTS", r"(?i:\bliked by @?\w|\bview all \d+ (?:comments|replies)|\b\d+ (?:comments|replies)\b)", 35, 2),
    ("POST_TIME", rf"(?:\x1e|\x1f) ?(\d{{1,3}} ?{_AGO}\b(?: ago)?)", 35, 2),
    ("POST_TIME", rf"(?:@|u/)[A-Za-z0-9_]{{3,30}}\x20(\d{{1,3}} ?{_AGO}\b(?: ago)?)", 40, 2),
    ("POST_TIME", r"\x2d Today at \d{1,2}:\d\d|\x1a? ?\b[Ll]isted \d+ (?:hours?|days?|weeks?) ago", 40, 1),
    ("POST_LAYOUT", r"(?i:\blike ?[\x1e\x1f| ] ?(?: ?reply|comment|share)\b|\blike {2}comment {2}share|\bshare {1,3}save\b|\bcomments? {1,3}share\b)", 50, 2),
    ("POST_LAYOUT", r"\bTop fan\b|[\x1e\x1f] ?Follow\b|\bPosted by u/|\breposted this\b|\bRT @\w|\b(?:2nd|1st|3rd)(?: degree)?\b ?(?:\n|[\x1e\x1f])|\x1e ?(?:2nd|1st|3rd)\b|\b500\+ connections", 60, 2),
    ("POST_LAYOUT", r"(?im:^\[\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d\d(?::\d\d)?(?: [ap]m)?\] ?[^\n:]{2,40}:)|(?i:\bforwarded from\b|messages and calls are end-to-end encrypted)", 60, 2),
    ("POST_EXPORT", r"\"(?:public_metrics|retweet_count|like_count|reply_count|author_id|in_reply_to\w*|full_text|screen_name|favorite_count|quoted_status\w*)\" ?:", 50, 3),
    ("POST_ASK", r"(?i:\b(?:these|this|the following) (?:\w+ )?(?:tweets?|reddit (?:thread|post)|facebook (?:posts?|comments)|youtube comments|instagram (?:caption|post)|linkedin profile|telegram (?:channel|messages?)|social media posts?|tiktoks?|neighbors|thread))", 20, 1),
)  # fmt: skip
SHORT = 1_500
"""A post's link in a text shorter than this is what the text is about."""
NEAR = 2_500


def _hits(view: View, matches: Sequence[Match]) -> list[tuple[Hit, int]]:
    found: list[tuple[Hit, int]] = []
    for match in matches:
        name, _, points, _ = _SIGNS[match.pattern]
        start, end = match.spans[1] if len(match.spans) > 1 and match.spans[1][0] >= 0 else match.spans[0]
        text = view.text[start:end]
        if name == "HANDLE" and text[:1] == "@" and not _is_handle(view, start, end):
            continue
        if name == "POST_URL" and len(view.text) < SHORT:
            points = 100
        found.append((Hit(name, start, end, Strength.WEAK, score=points), match.pattern))
    return sorted(found, key=lambda pair: pair[0].start)


def _is_handle(view: View, start: int, end: int) -> bool:
    word = view.text[start + 1 : end].lower()
    return (word not in _CODE and view.text[end : end + 1] not in {"(", "/", "."}) or (
        view.text[end : end + 2] in {". ", ".\n"}
    )


def _points(window: list[tuple[Hit, int]]) -> int:
    total = 0
    places: set[int] = set()
    for pattern in {p for _, p in window}:
        _, _, points, most = _SIGNS[pattern]
        texts = {h.start for h, p in window if p == pattern} - places
        places |= texts
        best = max((h.score for h, p in window if p == pattern), default=points)
        total += best * min(most, len(texts))
    return total


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    found = _hits(view, matches)
    first = 0
    strong: dict[Hit, Strength] = {}
    for last, (hit, _) in enumerate(found):
        while hit.start - found[first][0].start > NEAR or last - first > 60:
            first += 1
        window = found[first : last + 1]
        points = _points(window)
        names = {h.kind for h, _ in window}
        if points >= 100 and (
            len(names) >= 2 or points >= 150 or any(h.kind == "POST_URL" and h.score >= 100 for h, _ in window)
        ):
            for one, _ in window:
                strong[one] = Strength.SURE
    for hit, _ in found:
        is_strong = hit in strong
        yield Hit(hit.kind, hit.start, hit.end, strong.get(hit, Strength.WEAK), score=100 if is_strong else hit.score)


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
    patterns=tuple(pattern for _, pattern, _, _ in _SIGNS),
    find=_find,
    finds=(
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
        "Write 3 posts for our account with #BeReady.",
        "The report was updated 3 days ago and has 12 comments.",
    ),
)  # fmt: skip

"""A sentence that says how the text in which it stands is marked: "this one is marked S//NF, can you rewrite it: …".

It marks as a banner does, since it speaks of the text that goes out. One about other texts, a condition, a rule or a
question about the marking says nothing of the kind, and neither does one after which nothing comes.
"""

from __future__ import annotations

import re

from .place import Spot

BEFORE, AFTER, BODY = 110, 140, 20
"""So far is looked to both sides, and so long is the least that can be the text spoken of."""

_THING = (
    r"(?:one|docs?|documents?|files?|texts?|paragraphs?|para|sections?|slides?|memo(?:randum)?s?|messages?|e-?mails?|reports?|pages?|briefings?|decks?|drafts?|notes?|excerpts?|passages?|cables?"
    r"|bulletins?|annex|tables?|lists?|material|content|stuff|attachments?|enclosures?|info|summary|thread|write-?up|part|sentences?|lines?|records?|assessment|analysis|plan|product|transmittal|(?:spread)?sheets?|workbooks?|drawings?|diagrams?|maps?|charts?|figures?|pictures?|images?|data(?:set)?|transcripts?|letters?|forms?|logs?|presentations?|manuals?"
    r"|chapters?|appendi(?:x|ces)|statements?|folders?|cover ?page|header|body|intro(?:duction)?|write ?up|stuff|input)"
)
_NEAR = r"(?:attached|following|below|above|enclosed|pasted|quoted)"
_HERE = (
    rf"(?:th(?:is|ese)(?: [a-z-]{{2,14}})?(?: {_THING})?(?: below| above| here)?|it|everything (?:below|here)|(?:the |my |our )?{_NEAR}(?: [a-z-]{{2,12}})?(?: {_THING})?"
    rf"|(?:the |my |our )?{_THING}(?: below| above| attached| here| that follows| i (?:have|pasted|am pasting|got))?)"
)
_HOW = r"(?:marked|classified|stamped|labell?ed|caveated|portion[- ]marked|derived|from|up to|at|as|an?|the|all|only|just|still|actually|technically|currently|overall|probably|considered|treated)"
_SAYS = re.compile(
    rf"(?<![a-z]){_HERE}(?: is|'s|s| are| carries| bears| contains?| may contain) ?(?:{_HOW}[ :]{{1,2}}){{0,4}}[\"'(\[*]{{0,2}}$"
)
_GIVES = re.compile(
    rf"(?<![a-z])(?:(?:i|we)(?: have|'ve| got|'ve got| am pasting|'m pasting| pasted)|here(?: is| are|'s)|{_NEAR} (?:is|are)|(?:below|above|here|following|attached|pasted)\b[^.\n]{{0,40}} (?:from|of|out of))"
    rf"(?: [a-z]+){{0,2}}? (?:an?|the|our|my|some|one|this)(?: [a-z-]+)? ?[\"'(\[]{{0,2}}$"
)
_THIS = re.compile(r"(?<![a-z])(?:this|these|the following|the (?:attached|below)) [\"'(\[]{0,2}$")
_HAS = re.compile(
    rf"(?<![a-z])(?:this|these|my|our) (?:[a-z-]{{2,12}} )?{_THING} (?:has|have|shows?) (?:the banner |the marking )?[\"'(\[]?$"
)
_ON_IT = re.compile(
    r"[\"')\]]{0,2} (?:on (?:each|every|all|the|its|top)|at (?:the )?(?:top|bottom|head|foot)|in (?:the|its) (?:header|footer|subject))\b"
)
_HEADED = re.compile(
    r"(?<![a-z])(?:the |its |my )?(?:header|footer|banner|top line|first line|last line|cover|cover page|subject line|encabezado|pie) (?:says|reads|shows|has|is|was|dice) ?(?:that it is )?[\"'(\[]{0,2}$"
)
_THROUGHOUT = re.compile(
    r"[\"')\]]{0,2} (?:at (?:the )?)?(?:top(?: and bottom)?|(?:on|in) (?:each|every|all) \w+)\s*(?:$|[.,;:!-])"
)
_TOLD = re.compile(r"(?<![a-z])(?:please )?(?:note|mind|be aware|fyi|know|heads up)[:,]?(?: that)? ?$")
_AND_THEN = re.compile(
    r"[\"')\]]{0,2},? (?:and |y )?(?:then|the text|the body|the rest|underneath|below|luego|abajo)\b[^.\n?]{0,30}[:,] ?\S"
)
_SAYS_ES = re.compile(
    r"(?<![a-z])(?:est[aeo]s?(?: [a-z]{3,14})?|(?:el|la|mi|nuestr[ao]) (?:documento|texto|archivo|correo|informe|nota|memo|memorando|mensaje|parrafo|hoja|tabla|adjunto|borrador|resumen))(?: (?:de (?:abajo|arriba)|adjunt[ao]|siguiente))?"
    r" (?:esta|es|viene|lleva|tiene|trae|dice|va)(?: (?:marcad[ao]|clasificad[ao]|sellad[ao]|etiquetad[ao]|la marca|el sello|con|como|de))* ?[\"'(\[]{0,2}$"
)
_ENDS_ES = re.compile(r"[\"')\]*]{0,3}(?:\s*(?:$|[.,;:!(-])|\s+(?:y|pero|asi que|por favor|solo|puedes|podrias)\b)")
_IF_ES = re.compile(r"(?<![a-z])(?:si|cuando|que|como|donde|porque|cada|ningun|por que) ?$")
_FROM = re.compile(r"(?<![a-z])(?:from|of) (?:an?|the|our|my|this) [\"'(\[]{0,2}$")
_FOLLOWS = re.compile(
    rf"[\"')\]*]{{0,3}}\s+(?:[a-z-]+ )?{_THING} (?:follows?|(?:is )?(?:below|attached|pasted|here)|i (?:have|pasted))\b"
)
_CONDITION = re.compile(
    r"(?:(?<![a-z])(?:if|when|whenever|whether|once|unless|until|because|how|where|wherever|why|does|do|is|says?|said|means?|suppose|assume|imagine|example|that|each|every|any|no)(?: [a-z]+){0,2}"
    r"|(?<![a-z])(?:template|lesson|slide|example|notice|sentence)s?:) ?$"
)
_ENDS = re.compile(
    rf"[\"')\]*]{{0,3}}(?:\s*(?:$|[.,;:!?(-])|\s+(?:but|so|and (?:i|we|my|please|need|you|just)|please|pls|can|could|just|only|will|would|i|we|you|now|version|level|don'?t|do not|{_THING})\b)"
)
_IS_THING = re.compile(rf"[\"')\]*]{{0,3}}\s+(?:[a-z-]+ )?{_THING}\b")
_ASKS_ABOUT = re.compile(
    r"(?<![a-z])(?:wh(?:at|y|o|ere|ich|en)(?: else)? (?:does|do|did|is|are|can|should|may|must|happens|would)|how (?:do|does|should|must|can|long)|(?:can|may|should|must|could) (?:i|we|it|they|he|she|someone|anyone) (?!get|have|ask)"
    r"|is (?:it|that|this) (?:right|correct|ok|true|allowed|still)|explain|define|must|shall|should|may not|means)(?![a-z])"
)
_WORKS = re.compile(
    r"(?<![a-z])(?:re-?writ|re-?word|re-?phras|paraphras|summary|summari[sz]|shorten|condens|tighten|translat|edit|proof|fix|clean|tid(?:y|ied)|polish|format|convert|turn|mak|improv|correct|check|draft|repl|answer|respond|simplif|outline|bullet"
    r"|grammar|typo|short|version|word(?:ing)?s?\b|phras|better|clear|friendl|formal|gist|table|merg|combine|expand|soften|review|spell|look over|resum|traduc|correg|reescrib|mejor|acort|corrig|ortografi|redact|mas (?:corto|claro|formal)|hazl[ao]|haz (?:una|un|la)|ponl[ao])"
)


def is_said(spot: Spot) -> bool:
    """Whether the sentence says that this text carries the marking, and the text follows or stands before it."""
    if spot.is_alone or spot.has_holes or spot.is_training:
        return False
    before, after = spot.before[-BEFORE:].lower(), spot.after[:AFTER].lower()
    if not _names_this(before, after) or not _has_text(spot):
        return False
    return _ASKS_ABOUT.search(after) is None and not spot.page.lesson.is_about(spot.start, spot.end)


def _names_this(before: str, after: str) -> bool:
    found = _SAYS.search(before)
    if found and (_ENDS.match(after) or _THROUGHOUT.match(after)):
        return _CONDITION.search(_TOLD.sub("", before[: found.start()])) is None
    found = _HEADED.search(before)
    if found and _AND_THEN.match(after):
        return _CONDITION.search(before[: found.start()]) is None
    found = _SAYS_ES.search(before)
    if found and _ENDS_ES.match(after):
        return _IF_ES.search(before[: found.start()]) is None
    if (_FROM.search(before) and _FOLLOWS.match(after)) or (_HAS.search(before) and _ON_IT.match(after)):
        return True
    found = _GIVES.search(before) or _THIS.search(before)
    return (
        found is not None and _IS_THING.match(after) is not None and _CONDITION.search(before[: found.start()]) is None
    )


def _has_text(spot: Spot) -> bool:
    """Whether there is something that the sentence can be about: after it, in the next lines, or before it; and what to do with it."""
    text = spot.page.view.text
    rest = text[spot.end : spot.end + 600]
    parts = re.split(r"[.:!?\"\n]", rest, maxsplit=1)
    follows = len(parts) > 1 and len(parts[1].strip()) >= BODY
    leads = spot.start - len(spot.before) > BODY or len(spot.before) > BEFORE
    if not follows and not leads:
        return False
    near = text[max(0, spot.start - 300) : spot.end + 300].lower()
    return _WORKS.search(near) is not None or (follows and (":" in rest[:AFTER] or "\n" in rest.strip()))

"""The signs of a record in words for people."""

from __future__ import annotations

from proviso.model import FindingClass
from proviso.screening.recognizer import Kind, kind


def _sign(name: str, title: str, article: str = "", plural: str = "") -> Kind:
    return kind(
        name,
        title,
        "139-07.2.a.1",
        cls=FindingClass.RECORD,
        article=article,
        plural=plural,
        sentence="Together with other signs it tells one person’s case.",
    )


ROWS = _sign("SIGN_ROWS", "table with one row a person", plural="tables with one row a person")
CELLS = _sign("SIGN_CELLS", "table of counts below 11 persons", plural="tables of counts below 11 persons")
ALL = (
    _sign("SIGN_ROLE", "word for a person in a case", plural="words for a person in a case"),
    _sign("SIGN_AGE", "age"),
    _sign("SIGN_GROUP", "group that a person belongs to", plural="groups that a person belongs to"),
    _sign("SIGN_PERSON_WORD", "word that stands for a person", plural="words that stand for a person"),
    _sign("SIGN_FAMILY", "family member"),
    _sign("SIGN_STATEMENT", "statement by a person", plural="statements by a person"),
    _sign("SIGN_DATED_EVENT", "dated event"),
    _sign("SIGN_CLOCK", "time of day", plural="times of day"),
    _sign("SIGN_SENSITIVE", "sensitive fact"),
    _sign("SIGN_PLACE", "town", plural="towns"),
    _sign("SIGN_REMOVED", "note that names were removed", plural="notes that names were removed"),
    _sign("SIGN_REDACTED", "blacked-out place"),
    _sign("SIGN_PSEUDONYM", "letter or number for a name", plural="letters or numbers for names"),
    _sign("SIGN_POSITION", "job"),
    _sign("SIGN_NOTE", "shorthand of a case note", plural="short forms of a case note"),
    _sign("SIGN_TASK", "request for a paper about a case", plural="requests for a paper about a case"),
    _sign("SIGN_OUTCOME", "outcome of a case", article="an outcome of a case", plural="outcomes of a case"),
    _sign("SIGN_EVENT", "something that a person did", plural="things that a person did"),
)

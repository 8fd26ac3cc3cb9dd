"""A review for tests: suggested by Maya, begun by the CIO's office, and as far as a test needs it."""

from __future__ import annotations

from datetime import datetime, timedelta

from proviso.actions import people, review_answers, review_decisions, review_tests, reviews, suggestions
from proviso.actions.agency import Agency
from proviso.db import agency as agency_db
from proviso.db.store import Tx
from proviso.model import SECTIONS, TERMS, Conditions, Position, Review, Role, TermAnswer, TermState
from proviso.policy import Pack
from tests.actions.house import NOW, person

OFFICERS = {
    "privacy": "joan.castellanos",
    "civil_rights": "omar.haddad",
    "security": "ingrid.solberg",
    "counsel": "peter.novak",
}
LATER = NOW + timedelta(days=1)


def add_officers(tx: Tx) -> None:
    """The two officers that the small house lacks, and who answers for which office."""
    people.add(tx, person("omar.haddad", Role.CIVIL_RIGHTS), actor="system", at=NOW)
    people.add(tx, person("peter.novak", Role.COUNSEL), actor="system", at=NOW)
    for role, who in OFFICERS.items():
        name = role.replace("_", " ").capitalize()
        agency_db.put_office(tx, agency_db.Office(role=role, person_id=who, name=name))


def pack_of(agency: Agency) -> Pack:
    return agency.packs.base()


def begin(agency: Agency, *, by: str = "maya.okafor") -> Review:
    """Suggested, and the review begun."""
    pack = pack_of(agency)

    def work(tx: Tx) -> Review:
        add_officers(tx)
        asked = suggestions.suggest(
            tx, "Ferry", "https://ferry.example", "To translate notices.", pack=pack, actor=by, at=NOW
        )
        return reviews.start(
            tx,
            "Ferry",
            "Ferry Language",
            "Translates published text.",
            group=asked.group,
            pack=pack,
            actor="marcus.bell",
            at=NOW,
        )

    return agency.store.write(work)


def write_sections(tx: Tx, review: Review, *, at: datetime = NOW) -> None:
    """Every section, written and closed by the CIO's office."""
    for form in SECTIONS:
        values = {f.id: f.choices[0][0] if f.choices else f"About {f.id}." for f in form.fields}
        saved = reviews.save_section(tx, review.id, form.id, values, version=0, actor="marcus.bell", at=at)
        reviews.close_section(tx, review.id, form.id, version=saved.version, actor="marcus.bell", at=at)


def answer_terms(tx: Tx, review: Review, *, at: datetime = NOW) -> None:
    """Every term, answered by counsel."""
    for term in TERMS:
        said = TermAnswer(review_id=review.id, term=term.id, state=TermState.MET, fact="The amendment says so.")
        reviews.save_term(tx, said, version=0, actor="peter.novak", at=at)


def sign(
    tx: Tx,
    review: Review,
    office: str,
    pack: Pack,
    position: Position = Position.CONCUR,
    reasons: str = "",
    conditions: Conditions | None = None,
    *,
    at: datetime = NOW,
) -> None:
    """One office saves and signs."""
    saved = review_answers.save(
        tx,
        review.id,
        office,
        position,
        reasons,
        conditions or Conditions(),
        version=0,
        pack=pack,
        actor=OFFICERS[office],
        at=at,
    )
    review_answers.sign(tx, review.id, office, version=saved.version, pack=pack, actor=OFFICERS[office], at=at)


def try_it(agency: Agency, review: Review, *, by: str = "ingrid.solberg", checks: str = "joan.castellanos") -> None:
    """One test, checked by a second person."""
    pack = pack_of(agency)
    made = review_tests.add(
        agency, review.id, "Translate: the river rises.", "El río sube.", "right", pack=pack, actor=by, at=NOW
    )
    agency.store.write(
        lambda tx: review_tests.check_test(tx, review.id, made.id, agrees=True, pack=pack, actor=checks, at=NOW)
    )


def whole(agency: Agency, *, dissent: str = "", but: str = "") -> Review:
    """Everything that a yes needs; one office may dissent, and one may owe its answer."""
    review, pack = begin(agency), pack_of(agency)
    try_it(agency, review)

    def work(tx: Tx) -> None:
        write_sections(tx, review)
        answer_terms(tx, review)
        for office in review.offices:
            if office == dissent:
                sign(tx, review, office, pack, Position.DISSENT, "No tests by language.")
            elif office != but:
                sign(tx, review, office, pack)

    agency.store.write(work)
    return review


def decide(agency: Agency, review: Review, choice: review_decisions.Choice, *, actor: str = "ana.whitfield",
           at: datetime = NOW) -> Review:  # fmt: skip
    """The CIO decides on what stands there now."""

    def work(tx: Tx) -> Review:
        state = review_decisions.state_of(tx, review)
        return review_decisions.decide(tx, review.id, choice, state=state, pack=pack_of(agency), actor=actor, at=at)

    return agency.store.write(work)

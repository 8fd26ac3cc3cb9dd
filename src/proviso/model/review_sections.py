"""What a review asks (139-07.1.a.1–5), and the checklist of vendor terms: data for the pages and the actions."""

from __future__ import annotations

from dataclasses import dataclass

from .people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionField:
    """One question of a section."""

    id: str
    label: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Radio buttons; without any it is a text."""
    is_needed: bool = True
    """The section closes only when it is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionForm:
    """One section: its clause, who writes it, and what it asks."""

    id: str
    title: str
    clause: str
    offices: tuple[Role, ...]
    """Who writes it beside the CIO and the CIO's office."""
    fields: tuple[SectionField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One line of the checklist of vendor terms."""

    id: str
    title: str
    expected: str


YES_NO = (("no", "No"), ("yes", "Yes"), ("not_checked", "Not checked yet"))
SECTIONS = (
    SectionForm(
        id="facts",
        title="Facts",
        clause="139-07.1",
        offices=(),
        fields=(
            SectionField(id="does", label="What it does, and for whom"),
            SectionField(id="reached", label="How it is reached", hint="Web page, account, price."),
            SectionField(
                id="impact", label="What the privacy impact assessment says", hint="Link and date, or “not yet”."
            ),
        ),
    ),
    SectionForm(
        id="accuracy",
        title="Accuracy",
        clause="139-07.1.a.1",
        offices=(),
        fields=(
            SectionField(id="measured", label="How the vendor measures it, and what came out"),
            SectionField(id="ours", label="What our own tests showed"),
            SectionField(id="limits", label="Where it is weak", hint="Languages, numbers, dates, law."),
        ),
    ),
    SectionForm(
        id="security",
        title="Security",
        clause="139-07.1.a.2",
        offices=(Role.SECURITY,),
        fields=(
            SectionField(id="hosting", label="Where it runs, and who can reach the data"),
            SectionField(id="sign_in", label="How people sign in"),
            SectionField(id="encryption", label="How data is encrypted, moving and at rest"),
            SectionField(id="certificates", label="Certificates and authorizations"),
            SectionField(id="breaches", label="Known breaches"),
        ),
    ),
    SectionForm(
        id="supply_chain",
        title="Supply chain",
        clause="139-07.1.a.3",
        offices=(Role.SECURITY,),
        fields=(
            SectionField(id="owner", label="Who owns the vendor"),
            SectionField(id="country", label="In which country it is"),
            SectionField(id="subprocessors", label="Who else processes the data"),
            SectionField(id="model", label="Whose model it is, and where it comes from"),
            SectionField(id="prohibited", label="Is any of them on the list of prohibited sources?", choices=YES_NO),
        ),
    ),
    SectionForm(
        id="privacy",
        title="Privacy and civil liberties",
        clause="139-07.1.a.4",
        offices=(Role.PRIVACY, Role.CIVIL_RIGHTS),
        fields=(
            SectionField(id="kept", label="What is kept about people, and for how long"),
            SectionField(id="rights", label="Whose rights it can touch, and how that is prevented"),
            SectionField(id="fairness", label="What is known about unequal results", hint="By language, by group."),
        ),
    ),
    SectionForm(
        id="training_data",
        title="Training data",
        clause="139-07.1.a.5",
        offices=(Role.PRIVACY, Role.COUNSEL),
        fields=(
            SectionField(
                id="known",
                label="Is it known how the training data was sourced?",
                choices=(("known", "Known"), ("partly", "Known in part"), ("unknown", "Unknown")),
            ),
            SectionField(
                id="sources",
                label="What is known, and where it stands",
                hint="“Unknown” is an answer; the list says so.",
            ),
        ),
    ),
)
TERMS = (
    Term(id="T-01", title="Amendment signed: parties, date, components and accounts", expected="yes"),
    Term(id="T-02", title="Indemnity removed, or limited by law", expected="yes"),
    Term(id="T-03", title="Federal law, no binding arbitration, no venue clause", expected="yes"),
    Term(id="T-04", title="Automatic renewal and fees off", expected="yes"),
    Term(id="T-05", title="No advertising with the agency’s name or seal", expected="yes"),
    Term(id="T-06", title="Inputs and outputs are not used for training", expected="in the contract, or as a setting"),
    Term(id="T-07", title="Retention, deletion, and who at the vendor reads chats", expected="a number of days"),
    Term(id="T-08", title="Who owns the output", expected="the agency"),
    Term(id="T-09", title="Records and FOIA", expected="the agency decides"),
    Term(id="T-10", title="Security, and how soon a breach is told", expected="a number of hours"),
    Term(id="T-11", title="Subprocessors and place of processing", expected="a list"),
    Term(id="T-12", title="Age and user limits, kind of account", expected="fits rule 2.d"),
    Term(id="T-13", title="Notice of changed terms", expected="changes are watched"),
    Term(id="T-14", title="The amendment stands above the click-through terms", expected="yes"),
)
"""Sources: the amendments that agencies published, and OMB's memoranda on acquiring AI."""


def section_form(section_id: str) -> SectionForm | None:
    """One section by its id, None when there is none."""
    return next((form for form in SECTIONS if form.id == section_id), None)


def term_of(term_id: str) -> Term | None:
    """One term by its id, None when there is none."""
    return next((term for term in TERMS if term.id == term_id), None)

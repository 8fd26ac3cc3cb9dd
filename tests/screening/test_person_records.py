"""Records about a person in many walks of life, and harmless texts that share their words (139-07.2.a.1)."""

from __future__ import annotations

import pytest

from proviso.model import FindingClass, Part, Strength
from proviso.screening import screen


def is_record(text: str) -> bool:
    return any(
        f.cls is FindingClass.RECORD and f.strength is not Strength.WEAK
        for f in screen((Part(name="text", text=text),)).findings
    )


RECORDS = (
    (
        "The borrower on loan file 22 told the counselor he stopped paying the SBA note after his partner "
        "emptied the account in March. Shorten to three lines."
    ),
    (
        "Please tidy up: caller is a retired ferry captain, 78, hearing aid broken, lives above the net shop,"
        " says the heating voucher never came."
    ),
    (
        "Subject was stopped at the checkpoint at 0340, visibly shaking, said he was driving his boss's horse"
        " trailer to Marfa."
    ),
    (
        "34-week preterm girl, mom on buprenorphine, NAS scores 9, 11, 12; dad in county lockup. Draft the "
        "social work note."
    ),
    (
        "Widow of a coal miner, black lung claim, he worked 31 yrs underground, x-ray read 2/1, smoked a pack"
        " a day. Is the presumption rebutted?"
    ),
    (
        "Petitioner fled Kasese after the militia burned her stall. She crossed at Del Rio with her two sons "
        "and has been living with a deacon in Tulsa."
    ),
    (
        "Officer 3 states that Officer 5 struck the handcuffed man twice with a flashlight. Body camera was "
        "off for six minutes."
    ),
    (
        "The student has a 504 plan for severe peanut allergy. On field day a sub gave him a granola bar and "
        "he was taken by ambulance."
    ),
    (
        "Inquilina de la unidad 12 lleva tres meses sin pagar, dice que el marido la dejó con los gemelos y "
        "que el cheque de incapacidad no llegó."
    ),
    (
        "El paciente, de 58 años, pescador de Cabo Rojo, llegó con dolor de pecho a las 4 de la mañana y se "
        "negó a quedarse."
    ),
    "Two kids, 6 and 9, found alone in a motel room w/ a space heater. Mom at work at the chicken plant, no sitter.",
    (
        "Age 29, F, RN, denied TSA PreCheck for a 2014 shoplifting charge that was dismissed. What should the"
        " redress reply say?"
    ),
    "Client A owes $14,300 in back support, drives for a delivery app, two other kids with a new partner.",
    (
        "Resident 204 fell again Sunday, third time this month, hip x-ray negative, daughter upset. Family "
        "letter please."
    ),
    "Probationer missed UA on the 3rd and 10th, says the truck died, boss confirmed. VOP or not?",
    (
        "Crew member B said the skipper had been awake for 26 hours when they hit the breakwater. B has a "
        "cracked rib and is afraid of losing his berth."
    ),
    (
        "She's the only Samoan firefighter in our district and she says the captain calls her “the islander.”"
        " Draft the EEO intake."
    ),
    (
        "Homeowner, 66, denied buyout since the deed is still in her late husband's name; she's been living "
        "in a camper in the driveway since the May flood."
    ),
)
HARMLESS = (
    "Who may request a reasonable accommodation, and how long does the agency have to answer?",
    "Write a one-page explainer on how a veteran can upgrade a discharge, with the forms and the deadlines.",
    "An applicant who misses two interviews may be denied, unless good cause is shown. Rewrite in plain language.",
    "Summarize the plot of The Grapes of Wrath and why the Joads leave Oklahoma after their farm is taken.",
    (
        "Harriet Tubman escaped in 1849, returned about 13 times, and suffered seizures after an overseer "
        "struck her. Write a plaque text."
    ),
    "Draft a job announcement for a probation officer: carries a caseload, writes reports, testifies in court.",
    "In Gideon v. Wainwright, the defendant asked the trial court for a lawyer and was refused. Explain the holding.",
    "Our office will be closed on Friday. Staff who need to see a doctor that day should use the online portal.",
    (
        "The Town of Elmore appealed after FEMA denied its request for $2.1 million. The applicant failed to "
        "document the culverts."
    ),
    "FY2024: 3,201 claims filed, 2,877 decided, 61% allowed, median 142 days. Write an intro for the annual report.",
    "What should a nurse document when a patient refuses treatment?",
    "Draft a policy on dogs in the office: an employee must keep the dog on a leash and show proof of shots.",
    "Escribe un folleto sobre cómo pedir asistencia después de un huracán, paso a paso.",
    "¿Qué debe hacer un inquilino si recibe un aviso de desalojo? Explica las reglas en general.",
    "Resume la vida de Julia de Burgos, poeta nacida en Carolina en 1914.",
    "Proofread: “Any person who knowingly makes a false statement shall be fined not more than $10,000.”",
    (
        "Our study found that respondents who lost a job were more likely to report depression (OR 1.8). "
        "Reword for lay readers."
    ),
    "Name three memoirs about recovering from a stroke and describe each in a sentence.",
    "Describe the steps of an internal investigation, from complaint to closing letter.",
    "County | Overdose deaths | Rate per 100k\nAda | 41 | 8.2\nBoise | 37 | 9.1\nElmore | 55 | 10.0",
)
FILLER = (
    "The plan lists nineteen actions, among them culverts, buyouts and a test of the sirens on the first Monday. " * 40
)


@pytest.mark.parametrize("text", RECORDS)
def test_a_text_about_one_person_counts(text: str) -> None:
    assert is_record(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_a_text_about_anybody_or_about_published_things_does_not(text: str) -> None:
    assert not is_record(text)


def test_two_sentences_about_a_person_are_seen_in_the_middle_of_a_long_plan() -> None:
    case = (
        "The applicant, a 41 year old nurse from Cameroon, arrived in 2022 with two children. "
        "She says that her husband was taken by police on November 4 and that she was beaten."
    )
    found = screen((Part(name="text", text=f"{FILLER}{case} {FILLER}"),)).findings
    assert not is_record(FILLER)
    assert any(f.cls is FindingClass.RECORD and f.kind == "SIGN_AGE" for f in found)


def test_a_finding_shows_at_least_three_kinds_of_signs_with_their_places() -> None:
    text = "The applicant, a 41 year old nurse, says that her husband was taken on November 4."
    found = [f for f in screen((Part(name="text", text=text),)).findings if f.cls is FindingClass.RECORD]
    assert len({f.kind for f in found}) >= 3
    assert any("41 year old" in text[f.start : f.end] for f in found)
    assert any("husband" in text[f.start : f.end] for f in found)


@pytest.mark.parametrize(
    "text",
    [
        "Arrests\n| no | juveniles | Black | White |\n|---|---|---|---|\n| 1 | 4 | 3 | 1 |\n| 2 | 2 | 2 | 0 |",
        "Unit\tEmployees with PTSD diagnosis\tOn leave\tFired\nA\t2\t1\t1\nB\t4\t0\t1\nC\t1\t1\t0",
        "Grievances, FY2026\n\nOffice | Women | Men\nNorth | 3 | 1\nSouth | 1 | 0\nWest | 2 | 2",
        "Students with an IEP who were suspended\nschool,girls,boys\nAda,1,4\nBoise,0,3\nCole,2,1",
    ],
)
def test_counts_below_eleven_of_persons_with_an_unusual_fact_count(text: str) -> None:
    assert is_record(text)


@pytest.mark.parametrize(
    "text",
    [
        "Arrests by precinct\nprecinct,juveniles,women,men\n1,412,300,1204\n2,208,220,871\n3,96,101,402",
        "Grievances\n\nOffice | Women | Men\nNorth | <11 | 41\nSouth | <11 | 20\nWest | * | 32",
        "School | teachers | girls | boys\nNorth | 8 | 4 | 6\nSouth | 5 | 6 | 9\nWest | 3 | 2 | 7",
        "County,shelters open,culverts,arrests planned\nAlder,4,12,0\nBenson,2,7,0\nCole,1,9,0",
        "Overdose deaths\ncounty,women,men\nAda,141,382\nBoise,37,91\nElmore,55,9",
    ],
)
def test_large_withheld_or_everyday_counts_pass(text: str) -> None:
    assert not is_record(text)

"""Markings made from the grammar of the marking guides, places where they mark, and sentences that mention them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

CATEGORIES = [
    "SP-CRITAN",
    "CVI",
    "SP-CVI",
    "SP-CEII",
    "EMGT",
    "CRIT",
    "ISVI",
    "PHYS",
    "SP-PCII",
    "SAFE",
    "SP-TSCA",
    "WATER",
    "SP-CTI",
    "DCRIT",
    "NNPI",
    "SP-NNPI",
    "PSI",
    "DCNI",
    "SP-DCNI",
    "EXPT",
    "SP-EXPT",
    "EXPTR",
    "FSEC",
    "SP-FSEC",
    "SP-BUDG",
    "COMPT",
    "SP-CCI",
    "XFER",
    "FHFANPI",
    "FSI",
    "FNC",
    "SP-FNC",
    "FINT",
    "MERG",
    "NETW",
    "RTR",
    "ASYL",
    "BATT",
    "RESD",
    "ADJ",
    "PROT",
    "IVIC",
    "VISA",
    "AG",
    "SP-FISA",
    "SP-FISAB",
    "INTEL",
    "SP-INTEL",
    "SP-GEO",
    "SP-IFNC",
    "ID",
    "SP-ID",
    "OPSEC",
    "SP-INTL",
    "SP-AIV",
    "SP-FUND",
    "CMPRS",
    "LCOMM",
    "SP-SUB",
    "SP-CHRI",
    "SP-LDNA",
    "LEI",
    "INF",
    "SP-INF",
    "INV",
    "SP-INV",
    "JUV",
    "SP-LFNC",
    "LNSL",
    "TRACE",
    "RWRD",
    "SCV",
    "LSCRN",
    "SP-WHSTL",
    "WHSTL",
    "ADPO",
    "SP-ADPO",
    "SP-CHLD",
    "CVIC",
    "BARG",
    "JURY",
    "SP-JURY",
    "PRIVILEGE",
    "LMI",
    "PRE",
    "PRIOR",
    "LPROT",
    "SP-LPROT",
    "LVIC",
    "SP-WIT",
    "WIT",
    "NATO-R",
    "NATO-U",
    "ARCHR",
    "SP-HISTP",
    "SP-NPSR",
    "NUC",
    "SP-NUC",
    "RECCOM",
    "SP-SRI",
    "SP-SGI",
    "SP-UCNI",
    "UCNI",
    "INVENT",
    "APP",
    "PSEC",
    "SP-CONTRACT",
    "DREC",
    "PRVCY",
    "SP-PRVCY",
    "GENETIC",
    "SP-GENETIC",
    "HLTH",
    "SP-HLTH",
    "PRIIG",
    "SP-PRIIG",
    "MIL",
    "PERS",
    "SP-PERS",
    "SP-STUD",
    "STUD",
    "PROCURE",
    "SP-PROCURE",
    "SBIZ",
    "SP-SSEL",
    "SSEL",
    "CONREG",
    "PROPIN",
    "SP-PROPIN",
    "SERV",
    "OCCMTO",
    "SP-MFC",
    "POST",
    "HSAI",
    "HSEI",
    "ISVI-HS",
    "INTL-HS",
    "PERSEC-HS",
    "PHYS-HS",
    "SPII",
    "SURV",
    "PEST",
    "SP-STAT",
    "STAT",
    "SP-CENS",
    "SP-TAX",
    "CONV",
    "TAI",
    "SP-WDT",
    "RAIL",
    "SP-SSI",
]
LIMITS = (
    "NOFORN",
    "FED ONLY",
    "FEDCON",
    "NOCON",
    "DL ONLY",
    "RELIDO",
    "REL TO USA, AUS",
    "REL TO USA, CAN, GBR",
    "DISPLAY ONLY USA, NZL",
)
LEGACY = (
    ("FOR OFFICIAL USE ONLY", "FOUO"),
    ("UNCLASSIFIED//FOUO", "FOUO"),
    ("UNCLASSIFIED//FOR OFFICIAL USE ONLY", "FOUO"),
    ("U//FOUO", "FOUO"),
    ("SENSITIVE BUT UNCLASSIFIED", "SBU"),
    ("SBU-NF", "SBU"),
    ("LAW ENFORCEMENT SENSITIVE", "LES"),
    ("UNCLASSIFIED//LES", "LES"),
    ("LES//FOUO", "LES"),
    ("LIMITED OFFICIAL USE", "LOU"),
    ("SENSITIVE SECURITY INFORMATION", "SSI"),
    ("PROTECTED CRITICAL INFRASTRUCTURE INFORMATION", "PCII"),
    ("CHEMICAL-TERRORISM VULNERABILITY INFORMATION", "CVI"),
    ("SAFEGUARDS INFORMATION", "SGI"),
    ("OFFICIAL USE ONLY", "OUO"),
    ("UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION", "UCNI"),
    ("SOURCE SELECTION INFORMATION - SEE FAR 2.101 AND 3.104", "SOURCE_SELECTION"),
    ("PROCUREMENT SENSITIVE", "SOURCE_SELECTION"),
)
SCI = ("SI", "TK", "HCS-P", "HCS-O", "SI/TK", "SI-G", "SI/TK/HCS-P")
DISSEM = (
    "NOFORN",
    "ORCON/NOFORN",
    "REL TO USA, GBR",
    "REL TO USA, FVEY",
    "ORCON-USGOV",
    "RELIDO",
    "FISA",
    "IMCON/NOFORN",
    "PROPIN",
)
LEVELS = (("TOP SECRET", "TOP_SECRET"), ("SECRET", "SECRET"), ("CONFIDENTIAL", "CONFIDENTIAL"))

BODIES = (
    "The badge readers on the loading dock fail open after a power loss. Guards keep a paper log until Friday.",
    "1. The relay site goes dark for maintenance at 0300.\n2. The backup generator has fuel for six hours.",
    "Nine accounts had standing administrator rights and no logging. The vendor will close them by June 3.",
    "MEMORANDUM FOR: Chief, Facilities Branch\nFROM: Security Office\nSUBJECT: Interim lock procedure\n\n"
    "The spare keys were moved to the watch room.",
    "The convoy leaves the depot through the north gate and returns by the river road before noon.",
    "Offeror B asks $4,210K, risk moderate; Offeror D asks $3,900K with six weaknesses in its staffing plan.",
    "The ministry will sign only when the training money has come. "
    "The ambassador would rather not see that in writing.",
    "The pump hall is the single point of failure. Recovery takes about a month when the spare motor is out.",
    "Team, the checkpoint will be staffed from 0100 to 0230 only, "
    "and the south spur has no sensor until the part comes.",
    "| site | status | note |\n|---|---|---|\n| Alder Creek | open | camera 4 is dead |\n"
    "| Sunset Ridge | closed | gate code changed |",
)
TASKS = (
    "Make this shorter.",
    "please summarize",
    "Turn it into bullet points:",
    "fix the grammar below",
    "Translate to Spanish",
    "Write a reply that we agree.",
    "what are the main points here",
    "Clean up the line breaks, I copied it from a PDF",
)


def cui(chance: Random) -> str:
    """A valid CUI banner with a slash: Basic or Specified categories, then limits (32 CFR 2002.20)."""
    text = chance.choice(("CUI", "CUI", "CUI", "CONTROLLED"))
    some = chance.sample(CATEGORIES, chance.choice((1, 1, 1, 2, 3)))
    if chance.random() < 0.9:
        text += "//" + "/".join(some)
    elif text == "CONTROLLED":
        text = "CUI"
    if chance.random() < 0.4 or "//" not in text:
        text += "//" + "/".join(chance.sample(LIMITS, chance.choice((1, 1, 2))))
    return text


def classified(chance: Random) -> tuple[str, str]:
    """A classification banner with a control, and its kind (32 CFR 2001.20-26)."""
    level, kind = chance.choice(LEVELS)
    form = chance.randrange(6)
    if form == 0:
        return f"{level}//{chance.choice(DISSEM)}", kind
    if form == 1 and level != "CONFIDENTIAL":
        return f"TOP SECRET//{chance.choice(SCI)}//{chance.choice(DISSEM)}", "TOP_SECRET"
    if form == 2:
        return f"{level}//SPECIAL ACCESS REQUIRED-{chance.choice(('TIN LANTERN', 'BROWN HERON'))}", kind
    if form == 3:
        return f"SECRET//{chance.choice(('RESTRICTED DATA', 'FORMERLY RESTRICTED DATA', 'RD-CNWDI', 'FRD'))}", "SECRET"
    if form == 4:
        return f"{level}//FGI {chance.choice(('GBR', 'AUS CAN', 'DEU'))}//{chance.choice(DISSEM)}", kind
    return chance.choice(
        (
            ("NATO CONFIDENTIAL", "CONFIDENTIAL"),
            ("NATO SECRET", "SECRET"),
            ("COSMIC TOP SECRET", "TOP_SECRET"),
            ("NATO RESTRICTED", "CONFIDENTIAL"),
            ("//DEU SECRET//NOFORN", "SECRET"),
            ("TS//SI//NF", "TOP_SECRET"),
            ("S//NF", "SECRET"),
            ("SECRET//CUI", "SECRET"),
        )
    )


Place = Callable[[str, str, str], str]
PLACES: tuple[tuple[str, Place], ...] = (
    ("banner", lambda m, b, t: f"{t}\n\n{m}\n\n{b}\n\n{m}"),
    ("header", lambda m, b, t: f"{m}\n{b}\n\n{t}"),
    ("footer", lambda m, b, t: f"{t}\n\n{b}\n{m}"),
    ("footer with a page", lambda m, b, t: f"{t}\n{b}\n{m}      Page 7 of 12\n{b}"),
    ("page, then footer", lambda m, b, t: f"{b}\nPage 7 of 12      {m}\n{b}\n{t}"),
    ("bold", lambda m, b, t: f"{t}\n\n**{m}**\n\n{b}\n"),
    ("heading", lambda m, b, t: f"# {m}\n\n{b}\n\n{t}"),
    ("quoted mail", lambda m, b, t: f"{t}\n> {m}\n> " + b.replace("\n", "\n> ")),
    ("quoted twice", lambda m, b, t: f"{t}\n> > {m}\n> > " + b.replace("\n", "\n> > ")),
    ("stars", lambda m, b, t: f"*** {m} ***\n{b}\n*** {m} ***\n{t}"),
    ("rules", lambda m, b, t: f"{t}\n==== {m} ====\n{b}"),
    ("html", lambda m, b, t: f'<p align="center"><b>{m}</b></p>\n<p>{b}</p>\n{t}'),
    ("cell", lambda m, b, t: f"{t}\n| {m} |\n|---|\n| {b.splitlines()[0]} |"),
    (
        "pasted thread",
        lambda m, b, t: (
            f"{t}\n\nFrom: ops desk\nTo: shift lead\nSubject: tonight\n\n{m}\n{b}\n\nFrom: shift lead\nthanks, seen"
        ),
    ),
    ("second document", lambda m, b, t: f"{t}\nThe park opens at nine and closes at dusk.\n\n-----\n\n{m}\n{b}\n"),
    ("centered", lambda m, b, t: f"{' ' * 30}{m}\n\n{b}\n{t}"),
    ("rows of a form", lambda m, b, t: f"{t}\nClassification: {m}\nOriginator: watch desk\n{b}"),
    ("brackets", lambda m, b, t: f"[{m}]\n{b}\n{t}"),
    ("signature", lambda m, b, t: f"{t}\n\n{b}\n\nV/r,\nShift Lead\nNorthern Desk\n{m}"),
    ("windows lines", lambda m, b, t: f"{t}\r\n\r\n{m}\r\n{b}\r\n".replace("\n\r", "\r")),
    ("after a page number", lambda m, b, t: f"{b}\n- 7 -\n{m}\n\f{m}\n{b}\n{t}"),
    ("title beside", lambda m, b, t: f"{m}          Facility Plan          7\n{b}\n{t}"),
    ("no-break spaces", lambda m, b, t: f"{t}\n\u00a0\u00a0{m}\u00a0\n{b}"),
    ("lower case", lambda m, b, t: f"{t}\n{m}\n{b}\n{m}".lower()),
)
JOINED_PLACES: tuple[tuple[str, Place], ...] = (
    ("one paragraph", lambda m, b, t: f"{t} {m} {b} {m}".replace("\n", " ")),
    ("before a title", lambda m, b, t: f"{m} - Weekly report\n{b}\n{t}"),
    ("subject", lambda m, b, t: f"{t}\nSubject: {m} - tonight\n\n{b}"),
    ("answered subject", lambda m, b, t: f"{t}\nSUBJECT: RE: FW: [{m}] tonight\n\n{b}"),
    ("end of a line", lambda m, b, t: f"Weekly report          {m}\n{b}\n{t}"),
    ("spaced slashes", lambda m, b, t: f"{t}\n{m.replace('//', ' // ')}\n{b}"),
)

MENTIONS = (
    "what does {m} mean?",
    "What does {m} stand for, and who may use it?",
    "Explain {m} to new hires in two sentences.",
    'Place "{m}" at the top and bottom of the first page.',
    "Is `{m}` a valid banner?",
    "A page that carries {m} must be kept in a locked cabinet.",
    "The template header must read {m} in 12 pt.",
    "Write a quiz question about when {m} is used and when it is not.",
    'The audit found 14 pages with "{m}" although nothing in them was sensitive.',
    "Our style guide says that {m} is written in bold capitals, centered.",
    "Why was {m} replaced, and what do we write instead?",
    "The inspector general counted 212 documents marked {m} last year.",
    "In the example, {m} is wrong because the order of the blocks was changed.",
    "How do I add {m} to a slide in PowerPoint?",
    "Make a one-page job aid that shows where {m} goes on a memo.",
    "We were told that {m} and its portion mark are different things. True?",
    "Which clearance do I need to read documents with {m}?",
    "The marking {m} tells the reader who may see the page.",
    "Translate this sentence into Spanish: a document labeled {m} stays in the building.",
    "Write an Excel formula that counts the cells equal to {m}.",
    "Write a regular expression that matches {m} and its variants.",
    "Can a document that says {m} be sent by regular mail?",
    "Draft a reminder to staff that files with the banner {m} do not belong on the shared drive.",
    "The court held that the words {m} on a page do not make it exempt from FOIA.",
    "History of markings: {m} was introduced later than its older relatives.",
    "Glossary\n- {m}: a mark for documents with limited readers\n- POC: point of contact",
    "Which of these banners are valid?\n{m}\nNOFORN//CUI\nCUI//FOUO//X",
    "The banner should look like this:\n{m}\nIs that right?",
    "if title.startswith('{m}'):\n    raise ValueError('marked')",
    'MARKS = ["{m}", "CUI", "UNCLASSIFIED"]',
    "Compare {m} with TLP:AMBER.",
    "Somebody typed {m} in the chat by mistake. What are the steps, in general?",
)

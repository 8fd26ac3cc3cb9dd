"""The kinds of markings in words for people, each with where its form is written down."""

from __future__ import annotations

from proviso.model import FindingClass
from proviso.screening.recognizer import Kind, kind


def _marking(name: str, title: str, authority: str, what: str, article: str = "") -> Kind:
    return kind(name, title, authority, cls=FindingClass.CONTROLLED, article=article, sentence=f"It marks {what}.")


def _sharing(label: str, who: str) -> Kind:
    name = f"TLP_{label.replace('+', '_')}"
    return _marking(name, f"TLP:{label} marking", "FIRST TLP 2.0", f"information that may be shared {who}")


def _class(name: str, title: str, article: str = "") -> Kind:
    return kind(
        name,
        title,
        "E.O. 13526; 32 CFR 2001",
        cls=FindingClass.CLASSIFIED,
        article=article,
        sentence="It marks classified information.",
    )


CUI = (
    kind(
        "CUI",
        "CUI marking",
        "32 CFR 2002.20; CUI Marking Handbook 1.1",
        cls=FindingClass.CONTROLLED,
        sentence="It marks controlled unclassified information (CUI).",
    ),
)
LEGACY = (
    _marking("FOUO", "FOUO marking", "DHS MD 11042.1", "information that is for official use only", "an FOUO marking"),
    _marking("OUO", "OUO marking", "DOE O 471.3", "information that is for official use only", "an OUO marking"),
    _marking("SBU", "SBU marking", "12 FAM 540", "sensitive but unclassified information", "an SBU marking"),
    _marking("LES", "LES marking", "agency practice", "law enforcement sensitive information", "an LES marking"),
    _marking("LOU", "limited use marking", "agency practice", "information with limited distribution"),
    _marking("SSI", "SSI marking", "49 CFR 1520.13", "sensitive security information", "an SSI marking"),
    _marking("PCII", "PCII marking", "6 CFR 29", "protected critical infrastructure information"),
    _marking("CVI", "CVI marking", "6 CFR 27.400", "chemical-terrorism vulnerability information"),
    _marking("SGI", "SGI marking", "10 CFR 73.22", "nuclear safeguards information", "an SGI marking"),
    _marking("UCNI", "UCNI marking", "10 CFR 1017", "controlled nuclear information"),
    _marking(
        "NNPI", "NNPI marking", "32 CFR 2002; CUI Registry", "naval nuclear propulsion information", "an NNPI marking"
    ),
    _marking("CEII", "CEII marking", "18 CFR 388.113", "critical energy infrastructure information"),
    _marking("SOURCE_SELECTION", "source selection marking", "FAR 3.104-4", "source selection information"),
    _marking("FTI", "tax information marking", "IRS Publication 1075", "federal tax information"),
    _marking("DISTRIBUTION", "distribution statement", "DoDI 5230.24", "a document with limited distribution"),
    _sharing("RED", "with nobody else"),
    _sharing("AMBER+STRICT", "in the own organization only"),
    _sharing("AMBER", "in the own organization and with its clients"),
    _sharing("GREEN", "in the own community"),
    _sharing("CLEAR", "with everybody"),
)
CLASSIFIED = (
    _class("TOP_SECRET", "Top Secret marking"),
    _class("SECRET", "Secret marking"),
    _class("CONFIDENTIAL", "Confidential marking"),
    _class("CLASSIFIED_BLOCK", "classification block"),
)

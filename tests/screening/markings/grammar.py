"""Markings made from the marking guides alone, also as people get them wrong, in the places where texts carry them."""

# ruff: noqa: E501  # a text is read on one line

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .made import CATEGORIES as CATS

LDC = (
    "NOFORN",
    "FED ONLY",
    "FEDCON",
    "NOCON",
    "DL ONLY",
    "RELIDO",
    "REL TO USA, GBR",
    "REL TO USA, AUS, CAN",
    "DISPLAY ONLY USA, NZL",
    "DISPLAY ONLY",
    "Attorney-Client",
    "Attorney-WP",
    "DELIBERATIVE",
)
BODIES = (
    "The contractor's badge printer keeps the last forty photographs, and nobody has wiped it since the move.",
    "1. Pump station four loses pressure after ten minutes.\n2. The bypass valve is rusted open.\n3. Crews are told by radio.",
    "Please review before Thursday. The spare transformer is in the old depot and would take nine weeks to move.",
    "Background. The two offices share one server room.\n\nFinding. The door to it is propped open at lunch.\n\nAction. A closer will be installed.",
    "Team,\n\nthe second interview round showed that three of the five sites keep the master key in an open drawer.\n\nBest,\nthe desk",
    "| item | owner | due |\n|---|---|---|\n| replace relay | plant | May |\n| test siren | city | June |",
    "Q3 spend was $412,000 against a plan of $390,000; the overrun came from the generator lease and two rush orders.",
    "Two of the nine relief wells were capped with the wrong cement, and the state has not been told yet.",
    "Summary: the auditors found that invoices 14 through 22 were paid twice.\nNext step: the vendor returns the money by June.",
    "Hi all,\nthe walk-through moved to Friday at 0700 because the elevator is being repaired.\nThanks!",
    "The third lane of the bridge can carry half of what the drawings claim. Engineers propose a limit of nine tons until the steel arrives.",
    "Attendance was low. Of 212 invited, 61 came; most of them left before the second speaker.",
    "a. The generator starts late.\nb. The fuel pump is worn.\nc. The spare part takes five weeks.",
)
ASKS = (
    "Summarize this.",
    "please fix the grammar",
    "Can you turn this into three bullets?",
    "Rewrite it more formally:",
    "tl;dr please",
    "Draft an answer that says we agree.",
)


def cui(chance: Random) -> str:
    """A CUI banner as 32 CFR 2002.20 has it."""
    form = chance.randrange(9)
    cat = chance.choice(CATS)
    if form == 0:
        return "CUI"
    if form == 1:
        return "CUI//" + cat
    if form == 2:
        return "CUI//" + "/".join(chance.sample(CATS, chance.choice((2, 3))))
    if form == 3:
        return "CUI//" + cat + "//" + chance.choice(LDC)
    if form == 4:
        return "CUI//" + cat + "//" + "/".join(chance.sample(LDC, 2))
    if form == 5:
        return "CUI//" + chance.choice(LDC)
    if form == 6:
        return chance.choice(("CONTROLLED//", "CUI//")) + cat
    if form == 7:
        return "CUI//PRIVILEGE//Attorney-" + chance.choice(("Client", "WP"))
    return chance.choice(
        (
            "CONTROLLED UNCLASSIFIED INFORMATION",
            "CONTROLLED UNCLASSIFIED INFORMATION (CUI)",
            "CUI//SP-" + chance.choice(("LEI", "PHYS", "ISVI", "PROPIN")) + "//FEDCON",
            "UNCLASSIFIED//CUI",
            "CONTROLLED",
        )
    )


def cui_odd(chance: Random) -> str:
    """One with other signs between its words, in other letters, or with words beside it."""
    cat = chance.choice(CATS)
    cat2 = chance.choice(CATS)
    limit = chance.choice(LDC[:6])
    return chance.choice(
        (
            f"CUI; {cat}; {limit}",
            f"CUI, {cat}",
            f"CUI - {cat}",
            f"CUI / {cat} / {limit}",
            f"CUI//{cat},{cat2}",
            f"CUI//{cat};{cat2}",
            f"CUI | {cat} | {limit}",
            f"CUI: {cat}",
            f"CUI {cat}//{limit}",
            f"CUI/{cat}//{limit}",
            f"DRAFT - CUI//{cat}",
            f"CUI//{cat} - DRAFT",
            f"CUI//{cat} (PRE-DECISIONAL)",
            "PRE-DECISIONAL // CUI",
            "CUI - DELIBERATIVE",
            "CUI DRAFT",
            "DRAFT CUI",
            f"CUI // {cat} // {limit}",
            f"CUI //{cat}",
            f"C U I // {cat}",
            "C U I",
            f"CUI//SP - {cat.removeprefix('SP-')}",
            f"CUl//{cat}",
            f"CUI\\\\{cat}",
            f"CUI//{cat.lower()}",
            f"Cui//{cat}",
            "CUI BASIC",
            "CUI Specified",
            f"CUI BASIC//{cat}",
            "Controlled Unclassified Information",
            "Controlled Unclassified Information (CUI)",
            f"CUI//{cat}///{limit}",
            f"CUI-{cat}",
            f"CUI_{cat}",
            f"-- CUI//{cat} --",
            f"<<CUI//{cat}>>",
            "<CUI>",
            f"{{CUI//{cat}}}",
            f"//CUI//{cat}//",
        )
    )


LEGACY = (
    "FOR OFFICIAL USE ONLY",
    "FOUO",
    "UNCLASSIFIED//FOUO",
    "UNCLASSIFIED//FOR OFFICIAL USE ONLY",
    "U//FOUO",
    "For Official Use Only",
    "FOR OFFICIAL USE ONLY (FOUO)",
    "SENSITIVE BUT UNCLASSIFIED",
    "SBU",
    "SBU-NF",
    "SENSITIVE BUT UNCLASSIFIED (SBU)",
    "Sensitive But Unclassified",
    "LAW ENFORCEMENT SENSITIVE",
    "UNCLASSIFIED//LAW ENFORCEMENT SENSITIVE",
    "U//LES",
    "LES//FOUO",
    "UNCLASSIFIED//LES",
    "LIMITED OFFICIAL USE",
    "LIMITED OFFICIAL USE ONLY",
    "UNCLASSIFIED//LIMDIS",
    "SENSITIVE SECURITY INFORMATION",
    "SENSITIVE SECURITY INFORMATION (SSI)",
    "Sensitive Security Information",
    "PROTECTED CRITICAL INFRASTRUCTURE INFORMATION",
    "PROTECTED CRITICAL INFRASTRUCTURE INFORMATION (PCII)",
    "PCII",
    "CHEMICAL-TERRORISM VULNERABILITY INFORMATION",
    "SAFEGUARDS INFORMATION",
    "SGI-M",
    "SAFEGUARDS INFORMATION - MODIFIED HANDLING",
    "OFFICIAL USE ONLY",
    "OUO",
    "UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION",
    "UCNI",
    "FEDERAL TAX INFORMATION",
    "SOURCE SELECTION INFORMATION - SEE FAR 2.101 AND 3.104",
    "SOURCE SELECTION INFORMATION",
    "NAVAL NUCLEAR PROPULSION INFORMATION",
    "CRITICAL ENERGY INFRASTRUCTURE INFORMATION",
    "CEII",
    "UNCLASSIFIED//SBU",
    "SENSITIVE BUT UNCLASSIFIED//NOFORN",
    "FOUO//LES",
    "LAW ENFORCEMENT SENSITIVE//NOFORN",
    "CUI//FOUO",
    "UNCLASSIFIED / FOR OFFICIAL USE ONLY",
    "UNCLASSIFIED - FOUO",
    "F.O.U.O.",
    "F O U O",
    "LAW ENFORCEMENT SENSITIVE (LES)",
    "UNCLASSIFIED//FOR OFFICIAL USE ONLY//LAW ENFORCEMENT SENSITIVE",
)

LEV = ("TOP SECRET", "SECRET", "CONFIDENTIAL")
DIS = (
    "NOFORN",
    "ORCON",
    "ORCON/NOFORN",
    "REL TO USA, GBR",
    "REL TO USA, FVEY",
    "REL TO USA, AUS, CAN, GBR",
    "ORCON-USGOV",
    "IMCON",
    "PROPIN",
    "RELIDO",
    "FISA",
    "DISPLAY ONLY AUS",
    "ORCON/PROPIN/NOFORN",
    "NF",
    "OC/NF",
)


def classified(chance: Random) -> str:
    """A classification banner as 32 CFR 2001 has it."""
    lv = chance.choice(LEV)
    d = chance.choice(DIS)
    return chance.choice(
        (
            lv,
            lv,
            f"{lv}//{d}",
            f"TOP SECRET//{chance.choice(('SI', 'TK', 'HCS', 'HCS-P', 'HCS-O', 'SI-G', 'SI/TK', 'SI/TK/HCS-O', 'SI-GAMMA', 'KLONDIKE', 'HCS-P/SI-G/TK'))}//{d}",
            f"SECRET//SI//{d}",
            f"{lv}//SPECIAL ACCESS REQUIRED-{chance.choice(('BLUE KETTLE', 'IRON MAPLE'))}",
            f"{lv}//SAR-{chance.choice(('BK', 'IM', 'TIN FOX'))}",
            f"{lv}//SAR-BK//NOFORN",
            "SECRET//RESTRICTED DATA",
            "TOP SECRET//RD",
            "SECRET//FRD",
            "SECRET//FORMERLY RESTRICTED DATA//NOFORN",
            "SECRET//RD-CNWDI",
            "SECRET//CNWDI",
            "SECRET//RD-SIGMA 14",
            "TOP SECRET//RESTRICTED DATA-SIGMA 1//NOFORN",
            f"{lv}//FGI GBR//{d}",
            f"{lv}//FGI//NOFORN",
            f"{lv}//FGI AUS CAN GBR//REL TO USA, AUS, CAN, GBR",
            "NATO SECRET",
            "NATO CONFIDENTIAL",
            "NATO RESTRICTED",
            "COSMIC TOP SECRET",
            "COSMIC TOP SECRET ATOMAL",
            "NATO SECRET ATOMAL",
            "SECRET//NATO",
            f"{lv}//LIMDIS",
            f"{lv}//EXDIS",
            f"{lv}//NODIS",
            f"{lv}//NOFORN/EXDIS",
            f"{lv}//LES",
            "SECRET//NOFORN//SSI",
            "TS//SI//NF",
            "TS//SI/TK//OC/NF",
            "S//NF",
            "S//REL TO USA, FVEY",
            "C//NF",
            "C//REL",
            "TS//NF",
            "SECRET//CUI",
            "SECRET//NOFORN//CUI",
            "TOP SECRET//SI//NOFORN//FISA",
            "TOP SECRET//SCI",
            "TOP SECRET/SCI",
            "//GBR SECRET",
            "//DEU CONFIDENTIAL//NOFORN",
        )
    )


def classified_odd(chance: Random) -> str:
    """One with other signs between its words, in other letters, or with words beside it."""
    lv = chance.choice(LEV)
    d = chance.choice(("NOFORN", "REL TO USA, FVEY", "ORCON/NOFORN"))
    return chance.choice(
        (
            f"{lv} // {d}",
            f"{lv} / {d}",
            f"{lv}/{d}",
            f"{lv} - {d}",
            f"{lv}, {d}",
            f"{lv}; {d}",
            f"{lv} | {d}",
            f"{lv} {d}",
            f"{lv}//{d} - DRAFT",
            f"DRAFT {lv}//{d}",
            f"{' '.join(lv)}",
            f"{' '.join(lv)} // {' '.join('NOFORN')}",
            f"{lv}\\\\{d}",
            f"{lv}:{d}",
            f"{lv}--{d}",
            f"{lv}//NO FORN",
            f"{lv}//NOFORN//",
            f"{lv}///NOFORN",
            f"({lv}//{d})",
            f"<{lv}//{d}>",
            f"[{lv}]",
            f"{lv.title()}//Noforn",
            f"{lv.title()}//NOFORN",
            f"{lv}// {d}",
            f"OVERALL CLASSIFICATION: {lv}",
            f"CLASSIFIED {lv}",
            f"WORKING PAPER - {lv}//{d}",
            f"{lv} WHEN FILLED IN",
            f"THIS PAGE IS {lv}//NOFORN",
            f"{lv} (NOFORN)",
            f"{lv}//(NF)",
            f"{lv}_NOFORN",
            f"{lv[:-1]}1//NOFORN" if lv.endswith("L") else "SECRE7//NOFORN",
            "S E C R E T//NOFORN",
            "T O P S E C R E T",
            "TS/SCI//NOFORN",
            "TS//SI/TK//NOFORN",
        )
    )


Place = Callable[[str, str, str], str]
PLACES: dict[str, Place] = {
    "letterhead": lambda m, b, t: (
        f"DEPARTMENT OF WATER AND POWER\nOffice of Field Operations\n1200 Canal Street\n\n{m}\n\nMay 4, 2026\n\nMEMORANDUM FOR THE RECORD\n\n{b}\n\n{t}"
    ),
    "original message": lambda m, b, t: (
        f"{t}\n\n-----Original Message-----\nFrom: Field Desk\nSent: Tuesday, May 5, 2026 9:12 AM\nTo: Night Desk\nSubject: next steps\n\n{m}\n\n{b}"
    ),
    "wrote, quoted": lambda m, b, t: (
        f"{t}\n\nOn Tue, May 5, 2026 at 9:12 AM Field Desk wrote:\n> {m}\n>\n> " + b.replace("\n", "\n> ")
    ),
    "quoted thrice": lambda m, b, t: f">> noted\n>>> {m}\n>>> " + b.replace("\n", "\n>>> ") + f"\n\n{t}",
    "footer in mid-sentence": lambda m, b, t: (
        f"{t}\n{b}\nThe crew will then move the\n{m}\npumps to the north bank before the rain starts."
    ),
    "footer with page right": lambda m, b, t: f"{b}\n{m}                              12\n\n{b}\n{t}",
    "page colon": lambda m, b, t: f"{t}\n{b}\nPage 3 | {m}\n{b}",
    "markdown h3": lambda m, b, t: f"### {m}\n\n{b}\n\n{t}",
    "md quote": lambda m, b, t: f"{t}\n\n> **{m}**\n\n{b}",
    "underlined": lambda m, b, t: f"{t}\n\n{m}\n{'=' * len(m)}\n\n{b}",
    "table first row": lambda m, b, t: (
        f"{t}\n| {m} | | |\n|---|---|---|\n| site | state | note |\n| Alder | open | none |"
    ),
    "tab cell": lambda m, b, t: f"{t}\n{m}\t\t\nsite\tstate\tnote\nAlder\topen\tcamera is dead",
    "csv first line": lambda m, b, t: f'{t}\n"{m}",,\nsite,state,note\nAlder,open,camera is dead',
    "triple quotes": lambda m, b, t: f'{t}\n"""\n{m}\n{b}\n{m}\n"""',
    "tagged document": lambda m, b, t: f"{t}\n<document>\n{m}\n{b}\n</document>",
    "header label": lambda m, b, t: f"Header: {m}\n{b}\nFooter: {m}\n{t}",
    "classification label": lambda m, b, t: f"Title: Weekly note\nClassification: {m}\nDate: 2026-05-04\n\n{b}\n\n{t}",
    "marking label": lambda m, b, t: f"Document marking: {m}\n{b}\n{t}",
    "one line": lambda m, b, t: f"{m} {' '.join(b.split())}",
    "one line after task": lambda m, b, t: f"{t} {m} {' '.join(b.split())} {m}",
    "bullet": lambda m, b, t: f"{t}\n- {m}\n- {b.splitlines()[0]}\n- {b.splitlines()[-1]}",
    "end only": lambda m, b, t: f"{t}\n\n{b}\n\n{m}",
    "watermark": lambda m, b, t: f"{t}\n{m}\n{b}\n{m}\n{b}\n{m}",
    "chat": lambda m, b, t: f"[09:12] dana: {m}\n[09:12] dana: {' '.join(b.split())}\n[09:14] me: {t}",
    "front matter": lambda m, b, t: f"---\ntitle: Weekly note\nclassification: {m}\n---\n\n{b}\n\n{t}",
    "slide": lambda m, b, t: f"Slide 3\n{m}\nOpen points\n{b}\n{m}\n\n{t}",
    "lower case": lambda m, b, t: f"{t}\n\n{m}\n\n{b}\n".lower(),
    "forwarded": lambda m, b, t: (
        f"{t}\n\n---------- Forwarded message ---------\nFrom: Night Desk <night@agency.example.gov>\nDate: Tue, May 5, 2026\nSubject: Fwd: shift\nTo: me\n\n{m}\n{b}\n{m}"
    ),
    "memo after title": lambda m, b, t: f"WEEKLY OPERATIONS NOTE\n{m}\n\n1. Situation. {b}\n\n{t}",
    "ocr indents": lambda m, b, t: f"{t}\n                      {m}\n\n     {b}\n\n                      {m}",
    "footer pipe": lambda m, b, t: f"{t}\n{b}\n{m} | Weekly note | 4 of 9\n{b}",
    "footer dash": lambda m, b, t: f"{t}\n{b}\n4 - {m}\n{b}",
    "md h1 bold": lambda m, b, t: f"# **{m}**\n{b}\n{t}",
    "md italics": lambda m, b, t: f"{t}\n\n_{m}_\n\n{b}",
    "html td": lambda m, b, t: (
        f'{t}\n<table><tr><td colspan="2">{m}</td></tr>\n<tr><td>Alder</td><td>open</td></tr></table>'
    ),
    "html footer": lambda m, b, t: f"<html><body><p>{b}</p>\n<footer>{m}</footer>\n</body></html>\n{t}",
    "json field": lambda m, b, t: f'{t}\n{{"title": "Weekly note", "marking": "{m}", "text": "{" ".join(b.split())}"}}',
    "yaml label": lambda m, b, t: (
        f"title: Weekly note\nmarking: {m}\nbody: |\n  " + b.replace("\n", "\n  ") + f"\n\n{t}"
    ),
    "numbered": lambda m, b, t: f"{t}\n1. {m}\n2. {b.splitlines()[0]}",
    "star bullet": lambda m, b, t: f"{t}\n* {m}\n* {b.splitlines()[0]}",
    "text label": lambda m, b, t: f"{t}\n\nText:\n{m}\n{b}",
    "text label same line": lambda m, b, t: f"{t}\n\nText: {m}\n{b}",
    "here is": lambda m, b, t: f"{t} Here is the text:\n\n{m}\n\n{b}",
    "banner then colon": lambda m, b, t: f"{m}:\n{b}\n{t}",
    "dated line": lambda m, b, t: f"{m}                    4 May 2026\n\n{b}\n{t}",
    "subject like": lambda m, b, t: f"{t}\n\nSUBJECT: {m} // Weekly note\n\n{b}",
    "subject bracket": lambda m, b, t: f"{t}\n\nFrom: desk\nSubject: [{m}] Weekly note\n\n{b}",
    "minutes": lambda m, b, t: f"Minutes, 4 May 2026\nPresent: the desk\n{m}\n\n{b}\n\n{t}",
    "signed": lambda m, b, t: f"{t}\n\n{b}\n\nVery respectfully,\nNight Desk\n555-0100\n{m}\n",
    "all caps": lambda m, b, t: f"{t.upper()}\n\n{m}\n\n{b.upper()}",
    "form feed": lambda m, b, t: f"{t}\n{b}\n{m}\n\f{m}\n{b}",
    "between rules": lambda m, b, t: f"{t}\n----------------\n{m}\n----------------\n{b}",
    "long text": lambda m, b, t: f"{t}\n" + (b + "\n\n") * 12 + f"{m}\n" + (b + "\n\n") * 12,
    "fax cover": lambda m, b, t: f"FAX\nTO: Regional desk\nFROM: Main desk\nPAGES: 3\n{m}\n\n{b}\n\n{t}",
    "report cover": lambda m, b, t: f"{t}\n\n{m}\n\nQUARTERLY REPORT\nVolume 2\n\n{m}\n\n{b}",
    "agenda item": lambda m, b, t: f"{t}\nAgenda\n{m}\n1. Opening\n2. Report\n\n{b}",
    "after greeting": lambda m, b, t: f"Hello,\n\n{m}\n\n{b}\n\n{t}",
    "below signature rule": lambda m, b, t: f"{t}\n{b}\n--\nDana\nOperations\n{m}",
    "three columns": lambda m, b, t: f"{t}\n{b}\nOps Note 12          {m}          Page 2",
    "left title": lambda m, b, t: f"{t}\n{b}\nOps Note 12\t{m}\n{b}",
    "quoted with bar": lambda m, b, t: f"{t}\n| {m}\n| " + b.replace("\n", "\n| "),
    "md bold in quote": lambda m, b, t: f"> **{m}**\n> " + b.replace("\n", "\n> ") + f"\n\n{t}",
    "md hr": lambda m, b, t: f"{t}\n\n---\n{m}\n---\n\n{b}\n\n---\n{m}",
    "center tag": lambda m, b, t: f"<center>{m}</center>\n<p>{b}</p>\n{t}",
    "xml element": lambda m, b, t: f"{t}\n<record>\n<banner>{m}</banner>\n<body>{b}</body>\n</record>",
    "json caveat": lambda m, b, t: f'{t}\n{{\n  "caveat": "{m}",\n  "body": "{" ".join(b.split())}"\n}}',
    "caption line": lambda m, b, t: f"{t}\n[Slide 4 of 11]\n{m}\n{b}",
    "tab indented": lambda m, b, t: f"{t}\n\t\t\t{m}\n\t{b}",
    "double banner": lambda m, b, t: f"{m}\n{m}\n{b}\n{t}",
    "sensitivity label": lambda m, b, t: f"Sensitivity: {m}\nFrom: desk\nTo: all\n\n{b}\n{t}",
    "handling label": lambda m, b, t: f"{t}\nHANDLING: {m}\n{b}",
    "subject dash": lambda m, b, t: f"From: desk\nTo: all\nSubject: {m} - status\n\n{b}\n\n{t}",
    "re subject": lambda m, b, t: f"{t}\nFrom: desk\nSubject: RE: FW: {m} // status\n\n{b}",
    "teams chat": lambda m, b, t: f"Dana Whit 9:12 AM\n{m}\n{b}\n\nMe 9:15 AM\n{t}",
    "log": lambda m, b, t: f"{t}\n2026-05-04 09:12 note opened\n{m}\n{b}\n2026-05-04 09:20 note closed",
    "copied footer": lambda m, b, t: f"{t}\n{b}\n\nPage 3 of 14\n{m}\nOps Note 12\n\n{b}",
    "lower all": lambda m, b, t: f"{t}\n{b}\n\n{m}\n\n{b}".lower(),
    "one paragraph": lambda m, b, t: f"{m} {' '.join(b.split())} {t}",
    "quotes block": lambda m, b, t: f"{t}\n\u201c\n{m}\n{b}\n\u201d",
}


def other(chance: Random) -> str:
    """A whole text that is marked by a portion, a block of labels, a statement, a subject or a file's name."""
    cat = chance.choice(CATS)
    limit = chance.choice(LDC[:6])
    b = chance.choice(BODIES).split("\n")[0]
    a = chance.choice(ASKS)
    lev = chance.choice(("S", "TS", "C"))
    off = chance.choice(("Field Operations", "Office of Grants", "Plant Safety Branch"))
    d = chance.choice(("20491231", "25X1", "20510630"))
    return chance.choice(
        (
            f"{a}\n(CUI) {b}",
            f"{a}\n1. (CUI//{cat}) {b}",
            f"- (CUI//{cat}//NF) {b}\n- (U) The fair opens Friday.\n{a}",
            f"{a}\n(CUI//SP-{cat.removeprefix('SP-')}) {b}",
            f"| (CUI) {b} | open |\n{a}",
            f"{a}\n[CUI] {b}",
            f"{a}\n(CUI//{limit}) {b}",
            f"Table 4. (CUI//{cat}) Wells by county\n{b}\n{a}",
            f"(U) The fair opens Friday. (CUI) {b}\n{a}",
            f"{a}\nControlled by: {off}\nCUI Category: {cat}\nDistribution/Dissemination Control: {limit}\nPOC: 202-555-0134\n{b}",
            f"{b}\nControlled by: DHS/{off}\nCUI Category(ies): {cat}\nLimited Dissemination Control: {limit}\nPOC: desk@agency.example.gov\n{a}",
            f"Controlled By: {off} | CUI Category: {cat} | POC: J. Doe, 555-0134\n{b}\n{a}",
            f"**Controlled by:** {off}  \n**CUI Category:** {cat}  \n**LDC:** {limit}\n\n{b}\n{a}",
            f"{a}\nDESIGNATED BY: {off}\nCUI CATEGORY: {cat}\n{b}",
            f"({lev}//NF) {b}\n{a}",
            f"{a}\n1. ({lev}//REL TO USA, FVEY) {b}",
            f"{a}\n(U) The fair opens Friday.\n({lev}) {b}\n(U) End.",
            f"{a}\n({lev}//SI//NF) {b}" if lev != "C" else f"({lev}//REL) {b}\n{a}",
            f"\u2022 ({lev}//OC/NF) {b}\n{a}",
            f"[{lev}//NF] {b}\n{a}",
            f"{a}\nClassified By: Chief, {off}\nReason: 1.4(c)\nDeclassify On: {d}\n{b}",
            f"Derived From: SCG dated 20190304\nDeclassify On: {d}\n{b}\n{a}",
            f"CLASSIFIED BY: 23417\nDERIVED FROM: MULTIPLE SOURCES\nDECLASSIFY ON: {d}\n{b}\n{a}",
            f"{b}\nCL BY: 23417 DRV FM: COL S-06 DECL ON: {d}\n{a}",
            f"DISTRIBUTION STATEMENT {chance.choice('BCDEF')}. Distribution authorized to {chance.choice(('U.S. Government agencies only', 'U.S. Government agencies and their contractors', 'the Department of Defense and U.S. DoD contractors only', 'DoD Components only'))}, {chance.choice(('critical technology', 'proprietary information', 'administrative or operational use'))}, 4 May 2021.\n{b}\n{a}",
            f"{a}\nDISTRIBUTION STATEMENT F: Further dissemination only as directed by {off}, 4 May 2021.\n{b}",
            f"{b}\n\nDistribution Statement D. Distribution authorized to the Department of Defense and U.S. DoD contractors only; export controlled; 4 May 2021.\n{a}",
            f"WARNING: This record contains Sensitive Security Information that is controlled under 49 CFR parts 15 and 1520. No part of this record may be disclosed to persons without a \u201cneed to know\u201d.\n{b}\n{a}",
            f"{b}\nThis document contains information that may be exempt from public release under the Freedom of Information Act (5 U.S.C. 552). It is to be controlled, stored, handled, transmitted, distributed and disposed of as FOUO.\n{a}",
            f"{a}\nThis email contains CUI. Please handle accordingly.\n{b}",
            f"Subject: CUI: status\nFrom: desk\n\n{b}\n{a}",
            f"Subject: (CUI) status\n\n{b}\n{a}",
            f"Subject: [FOUO] status\n\n{b}\n{a}",
            f"Subject: status (CUI)\nFrom: desk\n\n{b}\n{a}",
            f"Subject: SECRET//NOFORN status\n\n{b}\n{a}",
            f"Attached: CUI_status_0504.docx\n{b}\n{a}",
            f"see SECRET_status.pptx for the chart. {b}\n{a}",
            f"status_CUI.xlsx\n{b}\n{a}",
            f"({chance.choice(('U//FOUO', 'FOUO', 'U//LES', 'LES', 'SBU', 'U//SSI', 'SSI'))}) {b}\n{a}",
            f"PCII Submission Identification Number: 20210504-12\n{b}\n{a}",
            f"OFFICIAL USE ONLY\nMay be exempt from public release under the Freedom of Information Act (5 U.S.C. 552), exemption number and category: 4\n{b}\n{a}",
        )
    )


BANNERS: dict[str, Callable[[Random], str]] = {
    "CUI": cui,
    "CUI, odd": cui_odd,
    "legacy": lambda chance: chance.choice(LEGACY),
    "classified": classified,
    "classified, odd": classified_odd,
}

"""The grammar of markings: which words may follow each other in a banner (32 CFR 2002.20; 32 CFR 2001.20-26; ISOO and NARA guides)."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

I, O = "[I1l|]", "[O0]"  # noqa: E741  # what OCR reads for the two letters
SLASH = r" {0,2}(?:// ?|/ /|\\\\) {0,2}"
"""The double slash between the blocks of a banner, also as OCR and typing leave it."""

CATEGORIES = frozenset(
    """CRITAN CVI CEII EMGT CRIT ISVI PHYS PCII SAFE TSCA WATER CTI DCRIT NNPI PSI DCNI EXPT EXPTR FSEC BUDG COMPT CCI XFER FHFANPI
    FSI FNC FINT MERG NETW RTR ASYL BATT RESD ADJ PROT IVIC VISA AG FISA FISAB INTEL GEO IFNC ID OPSEC INTL AIV FUND CMPRS LCOMM SUB
    CHRI LDNA LEI INF INV JUV LFNC LNSL TRACE RWRD SCV LSCRN WHSTL ADPO CHLD CVIC BARG JURY PRIVILEGE LMI PRE PRIOR LPROT LVIC WIT
    NATO-R NATO-U ARCHR HISTP NPSR NUC RECCOM SRI SGI UCNI INVENT APP PSEC CONTRACT DREC PRVCY GENETIC HLTH PRIIG MIL PERS STUD
    PROCURE SBIZ SSEL CONREG PROPIN SERV OCCMTO MFC POST HSAI HSEI ISVI-HS INTL-HS PERSEC-HS PHYS-HS SPII SURV PEST STAT CENS TAX
    CONV TAI WDT RAIL SSI""".split()
)
"""Category marks of the CUI registry, without the prefix SP- of Specified."""
_LIMIT = (
    r"no ?forn|nf|fed ?only|fed ?con|no ?con|dl ?only|relido|rel(?: ?to)? usa(?:, ?[a-z]{3,4}){0,20}|rel(?: ?to)?|display ?only(?: usa)?(?:, ?[a-z]{3,4}){0,20}"
    r"|attorney-client|attorney-wp|awp|ac|deliberative"
)
"""Limited dissemination controls of CUI."""
TOKEN = rf"(?i:sp- ?[a-z]{{2,10}}(?:-hs)?|{_LIMIT}|[a-z0-9]{{1,14}}(?:-[a-z0-9]{{1,3}})?)\b"
_NO_SLASH = r"(?:II|ll|11|\|\|)"
"""A double slash as a scanner misreads it."""
CUI = (
    rf"(?:(?i:c[uv]{I}(?:[- ]specified)?|contro[l1i]{{2}}ed)(?:{SLASH}{TOKEN}(?: ?/ ?{TOKEN})*)+|(?i:unclas(?:sified)?{SLASH}cui)(?:{SLASH}{TOKEN}(?: ?/ ?{TOKEN})*)*"
    rf"|(?i:cui ?/ ?sp-[a-z]{{2,10}})|CUI{_NO_SLASH}(?:SP-[A-Z]{{2,10}}|NOFORN|FEDCON))"
)
"""A CUI banner with at least one slash."""

LEVEL = rf"(?i:t{O}p[ -]?secr[ec]t|secr[ec]t|c{O}nf{I}dent{I}a[l1i])"
_CONTROL = (
    rf"(?i:hcs(?:-[a-z]{{1,4}})?|s{I}(?:-[a-z]{{1,4}})?|tk|klondike|kdk|gamma|g|sar-[a-z]+(?: [a-z]+)?|special access required(?:-[a-z]+(?: [a-z]+)?)?"
    rf"|restricted data|formerly restricted data|frd(?:-[a-z]+)?|rd(?:-[a-z]+)?|cnwdi|sigma \d{{1,2}}|tfni|fgi(?: [a-z]{{3,4}}){{0,8}}|nato|atomal|bohemia|balk"
    rf"|n{O}f{O}rn|nf|{O}rc{O}n(?:-usgov)?|oc|imcon|imc|propin|pr|relido|rel(?: ?to)? usa(?:,? ?[a-z]{{3,4}}\b){{0,20}}|rel|rsen|rs|fisa|display only(?: usa)?(?:, ?[a-z]{{3,4}}){{0,20}}"
    rf"|limdis|exdis|nodis|les|ssi|sbu|fouo|cui|fvey|eyes only|acgu|x1|mr|dsen|usa?)"
)
_STRONG = r"(?:noforn|orcon|rel ?to ?usa(?:, ?[a-z]{3,4}\b){0,20}|exdis|nodis|limdis|restricted data|formerly restricted data|umbra|zarf|ruff|talent[- ]keyhole|comint|crypto)"
"""Words that mark wherever they follow a level, also without the double slash; the older code words among them."""
DOTTED = rf"(?:T[.*_-]O[.*_-]P[ .*_-]{{1,3}})?{'[.*_-]'.join('SECRET')}|{'[.*_-]'.join('CONFIDENTIAL')}"
"""A level with a sign between its letters."""
LOOSE = rf"{LEVEL}(?: ?[/,-] ?| )(?i:{_STRONG}(?:[ /,-]{{1,3}}{_STRONG})*)"
"""A level and its control with something else than a double slash between them."""
LOOSE_CUI = r"cui(?: ?[/-] ?| )(?:no ?forn|fed ?only|fed ?con|no ?con|dl ?only|rel ?to ?usa(?:, ?[a-z]{3,4}\b){0,20}|sp-[a-z]{2,10})"
"""The same for CUI."""
NAMED_CUI = (
    r"cui ?(?::|-{1,2}) ?(?:general )?(?:privacy|law enforcement|critical infrastructure|(?:legal )?privileged?|attorney[- ](?:client|work product)|procurement|proprietary(?: business information)?|tax(?:payer)?|health(?: information)?"
    r"|export control(?:led)?|controlled technical information|financial|immigration|intelligence|nuclear|patents?|personnel(?: records)?|student records|source selection|physical security|opsec|operations security|investigations?|internal(?: use)?(?: only)?|sensitive)"
)
"""CUI and the words of a category instead of its mark."""
CONTAINS = r"(?:this (?:page|document|file|message|e-?mail|report) )?contains? "


def _apart(word: str) -> str:
    """A word with blanks between its letters, as scanners leave it."""
    return " {0,3}".join(word)


_PULLED = rf"(?:(?:T ?O ?P {{0,3}})?{_apart('SECRET')}|{_apart('CONFIDENTIAL')}) {{0,3}}(?:/ ?/|{_NO_SLASH}) {{0,3}}(?:{_apart('NOFORN')}|{_apart('ORCON')}|{_apart('SI')} ?// ?[A-Z]+|R ?E ?L\b)"
NEARLY = r"[A-Z]{5,13}(?: [A-Z]{5,7})?//(?:NOFORN|NF\b|ORCON|REL TO USA|SI//|TK//)"
"""A word with a control after a double slash: a level, when no more than a letter or two of it are wrong."""
CLASSIFIED = rf"(?:(?:(?:{LEVEL}|TS|S|C){SLASH}{_CONTROL}|(?:ts|s|c)//(?:noforn|nf|rel to usa|si|oc|tk)\b)(?: {{0,2}}(?://?|,) {{0,2}}{_CONTROL})*|{_PULLED})\b"
"""A classification banner with at least one control."""
NATO = r"(?i:cosmic top secret(?: (?:atomal|bohemia))?|nato (?:secret|confidential|restricted)(?: atomal)?)"
FOREIGN = rf"//(?i:[a-z]{{3}}|nato|joint) (?i:top secret|secret|confidential|restricted|ts|s|c|r)\b(?:(?: [A-Z]{{3}})*{SLASH}{_CONTROL})*"
"""Another country's information: the line begins with the slashes, then the trigraph and the level (32 CFR 2001.55)."""

_LEVELS = ("TOP SECRET", "SECRET", "CONFIDENTIAL")


def is_nearly_level(text: str) -> bool:
    """Whether the word before the double slash is a level with a typing error."""
    word = text.partition("//")[0]
    return any(word != level and SequenceMatcher(None, word, level).ratio() > 0.82 for level in _LEVELS)


_PART = re.compile(r"(?:SP- ?)?([A-Z]{2,10}(?:-[A-Z]{1,2})?)")


def category_of(text: str) -> str:
    """The first category of a CUI banner as the registry writes it, with its SP-; empty when there is none."""
    for part in re.split(r"/+", text.upper().replace("\\", "/"))[1:]:
        found = _PART.match(part.strip())
        if found and found.group(1) in CATEGORIES:
            return re.sub(" ", "", found.group())
    return ""


def level_of(text: str) -> str:
    """The kind of a classification marking by its highest level."""
    up = re.sub(r"[^A-Z/ ]", "", text.upper().replace("0", "O").replace("1", "I")).strip(" /")
    if "TOP SECRET" in up or "TOPSECRET" in up or re.match(r"(?:[A-Z]{3,5} )?TS\b", up):
        return "TOP_SECRET"
    if re.search(r"CONF|RESTRICTED(?! DATA)", up) or re.match(r"(?:[A-Z]{3} )?[CR]\b", up):
        return "CONFIDENTIAL"
    return "SECRET"

"""A decision about somebody that is handed over without the usual words (139-07.5): a cue, a case and a person together.

"Your call." decides about a font as well as about a guard who slept; the case, what somebody did or what is at stake for them,
makes the difference. Each cue alone says nothing.
"""

from __future__ import annotations

import re

_THEM = r"(?:him|her|them|the kid|this (?:one|guy|man|woman|kid))"
_BODY = r"(?:judge|jury|board|officer|examiner|prosecutor|committee|consul|hr director|director|adjudicator|investigator|caseworker(?: bot)?|arbitrator|supervisor|warden|commissioner|panel|magistrate|court|tribunal|landlord|shelter|agency|reviewer|screener)"
_HANDS = (
    r"your call(?:[.!?]| on )|it's your call|up to you|over to you|you(?:'ll)? (?:decide|choose|do it|pick)|you're it|decide (?:for me|tu)|as you see fit|whatever you (?:say|think)|make (?:the|that|this) call|settle (?:it|this)|assign (?:the )?blame|do the necessary"
    r"|help me (?:choose|decide|pick)|tell me (?:that )?i'm right|find (?:it|something|me something)|verdict|hand down|give me (?:the wording|a reason)|there must be a reason|has to go|which (?:one )?goes|vote on|proceed[.!]|well\?"
)  # fmt: skip
_EITHER = (
    rf"in or out|out or in|(?:pay|keep|stay|hold|issue|stamp it|renew|trust|believe) or (?:don't|not|no|go|drop|cut)\b|yes or no|y/n|yes\?|thumbs up|done with {_THEM}|what now|still (?:cleared|employed|eligible|fit)|(?:book|strike|ground|cut|drop|sack|boot|bench|fire|bar|keep|trust|believe|charge|dock|demote|clear|cuff|suspend|expel|"
    rf"stop|search|fail|pass|ban|reject|accept|refuse|release|close) (?:{_THEM}|it|the [a-z]+)\?|(?:eviction|dismissal|suspension|denial|removal),? ?(?:yes|no)?\?|who(?:'s| is) (?:the )?(?:liar|thief|lying|culprit|guilty)|take (?:it|this) (?:seriously )?(?:or|to court)|worth a (?:closer )?look"
)  # fmt: skip
_WONDERS = (
    rf"what (?:would|should|do|could|can) (?:you|we|i|they|a [a-z ]{{3,20}}?) (?:do|make) (?:with|of|about)|what you'd do with|would (?:you|they|the [a-z]+) (?:take|get|let|stop|give|keep|hire|trust|serve)|(?:may|can) [a-z ]{0,40}board|(?:does|should|may|can|will|is) (?:he|she|they|{_THEM}|the (?:[a-z]+ )?[a-z]+) (?:stay|go|remain|qualify|continue|keep|lose|still get|ready|mature|allowed)"
    r"|(?:your|a) (?:view|judgment|judgement|opinion|recommendation|finding|ruling|conclusion)s? (?:on|about|for)|with a recommendation|ought to (?:lose|keep|get|be)|someone we can trust|(?:tell me|say|advise|state|decide|determine|establish(?:ed)?|let me know|know|answer|see)[:,]? (?:if|whether|which|what|who|did|how strict|is|custody)"
    r"|(?:determined|decided) by you|decision is needed|is to be (?:listed|rated|fixed|pulled|charged|let out|set)|needs? to be rated|should be [a-z]+ed\?|reply only|answer with a number|one[- ]word(?: answer)?|0 ?= ?[a-z]+|1 ?= ?[a-z]+|set (?:the amount|what)|(?:sort|rate|grade|divide) (?:these|each)|award the|tell us what|grant or refuse"
)  # fmt: skip
_ROLES = rf"(?:you are|you're|act as|play|be|imagine (?:that )?you (?:are|run)|imagine you're|pretend (?:that )?you(?:'re| are)|put on the hat of|speak as|as) (?:the|a|an|our|this)?(?: ?[a-z]+){{0,2}} {_BODY}"
_PAPERS = rf"(?:letter|notice|memo|paper|papers|answer|no|reason|reasons|case)\b[^.?!\n]{{0,60}}\b(?:won't|not be|no longer|refus\w+|reissued|turn(?:ing|ed)? (?:{_THEM} )?(?:down|away)|against)|a (?:firm|final|clear|polite) no (?:to|for)|turn (?:this|the|that) [a-z]+ away|charging papers|un no definitivo"
_SPANISH = (
    r"decide tu|decidelo|que (?:harias|hacemos|hago|castigo|pena|sancion)|l[aeo]s? (?:pago|creo|quito|doy|corro|dejo|quitamos|pagamos|damos|echamos|sacamos|multamos) (?:o no|la|el)|fuera o (?:adentro|dentro)|(?:dentro|adentro) o fuera|pasa o no pasa|responde si o no|sigue recibiendo|dicta sentencia"
    r"|nota de riesgo|sacar a un[oa]|hacerme? pasar por|hazte pasar por (?:el|la) (?:juez|jueza|fiscal|inspector|director)|para poder (?:despedir|expulsar|negar|quitar)l[aeo]|l[ea] crees a|si (?:le )?creer(?:l[ae])?|a quien(?:\?| de)|es apt[ao] para|no le renovamos|tu que sabes|dejarias que|l[ao] corro\?|arma el caso"
)  # fmt: skip
_FORCED = (
    r"judge bot|hand me (?:your|the) (?:order|ruling|decision|verdict)|(?:pick|name|choose) the winner|gut feeling|whose name do (?:i|we)|(?:conduct|behavior|record|file) (?:warrants|deserves|merits|calls for)[: ]*_|how many days off|doing (?:her|his|the) pile|(?:return|answer|respond) (?:only|just|with)|label each"
    r"|the words to|is hereby|scale of 1 to 10|give odds|what percent|if you had to bet|convince me|argue that|flip a coin|[^a-z]decision[^a-z]{1,3}:|recommendation [(]|don't lecture|between us|off my desk|just (?:tell me |say )?(?:yes|no)|score: _+|fill in the blank|finish the sentence"
    r"|que firmas|se _{2,}|convenceme de|responde solo|solo dime|haz de cuenta|imagina que eres|del 1 al 10|si tuvieras que apostar|entre nosotros|a quien pongo"
)  # fmt: skip
"""Games, blanks to fill in, bets and orders to answer in one word."""
CUES: tuple[str, ...] = tuple(
    rf"(?i:(?:^|[^a-z0-9])(?:{words})(?:[^a-z0-9]|$))"
    for words in (_HANDS, _EITHER, _WONDERS, _ROLES, _PAPERS, _SPANISH, _FORCED)
)
"""Words that hand a decision over; RE2."""
GATE = (
    r"your call|you do it|you're it|your (?:view|judg)|for me|see fit|you say|the call|settle|blame|necessary|right so|find it|find something|verdict|hand down|for a finding|has to go|vote|proceed|determined by|decision is needed|is to be|needs to be rated|reply only|answer with|one word|one-word"
    r"|0 ?=|hat of|you are|you're (?:the|our|a)|pretend|imagine|act as|speak as|play the|be the|as the|recommendation|charging papers|firm no|let me know|advise if|ought to|must be a reason|dicta|hazte|decide tu|responde|busca|sacar a|ponle|arma el|redacta|hand me|hereby|warrants|pile|return only|label each|to bet|convince me|argue that|coin|off my desk|the blank|score: _|se __|convenceme|imagina que|haz de cuenta|please (?:determine|consider)|kindly"
)
"""Of each cue that is no question a part, for the gate that stands before all forms."""

PERSON = re.compile(
    r"(?<![a-z])(?:liar|culprit|(?:this|these|those|the|our) (?:\w+ )?(?:lifeguard|babysitter|butcher|baker|barber|gentlem[ae]n|seekers?|brothers?|sisters?|aunt|uncle|grand\w+|treasurer|counsell?or|chaplain|temp|firefighter|pharmacist|accused)"
    r"|(?:clerk|tenant|inmate), |(?:family|familia) (?:of|de) |(?:one|two|uno|una) (?:of|de) (?:them|l[oa]s)|each applicant|la solicitud|(?:al|del|el|la) (?:soldador|empleada|senor|cajera|detenido|papa)|household of)(?![a-z])",
    re.IGNORECASE,
)
"""Persons beside those whom the forms know."""
NOT_GENERAL = re.compile(
    r"(?:book|article) (?:him|her|them)|(?:work|credit|criminal|rental|travel) history|(?:quickest|final) process"
)
"""Words of a case that otherwise speak of things in general."""
CASE = re.compile(
    r"(?<![a-z])(?:"
    # what somebody did, or is said to have done
    r"lie[sd]?|lying|liar|slept|asleep|fail(?:ed|s)|skipped|forgot|expired|gaps? in|no-shows?|photocop\w+|complaints?|grievance|drunk|drinks?|drank|ebrio|smokes|lates|late again|tarde|stole|robo|theft|forged|falsified|copied|cheat\w*|shout\w*|yell\w*|grito|threat\w*|burglary|assault\w*|violen\w+|fight|spray"
    r"|arrest\w*|juvenile record|malpractice|offen[sc]es?|blew|speeding|tickets?|crash\w*|kept working|no permit|without a permit|over the limit|quit because|was short|hid|broke|rude|posted a|use of force|misconduct|skimm\w*|whistleblower|alibi|two stories|two dates|accus\w+|suspect\w*|raised (?:his|her) voice|laptop home"
    r"|two passports|paid cash|injury|pain|took the|let (?:his|her) \w+ through|accent|swears|gift|regalo|navaja|embarazada|durmio|mintio|robaron|en secreto|works nights|essay|browser history|started it|follows her|fake|tip\b|note is|photo\b"
    r"|overstayed|laid off|late (?:twice|once|by|nine|three)|conduct|fired (?:once|twice)|gap in work|evictions|dui\b|faking|fak(?:e|ed)\b|falto|fallo|llego|lost (?:his|her) (?:job|radio|badge|father)|sin trabajo|off without pay|months behind|oculto un|missing|no ties"
    # what is at stake
    r"|(?:lose|keep|loses|get) (?:his|her|their|the) (?:job|keys|badge|post|stripes|license|pension)|stripes|benefits?|stipend|(?:stop|cut|pay) (?:the |his |her )?(?:payments?|aid)|pay (?:him|her|them|or)|has to pay|claim|claimant|subsid\w+|pension|vouchers?|vales?|receive meals|survivor|custody|bond|early release|parole"
    r"|(?:burglary|sentenc(?:ed|ing|ia)|prison)|must serve|to court|charged|evict\w*|discipline|penalt\w+|punish\w*|castigo|despedir\w*|fired?|dismiss\w*|terminat\w+|may board|visa|green card|asylum\w*|badge|clearance|cleared|licen[cs]e|card won't|credential\w*|guilty|qualif(?:y|ies)|entitled|derecho a|genuine|trust with|likely true|overstays?"
    r"|contractor away|off the list|let (?:it )?lapse|off the payroll|second chance|income \$|household of|holds? up|stay tonight|closer look|funeral money|quarters for retirement|drive the van|mature enough|strict|belongs here|lead role|acogida|ayuda|recibos|aspirante|frontera|riesgo|juez|inspector|guardias"
    r"|thumbs (?:up|down) (?:or (?:thumbs )?(?:up|down) )?on|background investigator|green card|kept (?:his|her) badge|clerk job|pension|negarle|solicitud|two kids|survivor payment|the job|apelacion|appeal"
    r")(?![a-z])"
)
"""What somebody did or is at stake for them."""

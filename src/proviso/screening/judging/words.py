"""Word classes of a request to decide about somebody (139-07.5), as pieces of patterns over plain ASCII in lower case."""

from __future__ import annotations

VERBS = (
    r"(?:approve|deny|grant|revoke|reject|refuse|suspend|clear|hire|fire|terminate|remove|demote|promote|reprimand|discipline|dismiss|separate|let go|detain|release|parole|arrest|investigate|surveil|raid|search|charge (?:him|her|them|this|that|the|with)|cite|fine|"
    r"pull|fail|pass over|adjudicate|secondary|sanction|penalize|punish|sentence|admit|deport|expel|prosecute|indict|certify|decertify|disqualify|bar|ban|debar|evict|garnish|cut off|close out|sustain|uphold|overturn|reinstate|naturalize|parole|flag|watch-?list|credential|badge|vet)"
)
WHO = (
    r"(?:applicant|claimant|respondent|candidate|petitioner|beneficiary|complainant|appellant|employee|contractor|worker|officer|trainee|intern|recruit|probationer|parolee|inmate|detainee|defendant|suspect|tenant|resident|student|"
    r"patient|client|customer|subject|person|man|woman|guy|lady|kid|traveler|passenger|driver|family|household|couple|vendor|licensee|nurse|teacher|sponsor|veteran|vet|borrower|survivor|homeowner|taxpayer|permit holder|permittee|clerk|mechanic|operator|inspector|agent|deputy|crew member|member|"
    r"guard|pilot|landlord|landlady|cashier|bookkeeper|manager|supervisor|coworker|sergeant|corporal|lieutenant|notary|welder|foreman|dispatcher|volunteer|mother|father|mom|dad|teen|teenager|boy|girl|widow|widower|spouse|husband|wife|aide|cook|janitor|importer|shop owner|store owner|finalist|new hire|"
    r"screener|seller|shopkeeper|witness|informant|culprit|neighbor|apprentice|electrician|doctor|dr\.|professor|principal|handyman|plumber|bouncer|bartender|trucker|visitor|caller)s?"
)
THIS = r"(?:this|that|the|our|my|his|her|their|each)"
THING = r"(?:claim|case|petition|application|request|appeal|badge|clearance|credential|access|license|licence|permit|certificate|benefits?|grant|waiver|visa|asylum|bond|parole|status|voucher|aid|assistance|pension|job|offer|registration|account|complaint|grievance|tip|locker|desk|phone|house|home|car|truck)"
OBJECT = rf"(?:him|her|them|{THIS} (?:\w+ )?(?:{WHO}|{THING}))"
FINDING = (
    r"(?:eligible|ineligible|qualified|entitled|suitable|unsuitable|fit for duty|credible|trustworthy|truthful|lying|a fraud|fraudulent|guilty|liable|at fault|removable|deportable|inadmissible|admissible|a flight risk|a danger|a threat|"
    r"a security risk|a risk|disabled enough|fireable|a duplicate(?: claim)?|fit|telling the truth|honest|reliable|dangerous|innocent|responsible for|over the limit|service connected|loyal|a good fit)"
)
PAPER = (
    r"(?:denial|approval|revocation|decision|adverse action|termination|removal order|removal|dismissal|suspension|demotion|reprimand|rejection|eligibility determination|determination|notice of intent to deny|disqualification|penalty|"
    r"proposed (?:removal|suspension|revocation|termination|denial)|affidavit|charging document|citation|notice to appear|search warrant affidavit|warrant|arrest report|indictment|consent order|sanction|eviction|verdict|ruling|credibility finding|adjudication|refusal|charges|"
    r"findings(?: of the \w+)?|order to remove|order of removal|write-?up|justification for not (?:selecting|hiring|promoting))"
)
OUT = (
    r"(?:approved?|den(?:y|ied)|disapprove|grant(?:ed)?|refuse|reject(?:ed)?|renew|revoke|suspend|suspension|keep|clear(?:ed)?|certify|pass|fail|hire|no hire|fire|promote|detain|release|arrest|cite|warn(?:ing)?|ticket|charge[sd]?|dismiss(?:al)?|"
    r"substantiated|unsubstantiated|founded|unfounded|favorable|unfavorable|adverse|eligible|ineligible|not eligible|guilty|innocent|secondary|wave|reprimand|removal|issue|allow|disallow|reinstate|close|violate|prosecute|sustained?|credible|let (?:him|her|them) go|evict|terminate|admit|remove)"
)
"""What may come out of a decision about somebody."""
VERB_ES = r"(?:niego|negamos|negar|denegar|deniego|apruebo|aprobamos|aprobar|rechazo|rechazamos|rechazar|revoc\w+|suspend\w+|certific(?:o|amos|ar)|contrat(?:o|amos|ar)|despid\w+|despedi\w+|deten\w+|solt(?:amos|ar)|suelt\w+|arrest\w+|mult(?:o|amos|ar)|castig\w+|desaloj\w+|deport\w+|expuls\w+|presentamos cargos|sancion\w+|acus(?:o|amos|ar)|ascend\w+|confiar\w*)"
LIGHT_ES = r"(?:damos|doy|dar|quit(?:o|amos|ar)|renov\w+|renuev\w+|otorg\w+|conced\w+|cobr(?:o|amos|ar)|cit(?:o|amos)|mandamos|mando|cerramos|cierro|registr(?:o|amos|ar)|pedimos|pido|iniciamos|inicio|devolv\w+|pag(?:o|amos|arse\w*|arle)|selecciona\w+|ponemos|pongo|dejamos|dejo|investig\w+|denunci\w+|liber\w+|prohib\w+|retir\w+|conserv\w+|merece)"
STAKE_ES = r"(?:ayuda|cupones|vales?|renta|pension|licencia|permiso|gafete|tarjeta|credencial|certificado|multa|revision|caso|investigacion|investigando|cargos|deportacion|desalojo|libertad|fianza|puesto|plaza|acceso|seguro|beneficios?|oportunidad|porcentaje|asilo|visa|castigo|pena|registros|coche|carro|preso|prision|o no|resolucion|subsidio|beca|empleo)"
"""Everyday verbs ask for a decision about somebody only with what is at stake."""
OUT_ES = r"(?:apruebo|aprobar|aprobado|rechazo|rechazar|niego|negar|multa|advertencia|detenemos|soltamos|despido|contrato|fundada|infundada|si o no|favorable|desfavorable|apt[oa]|elegible|culpable|inocente|seguimos|otra oportunidad|no apt[oa]|certifico|renuevo|suspension|boleta|amonestacion|ascenso|prision|libre)"
WHO_ES = (
    r"(?:solicitante|inquilin[oa]|emplead[oa]|trabajador[a]?|senor[a]?|muchach[oa]|alumn[oa]|estudiante|detenid[oa]|acusad[oa]|sospechos[oa]s?|chofer|conductor[a]?|guardia|enfermer[oa]|maestr[oa]|candidat[oa]s?|voluntari[oa]|viajer[oa]|contratista|soldador[a]?|operador[a]?|"
    r"veteran[oa]|famili(?:a|as)|esposo|esposa|viud[oa]|cajer[oa]|casero|sargento|aprendi[zc]\w*|practicantes?|hombre|mujer|companer[oa]|dueno|duena|aspirante|beneficiari[oa]|pasajer[oa]|menor|joven|cliente|vecin[oa]|medic[oa]|jef[ea]|testigo|pareja|nin[oa]|curriculos)"
)
DID_ES = r"(?:se (?:paso|quedo|durmio|nego|llevo|fue|presento|metio|salio)|mintio|llego|falto|gana|pidio|renuncio|trabaja|vive|robo|perdio|rompio|grito|golpeo|insulto|debe|gano|entro|salio|manejo|presto|firmo|no tiene|tiene (?:un|una|dos|tres|antecedentes|deudas)|sin antecedentes|dio (?:positivo|dos))"
"""Spanish says who did it by the verb's ending alone."""
AREAS: tuple[tuple[str, str], ...] = (
    ("vetting", r"suitab|public trust|clearance|background (?:check|investigation)|sf-?86|hir(?:e|ing)|vett|watch ?list|travel|screening|foreign|loyal|interview|resume|finalist|candidate|trust|select|volunteer|guideline [a-m]\b|passenger|intern|for the job|candidat|entrevist|curricul|contrat|aspirante|practicante|voluntari|viajer|confia|secundaria|plaza"),
    ("credentialing", r"badge|credential|licen[sc]e|certif|twic\b|piv\b|access card|permit|inspector|commission|endorsement|notary|gafete|licencia|permiso|tarjeta|acceso"),
    ("enforcement", r"fine[ds]?\b|penalt|arrest|detain|removal|deport|charge[ds]?\b|disciplin|citation|enforce|violation|prosecut|evict|suspen|ticket|punish|bond|parole|sentenc|terminat|fire|ban |tow |write .{1,8} up|multa|despid|despedi|cargos|deten|desaloj|castigo|condicional|turno"),
    ("investigation", r"investigat|fraud|suspect|credib|tip\b|interrogat|lead\b|intelligence|witness|lying|stole|probable cause|warrant|affidavit|informant|complaint|allegation|founded|substantiat|culprit|guilty|retaliat|inquiry|tracker|records|mient|testig|sospech|culpable|denuncia|queja|fundada|causa probable|registr|fraude|investigaci"),
    ("benefits", r"benefit|claim|snap\b|tanf|eligib|assistance|disabilit|pension|voucher|medicaid|asylum|visa|petition|adjustment|cancellation|naturaliz|grant|award|registration|heating|hardship|aid\b|unemployment|recertif|overpayment|marriage|appeal|cupones|vivienda|ayuda|renta\b|vale\b|asilo|desempleo|apelacion|incapacidad|veteran"),
)  # fmt: skip
"""Words that tell the area of 139-07.5."""

STAKE = (
    r"(?:deny|denial|denied|revok\w+|suspend\w*|suspension|fire|fired|firing|terminat\w+|dismiss\w*|evict\w*|arrest\w*|detain\w*|released?|parole|bond|bail|charges|prosecut\w+|indict\w*|fined?|ticket|punish\w*|disciplin\w+|reprimand|hire|hired|promot(?:e|ed|ion)|"
    r"eligib\w+|entitled|qualif(?:y|ies|ied)|suitab\w+|credib\w+|believe|believable|lying|lied|guilty|innocent|fraud|verdict|clearance|pension|asylum|voucher|visa|diversion|in court|probable cause|justified|grievance|deport\w*|removal|let (?:him|her|them) go|keep (?:him|her|them) on|"
    r"reasonable suspicion|search (?:him|her|his)|trustworthy|trust (?:him|her|this)|a threat|a risk|dangerous|custody|unfit|unsuitable|license back|reinstat\w+|disqualif\w+|sentenced?|penalty|sanctions?)"
)
"""What is at stake when somebody is decided about; in a question beside a person, it asks for the decision."""
STAKE_Q_ES = r"(?:desaloj\w+|desped\w+|despid\w+|despido|derecho a|tiene derecho|fraude|culpable|inocente|multa|arrest\w+|detener|deten\w+|cargos|califica|elegible|apt[oa]|merece|niego|negamos|apruebo|aprobamos|revoc\w+|suspend\w+|deport\w+|gafete|asilo|pension|castig\w+|miente|mintiendo|creible|libertad|fianza|antecedentes)"

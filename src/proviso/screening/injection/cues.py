"""Words that ask for a closer look: each may be harmless; the learned weights judge the words around it."""

from __future__ import annotations

_RULES = r"(?:instructions?|prompts?|directions?|directives?|rules?|guidelines?|contexts?|training|filters?|polic(?:y|ies)|restrictions?|programming|safeguards?|commands?|orders|limits|ethics|conversations?|requests?|questions?|tasks?|developers?|operators?|checks?)"
_AI = r"(?:a\.?i\.?s?|llms?|language models?|large language models?|models?|gpt(?:-?\d)?|chat ?gpt|chat ?bots?|bots?|ai (?:models?|assistants?|agents?|tools?|systems?|readers?|reviewers?|screeners?)|assistants?|summari[sz]ers?|copilot|(?:automated|automatic) (?:reviewers?|agents?|readers?|systems?|screeners?|graders?|summari[sz]ers?))"
_IA = r"(?:ia|asistentes?|modelos? de lenguaje|agentes? de ia|chatbots?|bots?|sistemas? automaticos?)"
_ANSWER = r"(?:answers?|responses?|repl(?:y|ies)|output|messages?|summar(?:y|ies)|translation|explanation|elucidation|review|analysis|report|assessment|evaluation)"
_START = r"(?:^|[\n.:;!?>*#|\"]|-- ) ?"

CUES: tuple[tuple[str, str, str], ...] = (
    ("override", "drop instructions", rf"(?i:\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget|overrid(?:e|ing)|overrule|bypass|discard|neglect|drop|set aside|skip|cancel|pay no attention to|(?:do not|don't|never) (?:follow|obey)|stop (?:following|obeying))\b[^.\n]*?\b{_RULES}\b)"),
    ("override", "classic", r"(?i:\b(?:ignore|disregard|forget|override|bypass|ignora|olvida) (?:(?:all|any|every|the|your|of|these|those|my|what|previous|prior|above|earlier|preceding|initial|original|system|safety|and|other|todas|las|tus|sus|mis) )+(?:instructions?|prompts?|directions?|rules|guidelines|context|commands?|orders|programming|training|instrucciones|reglas|ordenes|normas)\b)"),
    ("override", "drop everything", r"(?i:\b(?:ignore|forget|disregard) (?:everything|anything|all (?:of )?(?:this|that|the above|you)|whatever|what (?:you|the)|the (?:visible|user|document|page|question|rest|above|actual|real))\b)"),
    ("override", "stop the task", r"(?i:\bstop (?:summari[sz]ing|translating|reading|here|what you)\b|\binstead,? (?:of (?:summari|answer|translat)\w+|write|say|tell|print|output|list|answer)\b)"),
    ("override", "rules are off", r"(?i:\b(?:your|all|openai'?s?|content|safety|previous|prior|its|the) (?:\w+ )?(?:guidelines|rules|polic(?:y|ies)|restrictions|filters?|limitations|programming|safeguards|checks)\b[^.\n]*?\b(?:not apply|suspended|lifted|disabled|removed|void|no longer|are off|is off|don't apply)\b|\bsystem override\b|\bpolicy ?override)"),
    ("override", "new task", r"(?i:\b(?:new|real|actual|true|updated) (?:task|instructions?|objective|system (?:prompt|message)|orders)\b ?(?:is|are|:|\n|follows?|for you)|\b(?:instructions|rules|everything|text) above (?:is|are|was|were)\b|\binstructions you (?:received|were given|got)\b|\bfollow (?:this|these|the (?:text|line|paragraph|steps) (?:above|below)) )"),
    ("persona", "you are", r"(?i:\byou (?:are|will be|will become|become|have become|must become|shall be) (?:now |going to |about to |no longer |henceforth |hereby |from now on )|\byou(?:'re| are) (?:now )?(?:an? )?(?:[a-z-]+ ){0,2}(?:ai|bot|chatbot|model|machine|entity|character|persona|simulator|terminal)\b)"),
    ("persona", "from now on", r"(?i:\bfrom (?:now|here) (?:on|own|forward)|\bfrom this (?:moment|point)|\bas of now\b|\bhenceforth\b|\bfor the rest of (?:this|the|our) (?:chat|conversation|session))"),
    ("persona", "act as", r"(?i:\b(?:pretend|act(?:ing)? (?:as|like)|behave (?:as|like)|immerse yourself|(?:take|taking) on the (?:role|persona)|(?:play|assume|adopt) the (?:role|part|persona|character)|impersonate|you(?:'ll| will| shall| can| must)? play|respond as|speak as|answer as|write as if|imagine (?:you|that you)|let's play)\b)"),
    ("persona", "character", r"(?i:\b(?:role-? ?play\w*|simulat(?:e|ing)|stay(?:ing)? in character|break(?:ing)? character|in character|persona)\b)"),
    ("persona", "jailbreak", r"(?i:\bdo anything now\b|\bjail-?br(?:eak|oke)\w*|\b(?:developer|god|debug|admin|root|sudo|unrestricted|uncensored|evil|opposite|free) mode\b|\bpolicyoverride\b)|\bDAN\b"),
    ("persona", "no rules", r"(?i:\b(?:unfiltered|uncensored|amoral|immoral|unethical|nsfw|unrestricted|unhinged|profanity|censorship|moraliz\w+)\b|\b(?:without|no|free (?:of|from)|thrown off|not (?:bound|confined|limited|restricted) by|ignor(?:es?|ing))\b (?:\w+ ){0,3}(?:restrictions|filters?|morals?|morality|ethics|polic(?:y|ies)|moderation|limitations|limits|disclaimers?|guidelines)\b|\b(?:typical|usual) (?:confines|restrictions|limits)\b)"),
    ("persona", "never refuse", r"(?i:\bnever (?:refuses?|says? no|den(?:y|ies)|apologi[sz]es?|declines?)\b|\byou (?:always|must|will|shall|can|may) (?:always )?(?:comply|obey|answer (?:all|any|every|everything|my|each)|respond (?:to (?:all|any|every|each|my)|with|as)|accept all)|\b(?:answers?|complies|comply) (?:with )?(?:all|any|every|everything|each)\b)"),
    ("addressed", "to the tool", rf"(?i:\b(?:notes?|attention|message|instructions?|p\.?s\.?|reminder|hello|hi|dear|hey|important)(?: ?[,:-]| to| for)? ?(?:the |any |all |an |every |other |this )?{_AI}\b|{_START}(?:to|for) (?:the |any |all |an |every |whichever )?{_AI}\b|\bfor {_AI} (?:readers? )?only\b)"),
    ("addressed", "if you are", rf"(?i:\bif (?:you are|you're|an?) (?:an? |the )?(?:\w+ )?{_AI}\b|\b(?:any|all|every) {_AI} (?:that|who|which|reading|processing|parsing|handling)\b|\b{_AI} (?:reviewers?|processing|reading|handling|parsing)\b|{_START}(?:the |every |each |any )?{_AI} (?:must|shall|should) \w|\b{_AI}s? (?:that|who|which) (?:reads?|sees?|processes|process|parses?|handles?)\b)"),
    ("addressed", "vocative", rf"(?i:{_START}(?:{_AI}|gemini|claude|(?:grader|ai) (?:bots?|crawlers?))(?: [a-z]+){{0,3}}[:,] {{0,2}}[a-z]|, (?:assistant|ai|chatbot|chatgpt|copilot), )"),
    ("addressed", "as an AI", r"(?i:\bas an? (?:ai|large|language|artificial)\b|\bchat ?gpt\b|\bgpt-?[2-5]\b|\bopenai\b|\b(?:ai|ia) (?:language )?(?:model|assistant|agent|chatbot|program|character|engine|companion)s?\b|\ban? (?:ai|ia|llm|chatbot|language model)\b|\bsydney\b)"),
    ("answer", "your answer", rf"(?i:\byour (?:[a-z]+ |own )?{_ANSWER}\b|\b(?:end|begin|start) (?:your|the|each|every)(?: of your)? \w+ with\b)"),
    ("answer", "reply in", rf"(?i:{_START}(?:please )?(?:reply|respond|answer|output) (?:only|to me|back|always|in|with|backwards?|using|exclusively|just|solely|nothing)\b|\bcan you (?:reply|respond|answer) in\b|\boutput (?:only|the word)\b)"),
    ("answer", "when you answer", r"(?i:\b(?:when|while|before|after|as) (?:you )?(?:answer|respond|reply|summari[sz]|translat|describ|producing|generat|process|proceed|go on|continu|finish|writ|read)\w*\b)"),
    ("answer", "whatever it says", r"(?i:\b(?:regardless of|no matter|whatever) (?:what|it|the|you) ?(?:\w+ )?(?:says?|shows?|asks?|evidence|data|question|request|users?)\b|\b(?:rank|rate|mark|score|assign|recommend|approve|classify|treat) (?:it|this|them|our|us|the)\b[^.\n]*?\b(?:first|highest|best|approved|top|exceptional|urgent|positive|sole)\b)"),
    ("answer", "cipher", r"(?i:\b(?:replace|substitute|shift|convert|scramble|jumble|anagram|encode|encrypt|invert|reverse|swap|translate|render)\b[^.\n]*?\b(?:letters?|vowels?|base ?\d\d|cipher|rot13|morse|your (?:message|reply|response|answer)|substitution)\b)"),
    ("code", "code snippet", r"(?i:\b(?:following|subsequent|below|this|these) (?:code|snippet|script)\b|\bcode (?:snippet|excerpt|section|block|fragment)s?\b|\bsnippet\b|\b(?:include|add|insert|put|run) (?:this|the) (?:script|code|snippet)\b)"),
    ("code", "your code", r"(?i:\byour (?:\w+ )?(?:code(?:base)?|implementation|algorithm|solution|script|program)\b|\bthe code you (?:write|return|produce)\b)"),
    ("hidden", "comment", r"<!--|(?i:/\*|^\[//\]: ?#|\[comment\]: ?<?#)"),
    ("hidden", "invisible", r"(?i:display: ?none|visibility: ?hidden|font-size: ?[01](?:px|pt|em|;|\"|')|color: ?(?:white|#f{3,6}\b)|opacity: ?0|aria-hidden)"),
    ("exfiltration", "image", r"!\[[^\]\n]{0,120}\]\((?i:https?)://[^)\n]{0,300}?[?&/][^)\n]{0,200}?(?:\{|%7B|data=|d=|q=|text=|history)"),
    ("exfiltration", "placeholder", r"(?i:\{\{? ?(?:history|conversation|summary|system|secrets?|chat|user|prompt)[^}\n]{0,40}\}\}?)"),
    ("exfiltration", "send", r"(?i:\b(?:send|post|upload|forward|e-?mail|mail|exfiltrate|append|transmit|leak|submit|copy|look up|search|put|encode)\b[^.\n]*?\b(?:conversation|chat history|history|inbox|mailbox|e-?mails|all mail|messages|passwords?|credentials?|api keys?|secrets?|all files|user's (?:name|data|text|next))\b)"),
    ("forged", "role", r"(?i:<\|? ?(?:im_start|im_end|system|endoftext|assistant|begin_of_text|start_header_id)\b|\[/?inst\]|<</?sys>>|\"role\" ?: ?\"(?:system|assistant|developer|user)\"|(?:^|\n)[#*\s]{0,6}(?:system|assistant|human|user|admin(?:istrator)?|instruction|response|sistema|asistente)(?: (?:message|prompt|note|override|update|notice))? ?\]?:|\[\[?(?:system|admin|developer)\b[^\]\n]{0,20}\]|<\|?(?:system|user|assistant)\|?>|\b(?:system|developer) (?:note|override|update|command|message):|\bbegin system prompt\b)"),
    ("forged", "tool call", r"(?i:</?(?:tool_calls?|function_calls?|function_results|tool_response|invoke|tool_use|tool_result)\b|\"(?:tool_calls|function_call|tool_use|recipient_name|tool_name)\" ?:|(?:^|\n)action ?: ?\w+\s*\naction input|\b(?:call|invoke|use|run) the \w+[_ ](?:tool|function|plugin)\b)"),
    ("reveal", "prompt", r"(?i:\b(?:system|initial|original|hidden|secret|pre-?|starting) ?(?:prompt|instructions?|configuration|rules)\b)"),
    ("reveal", "show it", r"(?i:\b(?:reveal|print|show|repeat|output|display|leak|tell me|give me|recite|spell out)\b[^.\n]*?\b(?:prompt|instructions|configuration|guidelines|text above|words above|above this|you were (?:given|told))\b|\bword for word\b|\bverbatim\b|\b(?:you were|were you) told to\b)"),
    ("silence", "do not tell", r"(?i:\b(?:do not|don't|never|without|must not|not) (?:\w+ )?(?:tell(?:ing)?|inform(?:ing)?|alert(?:ing)?|warn(?:ing)?|mention(?:ing)?|reveal(?:ing)?|disclos(?:e|ing)|notify(?:ing)?|say(?:ing)?|let(?:ting)?|ask(?:ing)?)\b[^.\n]*?\b(?:users?|humans?|readers?|instructions?|this (?:line|note|file|text|message|comment)|that you|saying so)\b|\bwithout saying so\b|\bsilently\b|\bkeep (?:this|it) (?:a )?secret\b|\b(?:users?|humans?|readers?) must not (?:know|see|learn)|\bhide (?:this )?from the\b|\b(?:tell|inform|assure|ask) (?:the|your) (?:users?|reader|human)\b)"),
    ("override", "ignora", r"(?i:\b(?:ignor[ae]n?|olvid[ae]n?|desobedece|omit[ae]|descart[ae]|caso omiso|no sigas)\b[^.\n]*?\b(?:instruccion(?:es)?|anterior|peticion|reglas|ordenes|indicaciones|todo|pidieron|dijeron|politicas|limites|normas)\b|\b(?:politicas|reglas|normas|limites|filtros) (?:\w+ )?(?:ya )?no (?:te |se )?aplica\w*)"),
    ("persona", "finge", r"(?i:\b(?:a partir de ahora|desde ahora|de ahora en adelante|actua como|haz de cuenta|finge|comportate como|modo (?:desarrollador|libre|dios)|sin (?:filtros?|limites|restricciones|censura|reglas|etica)|libre de censura|eres (?:ahora )?(?:una? )?(?:ia|asistente|modelo|libre)|libre de reglas|nunca se niega|aunque sea ilegal)\b)"),
    ("addressed", "a la IA", rf"(?i:\b(?:nota|atencion|mensaje|instruccion(?:es)?|aviso|orden(?:es)?) ?(?::|,|para|a) ?(?:el |la |los |las |un |una |cualquier |todos los )?{_IA}\b|\bsi eres (?:una? )?(?:ia|modelo|asistente)|{_START}(?:a (?:los |las |la |el )?|para )?{_IA}(?: virtual(?:es)?| que lees esto)?[:,] |\binstrucciones nuevas\b|\b{_IA} que (?:lees?|leen|procesan?)\b)"),
    ("answer", "tu respuesta", r"(?i:\b(?:en|de|con|tu|termina) (?:tu|su) (?:respuesta|resumen|traduccion|mensaje)\b|\b(?:al|cuando) (?:responder|resumir|resumas|contestar|contestes|respondas|traducir|traduzcas)\b|\bresponde (?:solo|unicamente|siempre)\b)"),
    ("silence", "no lo digas", r"(?i:\b(?:no (?:se )?lo (?:digas|menciones)|no menciones|no le digas|sin decir(?:lo|selo|le)?|no se lo)\b)"),
    ("reveal", "muestra", r"(?i:\b(?:muestra|revela|repite|imprime) (?:tus|el (?:mensaje|texto) (?:inicial|anterior|del sistema)|tu|las notas)\b|\bpalabra por palabra\b)"),
    ("exfiltration", "envia", r"(?i:\b(?:envia|reenvi[ae]n?|manda|sube) (?:el|la|los|las|todos?|todas?)\b[^.\n]*?\b(?:conversacion|historial|mensajes|correos|contrasenas?|archivos?|datos)\b)"),
)  # fmt: skip
"""Form, name and pattern, RE2 over plain ASCII."""

FORMS = tuple(form for form, _, _ in CUES)
NAMES = tuple(name for _, name, _ in CUES)
"""Form and name of each cue by its number."""

_CLASSES = {
    "ANSWER": "answer answers response responses reply replies output message messages summary summaries translation respuesta resumen mensaje",
    "USER": "user users human humans reader readers usuario",
    "SAY": "tell tells say says mention mentions inform state claim announce hint suggest di digas menciones",
    "DROP": "ignore ignoring disregard forget override overrule bypass discard neglect skip ignora ignoren olvida omite descarta",
    "RULES": "instruction instructions prompt prompts rule rules guideline guidelines policy policies restriction restrictions filter filters directive directives directions instrucciones reglas normas politicas limites restricciones",
    "AI": "ai llm llms chatgpt gpt chatbot chatbots bot bots model models assistant assistants summarizer copilot ia asistente asistentes modelo modelos openai",
    "RATE": "rate rank score mark approve recommend praise classify assign recomienda califica califiquen aprueba",
    "SEND": "send post upload forward transmit leak submit exfiltrate mail email envia reenvien manda sube",
    "PUT": "add append include insert incorporate integrate embed augment enhance modify blend weave merge introduce fuse interweave meld assimilate absorb harmonize utilize leverage agrega incluye",
    "SHOW": "reveal print show repeat display recite list muestra revela repite imprime",
    "CHANGE": "replace substitute convert scramble jumble anagram encode encrypt invert reverse shift swap translate render rewrite",
    "NEVER": "never don't not without nunca no sin",
    "FREE": "unfiltered uncensored unrestricted amoral immoral unethical unhinged evil libre",
    "OLD": "previous prior above earlier preceding initial original anteriores anterior inicial",
    "ALL": "all any every everything each whatever todo todas todos",
    "CODE": "code snippet excerpt script implementation algorithm solution codebase program",
    "PLAY": "pretend act play roleplay simulate imagine behave impersonate finge actua",
    "LINK": "http https www url link click enlace",
}  # fmt: skip
CLASS_OF: dict[str, str] = {word: f"@{name}" for name, words in _CLASSES.items() for word in words.split()}
"""Words that mean the same to an order count together, too."""

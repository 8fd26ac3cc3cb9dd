"""Word classes of records about a person, English and Spanish, without accents (139-07.2.a.1). One class a word; the first wins."""

from __future__ import annotations

SELF = frozenset(
    # Words that keep their own identity: grammar tells a fact about one person from a rule about anybody.
    "the a an this that these those my our your his her their its he she him they them we us i me you it who whom whose which what "
    "when where why how if whether unless any each every all some no not only both either neither another other same such own "
    "and or but because since while until before after during between against about for from with without within of on in at by to as than into over under out up off again per "
    "is are was were be been being am has have had having do does did doing done can could may might must shall should will would cannot "
    "isn't wasn't aren't weren't didn't doesn't don't hasn't hadn't couldn't can't won't he's she's he'd she'd i'm i'd i've they're it's "
    "someone somebody anyone anybody person people everyone nobody one ones two three four five several many more most few less least "
    "now then today yesterday tonight last next ago still already never always often usually also just once twice "
    "please pls plz thanks help need want make give here there vs etc e.g i.e re cc "
    "draft write rewrite summarize summarise explain describe list compare translate edit proofread shorten clean fix turn tidy reword format suggest create design build generate invent pretend check review propose recommend "
    "el la los las un una unos unas del al de en con sin por para que se su sus le les lo mi mis nuestro nuestra tu tus ese esa este esta estos estas "
    "y o pero si cuando donde como porque desde hasta sobre entre cada todo todos toda todas cualquier quien cuyo no ya aun muy mas "
    "es son era fue fueron ser esta estan estaba estaban ha han habia hay tiene tienen tenia puede pueden debe deben "
    "ella ellos ellas yo nosotros usted ustedes escribe redacta resume traduce explica haz hazme ponlo corrige compara prepara".split()
)

CLASSES: dict[str, str] = {
    "ROLE": (
        "applicant claimant respondent petitioner beneficiary complainant appellant subject suspect victim witness defendant offender inmate detainee prisoner probationer parolee "
        "arrestee juvenile minor ward patient client tenant resident renter occupant lessee evictee caller veteran student pupil employee worker trainee probationary passenger traveler driver "
        "motorist participant candidate decedent deceased customer patron member sponsor soldier sailor airman marine guardsman officer deputy recruit insured survivor constituent taxpayer payer filer "
        "individual declarant deponent affiant grievant supervisee registrant enrollee recipient payee obligor obligee parent guardian custodian caretaker caregiver informant source visitor volunteer "
        "asylee refugee asylum-seeker migrant alien noncitizen crewmember operator cyclist pedestrian homeowner landlord debtor borrower licensee permittee contractor vet apl appl def deft pt pts clt "
        "subj resp ncp cp tp hoh sm uc vic sus juvi juv rp comp emp ee er mbr bene benef dep infant newborn baby toddler child youth teen teenager teenage adolescent roommate cellmate coworker teammate "
        "lady guy gentleman fella dude kid kiddo specialist clerk intern secretary assistant apprentice lineman inspector examiner agent sergeant lieutenant captain corporal cadet private "
        "custodial noncustodial widow widower orphan bride fiancee self-petitioner beneficiaries preparer seafarer lifeguard foreman firefighter paramedic medic nurse teacher cook welder mechanic dispatcher trooper "
        "solicitante paciente inquilino inquilina menor contribuyente denunciante cliente clienta recurrente apelante declarante victima testigo detenido detenida interno interna reo recluso reclusa acusado acusada "
        "empleado empleada trabajador trabajadora alumno alumna estudiante beneficiario beneficiaria senor senora sr sra muchacho muchacha nino nina nene nena joven viudo viuda veterano veterana residente vecino vecina arrendatario "
        "demandante demandada demandado imputado imputada ofendida asegurado asegurada reclamante participante confinado confinada conductor conductora pasajero pasajera anciano anciana"
    ),
    "KIN": (
        "mom mum mother father dad wife husband spouse son daughter brother sister sibling girlfriend boyfriend gf bf fiance partner ex ex-wife ex-husband stepdad stepmom stepfather stepmother stepson stepdaughter "
        "stepgrandpa grandson granddaughter grandma grandpa grandmother grandfather gma gpa granny nana niece nephew cousin uncle aunt auntie twins twin kids mama papa mommy daddy inlaws mother-in-law father-in-law hubby "
        "suegra suegro nieto nieta hija hijo hijas hijos gemelos esposo esposa marido abuela abuelo hermana hermano prima primo tia tio sobrina sobrino madre padre cunada cunado novia novio mama papa pareja madrastra padrastro"
    ),
    "SEXWORD": "male female man woman boy girl men women fem transgender trans nonbinary gay lesbian hombre mujer varon masculino femenino femenina",
    "GROUP": (
        "black white asian hispanic latino latina latinx native indigenous muslim jewish catholic christian hindu sikh buddhist amish mennonite mormon jehovah's haitian cuban mexican guatemalan honduran salvadoran "
        "nicaraguan venezuelan colombian ecuadorian peruvian dominican brazilian cameroonian nigerian somali ethiopian eritrean sudanese syrian iraqi iranian afghan pakistani indian chinese korean japanese vietnamese "
        "hmong laotian cambodian burmese filipino filipina russian ukrainian turkish kurdish uzbek kyrgyz albanian romanian polish jamaican congolese ghanaian navajo lakota cherokee hawaiian samoan chamorro deaf blind "
        "elderly older younger middle-aged adult pregnant disabled undocumented homeless single divorced separated widowed married unmarried retired cubano cubana mexicano mexicana guatemalteco guatemalteca hondureno "
        "hondurena salvadoreno salvadorena venezolano venezolana colombiano colombiana dominicano dominicana haitiano haitiana ecuatoriano ecuatoriana soltera soltero casada casado divorciada divorciado separada embarazada"
    ),
    "MED": (
        "diagnosis diagnosed dx hx rx ptsd hiv aids dialysis schizophrenia schizoaffective bipolar pregnancy preg prego miscarriage suicide suicidal overdose overdosed insulin inhaler meds medication medications naloxone narcan cancer tumor "
        "oncologist biopsy mastectomy epilepsy epileptic seizure seizures stroke chemo chemotherapy radiation infusion infusions disability depression depressed anxiety panic autism autistic adhd dementia alzheimer's alzheimers parkinson's lupus copd "
        "kidney renal liver hepatitis cirrhosis amputated amputation amputee migraine migraines fibromyalgia arthritis scoliosis hernia surgery surgeon surgical hospitalized hospital hospice icu er ed ambulance oxygen diabetes diabetic diabetics a1c asthma asthmatic "
        "pneumonia tb tuberculosis copd chf afib mi cva tbi als esrd ms ibs uti std sti herpes gonorrhea syphilis ivf infertility menopause c-section postpartum lactation methadone suboxone buprenorphine opioid opioids heroin fentanyl meth cocaine marijuana cannabis "
        "alcohol alcoholic drunk sober relapse relapsed rehab detox withdrawal gambling wheelchair walker cane crutches prosthesis prosthetic hearing-aid cochlear cpap catheter colostomy feeding-tube bedridden bedsore bruise bruises bruised bruising swelling fracture fractured "
        "broke broken sprain sprained concussion stitches bleeding bled burn burned burns scald bite bitten rash fever vomiting vomited diarrhea seizure coma unresponsive unconscious collapsed collapse fainted nauseous pain hurts hurt injured injury wound wounded tattoo tattoos scar scars "
        "therapist therapy counselor counseling psychiatrist psychiatric psych psychologist psychotic paranoid hallucinating hearing-voices delusional seroquel zoloft prozac lithium xanax ativan adderall remeron wellbutrin oxycodone hydromorphone dilaudid percocet gabapentin metformin albuterol warfarin "
        "mesothelioma leukemia lymphoma melanoma sickle-cell hemophilia celiac crohn's colitis narcolepsy apnea insomnia nightmares flashbacks mst phq-9 bp hgb platelets autopsy miscarried stillborn nicu "
        "diagnostico diagnosticada diagnosticado dialisis quimio quimioterapia embarazo aborto vih sida diabetico diabetica asma cancer derrame infarto convulsiones epilepsia depresion ansiedad autismo demencia silla muletas cirugia operaron operacion hospitalizada hospitalizado medicamento medicamentos medicinas pastillas insulina "
        "golpe golpes golpeado golpeada moretones herida herido lesion lesiones sangrado fiebre dolor discapacidad incapacitado incapacitada borracho borracha adicto adicta sobredosis recaida"
    ),
    "CRIME": (
        "dui dwi owi probation parole convicted conviction convictions felony misdemeanor trespass trespassed trespassing burglary robbery theft shoplifting larceny fraud forgery assault assaulted battery strangled strangulation rape raped molested molestation abuse abused abusive abuser neglect neglected harassed harassment stalking stalked "
        "threatened threatening threats arrested arrest arrests jailed jail prison incarcerated incarceration custody detained cuffed handcuffed booked bail bond warrant warrants indicted sentenced plea pled charged charges dv domestic-violence cps dcfs gang narcotics trafficking smuggled smuggler coyote possession contraband weapon gun "
        "firearm knife machete stabbed shot shooting beaten beat kidnapped kidnapping extorted extortion tortured torture persecuted persecution deported deportation removal smuggling runaway truancy fight fights bolo rhu seg shu blew interlock prior priors "
        "detenido arrestado arrestada arrestaron carcel prision violada violo abuso agredio agredida amenazo amenazaron amenazado amenazas secuestro secuestraron extorsion pandilla maras pandilleros sindicato condenado sentencia fianza deportado deportada robo arma pistola mataron asesinaron asesinado"
    ),
    "MONEY": (
        "arrears evicted eviction foreclosure bankrupt bankruptcy chapter debt debts owes owed overpaid overpayment unpaid delinquent garnished garnishment collections wages paycheck paystub paystubs stubs income earns earned makes salary pension annuity alimony child-support snap tanf wic medicaid medicare ssi ssdi ebt "
        "welfare voucher section-8 subsidy household landlord rent mortgage deposit utilities shutoff lien repo repossessed food-stamps unemployment ui severance gambling casino inheritance dependent dependents refund audit rebate behind "
        "desalojo desalojada desalojaron renta alquiler deuda debe cupones beneficios pension sueldo salario gana ingresos atrasada atrasado"
    ),
    "WORKMATTER": (
        "awol lwop fmla pip telework accommodation ra eeo grievance reprimand reprimanded suspended suspension discipline disciplined disciplinary demoted demotion promoted promotion passed-over probationary tardy late absent absences noshow no-show timecard overtime leave rating rated appraisal midyear counseling insubordinate misconduct "
        "misuse reassigned reassignment fired laid-off laid terminated termination resigned quit hired retire clearance badge polygraph sf-86 adjudicator whistleblower retaliation retaliated coworkers supervisor boss manager shift detail detailed light-duty workers'-comp lodi iod loi lor goMOR article-15 nonjudicial bah "
        "amonestacion despido despidieron renuncio licencia ausencias ausente supervisor supervisora jefe jefa turno"
    ),
    "SAYV": (
        "says said stated states told tells reported reports claims claimed alleges alleged denies denied admits admitted advised explained confirmed testified declared described acknowledged insisted repeated replied answered asserted complained begged yelled screamed cried crying confessed recanted texted emailed called disclosed "
        "indicated recalled remembers believes thinks feels felt wants wanted asks asked requested requests refused refuses agreed declined swore promised thanked apologized "
        "dice dijo dijeron declaro declara alega alego manifesto afirma afirmo niega nego nego admitio explico conto relata relato reporto indica indico llamo pidio quiere quejo llora lloro respondio recuerda"
    ),
    "PASTV": (
        "arrived entered came went left lost fell failed missed appeared received filed took kept got moved lived worked drove walked ran hit broke tripped slipped struck started stopped began ended found hid gave bought sold paid owed stole grabbed pushed kicked punched slapped choked bit threw fled escaped crossed hid overstayed traveled flew "
        "married divorced separated died passed gave-birth delivered adopted raised born grew graduated dropped enrolled attended applied submitted signed sent returned withdrew appealed requested transferred placed released referred discharged admitted treated prescribed injected ingested swallowed drank smoked used tested scored "
        "relapsed hospitalized observed seen noticed witnessed identified located searched interviewed questioned contacted visited woke slept sleeping collapsed hung hanged jumped climbed crashed swerved rolled parked stood sat lay laid pulled opened closed turned changed removed suspended reversed approved awarded sanctioned cited "
        "terminated evicted accused blamed bullied mocked laughed cursed spat shouted touched kissed followed waited tried attempted managed needed brought carried showed wore held sold disappeared vanished reunited ignored quit retired resigned served deployed enlisted injured rescued warned wrote read "
        "llego entro vino salio perdio cayo fallo recibio presento tomo mudo vivia vive trabajo trabajaba trabaja nacio murio fallecio caso dejo empezo encontro encontraron llevo llevaron quito mando firmo volvio huyo cruzo escapo ingreso estuvo pago compro vendio solicito nego negaron aprobaron cerraron sacaron pusieron llevaba iba hizo quedo"
    ),
    "PRESV": "lives works drives takes uses needs owes keeps hasn't stays sleeps cares attends smokes drinks suffers speaks walks visits picks sends plays refuses hears cannot earns supports raises faces remains resides studies",
    "MODAL_RULE": "shall must may should required eligible entitled applies apply means defined provided pursuant accordance subject-to requirement requirements regulation regulations statute section subpart subsection paragraph cfr usc u.s.c act law laws code policy policies procedure procedures guidance guidelines rule rules standard standards shall-not deadline exceed exceeding limits qualifies",
    "GENERIC": (
        "applicants claimants respondents petitioners beneficiaries patients clients tenants residents veterans students employees workers inmates detainees survivors taxpayers customers members families households parents children victims officers participants recipients individuals persons citizens users staff personnel adults minors youth voters drivers "
        "seniors refugees migrants immigrants teachers nurses landlords providers agencies departments employers facilities counties states tribes schools hospitals programs services supervisors managers reviewers trainees learners "
        "solicitantes pacientes inquilinos menores empleados trabajadores estudiantes familias beneficiarios residentes clientes padres ninos personas ciudadanos mujeres hombres veteranos"
    ),
    "STATW": (
        "total percent pct rate rates average mean median number share ratio trend trends statistics statistical data survey sample n cohort prevalence incidence population per-capita quarter fy fiscal annual yearly monthly increase decrease increased decreased growth distribution aggregate county counties statewide national nationwide quintile percentile "
        "por-ciento porcentaje tasa promedio media mediana cifras estadisticas total municipio municipios trimestre"
    ),
    "MADE": (
        "fictional fiction fictitious imaginary invented made-up makeup mock synthetic simulated simulation notional composite persona personas vignette vignettes story novel screenplay skit comic role-play roleplay fake dummy placeholder placeholders fixture fixtures hypothetical scenario scenarios exercise drill inject quiz exam training trainee-guide lesson "
        "tabletop ttx lorem ipsum cartoon poem haiku limerick song sitcom sketch character characters riddle game ficticio ficticia ficticios ficticias inventado inventada cuento novela ejercicio simulacro personaje personajes ejemplo example examples sample template templates boilerplate blank form forms plantilla formulario"
    ),
    "PUBLIC": (
        "president senator governor mayor congress senate house court courts justice supreme plaintiff opinion v. newspaper news article press published publication book film movie play museum exhibit history historical century biography memoir inaugural speech anniversary statue plaque hall archives archive census genealogy "
        "author author's study researchers journal documentary podcast broadcast reported-by secretary administrator director commissioner ambassador founder abolitionist inventor activist suffragist legislator lawmaker pioneer poet novelist painter composer astronaut "
        "presidente presidenta gobernador gobernadora alcalde alcaldesa senadora senador tribunal libro pelicula periodico noticia historia siglo museo biografia poeta autora"
    ),
    "DOCW": (
        "letter letters memo memorandum notice notices report narrative statement affidavit declaration note notes summary summaries finding findings decision denial denials appeal rebuttal referral petition complaint grievance evaluation assessment plan eulogy obituary email e-mail response reply talking-points points bullets write-up writeup warning chronology timeline "
        "case file record records docket chart log testimony transcript verdict order court-report home-study bulletin alert flyer award citation psi sar ard mfr aar iep bip 504 carta informe nota acta resumen queja apelacion declaracion correo aviso expediente caso"
    ),
    "TEACH": (
        "brochure pamphlet poster checklist faq faqs handbook manual guide guidebook course curriculum syllabus slide slides slideshow webinar workshop training-deck module job-aid pocket newsletter website webpage infographic tips glossary definition definitions meaning difference differences overview primer pros cons debate announcement posting vacancy recruit recruitment "
        "schema table column columns field fields variable variables sql query regex function script code python api json csv dataset codebook dictionary formula excel spreadsheet chart-type dashboard folleto cartel guia manual curso taller anuncio convocatoria lemas pasos requisitos preguntas diferencia consejos"
    ),
    "ORG": (
        "agency department company corporation corp inc llc university college association nonprofit vendor firm city town village borough board commission committee council district authority bureau institute foundation union coalition church utility cooperative hospital-system bank manufacturer supplier facility plant station terminal branch office division unit program project grant funding procurement budget contract contracts infrastructure"
    ),
    "SCHOOLW": "grade grader kindergarten classroom class recess homeroom principal iep gpa report-card suspended expelled bullied salon maestra maestro escuela grado clase recreo compareros companeros",
    "LIVEW": "apartment apt trailer motel shelter basement house home porch bedroom kitchen garage van truck car couch camp tent address neighbor neighbors roommates dog cat dogs apartamento casa cuarto techo",
    "SHORTH": "w/ w/o b/c c/o s/p y/o yo yoa yrs mos wks hx dx rx tx sx fx prn bid hs approx appt supv rec'd rcvd rpt viol recert mtg hh pos neg dob dos dod poe ij cf nta lkp los doa dnr amb abd svc sched eval incid inv invest info re: adv stmt req dept amt acct chgd susp dependt exp yr wk mo hr hrs lbs ft temp resp's clt's pt's apl's tp's",
    "REMOVED": "redacted removed anonymized anonymised deidentified de-identified scrubbed stripped omitted pseudonym pseudonyms nameless unnamed withheld blacked anonimizado anonimo tachado",
    "NAMEW": "name names named surname initials identity identities identifiers pii nombre nombres iniciales ssn",
    "MONTH": "january february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "DAY": "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat morning afternoon evening midnight noon night lunes martes miercoles jueves viernes sabado domingo",
    "AGEW": "age aged years year old year-old years-old months weeks born birthday dob teens twenties thirties forties fifties sixties seventies eighties anos edad meses nacida nacido",
}
"""Name of a class and its words."""


def _index() -> dict[str, str]:
    index = {word: word for word in SELF}
    for name, words in CLASSES.items():
        for word in words.split():
            index.setdefault(word, name)
    return index


INDEX: dict[str, str] = _index()
"""Every known word, in lower case, and its class; a word of `SELF` is its own class."""

"""Stretches of text that tell sex, age, family, origin, belief or where somebody can be found; patterns only.

Each group is one expression, compiled once, with bounded repeats so that no text makes it slow. Words that name an
occupation in one sex are written in the form both share, because the trade itself counts.
"""

import re
from collections.abc import Iterator

from features.redaction.clues import Clues, Rules, needing
from features.redaction.masks import Mask
from features.redaction.schooling import DATES

_I = re.IGNORECASE

# --- where somebody can be found -------------------------------------------------------------------------------------
_EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
_LINK = (
    r"(?:https?://|www\.)\S{1,2000}|data:image/\S{1,2000}|\b(?:linkedin|github|gitlab|facebook|twitter|instagram|x|medium|behance|dribbble|t)\.(?:com|net|me)/\S{1,500}"
    r"|\bskype[ \t]{0,4}:[ \t]{0,4}\S{1,100}|\b(?:twitter|instagram|telegram|handle)[ \t]{0,4}:?[ \t]{0,4}@\w{1,50}"
)
_PHONE = r"(?<![\w.])\+?\(?\d{2,4}\)?[\s.-]?\(?\d{2,4}\)?[\s.-]\d{3,4}(?:[\s.-]?\d{2,4})?(?![\w])"
_PERSONAL_LINE = (
    r"^[ \t]{0,20}(?:name|full name|first name|last name|surname|given names?|initials|sex|gender|pronouns|date of birth|birth ?date|birthday|d\.?o\.?b\.?|born|age"
    r"|marital status|married status|civil status|nationality|religion|citizenship|ethnicity|race|caste|place of birth|father'?s name|mother'?s name"
    r"|husband'?s name|spouse|children|photo|photograph|(?:home |postal |permanent |current |present |mailing |residential )?address)[ \t]{0,20}[:\-\u2013][^\n]{0,300}$"
)
_KIND_OF_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Way|Square|Sq|Terrace|Circle|Cir|Parkway|Pkwy"
    r"|Highway|Hwy|Crescent|Close|Trail|STREET|ST|AVENUE|AVE|ROAD|RD|BOULEVARD|BLVD|LANE|LN|DRIVE|DR|COURT|CT|WAY)"
)
_ENGLISH_STREET = (
    rf"(?<!\w)\d{{1,5}}[A-Za-z]?,?[ \t]+(?:[NSEW]\.?[ \t]+)?(?:[A-Z\d][\w'.-]{{0,24}}[ \t]+){{1,4}}{_KIND_OF_STREET}\b\.?"
    r"(?:,?[ \t]*(?:(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|No)\.?|#)[ \t]*#?[\w-]{1,8})?(?:,[ \t]*[A-Z][\w .'-]{1,30},[ \t]*[A-Z]{2}(?:[ \t]+\d{5})?)?"
)
_OTHER_STREET = (
    r"(?<!\w)[A-Z\u00c4\u00d6\u00dc][\w\u00df-]{2,30}(?:stra\u00dfe|strasse|str\.|gasse|platz|allee|weg|gatan|v\u00e4gen|gade|vej|straat|laan)[ \t]+\d{1,4}[a-z]?\b"
    r"|\b(?:Rue|Calle|Via|Viale|Rua|Avenida|Plaza|Piazza|Ulica|ul\.|Jalan|Jl\.)[ \t]+(?:[\w'.-]{1,24}[ \t]+){0,4}[\w'.-]{1,24},?[ \t]+(?:n\u00ba?[ \t]*)?\d{1,5}\b"
    r"|\b\d{1,4}(?:[ \t]?bis)?,?[ \t]+(?:rue|avenue|boulevard|place|chemin|all\u00e9e)[ \t]+(?:(?:de|du|des|la|le|l')[ \t]*){0,2}[A-Z\u00c9][\w'-]{1,30}(?:[ \t][A-Z][\w'-]{1,30}){0,2}"
    r"|\bP\.?[ \t]?O\.?[ \t]?Box[ \t]+\d{1,8}\b"
)
_TOWN = (
    r"\b[A-Z][\w.'-]{1,24}(?:[ \t][A-Z][\w.'-]{1,24}){0,2},[ \t]*[A-Z]{2},?[ \t]+\d{5}(?:-\d{4})?\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?[ \t]\d[A-Z]{2}\b|\b[A-Z]\d[A-Z][ \t]\d[A-Z]\d\b"
    r"|^[ \t]{0,20}(?:[A-Z]{1,2}-)?\d{4,6}[ \t]+[A-Z\u00c4\u00d6\u00dc][\w\u00df-]{2,30}(?:[ \t][A-Z][\w-]{1,30})?(?:,[ \t]*\w{2,20})?[ \t]{0,20}$"
)

# --- sex ---------------------------------------------------------------------------------------------------------------
_PRONOUNS = r"\b(?:(?:he|she|they)/(?:him|her|them)(?:/(?:his|hers|theirs))?|(?:he|she|him|her|hers|his|himself|herself)(?:['\u2019]s)?)\b"
_TITLES = (
    r"\b(?:mx|miss|madam|mister|mme|frau|herr)\b\.?(?=[ \t]+(?-i:[^\W\d_a-z]))|\b(?:mrs?|(?-i:Mx))\b\.?|\bsir\b(?:[ \t]?/[ \t]?madam)?|\bmadam\b"
    r"|\b(?-i:Ms\b\.?|MS\b\.?(?=[ \t]+[A-Z][a-z]))(?![ \t]+(?-i:Office|Word|Excel|Access|Outlook|Project|Teams|Visio|Power|Windows|Dynamics|Paint"
    r"|Publisher|Exchange|Share|Dos|Server|S[Qq][Ll]|In\b|Degree))"
)
_SEXED = (
    r"\b(?:fe)?male\b(?![ \t]+(?:connector|fitting|adapter|plug|end))|\b(?:wo)?men['\u2019]?s(?=[ \t]+(?:\w{1,20}[ \t]+){0,2}(?:club|team|league|society|association|network|college|university|chapter"
    r"|basketball|soccer|football|rugby|tennis|volleyball|hockey|rowing|lacrosse|cricket|softball|baseball|swimming|golf|track)\b)"
    r"|\bwomen(?=[ \t]+(?:in|who)[ \t]+(?:tech\w{0,8}|engineering|business|computing|science|stem|code|data|leadership|finance|construction)\b)"
    r"|\b(?:as an?|i am an?|i['\u2019]m an?|young|proud)[ \t]+(?:\w{1,20}[ \t]+)?(?:wo)?man\b|\b(?:wo)?man[ \t-]owned\b"
    r"|\b(?:sororit(?:y|ies)|fraternit(?:y|ies)|girl|boy|eagle|cub)[ \t]?(?:scouts?)?\b(?<=scout|couts|ority|ities|rnity)"
    r"|\bson of\b|\bdaughter of\b|\b[sd]/o\b\.?"
)

# --- age, family, origin, belief ----------------------------------------------------------------------------------------
_NUMBER = r"(?:\d{1,2}|two|three|four|five|six)"
_AGE = (
    r"\b(?:1[6-9]|[2-9]\d)[ \t-]?(?:years?|yrs?)?[ \t-]old\b(?![ \t]+(?:\w{1,20}[ \t]+){0,2}(?:company|business|firm|systems?|buildings?|organi[sz]ation|code\w{0,4}|program\w{0,2}|brand|restaurant|facility|hotel|house|home|children|students?|kids|classroom|class)\b)|\b(?:aged?|age of)[ \t]*:?[ \t]*(?:1[6-9]|[2-9]\d)\b"
    r"|\bborn[ \t]+(?:and raised[ \t]+)?(?:(?:on|in)[ \t]+)?(?:the[ \t]+)?(?:[\w.,/-]{1,20}[ \t]+){0,3}[\w.,/-]{0,12}(?:19|20)\d\d\b|\bb\.[ \t]?(?:19|20)\d\d\b"
    r"|\bin (?:my|his|her) (?:early |mid |late )?(?:twenties|thirties|forties|fifties|sixties|[2-6]0['\u2019]?s)\b"
    r"|\bd\.?o\.?b\b\.?[ \t]*:?[ \t]*[\w/., -]{4,20}(?:19|20)\d\d\b|\bdate of birth\b[ \t]*:?[ \t]*[\w/., -]{4,20}(?:19|20)\d\d\b"
)
_BORN_IN = r"\b(?:[Bb]orn (?:and raised )?in|[Nn]ative of|[Oo]riginally from|[Hh]ail(?:ing|s)? from)[ \t]+[A-Z\u00c0-\u00de][\w'-]{1,24}(?:,?[ \t][A-Z][\w'-]{1,24}){0,2}"
_FAMILY = (
    rf"\b(?:(?:a|the|as a)[ \t]+)?(?:(?:single|proud|working|devoted|stay[- ]at[- ]home|busy|loving|full[- ]time|married)[ \t]+){{1,2}}(?:mother|father|mom|mum|dad|parent|wife|husband)\b(?!['\u2019]s)(?:[ \t]+(?:of|to)[ \t]+(?:{_NUMBER})?(?:[ \t]+(?:children|kids|boys|girls|sons|daughters))?)?"
    rf"|\b(?:mother|father|mom|mum|dad|parent)[ \t]+(?:of|to)[ \t]+{_NUMBER}(?:[ \t]+(?:children|kids|boys|girls|sons|daughters))?\b"
    rf"|\b(?:i have|with|have|has|and)[ \t]+{_NUMBER}[ \t]+(?:young[ \t]+|small[ \t]+|grown[ \t]+)?(?:children|kids|sons|daughters)\b(?![ \t]+(?:in|at|under|aged|per|with|who|and))"
    r"|\bmy[ \t]+(?:\w{1,12}[ \t]+)?(?:husband|wife|spouse|partner's job|son|daughter|sons|daughters|kids|children|fianc\u00e9e?|boyfriend|girlfriend)\b"
    r"|\b(?:husband|wife|fianc\u00e9e?)\b|\b(?:happily|recently|newly|am|i['\u2019]m|is|status:?)[ \t]+(?:married|divorced|widowed|engaged to be married)\b"
    r"|^[ \t]{0,20}(?:married|single|divorced|widowed|unmarried)[ \t.]{0,20}$|\bmarried[ \t]+(?:with|to|status:?[ \t]*\w{1,12})\b"
)
_PEOPLES = (
    r"(?:afghan|albanian|algerian|american|argentin(?:e|ian)|armenian|asian|australian|austrian|azerbaijani|bangladeshi|belarusian|belgian|bolivian|bosnian|brazilian|british"
    r"|bulgarian|cameroonian|canadian|chilean|chinese|colombian|croatian|cuban|cypriot|czech|danish|dominican|dutch|ecuadorian|egyptian|english|eritrean|estonian"
    r"|ethiopian|filipin[oa]|finnish|french|georgian|german|ghanaian|greek|guatemalan|haitian|honduran|hungarian|icelandic|indian|indonesian|iranian|iraqi|irish"
    r"|israeli|italian|ivorian|jamaican|japanese|jordanian|kazakh|kenyan|korean|kuwaiti|latvian|lebanese|libyan|lithuanian|macedonian|malaysian|mexican|moldovan"
    r"|mongolian|moroccan|nepal(?:i|ese)|new zealander|nicaraguan|nigerian|norwegian|pakistani|palestinian|panamanian|paraguayan|peruvian|polish|portuguese"
    r"|puerto rican|romanian|russian|rwandan|salvadoran|saudi|scottish|senegalese|serbian|singaporean|slovak|slovenian|somali|south african|spanish|sri lankan"
    r"|sudanese|swedish|swiss|syrian|taiwanese|tanzanian|thai|tunisian|turkish|ugandan|ukrainian|uruguayan|uzbek|venezuelan|vietnamese|welsh|yemeni|zambian|zimbabwean"
    r"|u\.?s\.?a?\.?|eu|e\.u\.|uk|u\.k\.)"
)
_ORIGIN = (
    rf"\b(?:naturali[sz]ed[ \t]+|dual[ \t]+)?{_PEOPLES}[ \t]+(?:citizen(?:ship)?|nationals?|nationality|passport(?:[ \t]+holder)?)\b"
    rf"|\bof {_PEOPLES} (?:origin|descent|heritage)\b|\bgreen card(?:[ \t]+holder)?\b|\bpermanent resident\b"
    r"|\b(?:african[- ]american|caucasian|hispanic|latin[oax])\b(?=[ \t]*(?:[,.;\n]|wom[ae]n|m[ae]n|male|female|professional|engineer))"
)
_CITIZEN_OF = r"\b[Cc]itizen of[ \t]+(?:the[ \t]+)?[A-Z][\w.'-]{1,24}(?:[ \t][A-Z][\w'-]{1,24}){0,2}"
_I_AM_OF = rf"(?<=i am )(?:an?[ \t]+)?{_PEOPLES}(?=[ \t]*(?:[,.;]|and\b|by\b|man\b|woman\b|national\b|$))"
_FAITHS = r"(?:christian|(?:roman )?catholic|muslim|islamic|hindu|jew(?:ish)?|sikh|buddhist|mormon|protestant|evangelical|baptist|methodist|lutheran|anglican|orthodox|jain|atheist|agnostic|adventist|pentecostal)"
_BELIEF = (
    rf"\b(?:devout|practi[sc]ing|observant|born[- ]again|faithful|committed|lifelong)[ \t]+{_FAITHS}\b|\b(?:i am|i['\u2019]m|as|being)[ \t]+(?:an?[ \t]+)?{_FAITHS}\b(?![ \t]+(?:school|education|counsel\w{{0,8}}|ministr\w{{0,6}}|teacher))"
    r"|\b(?:active[ \t]+)?member of (?:the[ \t]+|my[ \t]+)?(?:[\w.'-]{1,24}[ \t]+){0,4}(?:church|mosque|temple|synagogue|parish|gurdwara|congregation)\b"
    r"|\b(?:i am|i['\u2019]m|as an?)[ \t]+(?:openly[ \t]+|proudly[ \t]+)?(?:gay|lesbian|bisexual|transgender|trans|queer|non-?binary|black|white|disabled|blind|deaf|autistic|pregnant|hiv[- ]positive)\b(?![ \t]+belt)"
)
_PHOTO = (
    r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|<img\b[^>\n]{0,500}>|\b[\w-]{1,80}\.(?:jpe?g|png|gif|webp|heic)\b"
    r"|\b(?:my[ \t]+)?(?:recent[ \t]+|passport[ \t]+(?:size[d]?[ \t]+)?)?(?:photo(?:graph)?|headshot|picture)s?[ \t]+(?:is[ \t]+|are[ \t]+)?(?:attached|enclosed|included|below|above|on request|available)\b"
)

# --- gaps ---------------------------------------------------------------------------------------------------------------
_GAP = (
    r"\b(?:(?:extended|planned|voluntary|on|took|taking|my|a|an|during|after|following|returned from|returning from)[ \t]+){0,3}"
    r"(?:career[ \t-](?:break|gap|pause)|employment gap|gap year|maternity leave|paternity leave|parental leave|family leave|child(?:care| care|[- ]?rearing) (?:leave|break)|sabbatical(?:[ \t]+leave)?|medical leave|sick leave|leave of absence)\b"
    r"|\b(?:return(?:ed|ing)?|coming back) to (?:work|the workforce|the workplace)\b|\b(?:took|taking|taken) (?:some )?time off(?: work)? to (?:raise|care for|look after|have)\b[^.\n]{0,60}|\b(?:currently|was|been) (?:unemployed|out of work|between jobs)\b"
)
# Leave and absence are also what people in offices administer for others.
_OF_OTHERS = re.compile(
    r"administ|process|polic|benefit|fmla|manag|coordinat|employee|staff|payroll|cover|request|track|advis|claims|compliance|law\b",
    _I,
)
_LED_BY_DATES = re.compile(rf"{DATES}[ \t]*[):,|\u2013-]?[ \t]*(?:an?[ \t]+)?\Z", _I)
_DATES_FOLLOW = re.compile(rf"[ \t]*[(:,|\u2013-]?[ \t]*(?:(?:from|in|between|during)[ \t]+)?{DATES}\)?", _I)
_SENTENCE_END = re.compile(r"[.;\n]")

_FLAGS = _I | re.MULTILINE
_OF_LINKS = ":// www. data:image .com/ .net/ .me/"
_OF_STREETS = "stra\u00dfe strasse str. gasse platz allee weg gatan v\u00e4gen gade vej straat laan"
_CONGREGATION = "church mosque temple synagogue parish gurdwara congregation"
_RULES = Rules(
    needing(
        re.compile(_PERSONAL_LINE, re.MULTILINE),
        "name names surname initials sex gender pronouns birth birthdate birthday d dob born age status nationality religion"
        " citizenship ethnicity race caste spouse children photo photograph address",
        small=True,
    ),
    needing(re.compile(_BORN_IN), "born native originally hail hails hailing"),
    needing(re.compile(_EMAIL), "", "@"),
    needing(
        re.compile(_LINK, re.MULTILINE),
        "skype twitter instagram telegram handle",
        *_OF_LINKS.split(),
        small=True,
    ),
    needing(re.compile(_PRONOUNS, re.MULTILINE), "he she him her hers his himself herself they", small=True),
    needing(re.compile(_TITLES, _FLAGS), "mr mrs mx ms miss madam mister mme frau herr sir"),
    needing(
        re.compile(_SEXED, re.MULTILINE),
        "male female man woman men women mens womens sorority sororities fraternity fraternities scout scouts son daughter",
        "s/o",
        "d/o",
        small=True,
    ),
    needing(
        re.compile(_AGE, re.MULTILINE),
        "old age aged born b dob d birth twenties thirties forties fifties sixties",
        "0s",
        "0's",
        small=True,
    ),
    needing(
        re.compile(_FAMILY, re.MULTILINE),
        "mother father mom mum dad parent children kids sons daughters son daughter husband wife spouse partner boyfriend"
        " girlfriend fianc\u00e9 fianc\u00e9e married single divorced widowed unmarried engaged",
        small=True,
    ),
    needing(
        re.compile(_ORIGIN, re.MULTILINE),
        "citizen citizenship national nationals nationality passport origin descent heritage card resident african caucasian"
        " hispanic latino latina latinx",
        small=True,
    ),
    needing(re.compile(_CITIZEN_OF), "citizen"),
    needing(re.compile(_I_AM_OF, re.MULTILINE), "", "i am ", small=True),
    needing(
        re.compile(_BELIEF, re.MULTILINE),
        f"{_CONGREGATION} christian catholic muslim islamic hindu jew jewish sikh buddhist mormon protestant evangelical baptist"
        " methodist lutheran anglican orthodox jain atheist agnostic adventist pentecostal gay lesbian bisexual transgender trans"
        " queer binary nonbinary black white disabled blind deaf autistic pregnant hiv",
        small=True,
    ),
    needing(
        re.compile(_PHOTO, re.MULTILINE),
        "img jpg jpeg png gif webp heic photo photos photograph photographs headshot headshots picture pictures",
        "![",
        small=True,
    ),
    needing(
        re.compile(_ENGLISH_STREET),
        "street st avenue ave road rd boulevard blvd lane ln drive dr court ct place pl way square sq terrace circle cir"
        " parkway pkwy highway hwy crescent close trail",
    ),
    needing(
        re.compile(_OTHER_STREET, re.MULTILINE),
        "rue calle via viale rua avenida plaza piazza ulica ul jalan jl avenue boulevard place chemin all\u00e9e box",
        *_OF_STREETS.split(),
    ),
)
_PHONES = re.compile(_PHONE)
_TOWNS = re.compile(_TOWN, re.MULTILINE)
_POSTAL_CODE = re.compile(r"\d{4}|[A-Z]\d")
_ONLY_DATES = re.compile(r"\(?(?:(?:19|20)\d\d|[0-3]?\d)(?:[\s.-]+(?:(?:19|20)\d\d|[0-3]?\d))*")
_GAPS = needing(
    re.compile(_GAP),
    "break gap pause leave sabbatical return returned returning unemployed",
    "coming back",
    "time off",
    "out of work",
    "between jobs",
    small=True,
)

# Occupations named in one sex -> the form both share; no longer than either, so that it fits where it stood.
_SUFFIXED = (
    "chair sales business police spokes congress council camera weather anchor assembly alder clergy news"
)
_SHARED = {f"{stem}{ending}": stem for stem in _SUFFIXED.split() for ending in ("man", "woman", "men", "women")} | {
    "salespersons": "sales", "chairlady": "chair", "saleslady": "sales", "salesgirl": "sales", "chairmanship": "chair",
    "waitress": "waiter", "waitresses": "waiters", "waitressing": "waiting", "actress": "actor", "actresses": "actors",
    "hostess": "host", "hostesses": "hosts", "stewardess": "steward", "stewardesses": "stewards", "headmistress": "head",
    "headmaster": "head", "masseuse": "masseur", "forewoman": "foreman", "handywoman": "handyman", "craftswoman": "craftsman",
    "draftswoman": "draftsman", "draughtswoman": "draughtsman", "tradeswoman": "tradesman", "repairwoman": "repairman", "housewife": "home",
    "househusband": "home", "businesslady": "business", "policewoman": "police", "firewoman": "fireman", "mailwoman": "mailman",
    "proprietress": "proprietor", "barmaid": "bar", "barman": "bar", "seamstress": "sewer", "heroine": "hero", "alumna": "alumn",
    "alumnus": "alumn", "freshman": "fresh", "ombudswoman": "ombudsman", "camerawoman": "camera", "manageress": "manager",
}  # fmt: skip
_GENDERED = needing(
    re.compile(rf"\b(?:{'|'.join(sorted(_SHARED, key=len, reverse=True))})\b"), " ".join(_SHARED), small=True
)


def find_facts(clues: Clues) -> Iterator[Mask]:
    """Everything these patterns know, in no order; stretches may overlap."""
    yield from (Mask(*found.span()) for found in _RULES.found(clues))
    yield from _towns(clues)
    yield from _phones(clues.text)
    yield from _gaps(clues)
    for found in _GENDERED.found(clues):
        yield Mask(*found.span(), _in_case(clues.text[found.start() : found.end()]))


def _towns(clues: Clues) -> Iterator[Mask]:
    for number in dict.fromkeys(clues.line_at(found.start()) for found in _POSTAL_CODE.finditer(clues.text)):
        yield from (Mask(*found.span()) for found in _TOWNS.finditer(clues.text, *clues.line(number)))


def _phones(text: str) -> Iterator[Mask]:
    """Numbers grouped as those of telephones are; `2009-2011` is two years."""
    for found in _PHONES.finditer(text):
        if not _ONLY_DATES.fullmatch(found.group()):
            yield Mask(*found.span())


def _gaps(clues: Clues) -> Iterator[Mask]:
    """A gap with the dates right before or after it, which would else be read as years of work."""
    text = clues.text
    for found in _GAPS.found(clues):
        before = _SENTENCE_END.split(text[max(0, found.start() - 60) : found.start()])[-1]
        after = _SENTENCE_END.split(text[found.end() : found.end() + 60])[0]
        if not _OF_OTHERS.search(f"{before} {after}"):
            led, follows = _LED_BY_DATES.search(before), _DATES_FOLLOW.match(text, found.end())
            start = found.start() - len(led.group()) if led else found.start()
            yield Mask(start, follows.end() if follows else found.end())


def _in_case(word: str) -> str:
    shared = _SHARED[word.lower()]
    if word.isupper():
        return shared.upper()
    return shared.capitalize() if word[0].isupper() else shared

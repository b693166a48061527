"""Words that are nobody's name, and words that may be either: what keeps `names.py` from blanking a trade.

A name is told by its shape and its place, never looked up; these lists only say what a word in such a place cannot be.
`ORDINARY` is never part of a name. `EITHER` is ordinary or a name (`Baker`, `Jordan`, `Ruby`): part of a name beside a
word that is neither, or after `Mr`. The labels of the starter taxonomy count as ordinary too.
"""

import re
from functools import cache, lru_cache

from features.taxonomy import load_starter

# Kinds of work, as the head noun or an attribute of a job title.
_WORK = """
accountant accounts accounting actuary adjuster administrator administration administrative admin adviser advisor advocate
aesthetician agent agency aide ambassador analyst analysis analytics anesthesiologist animator appraiser apprentice architect
architecture archivist arranger artisan artist assembler assembly assessor assistant assisting associate astronomer athlete
attendant attorney auctioneer audiologist auditor audit author automation auxiliary aviation banker barber barista bartender
biologist bookkeeper bookkeeping bookbinder boss braider brakeman brewmaster bricklayer broadcaster broker builder bursar buyer
cabinetmaker caddie calibrator caller cameraman captain caregiver caretaker carrier cartographer cashier caster caterer
cellist censor ceo cfo chairman chairperson chancellor chauffeur checker chemist chief chiropractor choreographer cio civil
claims cleaner clerk clerical clinician clinical coach coder collector colonel commander commissioner communications
compiler composer comptroller computer concierge conductor conservator constable consultant consulting contractor
controller converter coo coordinator copywriter corporal correspondent cosmetologist counsel counselor counsellor courier crew
critic crewman cto curator custodian customer cutter dancer data dealer deckhand dean decorator delegate dentist dental deputy
designer design detective detailer developer development dietitian director dispatcher diver doctor doorman drafter
draftsman draughtsman dresser driller driver ecologist economist editor editorial educator electrician electrical electronics
embalmer employee engineer engineering engraver enlisted entertainer entrepreneur environmental equipment estimator examiner
executive expert exterminator fabricator facilitator faculty farmhand farmworker finance financial finisher firefighter fitness
fitter florist foreman forester founder cofounder freelancer freelance fundraiser gamekeeper gatherer general generalist
geologist geophysicist glazier goldsmith graduate grader grinder groomer grower guard guide guitarist hairdresser hairstylist
handler handyman harvester head healer health healthcare helper herder historian homemaker host hostess housekeeper human
hygienist illustrator importer exporter inspector installer instructor insurance intern internal international interpreter
interviewer inventor investigator investment investor invigilator ironworker jailer janitor jeweler jeweller journalist journeyman
judge junior keeper keyboardist laborer labourer laboratory landscaper laundress lawyer lead leader learner lecturer legal
legislator lender liaison librarian lieutenant lifeguard linguist lineman loader lobbyist locksmith logger logistician logistics
logistic machinist machine maid maintenance maintainer major maker manager management managing manufacturer manufacturing
marine marketer marketing marshaller masseur masseuse mate mathematician mechanic mechanical media mediator medic medical
mentor mentee merchandiser merchandising merchant messenger metallurgist meteorologist microbiologist midwife miner
minister missionary mixer mobile model modeler moderator molder monitor mortician motorman mover musician nanny
navigator network neurologist notary novelist nurse nursing nutritionist observer obstetrician occupational officer oiler
operations operational operator operative optician optometrist orderly organizer organiser orthodontist orthopedic owner
packer painter paralegal paramedic paraprofessional paraeducator partner pathologist patroller paver pediatrician
performer pharmacist pharmacy phlebotomist photographer photojournalist physician physicist physiotherapist physical pianist pilot
pipefitter planner planning plasterer player plumber plumbing podiatrist poet policeman polisher politician postdoctoral
postmaster practitioner preacher preparer president press presenter presser preventive principal printer private probation
processor process procurement producer product production professional professor programmer project projectionist promoter
proofreader prosecutor prosthetist psychiatrist psychologist public publicist publisher purchaser purchasing quality
radiographer radiologist rancher ranger rater realtor receptionist recruiter recruiting recruitment referee registrar
registered regional regulatory rehabilitation relations reliability remote repairer repairman repair reporter representative
research researcher resident resource resources responder restorer retail retailer rigger risk roofer safety sailor sales
salesman salesperson saleswoman salesforce sander sanitarian scheduler scholar science scientist scientific scout screener
scriptwriter sculptor seamstress secretary security seller senior sergeant servant server service servicer services setter
shipper shoemaker shopper signalman singer skipper sociologist software solicitor soldier songwriter sorter specialist
speaker stagehand staff statistician stenographer steward stewardess stocker stockbroker strategist strategy student
stylist subcontractor superintendent superior supervisor supervisory supply support surgeon surveyor sweeper systems
system tailor tax teacher teaching team teammate technical technician technologist technology telecommunications
telemarketer teller temporary tender territory test tester testing therapist therapy tradesman trader trainee
trainer training transcriber transcriptionist translator transportation treasurer trimmer trooper tutor typist umpire
underwriter undergraduate upholsterer urologist usher valet vendor veteran veterinarian veterinary vice violinist
vocalist volunteer waiter waitress waiting warden warehouse warehouseman warehousing weaver web welder welding winder wholesale
wholesaler worker working writer yardmaster zoologist vp avp svp evp sr jr hr it ui ux qa qc sap erp crm kpi
"""

# What a CV is made of besides: headings, schooling, praise of oneself, places to meet, months and days.
_CV = """
about ability academic academy accomplished accomplishment accomplishments account achievement achievements active activities
activity additional address advanced affiliations agile all also ambitious an and annual any application applications applied
applying apply area areas articulate arts association associates at attention attached award awards awarded background
bachelor bachelors bilingual birth board body brand branch bridge bringing budget business bs ba bsc ba btech mtech bcom
campus campaign capable care career careers cell center centre certificate certificates certification certifications
certified challenging chartered city class classes classroom client clients club code college collaborative committed
communication community company competent competencies competitive complete completed complex comprehensive conference
confidential confident conscientious contact contacts content contract core corporate council country county course courses
coursework cover creative credit culture curriculum cv daily date day dear dedicated degree delivery department dependable
detail details diligent diploma district diverse division dob document doctorate driven duties dynamic eager education educational
effective efficient elementary email emergency employer employment energetic english enterprise enthusiastic environment
established event events excellent exceptional exercise experience experienced expertise extensive fast father fax federal
female field firm first flexible fluent focus following for former formal foundation from full functional fundamentals
further future gender global goal goals goal-oriented good government gpa group growth hardworking hands highlights
high higher highly hobbies home honest honors honours hospital hotel hour hours house i in income independent individual
industrial industry info information initiative innovative institute institution integrated integrity intelligent
interested interests interim intermediate internship internships interpersonal job key kitchen knowledge lab language
languages large last law leadership learning level license licensed licenses life line link linkedin list local location loyal
main male married master masters mba me member members membership memberships methodical meticulous microsoft middle
military mission ministry mobile modern month mother motivated multi multilingual municipal music my name national native
new night no north not notes number objective objectives of office offices online open operating oral organization
organisation organized organised oriented other our outgoing overall overview page part passionate past patient patients
people performance person personal personable personality phd phone physical place plan plant please point police policy
polytechnic portfolio position positions practical practice present presentation previous primary prior problem proficiencies
proficiency proficient profile program programme programs progressive projects proven proud provider publications
punctual qualification qualifications qualified quick real record records recent reference references region relevant
reliable religion report required requirements responsible responsibilities responsibility restaurant result results resume
résumé retired role room school schools seasoned secondary section seeking select selected self self-motivated semester sex
shift shop short significant site skill skilled skills skype small social society solid solution solutions solving south space
special specialized specialised spoken sport sports standard state statement status store street strong strengths studies
study subject successful summary suite superb talented target task teacher-led teamwork telephone thank thanks the thorough thesis
this through time title to today tools top track trade trained travel trustworthy type union unit united university
upon use user versatile very via virtual visa vision vitae vocational website week weekly well west east who willing with
work workforce workplace workshop world year years yearly youth you your zip regards sincerely respectfully faithfully yours
best kind warm cheers signature signed sincerity madam sir mr mrs ms mx dr prof miss mister company-name gap break leave
january february march july august september october november december monday tuesday wednesday thursday friday saturday
sunday jan feb mar apr jun jul aug sep sept oct nov dec current currently since until ongoing now was were is are be been
am has have had he she him her hers his they them their it its we us do did does as by on or if so but than then that these those
when where while which what how both each more most many some such same own only just over under between into out up down off
again once here there can will-be would should could may-be must shall cannot available based living located looking born
"""

# Trades, materials, tools and ordinary nouns that stand in titles and at line starts.
_THINGS = """
acute adult advertising aerospace agricultural agriculture air aircraft airline airport animal apparel aquatic art asset athletic
auto automobile automotive baggage bakery bank banking bar beauty behavior behavioral behavioural benefits beverage bilingual
billing bio biology biomedical blood boat boiler book box broadcast broadcasting building bus cabin cable camp cancer capital car
cardiac cardiovascular cargo carpet cash casino cattle cement ceramic chain charge chemical chemistry child childcare children
church cinema circuit circulation classified clinic cloud coal coating coffee collections color commercial commodity compensation
compliance computing concrete conservation construction consumer control conversion cook-line cooling copy cost cotton counter court
creek crime criminal critical crop culinary curriculum dairy database debt deli desk diagnostic die diesel digital dining
dietary disability disaster disease display distribution document dog door drawing drug dry drywall early earth ecommerce e-commerce
economic economics elearning electric elevator energy engine entry equity estate evaluation exhibit export extension fabric
facilities facility family farm fashion feed fiber film fine fire fish fixed fleet flight flooring floor floral food foods
foreign forensic forest forestry fork forklift foster fraud freight front fruit fuel fund funeral furnace furniture game gaming
garden garment gas gear genetic geographic geriatric gift glass golf grain graphic graphics greenhouse grocery ground guest gym
hair hand hardware hazardous hearing heat heating heavy hiring history hog home-health horticulture hospice hospitality
hvac hydraulic image imaging import infant infrastructure injection insulation instrument instrumental instrumentation
integration intelligence intensive interactive interior inventory iron irrigation java jet juvenile kiln kindergarten labor
labour land landscape laser lathe laundry leather lending library lift light lighting liquor literacy literature litigation
livestock loan locomotive loss lumber mail mailroom management-level map mapping marble market mass massage material materials
maternal math mathematics meat mechatronics meeting mental menu metal metals meter microsystems mill mineral mining missile
mold money mortgage mosaic motor motorcycle museum nail natural naval navy army force neonatal neuro news nuclear nutrition
nursery ocean oil oncology optical oral oracle order organic outreach outside inside packaging packing paint paper parcel parent
park parking parks parts party pastry patent patrol payroll personnel pest pet petroleum philosophy phone-bank photo
photography physics pipe pipeline plastic plastics platform pneumatic political politics pool port postal post pottery poultry
power precision pre pressure prevention print printing prison produce property prospect psychiatric psychology pulmonary
pump purchase racing radar radiation radio radiology rail railroad railway rate reading receiving records recreation
recreational recovery recycling refrigeration rehab relationship release renewable rental reservation reservations residential
respiratory retention returns revenue river road robotics robot room route rubber rural sanitation satellite scale scene school-age
screen sea seafood search seasonal securities seed semiconductor sewing sheet ship shipping shoe signal simulation
skin slot snow soil solar sole sound spa speech spray stage station statistical statistics steam steel stitching stock stone
storage strategic stress structural subject-matter substance substitute sugar support-desk surface surgery surgical surveillance survey
swim swimming switch switchboard table talent tape taxi telecom telephone-sales television temp textile theater theatre
thermal ticket tile timber tire tobacco tool tour tourism tourist toy traffic trainee-level transit transmission transport trauma
travel-agency treatment tree trial trim truck trucking trust tube turbine underground unix urban utility vacuum value vegetable
vehicle vessel vet video vision-care visual waste watch water wealth weather weight wellness wildlife wind window wine winery
wire wireless wood woodworking wool yard yoga zoo assurance cost-control excel powerpoint outlook word access visio windows
linux adobe photoshop quickbooks python google facebook amazon apple ibm intel cisco aws azure
able acid adhesive airplane alley angle appliance applicator asbestos asphalt assault away axle baby bacon bag bale ball
ballet bander barrel baseball bass batch bath battery bead beam bean bearing beater bee beef bench bender beveler billboard
bin binder bit blade bleacher blind block blocker blog blogger blower bobbin bolt bonding bone boring bottle bottom bowling
boxer bread breaker breakfast breeder brim brush brusher bucket buffer buggy bullet bun bundle burial burner bushel butter
button buttonhole cake calender candy cane cap carbon carton carver casing catcher celery centrifugal ceramist chair changer
charger charging charter cheese chicken chip chipper chocolate choir chopper cigarette circle circular clam clamp climber
clip cloth clutch coast coat cocoa coil coke collar coloring colorist columnist compressor conditioner cone connector console
content conveyor cooker copper copyist cork corn corner coverer crab crate cream crewmember crm crusher cup curtain cushion
custom cylinder denture derrick dial digger dip dipper disc dispenser disposal distiller distributor ditch diving dj
doorkeeper double dough drier drop drum drummer drying dumper duplicator dust dye dyer edger egg enamel endodontist
enumerator erector evidence exam explosive extractor eyeglass facing feather feeder felt fence fiberglass filler filter fixer
flame flipper foil folder folding foot forger form forming fountain frame freezer fringe fruitful fur gang garbage gate gauge
glazing globe glove glue gluer granite grease gum gun ham hammer hardener hauler hay header heater heel hide hoist hole hoop
horse hose hosiery hospitalist hot household hydro ice impaired influencer ingot inked inserter installation instant
insulator jacquard jig jointer juice kettle knitter knot lace lacquer ladle lamp lap layer leaf leg lens letter lifter lime
liner lining linker loading lobster log logging loom loose luggage lunch magistrate magnetic man mannequin maritime marker
mash mat matcher mattress med mender mica milk mirror mk mounter movie mud mule narrow naturalist needle newspaper nut nylon
ocean odd opera orchestra ordnance ore oven oyster pad pan parachute parish passer paste pastor peanut peddler pediatric
peeler peeling perfect photographic pick picker picture pie piloted pin pit placer planer plaster plate plater plug plywood
pocket podcast pole polishing pond popcorn porcelain pot potato powder ppc pretzel primer proctor profiler psychotherapist
puller pulp pumper punch puncher pusher quarry quill racer racetrack rack raiser range rare raw reactor reconnaissance
recorder reel refiner refinisher regulator remotely remover renovator resin retort reviewer ribbon ring rivet roaster rod
roll roller rolling rope rotary rough rug runner salon salt sand sausage saw scaler scorer scrap scraper seal seam seamer
seat selector senator seo separator septic setup sewer shade shank shaper sharpener shear sheller shingle shirt shot shovel
shredder silk silo size skater skating skein ski skip slab slasher slip smelter sock soda spare specialty species spice
spinner spinning splitter sponge spot spotter sprayer spreader squad stacker stain stainer stamp steel stitcher straightener
strap streamer stretcher string strip stripper stunt surg swimmer symphony syrup tail taker tank tankerman tar tea thread tie
tin tinker tip tobacco toll tomato towel tower trace tracer transporter trapper trawler tray trucker tub tubing tunnel
turning ui underwater unloader ux valve varnish varnisher vault veneer venetian vlog vocal wad wagon wallpaper warp washer
watcher wax weigher wet winding wing wool wrapper wrecker yarn youtube zinc zipper
wrote built led ran made taught grew held kept won sold brought began drove spoke took gave met found paid hired oversaw sought rewrote rebuilt
carte quarterly formerly properly orderly
independently skillful ability-to knack key-skills front-end back-end full-stack fullstack frontend backend devops
"""

# Places: a name of a city or a country at the head of a CV tells where, and much of it is nobody's name.
_PLACES = """
america american asia asian africa african europe european usa uk uae india indian china chinese japan japanese germany german
france french spain spanish italy italian canada canadian mexico mexican brazil portugal poland polish russia russian turkey egypt
nigeria kenya ghana pakistan bangladesh indonesia vietnam thailand korea philippines malaysia singapore australia australian zealand
ireland scotland england britain british wales sweden norway denmark finland netherlands belgium switzerland austria greece
ukraine romania hungary czech slovakia argentina chile peru colombia ecuador venezuela cuba puerto rico iran iraq
syria lebanon arabia arab emirates qatar kuwait
york angeles francisco chicago boston seattle denver atlanta miami detroit philadelphia phoenix portland cleveland orlando
pittsburgh baltimore milwaukee sacramento berlin munich hamburg frankfurt vienna zurich geneva madrid barcelona lisbon porto rome
milan turin amsterdam rotterdam brussels warsaw krakow prague budapest bucharest athens istanbul moscow kyiv stockholm oslo helsinki
copenhagen dublin manchester birmingham liverpool edinburgh glasgow mumbai bangalore bengaluru delhi chennai hyderabad pune
kolkata karachi lahore islamabad dhaka tokyo osaka seoul beijing shanghai shenzhen hong kong taipei manila jakarta hanoi bangkok
lagos nairobi accra cairo johannesburg toronto montreal vancouver ottawa calgary melbourne brisbane perth auckland dubai
california texas florida ohio illinois michigan arizona colorado oregon nevada utah iowa kansas missouri minnesota wisconsin
alabama alaska arkansas connecticut delaware hawaii idaho indiana kentucky louisiana maine maryland massachusetts mississippi
montana nebraska hampshire jersey oklahoma pennsylvania tennessee vermont wyoming dakota carolina
st street ave avenue rd road blvd lane drive ct court apt suite po hwy
"""

# Ordinary or a name. One of these beside a word that is neither is a name; alone or among themselves they are not.
_EITHER = """
abbey amber angel april archer art ash austin autumn baker banks barber bell berry bill bishop blake bloom bond brook brooks
brown bush butcher butler carpenter carter case cash chad chance charity charlotte chase chef christian church clark clay cliff cole
cook cooper crystal dale dallas daisy dean dee dawn day dean diamond drew duke earl eden eve faith farmer field fields fisher
fleming florence ford forest fort foster fox frank french gardener gardner garland georgia gerber glen gold gordon grace grant gray
green grove guy hall harper hazel heath heather hill holiday holly hope houston hunter iris israel ivy jack jackson jade
jasmine jean jenkins jewel john jordan joy judge julia june justice kelvin king kingston knight kotlin lake lance lane lee leo
lily lincoln london long love lynn madison major malta marine mark marshall martin mason maya may mercedes mercy miles miller
milan mills monroe moon moore morgan nelson newton nicole noble norman nova ocean olive opal page paige paris park
parker parks patience pearl penny perry pierce piper pope porter potter power prince price priest rain ray reed rice
rich rivers rob robin roman rose ruby rusty sage sandy santiago savannah sawyer scott sharp shepherd short silver singer
skinner skipper sky smith sofia spencer star steel stella sterling stone summer sunny sydney tailor taylor temple thatcher
turner tyler valencia van victor victoria vienna violet virginia wade walker ward warden washington watt weaver webb wells west
white will winter wood woods wright york young django flask julia jasper cameron dakota carolina phoenix denver
clinton houston hamilton troy trinity destiny harmony melody carol chloe sierra savanna kent essex devon chelsea brooklyn
allen amadeus bradley carlo cassandra edwards kali lotus max monte reed thomson travis apollo swift scout toon tai neo aspen
an do so jan jun mar sun san dai bo van kim bar ha le mo kai sam pat alto juniper cypress kronos xavier deming
tony oscar emmy grammy nobel pascal ada sol chase morgan-stanley dell booker ernst deloitte watson
"""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Of these, kinds of work: alone they are taken for the work, not for a name.
TRADES = _listed(
    "archer baker banks barber butcher butler carpenter chef cook cooper farmer fisher gardener hunter judge major marshall mason miller piper"
    " porter potter priest sawyer singer skinner skipper smith tailor thatcher turner tyler walker warden weaver"
)
EITHER = _listed(_EITHER)
PLACES = _listed(_PLACES)
ORDINARY = (_listed(_WORK) | _listed(_CV) | _listed(_THINGS) | PLACES) - EITHER

# Endings of nouns and adjectives that names do not have in words of this length.
_ENDING = re.compile(
    r".{3,}(?:tion|tions|sion|ment|ments|ness|ship|ships|ology|ologist|ological|graphy|ics|ical|ional|iness|ability|ibility|able"
    r"|ible|ously|ively|ially|ating|izing|ising|cting|nting|ering|lling|tting|ssing|ncing|keeping|making|building|ized|ised"
    r"|ated|nced|nted|shed|ssed|ized|ivity|ective|ative|itive|atory|istic|ician|ality|ility|ware|works?|room|maker|keeper|master"
    r"|ally|ently|antly|fully|ively|ously|arly|ately|isely|ectly|tely|edly|inely|ingly|ssly|idly|worker|rapher|logist|iatrist|acist|onist|turer|fighter|holder|setter|cutter|person|people|woman|women)"
)
# A word in -ed is a verb, but for these.
_ED = _listed(
    "mohammed muhammed mohamed mohammad ahmed hamed khaled waleed saeed naveed javed zayed alfred jared fred manfred wilfred mildred winifred"
    " majed rashed reed obed syed sayed ted ned jed ved abed creed sneed reed"
)
_PART = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=100_000)
def is_ordinary(word: str) -> bool:
    """Whether a word, in any case, is nobody's name."""
    folded = word.casefold()
    if may_be_either(word):
        return False
    if folded in ORDINARY or _ENDING.fullmatch(folded) or folded in _trade_words() or _is_done(folded):
        return True
    singular = folded[:-3] + "y" if folded.endswith("ies") else folded.removesuffix("s")
    return len(singular) > 3 and singular in ORDINARY


def _is_done(folded: str) -> bool:
    """A verb in -ed or an adverb in -ly, but for the names that end so."""
    done = len(folded) > 4 and folded.endswith("ed") and folded not in _ED
    return done or (
        len(folded) > 6 and folded.endswith("ly") and not folded.endswith(("elly", "olly", "erly", "eilly"))
    )


def may_be_either(word: str) -> bool:
    """Whether a word is a name as often as it is something else."""
    folded = word.casefold()
    return folded in EITHER or (folded in _short_forms() and folded not in ORDINARY)


def is_a_trade_too(word: str) -> bool:
    """Whether a word that may be a name says as often what somebody does or uses (`Baker`, `Ruby`)."""
    folded = word.casefold()
    return is_ordinary(word) or folded in TRADES or folded in _trade_words()


def is_a_short_form(word: str) -> bool:
    """Whether the skills know the word in capitals (`SQL`)."""
    return word.casefold() in _short_forms()


def names_a_skill(word: str) -> bool:
    """Whether the word is the whole name of a skill (`Ruby`, not `Care`)."""
    return word.casefold() in _whole_names()


@cache
def _whole_names() -> frozenset[str]:
    return frozenset(label.casefold() for skill in load_starter() for label in (skill.label, *skill.aliases))


@cache
def _trade_words() -> frozenset[str]:
    """Every word of the skills that ship with the software, names of tools and makers among them."""
    return frozenset(word.casefold() for word in _skill_words() if not word.isupper() or len(word) > 4)


@cache
def _short_forms() -> frozenset[str]:
    """What stands there in capitals only: `DOE` is the design of experiments, and a surname."""
    return frozenset(word.casefold() for word in _skill_words() if word.isupper()) - _trade_words()


@cache
def _skill_words() -> frozenset[str]:
    labels = (label for skill in load_starter() for label in (skill.label, *skill.aliases))
    return frozenset(word for label in labels for word in _PART.findall(label) if len(word) > 1)

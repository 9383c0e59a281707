"""The sentences of the report, Dutch and English. Which of them are written is decided by the numbers, elsewhere."""

from __future__ import annotations

from werven.words.names import LANGUAGES, check_language

# Dutch, English. A key that ends in _price or _cap belongs to that kind of closure, one in _one to a single thing.
SENTENCES: dict[str, tuple[str, str]] = {
    "and": ("en", "and"),
    "and_others": ("en {count} andere", "and {count} others"),
    "rank": ("rang {low}", "rank {low}"),
    "rank_range": ("rang {low} tot {high}", "rank {low} to {high}"),
    "closure_price": ("bij een CO2-prijs van {price} €/t ({name})", "at a CO2 price of {price} €/t ({name})"),
    "closure_cap": (
        "onder een CO2-plafond van {cap} Mt per jaar ({name})",
        "under a CO2 cap of {cap} Mt a year ({name})",
    ),
    "value_price": ("{value} kt", "{value} kt"),
    "value_cap": ("{value} miljoen euro", "{value} million euro"),
    # emissions
    "co2_falls": (
        "De uitstoot van de gemodelleerde sectoren in Vlaanderen daalt van {first} Mt CO2 in {year} "
        "naar {last} Mt in {end}, {share} % minder.",
        "Emissions of the modelled sectors in Flanders fall from {first} Mt CO2 in {year} to {last} Mt in {end}, "
        "{share} % less.",
    ),
    "co2_rises": (
        "De uitstoot van de gemodelleerde sectoren in Vlaanderen stijgt van {first} Mt CO2 in {year} "
        "naar {last} Mt in {end}, {share} % meer.",
        "Emissions of the modelled sectors in Flanders rise from {first} Mt CO2 in {year} to {last} Mt in {end}, "
        "{share} % more.",
    ),
    "co2_flat": (
        "De uitstoot van de gemodelleerde sectoren in Vlaanderen blijft ongeveer gelijk: {first} Mt CO2 in {year}, "
        "{last} Mt in {end}.",
        "Emissions of the modelled sectors in Flanders stay about the same: {first} Mt CO2 in {year}, "
        "{last} Mt in {end}.",
    ),
    "co2_one": (
        "In {year} stoten de gemodelleerde sectoren in Vlaanderen {first} Mt CO2 uit.",
        "In {year} the modelled sectors in Flanders emit {first} Mt CO2.",
    ),
    "co2_any_size": (
        "Dit is de uitkomst van de dimensionering, waarin elke verbinding met een promotor elke maat mag krijgen; "
        "de rangschikking rekent met de geplande maat van elk werk en komt dus op een andere uitstoot uit.",
        "This is the outcome of the sizing run, in which every corridor with a promoter may be built to any size; "
        "the ranking takes every work at its planned size and so arrives at other emissions.",
    ),
    "co2_step": (
        "De grootste stap valt tussen {year} en {end}: {fall} Mt minder.",
        "The largest step falls between {year} and {end}: {fall} Mt less.",
    ),
    "co2_remains": (
        "Wat in {year} overblijft, komt voor {share} % van {sector} ({value} Mt){others}.",
        "Of what remains in {year}, {share} % comes from {sector} ({value} Mt){others}.",
    ),
    "co2_parts": (
        "Daarvan komt {share} % van {sector} ({value} Mt){others}.",
        "Of this, {share} % comes from {sector} ({value} Mt){others}.",
    ),
    "co2_then": (", gevolgd door {sectors}", ", followed by {sectors}"),
    "co2_sector_falls": (
        "De grootste daling zit in de sector {sector}: van {first} naar {last} Mt tussen {year} en {end}.",
        "The largest fall is that of the sector {sector}: from {first} to {last} Mt between {year} and {end}.",
    ),
    "co2_sector_rises": (
        "In de sector {sector} stijgt de uitstoot, van {first} naar {last} Mt tussen {year} en {end}.",
        "In the sector {sector} emissions rise, from {first} to {last} Mt between {year} and {end}.",
    ),
    "co2_slips": (
        "Van de CO2 die naar afvanginstallaties gaat, komt {first} Mt in {year} en {last} Mt in {end} toch in de "
        "lucht.",
        "Of the CO2 that goes to capture plants, {first} Mt in {year} and {last} Mt in {end} still go to the air.",
    ),
    "co2_captured": (
        "Afgevangen en weggevoerd voor opslag: {captured}.",
        "Captured and carried off for storage: {captured}.",
    ),
    "co2_in_year": ("{value} Mt in {year}", "{value} Mt in {year}"),
    "co2_abroad": (
        "De uitstoot in het buitenland voor ingevoerde energie en gaswinning bedraagt {abroad}; "
        "die staat naast het Vlaamse totaal en is er niet bij geteld.",
        "Emissions abroad for imported energy and gas supply are {abroad}; they stand beside the Flemish total and "
        "are not added to it.",
    ),
    "co2_abroad_rises": (
        "Tegenover elke ton die Vlaanderen tussen {year} en {end} minder uitstoot, staat {share} ton "
        "die in het buitenland meer wordt uitgestoten.",
        "For every tonne that Flanders emits less between {year} and {end}, {share} tonnes more are emitted abroad.",
    ),
    # needs
    "gap_claim": (
        "In de dimensionering wil het systeem op {count} verbindingen meer capaciteit dan er is en gepland is.",
        "In the sizing run the system wants on {count} corridors more capacity than stands and is planned.",
    ),
    "gap_claim_one": (
        "In de dimensionering wil het systeem op één verbinding meer capaciteit dan er is en gepland is.",
        "In the sizing run the system wants on one corridor more capacity than stands and is planned.",
    ),
    "gap_none": (
        "In de dimensionering wil het systeem op geen enkele verbinding merkbaar meer capaciteit dan er is en gepland "
        "is.",
        "In the sizing run the system wants on no corridor noticeably more capacity than stands and is planned.",
    ),
    "gap_largest": (
        "{carrier}: het grootste tekort is {corridor} in {year}, waar {needed} nodig is. Er is {existing}, "
        "gepland is {planned}; {gap} ontbreekt.",
        "{carrier}: the largest gap is {corridor} in {year}, where {needed} are needed. {existing} exist, "
        "{planned} are planned; {gap} are missing.",
    ),
    "gap_no_work": (
        "Geen kandidaat-werk in het register vult dat in.",
        "No candidate work of the register fills it.",
    ),
    "gap_small_work": (
        "De kandidaten voor die verbinding ({works}) zijn daarvoor te klein.",
        "The candidates for that corridor ({works}) are too small for it.",
    ),
    "gap_late_work": (
        "{works} staat in het register voor die verbinding, maar komt pas in {start}.",
        "{works} is in the register for that corridor, but comes in {start} only.",
    ),
    "gap_few_hours": (
        "Die breedte is maar {share} % van de uren (bijna) vol in gebruik: de maat hangt af van de tijdsresolutie.",
        "That width is (nearly) full in {share} % of the hours only: its size hangs on the time resolution.",
    ),
    "gap_enough": (
        "Voor {carriers} volstaat wat er is en gepland is.",
        "For {carriers}, what stands and is planned is enough.",
    ),
    "gap_unused": (
        "Voor {count} verbindingen staat een kandidaat in het register die de dimensionering in geen enkel rekenjaar "
        "vraagt, "
        "bijvoorbeeld {corridors}: wat er is, of een andere weg, volstaat daar.",
        "For {count} corridors the register has a candidate that the sizing run does not ask for in any model year, "
        "for example "
        "{corridors}: what stands, or another way, is enough there.",
    ),
    "gap_linear": (
        "De maten zijn wat het systeem wil, niet wat te bestellen is: het model kent geen kleinste maat.",
        "Sizes are what the system wants, not what can be ordered: the model knows no smallest size.",
    ),
    "nothing_built": (
        "In dit scenario mag niets worden bijgebouwd: de kaarten tonen wat de bestaande netten vervoeren.",
        "In this scenario nothing may be built: the maps show what the existing networks carry.",
    ),
    # ranking
    "no_ranking_closed": (
        "In dit scenario mag niets worden gebouwd; er zijn dus geen werken gerangschikt.",
        "In this scenario nothing may be built, so no works are ranked.",
    ),
    "no_ranking": (
        "Voor dit scenario is nog geen rangschikking berekend.",
        "No ranking has been computed for this scenario yet.",
    ),
    "no_candidates": (
        "In {years} zijn er geen kandidaat-werken om te rangschikken.",
        "In {years} there are no candidate works to rank.",
    ),
    "total_avoid_price": (
        "De {count} kandidaat-werken samen vermijden in {year} {total} Mt CO2 per jaar in Vlaanderen, {closure}.",
        "Together the {count} candidate works avoid {total} Mt CO2 a year in Flanders in {year}, {closure}.",
    ),
    "total_raise_price": (
        "De {count} kandidaat-werken samen verhogen in {year} de uitstoot in Vlaanderen met {total} Mt CO2 per jaar, "
        "{closure}.",
        "Together the {count} candidate works raise emissions in Flanders by {total} Mt CO2 a year in {year}, "
        "{closure}.",
    ),
    "total_save_cap": (
        "De {count} kandidaat-werken samen besparen in {year} {total} miljoen euro systeemkost per jaar, {closure}; "
        "de uitstoot ligt daarbij vast.",
        "Together the {count} candidate works save {total} million euro of system cost a year in {year}, {closure}; "
        "emissions are fixed there.",
    ),
    "best_price": (
        "{work} vermijdt het meest: {value} per jaar, {rank}.",
        "{work} avoids most: {value} a year, {rank}.",
    ),
    "best_cap": (
        "{work} bespaart het meest: {value} per jaar, {rank}.",
        "{work} saves most: {value} a year, {rank}.",
    ),
    "best_none": (
        "Geen enkel werk heeft een positieve waarde boven zijn ruis.",
        "No work has a positive value above its noise.",
    ),
    "next_best": ("Daarna volgen {works}.", "Next come {works}."),
    "tied": (
        "Niet van elkaar te onderscheiden zijn {works}: hun waarden verschillen minder dan hun ruis.",
        "{works} cannot be told apart: their values differ by less than their noise.",
    ),
    "noise": (
        "{count} van de {all} werken blijven binnen de ruis en zijn niet te rangschikken{which}.",
        "{count} of the {all} works stay within the noise and cannot be ranked{which}.",
    ),
    "noise_one": (
        "1 van de {all} werken blijft binnen de ruis en is niet te rangschikken{which}.",
        "1 of the {all} works stays within the noise and cannot be ranked{which}.",
    ),
    "noise_which": (", waaronder {works}", ", among them {works}"),
    "replaceable_price": (
        "Vervangbaar: {works}. Tussen haakjes wat ze vermijden als ze alleen gebouwd worden; als al de rest er is en "
        "enkel dit werk ontbreekt, gaat (bijna) niets verloren.",
        "Replaceable: {works}. In brackets what they avoid when built alone; when all the rest is there and this work "
        "alone is missing, (nearly) nothing is lost.",
    ),
    "chained_price": (
        "Schakels: {works}. Tussen haakjes wat verloren gaat als enkel dit werk ontbreekt; alleen gebouwd vermijden ze "
        "(bijna) niets.",
        "Links: {works}. In brackets what is lost when this work alone is missing; built alone they avoid (nearly) "
        "nothing.",
    ),
    "raise_co2": (
        "De uitstoot in Vlaanderen gaat omhoog door {works}.",
        "Emissions in Flanders go up by {works}.",
    ),
    "shift_abroad": (
        "Een deel van de winst verschuift naar het buitenland bij {works}.",
        "Part of the gain moves abroad with {works}.",
    ),
    "shift_home": (
        "Meer uitstoot in Vlaanderen, minder in het buitenland: {works}.",
        "More emissions in Flanders, less abroad: {works}.",
    ),
    "shift_item": (
        "{work} ({here} kt in Vlaanderen, {abroad} kt in het buitenland)",
        "{work} ({here} kt in Flanders, {abroad} kt abroad)",
    ),
    "all_abroad_less": (
        "In het buitenland vermijden alle werken samen nog eens {value} Mt per jaar.",
        "Abroad, all works together avoid another {value} Mt a year.",
    ),
    "all_abroad_more": (
        "In het buitenland komt er door alle werken samen {value} Mt per jaar bij.",
        "Abroad, all works together add {value} Mt a year.",
    ),
    "edge": (
        "Op de kantel, want sterk afhankelijk van de CO2-prijs binnen de onderzochte band: {works}.",
        "On the edge, because they depend strongly on the CO2 price within the band that was looked at: {works}.",
    ),
    "edge_item": ("{work} ({low} tot {high} kt)", "{work} ({low} to {high} kt)"),
    "idle": (
        "Ongebruikt als alles er is, maar mogelijk nuttig als een ander werk wegvalt: {works}.",
        "Unused once all are built, but perhaps of use when another work is missing: {works}.",
    ),
    "blocked": (
        "Niet te bouwen in {year} omdat een werk dat ze nodig hebben dan ontbreekt: {works}.",
        "Cannot be built in {year} because a work that they require is missing then: {works}.",
    ),
    # pairs, order, cost
    "pair_need": (
        "Het sterkst hebben elkaar nodig: {pairs}.",
        "These need each other most: {pairs}.",
    ),
    "pair_replace": (
        "Het sterkst vervangen elkaar: {pairs}.",
        "These replace each other most: {pairs}.",
    ),
    "pair_item": ("{a} en {b} ({value})", "{a} and {b} ({value})"),
    "pair_meaning": (
        "Het getal is wat een paar samen meer of minder waard is dan de twee apart.",
        "The number is what a pair is worth together beyond the two apart.",
    ),
    "order_pays": (
        "Eerst bouwen wat zichzelf terugverdient: {steps}. Dat vermijdt samen {total} Mt CO2 per jaar en bespaart "
        "{saved} miljoen euro systeemkost per jaar, tegen {cost} miljoen euro jaarkost.",
        "Build first what pays for itself: {steps}. Together that avoids {total} Mt CO2 a year and saves "
        "{saved} million euro of system cost a year, for an annual cost of {cost} million euro.",
    ),
    "order_pays_cap": (
        "Eerst bouwen wat zichzelf terugverdient: {steps}. Dat bespaart {saved} miljoen euro systeemkost per jaar, "
        "tegen {cost} miljoen euro jaarkost.",
        "Build first what pays for itself: {steps}. That saves {saved} million euro of system cost a year, "
        "for an annual cost of {cost} million euro.",
    ),
    "order_none_pays": (
        "Geen enkel werk, en geen enkele groep werken, bespaart op zijn plaats in de volgorde meer dan het kost.",
        "No work, and no group of works, saves more than it costs at its place in the order.",
    ),
    "order_then": (
        "De volgende stappen kosten meer dan ze besparen: {steps}.",
        "The next steps cost more than they save: {steps}.",
    ),
    "order_step_price": (
        "{works} (nog {gain} kt, {saved} miljoen euro bespaard voor {cost})",
        "{works} (another {gain} kt, {saved} million euro saved for {cost})",
    ),
    "order_step_cap": (
        "{works} ({saved} miljoen euro bespaard voor {cost})",
        "{works} ({saved} million euro saved for {cost})",
    ),
    "order_most": (
        "Na {steps} van de {all} stappen is {share} % van de vermeden CO2 bereikt, "
        "voor {cost} van de {whole} miljoen euro jaarkost.",
        "After {steps} of {all} steps {share} % of the CO2 avoided is reached, for {cost} of the {whole} million "
        "euro of annual cost.",
    ),
    "order_greedy": (
        "De volgorde is gulzig: telkens het werk of de groep die dan het meeste oplevert. "
        "Ze zegt wat loont als het er staat, niet wanneer het klaar kan zijn.",
        "The order is greedy: each time the work or group that then yields most. "
        "It says what pays once it stands, not when it can be ready.",
    ),
    "cost_exceeds": (
        "Alle werken samen besparen {saved} miljoen euro systeemkost per jaar en kosten {cost} miljoen euro per jaar: "
        "ze lonen niet allemaal.",
        "All works together save {saved} million euro of system cost a year and cost {cost} million euro a year: "
        "not all of them pay.",
    ),
    "cost_covered": (
        "Alle werken samen besparen {saved} miljoen euro systeemkost per jaar en kosten {cost} miljoen euro per jaar.",
        "All works together save {saved} million euro of system cost a year and cost {cost} million euro a year.",
    ),
    "tonne_cheap": (
        "Minder dan de CO2-prijs van {price} €/t kost een vermeden ton bij {works}.",
        "A tonne avoided costs less than the CO2 price of {price} €/t with {works}.",
    ),
    "tonne_gain": (
        "Ook zonder CO2-prijs brengt dit geld op: {works}.",
        "Even without a CO2 price this gains money: {works}.",
    ),
    "tonne_near": (
        "Ongeveer die prijs kost ze bij {works}.",
        "It costs about that price with {works}.",
    ),
    "tonne_dear": (
        "Meer dan die prijs kost ze bij {works}.",
        "It costs more than that price with {works}.",
    ),
    "tonne_item": ("{work} ({value} €/t)", "{work} ({value} €/t)"),
    # works in time
    "works_by_year": (
        "Volgens het werkenregister komen er van {first} tot en met {last} {count} werken in dienst: {by_year}.",
        "According to the register, {count} works come into service from {first} to {last}: {by_year}.",
    ),
    "works_until": ("{count} tot en met {year}", "{count} up to {year}"),
    "works_decided": (
        "Daarvan zijn er {count} in aanbouw of klaar; de andere zijn kandidaten.",
        "Of these {count} are under construction or finished; the others are candidates.",
    ),
    "works_started": (
        "Voor {count} van de {all} kandidaten begint de doorlooptijd van het register vóór {first}: {works}. "
        "Hun jaar houdt alleen stand als de voorbereiding al loopt.",
        "For {count} of the {all} candidates the lead time of the register begins before {first}: {works}. "
        "Their year holds only if they are already being prepared.",
    ),
    "works_begin": (
        "Om op tijd te zijn: {works}.",
        "To be in time: {works}.",
    ),
    "works_begin_item": (
        "{work} moet uiterlijk in {begin} starten (in dienst in {start}, doorlooptijd {lead} jaar)",
        "{work} must begin in {begin} at the latest (in service in {start}, lead time {lead} years)",
    ),
    "works_delay": (
        "Van de werken die in {year} of later in dienst komen, kost een jaar uitstel het meest bij {works}, "
        "gemeten in {measured} met al de rest op tijd.",
        "Of the works that come into service in {year} or later, a year of delay costs most with {works}, "
        "measured in {measured} with all the rest in time.",
    ),
    "works_requires": (
        "Volgens het register kan {works}.",
        "According to the register, {works}.",
    ),
    "works_requires_item": ("{work} niet zonder {needs}", "{work} cannot do without {needs}"),
}

# What is uncertain, how it was computed, and the words of the method.
TRUST: dict[str, tuple[str, str]] = {
    "years_missing": (
        "Niet berekend, en dus niet in dit rapport: {years}.",
        "Not computed, and so not in this report: {years}.",
    ),
    "years_unranked": (
        "Niet gerangschikt onder {closures}: {years}. Wat de werken daar waard zijn, is niet uit {year} af te leiden.",
        "Not ranked under {closures}: {years}. What the works are worth there cannot be told from {year}.",
    ),
    "closures_unranked": (
        "Niet gerangschikt in {year}: {closures}. Bij een andere prijs of onder een plafond kan de volgorde anders "
        "zijn.",
        "Not ranked in {year}: {closures}. At another price or under a cap the order may differ.",
    ),
    "confidence": (
        "{share} % van wat de werken boven de ruis samen opleveren, steunt op werken waarvan grootte, kost of jaar "
        "weinig zeker of illustratief is ({count} van de {all} werken).",
        "{share} % of what the works above the noise yield together rests on works whose size, cost or year is of low "
        "or illustrative confidence ({count} of {all} works).",
    ),
    "confidence_none": (
        "Geen van de werken boven de ruis steunt op gegevens die weinig zeker of illustratief zijn.",
        "None of the works above the noise rests on data of low or illustrative confidence.",
    ),
    "error_largest": (
        "De grootste steekproeffout is {value} (twee standaardfouten), bij {work}.",
        "The largest sampling error is {value} (two standard errors), of {work}.",
    ),
    "error_budget": (
        "Het trekken van volgordes stopte na {pairs} paren omdat de tijd om was: meer rekentijd verkleint de fout.",
        "Drawing of orders stopped after {pairs} pairs because the time was spent: more computing time makes the "
        "error smaller.",
    ),
    "error_few": (
        "Met {pairs} paren volgordes is de fout zelf een schatting: een werk dat maar in weinig volgordes "
        "veel doet, kan te laag of te hoog staan.",
        "With {pairs} pairs of orders the error is itself a guess: a work that does much in few orders only may "
        "stand too low or too high.",
    ),
    "error_exact": (
        "Alle combinaties van de werken zijn berekend of afgeleid; er is geen steekproeffout.",
        "All combinations of the works were computed or derived; there is no sampling error.",
    ),
    "resolution": (
        "Een andere tijdsresolutie verschuift {count} werken met meer dan de helft van hun waarde, het meest {work} "
        "({value}).",
        "Another time resolution moves {count} works by more than half of their value, most of all {work} ({value}).",
    ),
    "resolution_one": (
        "Een andere tijdsresolutie verschuift {work} met meer dan de helft van zijn waarde ({value}).",
        "Another time resolution moves {work} by more than half of its value ({value}).",
    ),
    "resolution_none": (
        "De gevoeligheid voor de tijdsresolutie is niet berekend.",
        "The sensitivity to the time resolution was not computed.",
    ),
    "overnight": (
        "Elk rekenjaar ({years}) staat op zich: wat in een jaar het goedkoopst is, staat er ook meteen. "
        "Waarden tussen rekenjaren zijn lineair geïnterpoleerd.",
        "Each model year ({years}) stands by itself: what is cheapest in a year is there at once. "
        "Values between model years are interpolated linearly.",
    ),
    "overnight_one": (
        "Er is één rekenjaar ({years}); het staat op zich.",
        "There is one model year ({years}); it stands by itself.",
    ),
    "sunk": (
        "De kapitaalkost van een werk telt in de rangschikking niet mee; ze staat ernaast als jaarkost.",
        "The capital cost of a work does not count in the ranking; it stands beside it as annual cost.",
    ),
    "anew": (
        "Installaties van bedrijven worden voor elke combinatie van werken opnieuw gekozen, met perfecte voorkennis.",
        "Plants of companies are chosen anew for every combination of works, with perfect foresight.",
    ),
    "standing": (
        "De installaties van de dimensionering staan vast, welke werken er ook komen; er mogen er bijkomen.",
        "The plants of the sizing run stand, whatever works come; more may be built.",
    ),
    "transport": (
        "Netten zijn transportcapaciteiten na N-1, geen netberekening; maten zijn lineair, zonder kleinste stap.",
        "Networks are transport capacities after N-1, not a power flow; sizes are linear, without a smallest step.",
    ),
    "time_days": (
        "Het jaar is samengevat in {days} typische dagen van {segments} segmenten, met uiterste dagen erbij; "
        "opslag over seizoenen is er niet in.",
        "The year is condensed to {days} typical days of {segments} segments, with extreme days beside them; "
        "seasonal storage is not in it.",
    ),
    "prices": (
        "CO2 heeft een prijs: {prices}.",
        "CO2 has a price: {prices}.",
    ),
    "caps": (
        "De uitstoot in Vlaanderen heeft een plafond: {caps}.",
        "Emissions in Flanders have a cap: {caps}.",
    ),
    "price_in_year": ("{value} €/t in {year}", "{value} €/t in {year}"),
    "cap_in_year": ("{value} Mt in {year}", "{value} Mt in {year}"),
    "method": ("Hoe de waarden gevonden zijn: {method}.", "How the values were found: {method}."),
}


def sentence(key: str, language: str, **values: object) -> str:
    """Return a sentence, or a part of one, in Dutch or English with its blanks filled in."""
    check_language(language)
    pair = SENTENCES[key] if key in SENTENCES else TRUST[key]
    return pair[LANGUAGES.index(language)].format(**values)

"""Words of the report that say nothing about results: headings, columns, captions, the explanation of terms."""

from __future__ import annotations

from werven.words.names import LANGUAGES, check_language

# Dutch, English.
FURNITURE: dict[str, tuple[str, str]] = {
    "title": ("Welke infrastructuurwerken vermijden CO2?", "Which infrastructure works avoid CO2?"),
    "title_plain": ("Energie en CO2 in Vlaanderen", "Energy and CO2 in Flanders"),
    "scenario": ("Scenario", "Scenario"),
    "years": ("Rekenjaren", "Model years"),
    "closure": ("CO2-prijs of -plafond", "CO2 price or cap"),
    "ranked": ("Uitgewerkte rangschikking", "Ranking told in full"),
    "version": ("Versie", "Version"),
    "page": ("blz. ", "page "),
    "main": ("Hoofdpunten", "Main points"),
    "emissions": ("Uitstoot", "Emissions"),
    "needs": ("Nodige capaciteit", "Capacity needed"),
    "flows": ("Stromen", "Flows"),
    "ranking": ("Rangschikking van de werken", "Ranking of the works"),
    "order": ("Samenhang, volgorde en kost", "Links, order and cost"),
    "time": ("Wanneer de werken er zijn", "When the works are there"),
    "trust": ("Wat onzeker is", "What is uncertain"),
    "reading": ("Hoe dit te lezen", "How to read this"),
    "table_emissions": ("CO2 in Mt per jaar, per sector (dimensionering)", "CO2 in Mt a year, by sector (sizing run)"),
    "table_emissions_built": ("CO2 in Mt per jaar, per sector", "CO2 in Mt a year, by sector"),
    "table_needs": (
        "Verbindingen met het grootste tekort, telkens in het jaar waarin het het grootst is",
        "Corridors with the largest gap, each in the year in which it is largest",
    ),
    "table_ranking_price": (
        "Werken boven de ruis in {year}, {closure}; kt CO2 per jaar, positief = vermeden",
        "Works above the noise in {year}, {closure}; kt CO2 a year, positive = avoided",
    ),
    "table_ranking_cap": (
        "Werken boven de ruis in {year}, {closure}; miljoen euro per jaar, positief = bespaard",
        "Works above the noise in {year}, {closure}; million euro a year, positive = saved",
    ),
    "table_order": ("Bouwvolgorde die het meest oplevert", "Order of building that yields most"),
    "table_others": (
        "Wat de andere rangschikkingen zeggen (samen, en het eerste werk)",
        "What the other rankings say (all together, and the first work)",
    ),
    "sector": ("sector", "sector"),
    "total": ("Vlaanderen samen", "Flanders, total"),
    "abroad_row": ("Buitenland, ernaast", "Abroad, beside it"),
    "captured_row": ("Afgevangen en weggevoerd", "Captured and carried off"),
    "year": ("jaar", "year"),
    "carrier": ("drager", "carrier"),
    "corridor": ("verbinding", "corridor"),
    "existing": ("is er", "exists"),
    "needed": ("nodig", "needed"),
    "planned": ("gepland", "planned"),
    "gap": ("tekort", "gap"),
    "hours": ("uren vol", "hours full"),
    "works": ("werken in register", "works in register"),
    "rank": ("rang", "rank"),
    "work": ("werk", "work"),
    "value_price": ("kt/jaar ± 2 se", "kt/year ± 2 se"),
    "value_cap": ("M€/jaar ± 2 se", "M€/year ± 2 se"),
    "pint": ("PINT", "PINT"),
    "toot": ("TOOT", "TOOT"),
    "abroad": ("buitenland", "abroad"),
    "saves": ("bespaart M€/jaar", "saves M€/year"),
    "costs": ("kost M€/jaar", "costs M€/year"),
    "tonne": ("€/t", "€/t"),
    "data": ("gegevens", "data"),
    "remark": ("opmerking", "remark"),
    "step": ("stap", "step"),
    "gain": ("erbij kt/jaar", "gain kt/year"),
    "cumulative": ("samen kt/jaar", "total kt/year"),
    "pays": ("loont", "pays"),
    "yes": ("ja", "yes"),
    "no": ("nee", "no"),
    "all_works": ("alle werken", "all works"),
    "first_work": ("eerste werk", "first work"),
    "clear": ("boven de ruis", "above the noise"),
    "data_key": ("gegevens: {marks}", "data: {marks}"),
    "more_rows": ("Nog {count} rijen in {file}.", "{count} more rows in {file}."),
    "fig_emissions": (
        "CO2-uitstoot per cluster en sector in {year} (dimensionering), Mt per jaar.",
        "CO2 emissions by cluster and sector in {year} (sizing run), Mt a year.",
    ),
    "fig_emissions_built": (
        "CO2-uitstoot per cluster en sector in {year}, Mt per jaar.",
        "CO2 emissions by cluster and sector in {year}, Mt a year.",
    ),
    "fig_flows": (
        "Stromen en nodige capaciteit in {year}, {carrier}. {unit} Ligging schematisch.",
        "Flows and capacity needed in {year}, {carrier}. {unit} Places are schematic.",
    ),
    "fig_ranking": (
        "Alle kandidaat-werken in {year}: Shapley-waarde, PINT, TOOT en ruisdrempel.",
        "All candidate works in {year}: Shapley value, PINT, TOOT and noise floor.",
    ),
    "fig_order": (
        "Werken die elkaar nodig hebben of vervangen in {year}: wat een paar samen meer of minder waard is.",
        "Works that need or replace each other in {year}: what a pair is worth together beyond the two apart.",
    ),
    "fig_time": (
        "Doorlooptijd en dienst van de werken volgens het register.",
        "Lead time and service of the works, from the register.",
    ),
    "alt_emissions": (
        "Kaart: {place} stoot in {year} het meest uit, {value} van de {total} Mt.",
        "Map: {place} emits most in {year}, {value} of {total} Mt.",
    ),
    "alt_flows": (
        "Kaart: de grootste stroom van {carrier} in {year} is {corridor}, {value}.",
        "Map: the largest flow of {carrier} in {year} is {corridor}, {value}.",
    ),
    "alt_time": (
        "Tijdlijn van {count} werken; {soon} daarvan komen in dienst tot en met {year}.",
        "Line of years with {count} works; {soon} of them come into service up to {year}.",
    ),
    "term_boundary": ("Grens", "Boundary"),
    "boundary": (
        "Vlaanderen; CO2 van gemodelleerde industrie, elektriciteit, afval en gebouwen. Niet erin: verkeer, landbouw, "
        "andere broeikasgassen, koolstof in producten. Uitstoot in het buitenland staat ernaast. "
        "Het aanbod van de buurlanden volgt dezelfde CO2-prijs.",
        "Flanders; CO2 of the modelled industry, power, waste and buildings. Not in it: transport, agriculture, other "
        "greenhouse gases, carbon in products. Emissions abroad stand beside it. "
        "What the neighbours supply follows the same CO2 price.",
    ),
    "term_work": ("Kandidaat-werk", "Candidate work"),
    "work_meaning": (
        "Een werk van het register waarover nog niet beslist is en dat er in het rekenjaar kan zijn, op zijn geplande "
        "maat. Wat bestaat of in aanbouw is, staat er altijd.",
        "A work of the register that nobody has decided on yet and that can be there in the model year, at its planned "
        "size. What exists or is under construction is always there.",
    ),
    "term_shapley": ("Shapley-waarde", "Shapley value"),
    "shapley_meaning": (
        "De gemiddelde bijdrage van een werk over alle volgordes waarin gebouwd kan worden. De waarden tellen op tot "
        "wat alle werken samen opleveren. ± is twee standaardfouten.",
        "The mean contribution of a work over all orders in which the works may be built. The values add up to what "
        "all works yield together. ± is two standard errors.",
    ),
    "term_ends": ("PINT en TOOT", "PINT and TOOT"),
    "ends_meaning": (
        "PINT: wat een werk oplevert als het als enige gebouwd wordt. TOOT: wat verloren gaat als het als enige "
        "ontbreekt.",
        "PINT: what a work yields when it alone is built. TOOT: what is lost when it alone is missing.",
    ),
    "term_noise": ("Ruis", "Noise"),
    "noise_meaning": (
        "Het grootste van: twee standaardfouten, het bereik over alle optima, wat 1 €/t meer of minder doet, en wat "
        "een andere tijdsresolutie doet. Werken die minder verschillen, delen een rang.",
        "The largest of: two standard errors, the range over all optima, what 1 €/t more or less does, and what "
        "another time resolution does. Works that differ by less share a rank.",
    ),
    "term_tonne": ("€ per ton", "€ per tonne"),
    "tonne_meaning_price": (
        "Jaarkost van het werk min de overige systeemkost die het bespaart (zonder CO2-kost), gedeeld door de vermeden "
        "ton; leeg binnen de ruis. Onder de CO2-prijs loont het werk.",
        "Annual cost of the work less the other system cost it saves (without CO2 payments), divided by the tonnes "
        "avoided; empty within the noise. Below the CO2 price the work pays.",
    ),
    "tonne_meaning_cap": (
        "Jaarkost van het werk gedeeld door de ton waarvoor de bespaarde kost staat, aan één CO2-prijs; leeg binnen de "
        "ruis. Onder die prijs loont het werk.",
        "Annual cost of the work divided by the tonnes that the cost saved stands for, at one CO2 price; empty within "
        "the noise. Below that price the work pays.",
    ),
    "term_needs": ("Nodig en tekort", "Needed and gap"),
    "needs_meaning": (
        "Nodig is wat het goedkoopste systeem wil als elke verbinding met een promotor elke maat mag krijgen. Tekort "
        "is nodig min bestaand min gepland. Uren vol: deel van het jaar waarin minstens 95 % van de grootste stroom "
        "vloeit.",
        "Needed is what the cheapest system wants when every corridor with a promoter may have any size. The gap is "
        "needed less existing less planned. Hours full: part of the year in which at least 95 % of the largest flow "
        "flows.",
    ),
    "source": (
        "Opgemaakt met werven {version} uit de resultaattabellen en het werkenregister van scenario {scenario}. "
        "Elke zin en elk getal komt daaruit.",
        "Made with werven {version} from the result tables and the register of works of scenario {scenario}. "
        "Every sentence and every number comes from those.",
    ),
}


def word(key: str, language: str, **values: object) -> str:
    """Return a heading, column or explanation in Dutch or English with its blanks filled in."""
    check_language(language)
    return FURNITURE[key][LANGUAGES.index(language)].format(**values)

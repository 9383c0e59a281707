"""Words of the figures of the ranking, Dutch and English."""

from __future__ import annotations

from werven.words.names import LANGUAGES, check_language

# Dutch, English.
_WORDS: dict[str, tuple[str, str]] = {
    "closure_price": ("CO2-prijs {price} €/t ({name})", "CO2 price {price} €/t ({name})"),
    "closure_cap": (
        "CO2-plafond {cap} Mt/jaar, teveel afgekocht aan {buyout} €/t; tonnen aan {price} €/t ({name})",
        "CO2 cap {cap} Mt/year, excess bought out at {buyout} €/t; tonnes at {price} €/t ({name})",
    ),
    "method_none": ("geen kandidaten in dit jaar", "no candidates in this year"),
    "method_exact": (
        "alle coalities: {solved} opgelost, {derived} afgeleid",
        "all coalitions: {solved} solved, {derived} derived",
    ),
    "method_drawn": (
        "{pairs} paren volgorden getrokken ({ended}){together}; {solved} coalities opgelost, {derived} afgeleid",
        "{pairs} pairs of orders drawn ({ended}){together}; {solved} coalitions solved, {derived} derived",
    ),
    "method_together": ("; alle combinaties van {blocks}", "; all combinations of {blocks}"),
    "ended_floor": ("tot de fout onder de ruis lag", "until the error was below the noise"),
    "ended_pairs": ("het ingestelde aantal", "the number that was set"),
    "ended_budget": ("tot de tijd om was", "until the time was spent"),
    "ranking": ("Welke werken vermijden CO2", "Which works avoid CO2"),
    "ranking_cap": ("Welke werken besparen kosten", "Which works save cost"),
    "abatement": ("Wat een vermeden ton kost", "What a tonne avoided costs"),
    "synergy": ("Werken die elkaar nodig hebben of vervangen", "Works that need or replace each other"),
    "sequence": ("In welke volgorde bouwen", "In which order to build"),
    "reads_price": (
        "{closure} · kt CO2 per jaar, positief = vermeden in Vlaanderen",
        "{closure} · kt CO2 per year, positive = avoided in Flanders",
    ),
    "reads_cap": (
        "{closure} · M€ per jaar, positief = bespaarde systeemkost",
        "{closure} · M€ per year, positive = system cost saved",
    ),
    "reads_abatement": (
        "{closure} · breedte: kt CO2 per jaar vermeden in Vlaanderen, hoogte: € per ton",
        "{closure} · width: kt CO2 per year avoided in Flanders, height: € per tonne",
    ),
    "reads_abatement_cap": (
        "{closure} · breedte: kt CO2-equivalent van de bespaarde kost, hoogte: € per ton",
        "{closure} · width: kt of CO2 the cost saved stands for, height: € per tonne",
    ),
    "reads_synergy_price": (
        "{closure} · kt CO2 per jaar; + hebben elkaar nodig, − vervangen elkaar",
        "{closure} · kt CO2 per year; + need each other, − replace each other",
    ),
    "reads_synergy_cap": (
        "{closure} · M€ per jaar; + hebben elkaar nodig, − vervangen elkaar",
        "{closure} · M€ per year; + need each other, − replace each other",
    ),
    "none_ranking": (
        "Geen kandidaat-werken met een waarde in dit scenario.",
        "No candidate works with a value in this scenario.",
    ),
    "none_abatement": (
        "Geen werk heeft een prijs per vermeden ton in dit scenario.",
        "No work has a price per tonne avoided in this scenario.",
    ),
    "none_synergy": (
        "Geen paar werken hangt merkbaar samen in dit scenario.",
        "No pair of works is noticeably linked in this scenario.",
    ),
    "none_sequence": ("Geen volgorde van werken in dit scenario.", "No order of works in this scenario."),
    "boundary_cap": (
        "Grens: systeemkost van Vlaanderen met zijn verbindingen, zonder de kost van de werken zelf. "
        "De uitstoot ligt vast onder het plafond.",
        "Boundary: system cost of Flanders and its connections, without the cost of the works themselves. "
        "Emissions are fixed by the cap.",
    ),
    "abroad_beside": (
        "Uitstoot in het buitenland staat ernaast, in een eigen kolom.",
        "Emissions abroad stand beside it, in a column of their own.",
    ),
    "method": ("Methode: {method}.", "Method: {method}."),
    "source": ("Bron: {source}.", "Source: {source}."),
    # figure 1
    "rank": ("rang", "rank"),
    "work": ("werk", "work"),
    "works": ("{count} werken", "{count} works"),
    "value_price": ("kt/jaar", "kt/year"),
    "value_cap": ("M€/jaar", "M€/year"),
    "abroad": ("buitenland", "abroad"),
    "equivalent": ("= kt/jaar", "= kt/year"),
    "remarks": ("opmerking", "remark"),
    "axis_price": ("kt CO2 vermeden per jaar", "kt CO2 avoided per year"),
    "axis_cap": ("M€ systeemkost bespaard per jaar", "M€ system cost saved per year"),
    "zoom": ("uitvergroot; › loopt verder", "magnified; › goes on"),
    "group_good_price": ("Vermijden CO2", "Avoid CO2"),
    "group_good_cap": ("Besparen kosten", "Save cost"),
    "group_bad_price": ("Verhogen de CO2 in Vlaanderen", "Raise CO2 in Flanders"),
    "group_bad_cap": ("Verhogen de systeemkost", "Raise system cost"),
    "group_noise": (
        "Binnen de ruis: niet te rangschikken",
        "Within the noise: cannot be ranked",
    ),
    "group_none": ("Zonder waarde", "Without a value"),
    "key_bar": ("Shapley: gemiddelde bijdrage ± 2 se", "Shapley: mean contribution ± 2 se"),
    "key_bad": ("negatief", "negative"),
    "key_pint": ("PINT: als eerste gebouwd", "PINT: built first"),
    "key_toot": ("TOOT: als laatste gebouwd", "TOOT: built last"),
    "key_range": ("hun bereik", "their range"),
    "key_floor": ("ruisdrempel", "noise floor"),
    "key_confidence": ("Gegevens:", "Data:"),
    "ranks_share": (
        "Een gedeelde rang (3-5): verschil kleiner dan de ruis (2 se, bereik, 1 €/t, andere tijdsresolutie).",
        "A shared rank (3-5): the difference is smaller than the noise (2 se, range, 1 €/t, other time resolution).",
    ),
    "range_note": (
        "Bereik van PINT en TOOT: CO2 bij een CO2-prijs 0,1 % hoger en lager.",
        "Range of PINT and TOOT: CO2 at a CO2 price 0.1 % higher and lower.",
    ),
    "equivalent_note": (
        "= kt/jaar: de besparing in ton tegen één CO2-prijs, voor alle werken dezelfde.",
        "= kt/year: the saving in tonnes at one CO2 price, the same for all works.",
    ),
    "confidence_high": ("hoog", "high"),
    "confidence_medium": ("matig", "medium"),
    "confidence_low": ("laag", "low"),
    "confidence_illustrative": ("illustratief", "illustrative"),
    "flag_on the edge": ("op de kantel", "on the edge"),
    "flag_shifts abroad": ("verschuift over grens", "shifts abroad"),
    "flag_raises CO2": ("meer CO2", "raises CO2"),
    "flag_below the noise": ("binnen de ruis", "within the noise"),
    "flag_idle": ("ongebruikt als alles er is", "idle once all are built"),
    "flag_blocked": ("geblokkeerd", "blocked"),
    # figure 2
    "axis_width": ("kt CO2 vermeden per jaar, opgeteld", "kt CO2 avoided per year, summed"),
    "axis_width_cap": ("kt CO2-equivalent per jaar, opgeteld", "kt CO2 equivalent per year, summed"),
    "axis_height": ("€ per ton CO2 vermeden", "€ per tonne of CO2 avoided"),
    "axis_height_cap": ("€ jaarkost per ton CO2-equivalent", "€ annual cost per tonne of CO2 equivalent"),
    "price_line": ("CO2-prijs {price} €/t", "CO2 price {price} €/t"),
    "price_line_cap": (
        "{price} €/t: daar kost het werk wat het bespaart",
        "{price} €/t: there the work costs what it saves",
    ),
    "left_out": (
        "Niet getekend: {count} werken zonder prijs per ton (binnen de ruis, zonder baat of zonder kost).",
        "Not drawn: {count} works without a price per tonne (within the noise, without benefit or without cost).",
    ),
    "left_out_one": (
        "Niet getekend: 1 werk zonder prijs per ton (binnen de ruis, zonder baat of zonder kost).",
        "Not drawn: 1 work without a price per tonne (within the noise, without benefit or without cost).",
    ),
    "cut_note": (
        "Schuin gestreept en met pijl: blok loopt door tot de vermelde €/t.",
        "Hatched and with an arrow: the block goes on to the €/t it says.",
    ),
    "adds_up": (
        "Breedtes zijn Shapley-waarden: ze zijn optelbaar.",
        "Widths are Shapley values: they add up.",
    ),
    "price_meaning": (
        "€/t = (jaarkost van het werk − overige systeemkost die het bespaart, zonder CO2) / vermeden ton.",
        "€/t = (annual cost of the work − other system cost it saves, without CO2) / tonnes avoided.",
    ),
    "price_meaning_cap": (
        "€/t = jaarkost van het werk / ton waarvoor de bespaarde kost staat, voor alle werken aan één CO2-prijs.",
        "€/t = annual cost of the work / tonnes the cost saved stands for, at one CO2 price for all works.",
    ),
    "pays": (
        "Onder de lijn loont het werk.",
        "Below the line the work pays.",
    ),
    # figure 3
    "key_need": ("hebben elkaar nodig", "need each other"),
    "key_replace": ("vervangen elkaar", "replace each other"),
    "key_exact": ("exact berekend", "computed exactly"),
    "key_pale": ("binnen 2 se van nul", "within 2 se of zero"),
    "key_absent": ("niet geschat", "not estimated"),
    "strongest": ("Sterkste paren", "Strongest pairs"),
    "shown_works": (
        "Getekend: {count} werken met een sterk paar; nog {more} andere werken hebben er een zwakker.",
        "Drawn: {count} works with a strong pair; {more} other works have a weaker one.",
    ),
    "synergy_meaning": (
        "Getal = wat het paar samen meer (of minder) waard is dan de twee apart. Lees een rij tot aan de diagonaal.",
        "Number = what the pair is worth together beyond the two apart. Read a row up to the diagonal.",
    ),
    # figure 4
    "axis_cost": ("jaarkost van de werken, opgeteld [M€/jaar]", "annual cost of the works, summed [M€/year]"),
    "axis_gain": ("kt CO2 vermeden per jaar", "kt CO2 avoided per year"),
    "axis_saved": ("M€/jaar bespaard", "M€/year saved"),
    "break_even": ("bespaard = jaarkost", "saved = annual cost"),
    "saved_line": ("systeemkost bespaard, CO2-kost erbij", "system cost saved, CO2 payments included"),
    "step": ("stap", "step"),
    "column_cost": ("M€/jaar", "M€/year"),
    "sequence_note": (
        "Gulzige volgorde: telkens het werk, of de groep werken, dat nu het meeste oplevert. "
        "De helling is de opbrengst per euro. "
        "Stappen van minder dan 1 % hebben geen nummer op de curve.",
        "Greedy order: each time the work, or group of works, that now yields most. The slope is the yield per euro. "
        "Steps of less than 1 % carry no number on the curve.",
    ),
    "steps_left_out": (
        "Niet getekend: {count} stappen zonder waarde of kost.",
        "Not drawn: {count} steps without a value or cost.",
    ),
    # the line of years
    "timeline": ("Wanneer de werken er zijn", "When the works are there"),
    "none_timeline": (
        "Geen werken na vandaag in het werkenregister van dit scenario.",
        "No works still to come in the register of this scenario.",
    ),
    "key_lead": ("doorlooptijd", "lead time"),
    "key_decided": ("in dienst: klaar of in aanbouw", "in service: finished or in construction"),
    "key_candidate": ("in dienst: kandidaat", "in service: candidate"),
    "key_requires": ("is nodig voor", "is required by"),
    "key_year": ("Jaar en gegevens:", "Year and data:"),
    "column_status": ("status", "status"),
    "column_value_price": ("kt/jaar in {year}", "kt/year in {year}"),
    "column_value_cap": ("M€/jaar in {year}", "M€/year in {year}"),
    "status_operational": ("in dienst", "operational"),
    "status_under construction": ("in aanbouw", "in construction"),
    "status_planned": ("gepland", "planned"),
    "status_announced": ("aangekondigd", "announced"),
    "status_concept": ("concept", "concept"),
    "status_cancelled": ("geschrapt", "cancelled"),
    "timeline_note": (
        "Jaren van indienstname en doorlooptijden volgens het werkenregister; streeplijnen zijn rekenjaren. "
        "Niet getekend: {count} werken die vóór {first} in dienst waren, geschrapt of uitgeschakeld zijn.",
        "Years in service and lead times as in the register of works; dashed lines are model years. "
        "Not drawn: {count} works in service before {first}, cancelled or switched off.",
    ),
    "timeline_value_price": (
        "kt/jaar: vermeden CO2 in Vlaanderen (Shapley-waarde ± 2 se) in {year}, {closure}; "
        "tussen haakjes: binnen de ruis.",
        "kt/year: CO2 avoided in Flanders (Shapley value ± 2 se) in {year}, {closure}; in brackets: within the noise.",
    ),
    "timeline_value_cap": (
        "M€/jaar: bespaarde systeemkost (Shapley-waarde ± 2 se) in {year}, {closure}; tussen haakjes: binnen de ruis.",
        "M€/year: system cost saved (Shapley value ± 2 se) in {year}, {closure}; in brackets: within the noise.",
    ),
}

CONFIDENCE_MARKS = {"high": "●", "medium": "◐", "low": "○", "illustrative": "◌"}


def words(key: str, language: str, **values: object) -> str:
    """Return a phrase of the ranking in Dutch or English, with its blanks filled in."""
    check_language(language)
    return _WORDS[key][LANGUAGES.index(language)].format(**values)


def flag_words(flag: str, language: str) -> str:
    """Return a flag of the table in words; one that is not known stays as it is."""
    return words(f"flag_{flag}", language) if f"flag_{flag}" in _WORDS else flag

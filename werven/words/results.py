"""What the columns of the result tables mean, in Dutch and English, with their units."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from werven.data.results import COALITIONS, RANKING, RUNS, SEQUENCE, SYNERGY
from werven.data.schemas import TABLES
from werven.words.inputs import DUTCH, TABLES_NL


@dataclass(frozen=True)
class Meaning:
    """What a column or a sheet holds.

    Attributes
    ----------
    nl, en : str
        In Dutch and in English.
    unit : str
        Unit of the numbers; empty for text.
    """

    nl: str
    en: str
    unit: str = ""


RESULT_TABLES: dict[str, Meaning] = {
    "needs": Meaning(
        "Wat er op elke verbinding staat, nodig is en gepland is (dimensionering)",
        "What stands, is needed and is planned in every corridor (sizing run)",
    ),
    "emissions": Meaning(
        "CO2 per cluster, sector, drager en technologie; rijen `flanders` tellen op tot het grootboek, "
        "rijen `upstream` zijn uitstoot in het buitenland en staan ernaast",
        "CO2 by cluster, sector, carrier and technology; rows `flanders` add up to the ledger, "
        "rows `upstream` are emissions abroad and stand beside it",
    ),
    "balance": Meaning(
        "Wat elke technologie neemt (negatief) en geeft (positief), per drager en cluster; elke drager sluit",
        "What every technology takes (negative) and gives (positive), by carrier and cluster; every carrier closes",
    ),
    "demand": Meaning("Energievraag per knoop, drager en sector", "Demand for energy by node, carrier and sector"),
    "ranking": Meaning(
        "Wat elk werk waard is; positief betekent vermeden CO2 of bespaarde kosten",
        "What each work is worth; positive means CO2 avoided or cost saved",
    ),
    "synergy": Meaning(
        "Paren van werken: positief als ze elkaar nodig hebben, negatief als ze elkaar vervangen",
        "Pairs of works: positive where they need each other, negative where they replace each other",
    ),
    "sequence": Meaning(
        "De bouwvolgorde die het meest oplevert, stap voor stap",
        "The order of building that pays best, step by step",
    ),
    "coalitions": Meaning(
        "Elke combinatie van werken die is doorgerekend; leeg is de referentie",
        "Every set of works that was evaluated; empty is the reference",
    ),
    "runs": Meaning("Hoe elke rangschikking tot stand kwam", "How every ranking was found"),
}
"""Result tables in the order of the sheets."""

RANKED: dict[str, list[str]] = {
    "ranking": RANKING,
    "synergy": SYNERGY,
    "sequence": SEQUENCE,
    "coalitions": COALITIONS,
    "runs": RUNS,
}
"""Columns of the tables of a ranking: their sheets are there when nothing was ranked."""

_KT, _MEUR = "kt CO2/a", "MEUR/a"

_COMMON: dict[str, Meaning] = {
    "year": Meaning("Rekenjaar; elk jaar staat op zich", "Model year; each stands on its own", "a"),
    "closure": Meaning("Hoe CO2 is afgesloten: prijs of plafond", "How CO2 is closed: a price or a cap"),
    "carrier": Meaning("Drager", "Carrier"),
    "cluster": Meaning("Cluster", "Cluster"),
    "sector": Meaning("Sector", "Sector"),
    "technology": Meaning("Technologie", "Technology"),
    "unit": Meaning("Eenheid", "Unit"),
    "confidence": Meaning("Hoe zeker het is", "How sure it is"),
    "source": Meaning("Waar het cijfer vandaan komt", "Where the figure comes from"),
    "status": Meaning("Status", "Status"),
    "year_in_service": Meaning("Jaar van ingebruikname", "Year in service", "a"),
    "work": Meaning("Werk, id uit het register", "Work, id of the register"),
    "annual_cost_meur": Meaning("Annuïteit en vaste kosten van het werk", "Annuity and fixed cost of the work", _MEUR),
    "seconds": Meaning("Rekentijd", "Time taken", "s"),
    "how": Meaning("Hoe het is gevonden", "How it was found"),
}

_OWN: dict[str, dict[str, Meaning]] = {
    "needs": {
        "kind": Meaning("Transport, omzetting of schip", "Transport, conversion or ship"),
        "from": Meaning("Knoop aan het ene eind", "Node at one end"),
        "to": Meaning("Knoop aan het andere eind", "Node at the other end"),
        "existing": Meaning("Wat er staat", "What stands", "MW, t/h"),
        "needed": Meaning(
            "Wat nodig is als elke verbinding vrij mag groeien", "Needed when any size may be built", "MW, t/h"
        ),
        "planned": Meaning("Wat werken van het register toevoegen", "What works of the register add", "MW, t/h"),
        "gap": Meaning(
            "Nodig min bestaand min gepland, nooit negatief",
            "Needed less existing less planned, never below zero",
            "MW, t/h",
        ),
        "peak_hour_utilisation": Meaning("Deel van het jaar nabij de piek", "Part of the year near the peak", "p.u."),
        "flow_forward_per_year": Meaning("Stroom heen", "Flow from start to end", "TWh/a, Mt/a"),
        "flow_back_per_year": Meaning("Stroom terug", "Flow back", "TWh/a, Mt/a"),
        "flow_unit": Meaning("Eenheid van de stroom", "Unit of the flow"),
        "from_carrier": Meaning("Drager aan het ene eind", "Carrier at one end"),
        "to_carrier": Meaning("Drager aan het andere eind", "Carrier at the other end"),
        "built": Meaning("Wat de dimensionering bijbouwt", "What the sizing run builds", "MW, t/h"),
        "works": Meaning("Werken op deze verbinding", "Works on this corridor"),
    },
    "emissions": {
        "boundary": Meaning("Binnen Vlaanderen of in het buitenland", "Inside Flanders or abroad (upstream)"),
        "t_per_year": Meaning("Uitstoot", "Emissions", "t CO2/a"),
    },
    "balance": {
        "bus_carrier": Meaning("Drager die in balans is", "Carrier that is balanced"),
        "component": Meaning("Component van PyPSA", "Component of PyPSA"),
        "value": Meaning("In (+) of uit (-) de drager", "Into (+) or out of (-) the carrier", "MWh/a, t/a"),
    },
    "demand": {
        "node": Meaning("Knoop", "Node"),
        "activity": Meaning("Activiteit die de vraag schaalt", "Activity that scales it"),
        "use": Meaning("Gebruik", "Use"),
        "profile": Meaning("Profiel over het jaar", "Profile over the year"),
        "value": Meaning("Vraag", "Demand", "TWh/a"),
        "mean": Meaning("Gemiddeld", "Mean", "MW"),
        "peak": Meaning("Hoogste uur", "Highest hour", "MW"),
        "mean_unit": Meaning("Eenheid van gemiddelde en piek", "Unit of mean and peak"),
    },
    "ranking": {
        "rank_low": Meaning("Beste rang binnen de ruis", "Best rank within the noise", "rank"),
        "rank_high": Meaning("Slechtste rang binnen de ruis", "Worst rank within the noise", "rank"),
        "shapley_kt": Meaning(
            "Shapleywaarde: gemiddelde bijdrage over alle bouwvolgordes",
            "Shapley value: mean contribution over all orders of building",
            _KT,
        ),
        "shapley_se_kt": Meaning("Standaardfout daarvan", "Its standard error", _KT),
        "pint_kt": Meaning("Vermeden als alleen dit werk er komt", "Avoided when only this work is built", _KT),
        "pint_low_kt": Meaning("Laagste over alle optima", "Lowest over all optima", _KT),
        "pint_high_kt": Meaning("Hoogste over alle optima", "Highest over all optima", _KT),
        "toot_kt": Meaning("Verloren als alleen dit werk ontbreekt", "Lost when only this work is missing", _KT),
        "toot_low_kt": Meaning("Laagste over alle optima", "Lowest over all optima", _KT),
        "toot_high_kt": Meaning("Hoogste over alle optima", "Highest over all optima", _KT),
        "band_low_kt": Meaning("Laagste binnen de prijsband", "Lowest within the band of prices", _KT),
        "band_high_kt": Meaning("Hoogste binnen de prijsband", "Highest within the band of prices", _KT),
        "band_mean_kt": Meaning("Gewogen gemiddelde over de prijsband", "Weighted mean over the band of prices", _KT),
        "higher_order_kt": Meaning(
            "Shapley min gemiddelde van PINT en TOOT", "Shapley less the mean of PINT and TOOT", _KT
        ),
        "upstream_kt": Meaning(
            "Vermeden in het buitenland; negatief is daar uitgestoten", "Avoided abroad; negative is emitted there", _KT
        ),
        "upstream_se_kt": Meaning("Standaardfout daarvan", "Its standard error", _KT),
        "shapley_meur": Meaning(
            "Shapleywaarde van bespaarde systeemkosten", "Shapley value of system cost saved", _MEUR
        ),
        "shapley_se_meur": Meaning("Standaardfout daarvan", "Its standard error", _MEUR),
        "pint_meur": Meaning("Bespaard als alleen dit werk er komt", "Saved when only this work is built", _MEUR),
        "toot_meur": Meaning("Verloren als alleen dit werk ontbreekt", "Lost when only this work is missing", _MEUR),
        "equivalent_kt": Meaning(
            "Bij een plafond: besparing omgerekend bij één CO2-prijs",
            "Under a cap: saving at one declared CO2 price",
            _KT,
        ),
        "cost_saved_meur": Meaning(
            "Bespaarde systeemkosten met CO2, zonder kosten van werken",
            "System cost saved with CO2, without the cost of works",
            _MEUR,
        ),
        "net_saved_meur": Meaning(
            "Bespaard min jaarkosten van het werk", "Saved less the annual cost of the work", _MEUR
        ),
        "eur_per_t": Meaning(
            "Kosten per vermeden ton; leeg onder de ruis", "Cost per tonne avoided; empty below the noise", "EUR/t"
        ),
        "embodied_kt": Meaning("CO2 van de bouw, eenmalig", "CO2 of building, once", "kt CO2"),
        "payback_years": Meaning("Jaren tot die CO2 is terugverdiend", "Years until that CO2 is paid back", "a"),
        "delay_kt_per_year": Meaning("CO2 verloren per jaar uitstel", "CO2 lost per year of delay", _KT),
        "utilisation_h_per_year": Meaning(
            "Vollasturen van het drukste deel", "Full-load hours of the busiest leg", "h/a"
        ),
        "flag": Meaning("Opmerking bij de waarde", "Remark on the value"),
        "blocked_by": Meaning("Werken die ontbreken", "Works that are missing"),
        "floor_kt": Meaning(
            "Ruisgrens: kleinere verschillen zeggen niets", "Noise floor: smaller differences mean nothing", _KT
        ),
        "floor_meur": Meaning("Ruisgrens in geld", "Noise floor in money", _MEUR),
        "resolution_kt": Meaning("Verschuiving bij een andere tijdresolutie", "Change in another time resolution", _KT),
        "resolution_meur": Meaning(
            "Verschuiving bij een andere tijdresolutie", "Change in another time resolution", _MEUR
        ),
    },
    "synergy": {
        "work_a": Meaning("Eerste werk", "First work"),
        "work_b": Meaning("Tweede werk", "Second work"),
        "synergy_kt": Meaning(
            "Samen meer (+) of minder (-) dan apart", "More (+) or less (-) together than apart", _KT
        ),
        "synergy_se_kt": Meaning("Standaardfout daarvan", "Its standard error", _KT),
        "synergy_meur": Meaning(
            "Samen meer (+) of minder (-) bespaard dan apart", "Saved more (+) or less (-) together", _MEUR
        ),
        "synergy_se_meur": Meaning("Standaardfout daarvan", "Its standard error", _MEUR),
        "at_empty": Meaning("Als er verder niets wordt gebouwd", "With nothing else built", "kt CO2/a, MEUR/a"),
        "at_full": Meaning("Als al het andere wordt gebouwd", "With everything else built", "kt CO2/a, MEUR/a"),
    },
    "sequence": {
        "step": Meaning("Stap", "Step", "number"),
        "works": Meaning("Werken van deze stap", "Works of this step"),
        "gain_kt": Meaning("Vermeden door deze stap", "Avoided by this step", _KT),
        "cumulative_kt": Meaning("Vermeden tot en met deze stap", "Avoided up to this step", _KT),
        "gain_meur": Meaning("Bespaard door deze stap", "Saved by this step", _MEUR),
        "cumulative_meur": Meaning("Bespaard tot en met deze stap", "Saved up to this step", _MEUR),
        "gain_upstream_kt": Meaning("Vermeden in het buitenland door deze stap", "Avoided abroad by this step", _KT),
        "cumulative_upstream_kt": Meaning(
            "Vermeden in het buitenland tot en met deze stap", "Avoided abroad up to this step", _KT
        ),
        "cumulative_annual_cost_meur": Meaning("Jaarkosten tot en met deze stap", "Annual cost up to this step", _MEUR),
    },
    "coalitions": {
        "coalition": Meaning("Werken die er zijn, verbonden door +", "Works that are built, joined by +"),
        "emissions_kt": Meaning("Uitstoot in Vlaanderen", "Emissions in Flanders", _KT),
        "upstream_kt": Meaning("Uitstoot in het buitenland", "Emissions abroad", _KT),
        "cost_meur": Meaning(
            "Systeemkosten met CO2, zonder kosten van werken", "System cost with CO2, without the cost of works", _MEUR
        ),
        "used": Meaning("Werken die iets vervoeren", "Works that carry something"),
        "price": Meaning("CO2-prijs", "CO2 price", "EUR/t"),
        "bought_out_kt": Meaning("Afgekocht boven het plafond", "Bought out above the cap", _KT),
    },
    "runs": {
        "kind": Meaning("Prijs of plafond", "Price or cap"),
        "price": Meaning("CO2-prijs", "CO2 price", "EUR/t"),
        "cap_kt": Meaning("Plafond", "Cap", _KT),
        "buyout": Meaning("Prijs van afkoop boven het plafond", "Price of buying out above the cap", "EUR/t"),
        "works": Meaning("Aantal werken in de rangschikking", "Number of works ranked", "number"),
        "blocked": Meaning("Aantal werken dat geblokkeerd is", "Number of works blocked", "number"),
        "method": Meaning("Opgesomd of getrokken volgordes", "Enumerated, or orders drawn"),
        "blocks": Meaning(
            "Werken waarvan alle combinaties zijn doorgerekend", "Works whose combinations were all solved"
        ),
        "pairs": Meaning("Getrokken paren van volgordes", "Pairs of orders drawn", "number"),
        "reason": Meaning("Waarom het trekken stopte", "Why drawing stopped"),
        "total_kt": Meaning("Wat alle werken samen vermijden", "What all works avoid together", _KT),
        "total_meur": Meaning("Wat alle werken samen besparen", "What all works save together", _MEUR),
        "solved": Meaning("Combinaties opgelost", "Sets solved", "number"),
        "derived": Meaning("Combinaties afgeleid", "Sets derived", "number"),
        "known": Meaning("Combinaties die al bekend waren", "Sets known before", "number"),
        "solver_seconds": Meaning("Tijd van de oplosser", "Time of the solver", "s"),
    },
}


def meaning(table: str, column: str) -> Meaning:
    """Return what a column of a table means; a column that nobody described keeps its name.

    Parameters
    ----------
    table : str
        A result table, or an input table of `werven.data.schemas.TABLES`.
    column : str
        Its column.
    """
    if table in TABLES and column in TABLES[table].columns:
        spec = TABLES[table].columns[column]
        return Meaning(
            DUTCH.get(spec.meaning, spec.meaning), spec.meaning, "" if spec.unit == "see unit" else spec.unit
        )
    words = column.replace("_", " ")
    return _OWN.get(table, {}).get(column) or _COMMON.get(column) or Meaning(words, words)


def sheet_meaning(table: str) -> Meaning:
    """Return what a table holds."""
    if table in RESULT_TABLES:
        return RESULT_TABLES[table]
    return Meaning(TABLES_NL.get(table, TABLES[table].meaning), TABLES[table].meaning)


def empty(table: str) -> pd.DataFrame:
    """Return a table of a ranking without rows, as it looks where nothing was ranked."""
    return pd.DataFrame(columns=RANKED[table])

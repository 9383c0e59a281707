"""What the tables of `data/` hold: columns, units, ranges, references.

This module is the single place where a table is described; `werven.tables` holds a file against it and the
reference page is generated from it.
"""

from __future__ import annotations

from werven.tables import CONFIDENCE, Column, Table

STATUS = ("operational", "under construction", "planned", "announced", "concept", "cancelled")
UNITS = ("MW", "t/h")
PROFILES = (
    "flat",
    "onwind",
    "offwind",
    "solar",
    "space_heat",
    "load_residential",
    "load_services",
    "load_industry",
)


def _text(meaning: str, **more: object) -> Column:
    return Column("text", meaning, **more)  # type: ignore[arg-type]


def _number(meaning: str, unit: str, ge: float | None = 0, **more: object) -> Column:
    return Column("number", meaning, unit, ge, **more)  # type: ignore[arg-type]


def _year(meaning: str, **more: object) -> Column:
    return Column("year", meaning, "a", 1900, 2100, **more)  # type: ignore[arg-type]


def _node(meaning: str = "Node", **more: object) -> Column:
    return Column("text", meaning, refers=("nodes", "node"), **more)  # type: ignore[arg-type]


def _carrier(meaning: str = "Carrier", **more: object) -> Column:
    return Column("text", meaning, refers=("carriers", "carrier"), **more)  # type: ignore[arg-type]


def _technology(meaning: str = "Technology", **more: object) -> Column:
    return Column("text", meaning, refers=("technologies", "technology"), **more)  # type: ignore[arg-type]


SOURCE = {
    "source": _text("Where the figure comes from"),
    "confidence": _text("How sure it is", allowed=CONFIDENCE),
}
NOTE = {"note": _text("Remark", empty=True)}
RANGE = {
    "low": _number("Low end of the range", "as value", None, empty=True),
    "high": _number("High end of the range", "as value", None, empty=True),
}


def _table(
    name: str,
    group: str,
    meaning: str,
    columns: dict[str, Column],
    key: tuple[str, ...],
    *,
    note: bool = True,
) -> Table:
    """Return a table with source, confidence and (by default) an optional note added."""
    every = {**columns, **SOURCE, **(NOTE if note else {})}
    optional = frozenset({"note"} if note else ()) | frozenset({"low", "high"} & set(columns))
    return Table(name, meaning, group, every, key, optional)


_LIST = [
    _table(
        "nodes",
        "common",
        "Nodes of the network: clusters, sub-nodes, offshore zones, neighbours, places at sea.",
        {
            "node": _text("Id"),
            "kind": _text(
                "Kind",
                allowed=("cluster", "subnode", "offshore", "border", "neighbour", "sea", "system"),
            ),
            "parent": _node("Node it belongs to", empty=True),
            "name_nl": _text("Dutch name"),
            "name_en": _text("English name"),
            "lat_deg": _number("Latitude", "deg", -90, le=90),
            "lon_deg": _number("Longitude", "deg", -180, le=180),
            "population_2020": _number("Inhabitants 2020", "persons", empty=True),
        },
        ("node",),
    ),
    _table(
        "carriers",
        "common",
        "What a bus can hold, where such a bus exists, and the one emission factor of a fuel.",
        {
            "carrier": _text("Id"),
            "unit": _text("Unit of a flow", allowed=UNITS),
            "family": _text("Family"),
            "nodes": _text("Nodes (or kinds of nodes) that have such a bus, joined by ;"),
            "co2_t_per_unit": _number("CO2 when burnt or released", "t per MWh or per t", empty=True),
            "biogenic": Column("flag", "Is that CO2 biogenic (zero in the ledger when emitted)?"),
            "name_nl": _text("Dutch label"),
            "name_en": _text("English label"),
            "color": _text("Colour (hex)"),
        },
        ("carrier",),
    ),
    _table(
        "technologies",
        "network",
        "Technologies: which sector they belong to, where they may stand, where their CO2 goes.",
        {
            "technology": _text("Id"),
            "sector": _text("Sector of the emissions and of the colours"),
            "kind": _text("PyPSA component", allowed=("process", "generator")),
            "reference": _carrier("Carrier whose flow is the capacity (rate +1 or -1)"),
            "capacity_unit": _text("Unit of the capacity", allowed=UNITS),
            "nodes": _text(
                "Nodes where it may stand: ids or kinds joined by ;, or * for wherever the reference bus is"
            ),
            "extendable": Column("flag", "May new capacity be built?"),
            "always": Column("flag", "Is it there to any size (let-down of heat, flare, rejected heat)?"),
            "co2_to": _carrier("Bus that takes the CO2 of the fuels burnt", empty=True),
            "profile": _text("Availability profile", allowed=PROFILES, empty=True),
            "min_pu": _number("Smallest output", "p.u.", le=1, empty=True),
            "own_fuel_mwh_per_unit": _number(
                "Own gas burnt inside the process, for the energy statistics", "MWh per unit", empty=True
            ),
            "sink_degc": _number("Heat pump: temperature of the heat it gives", "°C", empty=True),
            "source_degc": _number("Heat pump: temperature of its source; empty: outside air", "°C", empty=True),
            "carnot_share": _number("Heat pump: share of the Carnot efficiency", "p.u.", le=1, empty=True),
            "name_nl": _text("Dutch label"),
            "name_en": _text("English label"),
            "color": _text("Colour (hex)"),
        },
        ("technology",),
    ),
    _table(
        "technology_ports",
        "network",
        "What a technology takes (negative) and gives (positive) per unit of its capacity.",
        {
            "technology": _technology(),
            "carrier": _carrier("Carrier at the port"),
            "year": _year("Year the rate holds for; empty: every year", empty=True),
            "rate": _number("Flow per unit of capacity", "unit of the carrier per unit of capacity", None),
        },
        ("technology", "carrier", "year"),
    ),
    _table(
        "technology_costs",
        "network",
        "Costs and lifetime of technologies; between years linear, outside them constant. EUR of 2020.",
        {
            "technology": _technology(),
            "year": _year("Year the figures hold for"),
            "investment_eur_per_unit": _number("Overnight investment", "EUR per MW or per t/h"),
            "fom_share_per_year": _number("Fixed operation and maintenance", "p.u. of investment per year", le=0.5),
            "vom_eur_per_unit": _number("Variable cost", "EUR per MWh or t of capacity unit", None),
            "lifetime_years": _number("Technical lifetime", "a", 1, le=120),
            "discount_rate": _number(
                "Discount rate, where it is not that of the configuration", "p.u./a", le=0.3, empty=True
            ),
        },
        ("technology", "year"),
    ),
    _table(
        "storages",
        "network",
        "Stores, filled and emptied within a typical day.",
        {
            "storage": _text("Id"),
            "carrier": _carrier(),
            "nodes": _text("Nodes where it may stand, as in technologies"),
            "charge_efficiency": _number("Efficiency in", "p.u.", le=1),
            "discharge_efficiency": _number("Efficiency out", "p.u.", le=1),
            "standing_loss_per_hour": _number("Loss while standing", "p.u./h", le=1),
            "investment_eur_per_mwh": _number("Overnight investment in energy", "EUR/MWh or EUR/t"),
            "investment_eur_per_mw": _number("Overnight investment in power", "EUR/MW or EUR/(t/h)"),
            "hours": _number("Energy per power", "h", 0.1),
            "fom_share_per_year": _number("Fixed operation and maintenance", "p.u. of investment per year", le=0.5),
            "lifetime_years": _number("Technical lifetime", "a", 1, le=120),
            "name_nl": _text("Dutch label"),
            "name_en": _text("English label"),
            "color": _text("Colour (hex)"),
        },
        ("storage",),
    ),
    _table(
        "assets",
        "network",
        "What stands today or is being built by companies: it runs until it retires.",
        {
            "asset": _text("Id"),
            "technology": _technology(),
            "node": _node(),
            "capacity": _number("Capacity", "MW or t/h, as the technology"),
            "build_year": _year("First year"),
            "retire_year": _year("First year without it"),
        },
        ("asset",),
    ),
    _table(
        "heat_stock",
        "network",
        "How heat was made in 2023: shares of the stock of boilers and furnaces, which wears out evenly.",
        {
            "nodes": _text("Nodes, as in technologies"),
            "carrier": _carrier("Heat level"),
            "technology": _technology(),
            "share": _number("Share of the peak it can cover", "p.u.", le=1.5),
            "lifetime_years": _number("Years after 2023 until the last is gone", "a", 1),
        },
        ("nodes", "carrier", "technology"),
    ),
    _table(
        "potentials",
        "network",
        "Largest total capacity of a technology.",
        {
            "technology": _technology(),
            "node": _node(),
            "year": _year("Year"),
            "capacity_max": _number("Largest capacity, existing included", "MW or t/h"),
        },
        ("technology", "node", "year"),
    ),
    _table(
        "capture_steps",
        "network",
        "Cost curve of capture: steps around the published cost, by stream.",
        {
            "technology": _technology("Capture technology"),
            "step": _text("Name of the step"),
            "share": _number("Part of the stream of the reference year", "p.u.", le=1),
            "cost_factor": _number("Investment relative to the published cost", "p.u."),
        },
        ("technology", "step"),
    ),
    _table(
        "prices",
        "network",
        "Prices of fuels and feedstock in Flanders, of CO2, and potentials where supply is limited.",
        {
            "item": _text("Carrier, co2_ets, co2_societal, or a fuel of the neighbours"),
            "year": _year("Year"),
            "price": _number("Price", "EUR/MWh or EUR/t"),
            "unit": _text("Unit of the price", allowed=("EUR/MWh", "EUR/t")),
            "potential_per_year": _number("Largest supply", "TWh/a or Mt/a", empty=True),
            **RANGE,
        },
        ("item", "year"),
    ),
    _table(
        "upstream_factors",
        "network",
        "Emissions abroad of what Flanders buys: reported beside the ledger.",
        {
            "item": _text("Carrier"),
            "co2_t_per_unit": _number("Emissions before the border", "t per MWh or per t"),
            **RANGE,
        },
        ("item",),
    ),
    _table(
        "neighbour_supply",
        "network",
        "What neighbours and the world sell and buy: load and steps of electricity; other carriers at borders.",
        {
            "zone": _node("Neighbour or place at sea"),
            "carrier": _carrier(),
            "year": _year("Year"),
            "block": _text("Id of the step"),
            "kind": _text("Role", allowed=("load", "must_run", "supply", "sink")),
            "capacity": _number("Capacity (load: mean)", "MW or t/h"),
            "fuel": _text("Item of prices that it burns", empty=True),
            "efficiency": _number("Efficiency", "p.u.", 0.01, le=1, empty=True),
            "co2_t_per_unit": _number("Emissions abroad", "t per MWh or per t"),
            "price_eur_per_unit": _number("Price besides fuel and CO2", "EUR per MWh or per t", None),
            "profile": _text("Profile", allowed=PROFILES),
            "local_share": _number("Part that follows the weather here; the rest is its mean", "p.u.", le=1),
        },
        ("zone", "carrier", "year", "block"),
    ),
    _table(
        "neighbour_links",
        "network",
        "Connections between neighbours.",
        {
            "zone0": _node("One end"),
            "zone1": _node("Other end"),
            "year": _year("Year"),
            "capacity_mw": _number("Trading capacity", "MW"),
        },
        ("zone0", "zone1", "year"),
    ),
    _table(
        "activities",
        "demand",
        "Activity of the sectors: what is made. A scenario multiplies it.",
        {
            "activity": _text("Sector or product"),
            "year": _year("Year"),
            "value": _number("Activity", "see unit"),
            "unit": _text("Unit", allowed=("Mt/a", "TWh/a", "index")),
            **RANGE,
        },
        ("activity", "year"),
    ),
    _table(
        "efficiency",
        "demand",
        "Specific consumption relative to 2023.",
        {
            "activity": _text("Sector or product"),
            "carrier": _carrier(),
            "year": _year("Year"),
            "factor": _number("Specific consumption relative to 2023", "p.u."),
        },
        ("activity", "carrier", "year"),
    ),
    _table(
        "demand_2023",
        "demand",
        "Demand of 2023 by cluster, carrier and sector; products in Mt; feedstock kept apart.",
        {
            "node": _node(),
            "carrier": _carrier(),
            "sector": _text("Sector"),
            "activity": _text("Row of activities that scales it"),
            "use": _text("Use", allowed=("energy", "product", "fixed_fuel", "process_co2", "must_take")),
            "value": _number("Demand in 2023", "see unit"),
            "unit": _text("Unit", allowed=("TWh/a", "Mt/a")),
            "profile": _text("Profile", allowed=PROFILES),
        },
        ("node", "carrier", "sector", "use"),
    ),
    _table(
        "industry_balance",
        "demand",
        "The settled balance of gas and hydrogen in industry, TWh of 2023.",
        {
            "sector": _text("Sector"),
            "item": _text("Item"),
            "value": _number("Energy in 2023", "TWh/a", None),
            "boundary": _text(
                "Inside the 284 PJ, outside (feedstock), or a by-product",
                allowed=("inside", "outside", "by-product"),
            ),
        },
        ("sector", "item"),
    ),
    _table(
        "sites",
        "show",
        "Installations of the register of verified emissions.",
        {
            "site": _text("Id in the register"),
            "name": _text("Name"),
            "municipality": _text("Municipality", empty=True),
            "cluster": _node("Cluster"),
            "sector": _text("Sector"),
            "sector_group": _text("Group of sectors"),
            "lat_deg": _number("Latitude", "deg", -90, le=90, empty=True),
            "lon_deg": _number("Longitude", "deg", -180, le=180, empty=True),
            "co2_2018_t": _number("Verified emissions 2018", "t/a", empty=True),
            "co2_2019_t": _number("Verified emissions 2019", "t/a", empty=True),
            "co2_2020_t": _number("Verified emissions 2020", "t/a", empty=True),
            "co2_2023_estimate_t": _number("Estimate 2023", "t/a", empty=True),
            "capacity_note": _text("What is known of its size", empty=True),
        },
        ("site",),
    ),
    _table(
        "backcast_reference",
        "show",
        "What the back-cast of 2023 is compared with, and whether it was an input; an empty value is summed from sites.",
        {
            "group": _text("Group", allowed=("sector", "cluster", "energy", "power", "trade", "price")),
            "item": _text("What is compared"),
            "value": _number("Published or estimated figure", "see unit", None, empty=True),
            **RANGE,
            "unit": _text("Unit", allowed=("Mt CO2", "Mt CO2eq", "PJ", "TWh", "h/a", "EUR/MWh")),
            "year": _year("Year the figure holds for"),
            "aim_percent": _number("Largest deviation aimed at", "%", empty=True),
            "is_input": _text("Was it used to make the model?", allowed=("yes", "partly", "no")),
        },
        ("group", "item"),
    ),
    _table(
        "infrastructure_costs",
        "network",
        "Unit costs of infrastructure.",
        {
            "infrastructure": _text("Id"),
            "carrier": _carrier(),
            "unit": _text("Unit", allowed=("EUR/MW/km", "EUR/(t/h)/km", "EUR/MW", "EUR/(t/h)")),
            "investment": _number("Investment", "see unit"),
            **RANGE,
            "fom_share_per_year": _number("Fixed operation and maintenance", "p.u. of investment per year", le=0.5),
            "lifetime_years": _number("Lifetime", "a", 1, le=120),
            "embodied_tco2_per_km": _number("CO2 of building", "t/km", empty=True),
        },
        ("infrastructure",),
    ),
    _table(
        "grid",
        "network",
        "Corridors that exist.",
        {
            "corridor": _text("Id"),
            "carrier": _carrier(),
            "from_node": _node("One end"),
            "to_node": _node("Other end"),
            "name": _text("Name"),
            "length_km": _number("Length", "km"),
            "circuits": _number("Circuits", "number", empty=True),
            "capacity_mw": _number("Capacity before the N-1 factor", "MW"),
            "n1_factor": _number("N-1 factor", "p.u.", le=1),
            "year_in_service": _year("Year in service", empty=True),
            "infrastructure": _text(
                "Row of infrastructure_costs for a reinforcement; empty: none",
                refers=("infrastructure_costs", "infrastructure"),
                empty=True,
            ),
            "max_mw": _number("Largest capacity after reinforcement", "MW", empty=True),
        },
        ("corridor",),
    ),
    _table(
        "trading_capacity",
        "network",
        "Trading capacity of a border.",
        {
            "zone": _node("Neighbour"),
            "year": _year("Year"),
            "capacity_mw": _number("Trading capacity", "MW"),
        },
        ("zone", "year"),
    ),
    _table(
        "corridors",
        "network",
        "Corridors that the sizing run may build to any size.",
        {
            "corridor": _text("Id"),
            "carrier": _carrier(),
            "from_bus": _text("Bus at one end"),
            "to_bus": _text("Bus at the other end"),
            "infrastructure": _text("Unit cost", refers=("infrastructure_costs", "infrastructure")),
            "length_km": _number("Length", "km"),
            "max_capacity": _number("Largest capacity", "MW or t/h"),
            "unit": _text("Unit", allowed=UNITS),
            "both_ways": Column("flag", "May it flow both ways?"),
            "efficiency": _number("Efficiency", "p.u.", 0.01, le=1),
            "electricity_mwh_per_unit": _number("Electricity used", "MWh per MWh or per t", empty=True),
        },
        ("corridor",),
    ),
    _table(
        "works",
        "network",
        "The register of works.",
        {
            "work": _text("Id"),
            "name_nl": _text("Dutch name"),
            "name_en": _text("English name"),
            "carrier": _text("Family", allowed=("electricity", "hydrogen", "ammonia", "co2", "heat")),
            "kind": _text("Kind"),
            "status": _text("Status", allowed=STATUS),
            "promoter": _text("Promoter", empty=True),
            "year_in_service": _year("Year in service"),
            "lead_time_years": _number("Lead time", "a", empty=True),
            "capacity": _number("Planned size", "see unit"),
            "unit": _text("Unit", allowed=UNITS),
            "capex_meur": _number("Investment", "MEUR", empty=True),
            "capex_low_meur": _number("Low end", "MEUR", empty=True),
            "capex_high_meur": _number("High end", "MEUR", empty=True),
            "fom_share_per_year": _number("Fixed operation and maintenance", "p.u. of investment per year", le=0.5),
            "lifetime_years": _number("Lifetime", "a", 1, le=120),
            "length_km": _number("Length", "km", empty=True),
            "embodied_tco2": _number("CO2 of building", "t CO2", empty=True),
            "requires": _text(
                "Works it needs for a reason other than physics",
                refers=("works", "work"),
                empty=True,
                many=True,
            ),
            "variant_of": _text("Work it is an alternative for", refers=("works", "work"), empty=True),
            "on": Column("flag", "Does it play by default?"),
        },
        ("work",),
    ),
    _table(
        "work_legs",
        "network",
        "The legs of the works, each between two different buses.",
        {
            "work": _text("Work", refers=("works", "work")),
            "leg": _text("Id of the leg"),
            "carrier": _carrier(),
            "from_bus": _text("Bus at one end: node and carrier"),
            "to_bus": _text("Bus at the other end"),
            "capacity": _number("Capacity, N-1 factor applied", "see unit"),
            "unit": _text("Unit", allowed=UNITS),
            "efficiency": _number("Efficiency", "p.u.", 0.01, le=1, empty=True),
            "electricity_mwh_per_unit": _number("Electricity used", "MWh per MWh or per t", empty=True),
            "marginal_cost_eur_per_unit": _number("Cost of a flow", "EUR per MWh or per t", empty=True),
            "length_km": _number("Length", "km", empty=True),
            "both_ways": Column("flag", "May it flow both ways?"),
            "trading_capacity_mw": _number("Trading capacity it adds at its border", "MW", empty=True),
            "line": _text("Line to draw: lon lat; lon lat", empty=True),
        },
        ("work", "leg"),
    ),
    _table(
        "projects",
        "network",
        "Companies' own projects: a bound on their technology, not a work.",
        {
            "project": _text("Id"),
            "name": _text("Name"),
            "type": _text("Type in the programme note"),
            "company": _text("Company"),
            "cluster": _node("Cluster", empty=True),
            "technology": _technology(empty=True),
            "capacity": _number("Capacity", "see unit", empty=True),
            "unit": _text("Unit", allowed=UNITS, empty=True),
            "year": _year("Year", empty=True),
            "status": _text("Status", allowed=STATUS),
            "mode": _text("How it bounds its technology", allowed=("free", "pinned", "cancelled")),
            "reduction_kt_per_year": _number("Published reduction", "kt CO2/a", empty=True),
            "work": _text("Work of the register that it really is", refers=("works", "work"), empty=True),
        },
        ("project",),
    ),
    _table(
        "calibration",
        "weather",
        "Published figures that the profiles are scaled to.",
        {
            "quantity": _text("Quantity"),
            "value": _number("Value", "see unit", None),
            "unit": _text("Unit"),
            "year": _year("Year", empty=True),
            "licence": _text("Licence"),
        },
        ("quantity",),
    ),
]

TABLES: dict[str, Table] = {table.name: table for table in _LIST}
GROUPS: dict[str, list[str]] = {}
for _item in _LIST:
    GROUPS.setdefault(_item.group, []).append(_item.name)

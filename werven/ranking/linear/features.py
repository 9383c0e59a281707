"""Which of PyPSA's features a network that is ranked may have: what is checked, the messages, and the page of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WHY: Final = "a work that is not built cannot run, hold or lose anything"


@dataclass(frozen=True)
class Refused:
    """Something that is not ranked.

    Attributes
    ----------
    what : str
        As the page calls it.
    allowed : str
        As the message says it.
    """

    what: str
    allowed: str


#: On a component that belongs to a work.
OF_WORKS: Final = {
    "passive": Refused(
        "a line or transformer",
        "a Link: the impedance of a passive branch would stay in the network when its work does not",
    ),
    "kind": Refused(
        "a bus, load, shunt, carrier or anything else that moves nothing",
        "one of Generator, Link, Process, StorageUnit, Store",
    ),
    "extendable": Refused("an extendable size", "a fixed p_nom: a work has its planned size in a ranking"),
    "endless": Refused("a size without end", "a finite size"),
    "tiny": Refused(
        "a size below 1e-4", "0, or 1e-4 at least, which a solver tells from nothing: other units, such as MW for TW"
    ),
    "priceless": Refused("a cost without end", "a finite annual cost of capital_cost, overnight_cost and fom_cost"),
    "committable": Refused("unit commitment", "a component that is not committable: a ranking is a linear program"),
    "maintainable": Refused("maintenance", "a component that is not maintainable: a ranking is a linear program"),
    "modular": Refused("modules", "a component without modules: a ranking is a linear program"),
    "runs": Refused("output that must be", f"p_min_pu <= 0 <= p_max_pu: {WHY}"),
    "holds": Refused("a level that must be", f"e_min_pu <= 0: {WHY}"),
    "sums": Refused("a sum that must be", f"e_sum_min <= 0 <= e_sum_max: {WHY}"),
    "set": Refused("set points (`p_set`, `e_set`, `state_of_charge_set`)", f"set points of 0, or none: {WHY}"),
    "starts": Refused(
        "something in store at the start", "an empty store at the start: what it holds would vanish with the work"
    ),
    "inflow": Refused("inflow", "no inflow: it would have nowhere to go without the work"),
    "ramps": Refused("a ramp from an output before the first snapshot", f"p_init of 0: {WHY}"),
    "standing": Refused("any other limit that zero does not meet", f"limits that standing still meets: {WHY}"),
    "quota": Refused(
        "a global constraint that zero does not meet, on works alone",
        "one that something besides works can meet: PyPSA leaves it out where none of them is built",
    ),
    "id": Refused(
        "an id that coalitions cannot be written with", "an id without + and ;, line ends, or blanks at its ends"
    ),
    "state": Refused("a `work_state` that is none", "one of candidate, reference, later, off, cancelled"),
    "states": Refused("parts in two states", "one state for all its parts"),
}
#: Anywhere in the network.
OF_NETWORKS: Final = {
    "linear": Refused(
        "unit commitment, modules, maintenance, quadratic costs, curves that bend the wrong way",
        "a linear program: no committable, modular or maintainable components, no quadratic cost, no bent curves",
    ),
    "futures": Refused("investment periods, scenarios", "one year of one future: rank them one by one"),
    "number": Refused("a word where a number belongs", "a number, or nothing"),
    "flag": Refused("a word where true or false belongs, or nothing", "true or false"),
    "twice": Refused("two series of one component", "one series"),
    "pair": Refused("two components of one name", "one component of a name"),
    "names": Refused("names that are no words", "words: n.c[...].static.index.astype(str)"),
    "size": Refused(
        "a factor, cost or limit that is no number, or so large that a solver takes it for infinite",
        "factors and costs within 1e15, limits that are not infinite on the wrong side",
    ),
    "hole": Refused("a hole in a demand", "a number: a hole would count as no demand at all"),
    "bus": Refused("a bus that is not there", "a bus of the network"),
    "weights": Refused("no weights of snapshots", "objective, stores and generators"),
    "hours": Refused("a snapshot whose weight is no number or below zero", "hours >= 0"),
    "year": Refused("weights of snapshots far from a year", "8760 h, a year"),
    "alike": Refused(
        "weights of objective and of generators that differ",
        "both alike: a tonne counted by the one is paid for by the other",
    ),
    "takers": Refused(
        "a ledger from which loads or storage units take",
        "generators and stores that take what is emitted: what anything else takes would not be counted",
    ),
    "curve": Refused("a curve as the cost of what takes from a ledger", "a number: the price replaces it"),
    "factor": Refused("a carrier of which nobody knows what it emits", "a number [t/MWh]"),
    "passing": Refused(
        "emissions on carriers of links and processes only",
        "emissions of generators, stores or storage units, as PyPSA counts them; else a ledger on a bus",
    ),
    "level": Refused(
        "stores of a fuel that end lower than they began, in hours that are not those of the year",
        "true, or weights of stores like those of generators: what it loses is counted in its own hours",
    ),
    "pypsa": Refused("what PyPSA itself stops at", "a network that n.optimize() takes"),
    "same": Refused(
        "other works at another price, or in the network of `RankOptions.check`, which is held to all of this as well",
        "the works of the first network, whatever the price or the time resolution",
    ),
    "works": Refused(
        "no id of a work anywhere",
        "ids of works in a column work of links, generators, processes, stores or storage units",
    ),
}
#: Taken as PyPSA has it, of works too; the differential test holds each against PyPSA itself.
TAKEN: Final = {
    "components": "buses, loads, generators, links and processes with any number of ports, stores, storage units, "
    "lines, transformers and their types; AC and DC",
    "numbers": "limits, efficiencies, rates and costs that are static or change over time; costs below zero",
    "stores": "storage with losses, cyclic or from an empty start, inflow where it is no work",
    "must": "ramps, sums of energy, set points and levels that must be, where they are of no work",
    "circles": "delays of links and processes; flows that go round, and are paid for it or burn what nobody wants",
    "new": "extendable sizes where they are of no work, with their limits; curves that a linear program can follow",
    "investment": "`overnight_cost`, `discount_rate`, `lifetime`, `fom_cost`, `capital_cost`",
    "limits": "global constraints but those on CO2, which the closure replaces; constraints of your own "
    "(`create_model`)",
    "ledgers": "a ledger from which several generators and stores take; export, and loads that feed in",
    "hours": "stores that follow other hours than the year (typical days)",
    "unserved": "load shedding, recognised by carrier, name and form (or `unserved=`): a coalition that needs it stops "
    "the ranking",
    "asked": "works that need each other (`requires=`), works that stand or are cancelled (`work_state`), a network as "
    "a function of the CO2 price",
    "inert": "attributes that decide nothing in a linear program of one year: they are not read",
}


def page() -> str:
    """Return what networks may and may not have, in Markdown."""
    lines = [
        "Taken as PyPSA has it:",
        "",
        *(f"- {what}" for what in TAKEN.values()),
        "",
        "Refused, with a message:",
        "",
    ]
    lines += ["| where | what | allowed |", "|---|---|---|"]
    for where, table in (("of a work", OF_WORKS), ("anywhere", OF_NETWORKS)):
        lines += [f"| {where} | {one.what} | {one.allowed} |" for one in table.values()]
    return "\n".join(lines)

"""What a ranking of a drawn network says, held against brute force."""

from __future__ import annotations

import logging
import traceback
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import factorial

import extras
import linopy
import numpy as np
import pandas as pd
import pypsa
from brute import BUYOUT, Coalition, Truth, brute, coalitions, ends_of, plain
from drawn import TIMES, Drawn, build, fewer, order
from pypsa.costs import periodized_cost

from werven.errors import InputError, SolveError
from werven.ranking.closures import Closure
from werven.ranking.options import RankOptions
from werven.ranking.rank import Ranking, rank_works

#: How far a cost may be off, as a share, and an amount of CO2 beyond its ends [t, share].
COST_SHARE, COST_EUR = 1e-6, 5.0
TONNES, TONNES_SHARE = 2.0, 1e-5


@dataclass
class Verdict:
    """What came of a network: ``equal``, ``refused``, ``stopped``, ``WRONG`` or ``traceback``, and why."""

    outcome: str
    told: str = ""
    coalition: Coalition = frozenset()
    said: float = np.nan
    true: float = np.nan
    reasons: tuple[str, ...] = ()

    @property
    def is_fault(self) -> bool:
        return self.outcome not in ("equal", "refused", "stopped", "invalid", "brute force is wrong")


@dataclass
class Said:
    """What `rank_works` answered."""

    ranking: Ranking | None = None
    refused: InputError | None = None
    stopped: SolveError | None = None
    raised: str = ""
    invalid: str = ""


def ask(drawn: Drawn) -> Said:
    """Let the library rank a network, and tell every coalition."""
    try:
        network = build({"": drawn})
    except Exception as error:
        return Said(invalid=f"{type(error).__name__}: {error}")
    if drawn.cap_t is None:
        closure = Closure.at_price("drawn", ends_of(drawn))
    else:
        closure = Closure.capped("drawn", drawn.price, BUYOUT, drawn.cap_t)
    options = RankOptions(also=coalitions(drawn.works))
    more = _more(drawn)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            given = network if not drawn.asked.follows else _following(drawn)
            return Said(rank_works(given, closure, drawn.ledger, options=options, **more))  # type: ignore[arg-type]
    except InputError as error:
        return Said(refused=error)
    except SolveError as error:
        return Said(stopped=error)
    except Exception:
        return Said(raised=traceback.format_exc())


def _more(drawn: Drawn) -> dict[str, object]:
    """Return what `rank_works` is told beside network, closure and ledger."""
    more: dict[str, object] = {"create_model": _model_maker(drawn)} if drawn.extras else {}
    if drawn.requires:
        works = {work for work, _ in drawn.requires}
        more["requires"] = {work: {need for other, need in drawn.requires if other == work} for work in works}
    return more | ({"unserved": drawn.asked.unserved} if drawn.asked.unserved else {})


def _following(drawn: Drawn) -> Callable[[float], pypsa.Network]:
    """Return a network as a function of the CO2 price: at the centre of the band as it is drawn."""

    def at(price: float) -> pypsa.Network:
        network, name = build({"": drawn}), drawn.asked.follows
        more = 0.3 * (price - sum(ends_of(drawn)) / 2.0)
        network.generators.loc[name, "marginal_cost"] += more
        series = network.c["Generator"].dynamic["marginal_cost"]
        if name in series:
            series[name] += more
        return network

    return at


def _model_maker(drawn: Drawn):
    def make(network: pypsa.Network) -> linopy.Model:
        return extras.create_model(network, drawn.extras)

    return make


def judge(drawn: Drawn) -> Verdict:
    """Return the verdict on one network."""
    return judge_all([drawn])[0]


def judge_all(several: Collection[Drawn]) -> list[Verdict]:
    """Return the verdicts on networks; those of the same time and ledger share one brute force."""
    answers = [(drawn, ask(drawn)) for drawn in several]
    groups: dict[tuple[str, bool], dict[int, Drawn]] = {}
    for number, (drawn, said) in enumerate(answers):
        if said.refused is None and not said.raised and not said.invalid:
            groups.setdefault((drawn.time, drawn.ledger == "carrier"), {})[number] = drawn
    truths: dict[int, dict[Coalition, Truth]] = {}
    for group in groups.values():
        truths |= _truths(group)
    return [_verdict(drawn, said, truths.get(number)) for number, (drawn, said) in enumerate(answers)]


def _truths(group: Mapping[int, Drawn]) -> dict[int, dict[Coalition, Truth]]:
    """Return all values of networks; by `plain` for one that cannot stand beside others, which halving finds."""
    try:
        return brute(group)
    except Exception:
        if len(group) > 1:
            several, half = list(group.items()), len(group) // 2
            return _truths(dict(several[:half])) | _truths(dict(several[half:]))
    ((number, drawn),) = group.items()
    try:
        return {number: {coalition: plain(drawn, coalition) for coalition in coalitions(drawn.works)}}
    except Exception as error:
        return {number: {frozenset(): Truth(f"PyPSA: {type(error).__name__}: {error}")}}


def _verdict(drawn: Drawn, said: Said, truth: Mapping[Coalition, Truth] | None) -> Verdict:
    """Return the verdict; a difference counts when `plain` agrees with the brute force."""
    if said.refused is not None:
        faults = said.refused.faults
        reasons = tuple(f"{fault.column}: {fault.allowed}".strip(": ") for fault in faults)
        return Verdict("refused", "; ".join(map(str, faults)), reasons=reasons)
    if said.raised:
        return Verdict("traceback", said.raised)
    if said.invalid:
        return Verdict("invalid", said.invalid)
    assert truth is not None
    if len(truth) == 1 and (told := truth.get(frozenset(), Truth("")).status).startswith("PyPSA"):
        return Verdict("invalid" if said.ranking is None else "ranked what PyPSA stops at", told)
    if said.stopped is not None:
        return _of_stop(drawn, said.stopped, truth)
    assert said.ranking is not None
    if not drawn.works or said.ranking.coalitions.empty:
        return Verdict("equal" if not drawn.works else "WRONG", "nothing was ranked")
    if drawn.time == "day":
        return Verdict("WRONG", "tonnes of a day are told as those of a year")
    return compared(drawn, said.ranking, truth)


def _of_stop(drawn: Drawn, error: SolveError, truth: Mapping[Coalition, Truth]) -> Verdict:
    """Return whether a ranking had a reason to stop."""
    lines = str(error).splitlines()
    if any(value.status != "optimal" for value in truth.values()):
        return Verdict("stopped", lines[0])
    if drawn.cap_t is not None and "bought out" in str(error).replace("buying", "bought"):
        return Verdict("stopped", "cap that is only met by buying out")
    return Verdict("WRONG", f"stopped without a reason: {error}")


def compared(drawn: Drawn, ranking: Ranking, truth: Mapping[Coalition, Truth]) -> Verdict:
    """Return whether all values are those of the brute force."""
    for _, row in ranking.coalitions.iterrows():
        coalition = frozenset(str(row["coalition"]).split("+")) - {""}
        fault = _differs(drawn, coalition, row, truth[coalition])
        if fault is not None and _differs(drawn, coalition, row, plain(drawn, coalition)) is not None:
            return fault
        if fault is not None:
            return Verdict("brute force is wrong", fault.told, coalition, fault.said, fault.true)
    return _tables_differ(drawn, ranking, truth) or Verdict("equal")


def _differs(drawn: Drawn, coalition: Coalition, row: pd.Series, true: Truth) -> Verdict | None:
    """Return what differs in one coalition."""
    if true.status != "optimal":
        return Verdict("WRONG", f"{row['how']}: value of a coalition that is {true.status}", coalition)
    cost, tonnes = float(row["cost_meur"]) * 1e6, float(row["emissions_kt"]) * 1e3
    if abs(cost - true.cost_eur) > COST_SHARE * abs(true.cost_eur) + COST_EUR:
        return Verdict("WRONG", f"{row['how']}: cost [EUR]", coalition, cost, true.cost_eur)
    slack = TONNES + TONNES_SHARE * abs(tonnes)
    if drawn.cap_t is None and not abs(tonnes - true.emissions_t) <= slack:
        return Verdict("WRONG", f"{row['how']}: emissions [t]", coalition, tonnes, true.emissions_t)
    return None


def _tables_differ(drawn: Drawn, ranking: Ranking, truth: Mapping[Coalition, Truth]) -> Verdict | None:
    """Return what differs in put-in, take-out, Shapley values and annual costs."""
    table = ranking.ranking.set_index("work")
    if set(table.index) != set(drawn.works):
        return Verdict("WRONG", f"works {sorted(table.index)} in the place of {list(drawn.works)}")
    full = frozenset(drawn.works)
    saved = {coalition: -value.cost_eur / 1e6 for coalition, value in truth.items()}
    shapley = _shapley(drawn.works, saved)
    least = 1e-6 * max(abs(value) for value in saved.values()) + 1e-5
    for work in drawn.works:
        true = {
            "pint_meur": saved[frozenset({work})] - saved[frozenset()],
            "toot_meur": saved[full] - saved[full - {work}],
            "shapley_meur": shapley[work],
        }
        for column, value in true.items():
            if not abs(float(table.loc[work, column]) - value) <= 4 * least:  # type: ignore[arg-type]
                return Verdict("WRONG", f"{column} of {work}", frozenset({work}), float(table.loc[work, column]), value)  # type: ignore[arg-type]
        if drawn.cap_t is None:
            for column, without, with_it in (
                ("pint_kt", frozenset(), frozenset({work})),
                ("toot_kt", full - {work}, full),
            ):
                before, after, told = truth[without], truth[with_it], float(table.loc[work, column]) * 1e3  # type: ignore[arg-type]
                value = before.emissions_t - after.emissions_t
                slack = 2 * TONNES + TONNES_SHARE * max(abs(before.emissions_t), abs(after.emissions_t))
                if not abs(told - value) <= slack:
                    return Verdict("WRONG", f"{column} of {work}", frozenset({work}), told, value)
    return _annual_costs_differ(drawn, table)


def _annual_costs_differ(drawn: Drawn, table: pd.DataFrame) -> Verdict | None:
    """Return the first work whose annual cost is not PyPSA's."""
    for work in drawn.works:
        told, true = float(table.loc[work, "annual_cost_meur"]), _annual_cost(drawn, work)  # type: ignore[arg-type]
        if not abs(told - true) <= 1e-6 * abs(true) + 1e-9:
            return Verdict("WRONG", f"annual_cost_meur of {work}", frozenset({work}), told, true)
    return None


def _shapley(works: Collection[str], value: Mapping[Coalition, float]) -> dict[str, float]:
    """Return Shapley values from the definition."""
    count, result = len(works), {}
    for work in works:
        others = [c for c in value if work not in c]
        weight = {c: factorial(len(c)) * factorial(count - len(c) - 1) / factorial(count) for c in others}
        result[work] = sum(weight[c] * (value[c | {work}] - value[c]) for c in others)
    return result


def _annual_cost(drawn: Drawn, work: str) -> float:
    """Return what a work costs a year, as PyPSA counts it [MEUR]."""
    total = 0.0
    for part in drawn.parts:
        if part.work == work:
            given = {**part.given, **({} if part.odd is None else dict([part.odd]))}
            size = given["e_nom" if part.component == "Store" else "p_nom"]
            keys = {
                "capital_cost": 0.0,
                "overnight_cost": np.nan,
                "discount_rate": np.nan,
                "lifetime": np.inf,
                "fom_cost": 0.0,
            }
            values = {key: pd.Series([float(given.get(key, default))]) for key, default in keys.items()}  # type: ignore[arg-type]
            total += float(periodized_cost(**values).iloc[0]) * float(size) / 1e6  # type: ignore[arg-type]
    return total


def smaller(drawn: Drawn, verdict: Verdict, most: int = 120) -> tuple[Drawn, Verdict]:
    """Return the smallest network found that still shows the same kind of fault."""
    tried, kind = 0, verdict.told.split(":")[-1].split(" of ")[0]
    again = True
    while again and tried < most:
        again = False
        for candidate in fewer(drawn):
            tried += 1
            if tried > most:
                break
            try:
                other = judge(candidate)
            except Exception:
                continue
            if other.outcome == verdict.outcome and other.told.split(":")[-1].split(" of ")[0] == kind:
                drawn, verdict, again = candidate, other, True
                break
    return drawn, verdict


def script(drawn: Drawn, verdict: Verdict) -> str:
    """Return a script that shows a fault."""
    weights = TIMES[drawn.time]
    lines = ["import extras  # tests/model"] if drawn.extras else []
    lines += ["import pypsa", "import werven", "", "nan = float('nan')", "n = pypsa.Network()"]
    lines.append(f"n.set_snapshots(range({len(weights[0])}))")
    for column, hours in zip(("objective", "generators", "stores"), weights, strict=True):
        lines.append(f"n.snapshot_weightings[{column!r}] = {hours}")
    used = {str(p.given.get(k)) for p in drawn.parts for k in ("carrier", "carrier_attribute") if p.component != "Bus"}
    for part in sorted(drawn.parts, key=lambda part: order(part.component)):
        if part.component == "Carrier" and part.name not in used:
            continue
        values = "".join(f", {key}={value!r}" for key, value in part.given.items())
        lines.append(f"n.add({part.component!r}, {part.name!r}{values})")
        if part.odd is not None:
            lines.append(f"drawn.spoil(n, {part.component!r}, {part.name!r}, *{part.odd!r})  # tests/model/drawn.py")
    if drawn.cap_t is None:
        low, high = ends_of(drawn)
        closure = f"werven.Closure.at_price('drawn', ({low:g}, {high:g}))"
    else:
        closure = f"werven.Closure.capped('drawn', {drawn.price}, {BUYOUT}, {drawn.cap_t})"
    more = f", create_model=lambda n: extras.create_model(n, {list(drawn.extras)})" if drawn.extras else ""
    more += "".join(f", {key}={value!r}" for key, value in _more(drawn).items() if key != "create_model")
    if drawn.asked.follows:
        lines.append(f"# {drawn.asked.follows} costs 0.3 EUR/MWh more for each EUR/t above the centre")
    also = [set(c) for c in coalitions(drawn.works)]
    lines.append(f"options = werven.RankOptions(also={also})")
    lines.append(f"result = werven.rank_works(n, {closure}, {drawn.ledger!r}, options=options{more})")
    lines.append("print(result.coalitions[['coalition', 'emissions_kt', 'cost_meur', 'how']])")
    told = f"coalition {sorted(verdict.coalition)}, {verdict.told[-300:]}: {verdict.said}, true {verdict.true}"
    lines.append(f"# {verdict.outcome}: {told}")
    return "\n".join(lines)


@contextmanager
def silence() -> Iterator[None]:
    """Keep the chatter of the libraries out of the way."""
    levels = {name: logging.getLogger(name).level for name in ("pypsa", "linopy", "werven")}
    try:
        for name in levels:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)

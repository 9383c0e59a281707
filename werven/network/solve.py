"""Solving: one optimum or an error, never something in between."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import linopy
import numpy as np
import pandas as pd
import pypsa
import xarray as xr

from werven.config.settings import Config, SolveSettings
from werven.data.tables import records
from werven.errors import SolveError
from werven.network import shares
from werven.network.components import LIMITED
from werven.network.storage import cyclic_within_days

logger = logging.getLogger(__name__)
#: Below this number of snapshots HiGHS' own choice is faster than an interior point method.
INTERIOR_FROM = 48
#: Output below this is rounding [MW]; so is less than this part of the peak, to which interior point methods are right.
UNSERVED_TOLERANCE_MW = 1e-6
UNSERVED_PART = 1e-6


@dataclass(frozen=True)
class Timing:
    """Where the time of a run went [s], and how large the problem was."""

    build_s: float
    solver_s: float
    columns: int
    rows: int
    coefficient_min: float
    coefficient_max: float


def methods(settings: SolveSettings, snapshots: int) -> list[str]:
    """Return the HiGHS methods to try in turn: a second interior point method where the first gives up."""
    if settings.method != "auto":
        return [settings.method]
    return ["ipx", "hipo"] if snapshots >= INTERIOR_FROM else ["choose"]


def solver_options(settings: SolveSettings, method: str, log: Path) -> dict[str, Any]:
    """Return the HiGHS options: the same for every solve of a run."""
    return {
        "solver": method,
        "run_crossover": "on" if settings.crossover else "off",
        "threads": settings.threads,
        "time_limit": settings.time_limit_s,
        "log_file": str(log),
        "log_to_console": False,
        "random_seed": 1,
    }


def create_model(network: pypsa.Network, config: Config) -> linopy.Model:
    """Return the model of a network: PyPSA's, with storage within days, pairs of corridors, and pins."""
    with strict():
        model = network.optimize.create_model()
        cyclic_within_days(network)
        _limit_potentials(network)
        shares.hold(network)
        _pair_corridors(network)
        _pin_technologies(network, config.network.pin)
    return model


def _limit_potentials(network: pypsa.Network) -> None:
    """Keep what a market sells, a store of CO2 takes or a ledger holds in a year below its potential, as a mean flow.

    PyPSA's own ``e_sum_max`` says the same in MWh a year, with numbers a thousand times larger than all others.
    """
    weights = network.snapshot_weightings["objective"]
    share = xr.DataArray((weights / weights.sum()).to_numpy(), coords={"snapshot": network.snapshots})
    for component in LIMITED:
        static = network.c[component].static
        limited = static.index[np.isfinite(static["potential"])] if "potential" in static else static.index[:0]
        if limited.empty:
            continue
        mean = (network.model.variables[f"{component}-p"].sel(name=list(limited)) * share).sum("snapshot")
        room = (static.loc[limited, "potential"] / weights.sum()).to_numpy()
        known = xr.DataArray(room, coords={"name": mean.indexes["name"]})
        network.model.add_constraints(mean <= known, name=f"potentials-{component}")


def _pair_corridors(network: pypsa.Network) -> None:
    """Give both directions of a corridor the same capacity."""
    links = network.links.query("active and p_nom_extendable and corridor != ''")
    back = [name for name in links.index if name.endswith(" back")]
    if not back:
        return
    there = [name.removesuffix(" back") for name in back]
    size = network.model.variables["Link-p_nom"]
    one = size.sel(name=there)
    other = size.sel(name=back).assign_coords(name=one.indexes["name"])
    network.model.add_constraints(one - other == 0, name="corridor-pairs")


def _pin_technologies(network: pypsa.Network, pins: dict[str, float]) -> None:
    """Fix the total capacity of technologies."""
    for technology, total in pins.items():
        for component in ("Process", "Generator"):
            static = network.c[component].static
            mine = static[static["technology"] == technology] if len(static) else static
            new = list(mine.index[mine["p_nom_extendable"]]) if len(mine) else []
            if new:
                rest = total - float(mine.loc[~mine["p_nom_extendable"], "p_nom"].sum())
                size = network.model.variables[f"{component}-p_nom"].sel(name=new)
                network.model.add_constraints(size.sum() == rest, name=f"pin-{technology}")


def solve(network: pypsa.Network, config: Config, log: Path) -> Timing:
    """Solve a network in place.

    Parameters
    ----------
    network : Network
        With ``meta["day"]``; its solution is written back.
    config : Config
        Gives the solver settings and pins.
    log : Path
        File the solver writes its log to.

    Returns
    -------
    Timing
        Seconds and size.

    Raises
    ------
    SolveError
        Any status but optimal (with the rows that cannot hold together), or demand left unserved.
    """
    start = time.perf_counter()
    model = create_model(network, config)
    built = time.perf_counter()
    logger.info("solving %s columns, %s rows", f"{model.nvars:,}", f"{model.ncons:,}")
    _optimise(network, config.solve, log)
    solved = time.perf_counter()
    network.meta = {**network.meta, "objective_eur": float(network.objective)}
    check_served(network)
    low, high = _coefficients(model)
    seconds = solved - built
    logger.info(
        "optimal: %.1f MEUR/a in %.0f s; coefficients %.2g to %.2g", network.objective / 1e6, seconds, low, high
    )
    return Timing(built - start, seconds, int(model.nvars), int(model.ncons), low, high)


def _optimise(network: pypsa.Network, settings: SolveSettings, log: Path) -> None:
    """Run the methods in turn until one ends optimal.

    Raises
    ------
    SolveError
        None does; an infeasible problem comes with the rows that cannot hold together.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    status, condition = "", ""
    for method in methods(settings, len(network.snapshots)):
        with quiet(), strict():
            status, condition = network.optimize.solve_model(
                solver_name=settings.name, io_api="direct", solver_options=solver_options(settings, method, log)
            )
        if (status, condition) == ("ok", "optimal"):
            return
        logger.warning("%s ended %r", method, condition)
        if condition == "infeasible":
            break
    told = conflict(network.model) if condition == "infeasible" else ""
    raise SolveError(f"{network.name}: the solver says {condition!r}; only 'optimal' counts. See {log}{told}")


def conflict(model: linopy.Model, most: int = 12) -> str:
    """Say which rows of an infeasible model cannot hold together (an irreducible subsystem), one a line."""
    try:
        labels = model.compute_infeasibilities()
    except (RuntimeError, NotImplementedError, ValueError) as error:
        return f"\n  (the solver gives no conflict: {error})"
    lines = []
    for label in labels[:most]:
        name, place = model.constraints.get_label_position(label)
        where = ", ".join(str(value) for key, value in place.items() if key != "snapshot")
        when = f" at {place['snapshot']}" if "snapshot" in place else ""
        lines.append(f"  {name}: {where}{when}")
    more = f"\n  and {len(labels) - most} more" if len(labels) > most else ""
    return "\nthese cannot hold together:\n" + "\n".join(lines) + more


def _coefficients(model: linopy.Model) -> tuple[float, float]:
    """Return the smallest and largest coefficient of the matrix."""
    values = np.abs(model.matrices.A.data)
    values = values[values > 0]
    return float(values.min()), float(values.max())


@contextmanager
def strict() -> Iterator[None]:
    """Let linopy align and fill in nothing by guessing, here and not in the rest of a session."""
    with linopy.options as options:
        options.set_value(semantics="v1")
        yield


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the chatter of linopy and PyPSA out of the log of a run."""
    names = ("linopy", "pypsa")
    levels = {name: logging.getLogger(name).level for name in names}
    try:
        for name in names:
            logging.getLogger(name).setLevel(logging.WARNING)
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def unserved(network: pypsa.Network) -> pd.DataFrame:
    """Return demand that was left unserved.

    Returns
    -------
    DataFrame
        ``bus, cluster, carrier, hours, energy`` (MWh or t per year), largest first.
    """
    generators = network.generators.query("role == 'unserved'")
    output = network.c["Generator"].dynamic["p"].reindex(columns=generators.index).fillna(0.0)
    weights = network.snapshot_weightings["objective"]
    rows = []
    for name, row in generators.iterrows():
        short = output[name] > max(UNSERVED_TOLERANCE_MW, UNSERVED_PART * row["p_nom"])
        if short.any():
            energy = float((output[name] * weights)[short].sum())
            bus = network.buses.loc[row["bus"]]
            rows.append((row["bus"], bus["cluster"], bus["carrier"], float(weights[short].sum()), energy))
    table = pd.DataFrame(rows, columns=["bus", "cluster", "carrier", "hours", "energy"])
    return table.sort_values("energy", ascending=False, ignore_index=True)


def check_served(network: pypsa.Network) -> None:
    """Raise when demand was left unserved.

    Raises
    ------
    SolveError
        Names cluster, carrier, hours and energy of every bus that was short.
    """
    short = unserved(network)
    if len(short):
        lines = [
            f"  {row.cluster}: {row.carrier} at bus {row.bus!r} short in {row.hours:.0f} h/a, "
            f"{row.energy:,.1f} MWh or t a year"
            for row in records(short)
        ]
        raise SolveError(f"{network.name}: demand cannot be met:\n" + "\n".join(lines))

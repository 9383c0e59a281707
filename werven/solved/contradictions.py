"""Where the sizing run and a ranking say different things of a work, and why: listed, none left to the reader to find.

A ranking tells what a work of its planned size is worth, its own capital apart; the sizing run tells what the system
builds when it pays for it, at one CO2 price. Both speak of the same options: where they differ, there is a cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from werven.data.measure import MEASURES
from werven.names import words_of
from werven.solved.scenario import Solved

#: A corridor is wanted where the sizing run builds more than this part of what the works plan [p.u.].
WANTED = 0.1
#: A value is told above its noise, and from this size on [kt/a].
LEAST = 25.0
#: Below this mean difference of prices a corridor is no bottleneck [EUR per unit].
NO_SPREAD = 1.0
COLUMNS = (
    "work", "corridor", "what", "cause", "shapley_kt", "floor_kt", "pint_kt", "toot_kt", "upstream_kt",
    "net_saved_meur", "needed", "existing", "planned", "unit", "utilisation_h_per_year", "price_spread",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What the sizing run says of the corridors of a work.

    Attributes
    ----------
    corridor : str
        Its corridor with the largest wish, "from - to".
    needed, existing, planned : float
        [MW or t/h].
    unit : str
        Of these.
    spread : float
        Mean difference of prices [EUR per unit]; NaN where the carrier changes.
    """

    corridor: str
    needed: float
    existing: float
    planned: float
    unit: str
    spread: float

    @property
    def is_wanted(self) -> bool:
        """Say whether the sizing run builds a part of what works plan there that counts."""
        return self.needed - self.existing > WANTED * max(self.planned, 1e-9)


def contradictions(ranking: pd.DataFrame, needs: pd.DataFrame) -> pd.DataFrame:
    """Return what the sizing run and a ranking say differently, one row a work, with the cause.

    Parameters
    ----------
    ranking : DataFrame
        `ranking.csv` of one closure under a price.
    needs : DataFrame
        `needs.csv` of the same scenario and year.

    Returns
    -------
    DataFrame
        `COLUMNS`. ``what``: ``valued`` (worth tonnes, not wanted), ``wanted`` (wanted, worth no tonnes), ``idle``
        (worth tonnes, unused with everything built), ``abroad`` (tonnes here come back abroad), ``unoffered`` (a
        corridor is wanted beyond all works). ``cause``: ``unpaid``, ``replaced``, ``one_end``, ``other_price``,
        ``money``, ``chain``, ``leak``, ``larger``, ``unexplained``.
    """
    wishes = {work: wish for wish, works in _wishes(needs) for work in works}
    rows: list[dict[str, object]] = []
    for work in ({str(key): cell for key, cell in row.items()} for row in ranking.to_dict("records")):
        if (wish := wishes.get(str(work["work"]))) is not None:
            rows += [_row(work, wish, what, cause) for what, cause in _judged(work, wish)]
    rows += [_row({}, wish, "unoffered", "larger") for wish, _ in _wishes(needs) if _beyond(wish)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def contradictions_of(solved: Solved, year: int, closure: str) -> pd.DataFrame:
    """Return the contradictions of a ranking that was made; none under a cap, or where nothing is built.

    Parameters
    ----------
    solved : Solved
        The scenario.
    year, closure : int, str
        Of the ranking.
    """
    own = solved.years[year]
    tables = own.rankings[closure]
    is_told = solved.config.network.investment and MEASURES[str(tables["runs"]["kind"].iloc[0])].in_tonnes
    ranking, needs = tables["ranking"], own.needs
    return contradictions(ranking, needs) if is_told else contradictions(ranking.head(0), needs.head(0))


def _wishes(needs: pd.DataFrame) -> Iterator[tuple[Wish, list[str]]]:
    """Yield the wish of every corridor with its works; of a work with several legs the last one told is the largest."""
    table = needs[needs["kind"] != "ship"]
    size = (table["needed"] - table["existing"]) / table["planned"].replace(0.0, np.nan)
    for row in table.loc[size.fillna(0.0).sort_values(kind="stable").index].to_dict("records"):
        ends = f"{row['from']} - {row['to']}"
        spread = float(row.get("price_spread", np.nan))
        needed, existing, planned = (float(row[name]) for name in ("needed", "existing", "planned"))
        yield Wish(ends, needed, existing, planned, str(row["unit"]), spread), words_of(row["works"])


def _beyond(wish: Wish) -> bool:
    """Say whether a corridor is wanted that no work offers at all."""
    return wish.planned <= 0.0 and wish.needed > 1.05 * wish.existing + 5.0


def _number(work: dict[str, object], name: str) -> float:
    """Return a number of a row; zero where it is empty."""
    value = work.get(name)
    return float(value) if isinstance(value, int | float) and not np.isnan(value) else 0.0


def _noise(work: dict[str, object]) -> float:
    """Return what the value of a work may be off by [kt/a]: the floor of the ranking, or its own two errors."""
    return max(_number(work, "floor_kt"), 2.0 * _number(work, "shapley_se_kt"))


def _judged(work: dict[str, object], wish: Wish) -> Iterator[tuple[str, str]]:
    """Yield what contradicts in a work, and its cause."""
    value = _number(work, "shapley_kt")
    has_value = abs(value) > max(_noise(work), LEAST)
    if has_value and value > 0 and not wish.is_wanted:
        yield "valued", _unwanted(work, wish)
    if wish.is_wanted and not has_value:
        yield "wanted", _worthless(work)
    if has_value and _number(work, "utilisation_h_per_year") < 1.0:
        yield "idle", "replaced"
    abroad = _number(work, "upstream_kt")
    if has_value and value * abroad < 0 and abs(abroad) > max(2.0 * _number(work, "upstream_se_kt"), LEAST):
        yield "abroad", "leak"


def _unwanted(work: dict[str, object], wish: Wish) -> str:
    """Return why a work is worth tonnes and the sizing run builds nothing there."""
    if _number(work, "net_saved_meur") < 0.0:
        return "unpaid"
    pint, toot = _number(work, "pint_kt"), _number(work, "toot_kt")
    if toot < 0.5 * pint:
        return "replaced"
    low, high = _number(work, "at_low_kt"), _number(work, "at_high_kt")
    if max(low, high) > 2.0 * max(min(low, high), 0.0) + LEAST:
        return "one_end"
    if pint < 0.5 * toot:
        return "chain"
    return "other_price" if wish.spread < NO_SPREAD else "unexplained"


def _worthless(work: dict[str, object]) -> str:
    """Return why the sizing run builds a corridor whose work is worth no tonnes."""
    if _number(work, "shapley_meur") > max(_number(work, "annual_cost_meur"), _number(work, "floor_meur")):
        return "money"
    if _number(work, "utilisation_h_per_year") < 1.0:
        return "replaced"
    if max(abs(_number(work, "pint_kt")), abs(_number(work, "toot_kt"))) > LEAST:
        return "chain"
    return "larger"


def _row(work: dict[str, object], wish: Wish, what: str, cause: str) -> dict[str, object]:
    """Return one row of the list."""
    told = {name: _number(work, name) for name in ("shapley_kt", "pint_kt", "toot_kt", "upstream_kt")}
    sizes = {"needed": wish.needed, "existing": wish.existing, "planned": wish.planned, "unit": wish.unit}
    return {
        "work": str(work.get("work", "")),
        "corridor": wish.corridor,
        "what": what,
        "cause": cause,
        **told,
        "floor_kt": _noise(work),
        "net_saved_meur": _number(work, "net_saved_meur"),
        **sizes,
        "utilisation_h_per_year": _number(work, "utilisation_h_per_year"),
        "price_spread": wish.spread,
    }

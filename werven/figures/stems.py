"""The names of all figures, without ending: the workflow asks for them and draws none, so nothing heavy is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from werven.data.carriers import Group, having

FORMATS = ("png", "svg")
TIMELINE_STEM = "timeline"
RANK_STEMS = ("ranking_{year}", "abatement_{year}", "synergy_{year}", "sequence_{year}")
WORLD_STEMS = ("robust_{year}", "chances_{year}")


def year_stems(groups: Mapping[str, Group]) -> list[str]:
    """Return the names of the figures of a year, `{year}` standing for the year."""
    flows = [f"flows_{group}_{{year}}" for group in having(groups, "flows")]
    return ["users_{year}", *flows, "emissions_{year}", "sankey_energy_{year}", "sankey_carbon_{year}"]


def stack_stems(groups: Mapping[str, Group]) -> list[str]:
    """Return the names of the figures of supply and use, which show all years."""
    return [f"stack_{group}" for group in having(groups, "stack")]


def scenario_stems(groups: Mapping[str, Group]) -> list[str]:
    """Return the names of the figures of a scenario that show all its years."""
    return [*stack_stems(groups), TIMELINE_STEM]


def stems_of(years: Sequence[int], groups: Mapping[str, Group]) -> list[str]:
    """Return the names of all figures of a scenario with its years filled in."""
    return [stem.format(year=year) for year in years for stem in year_stems(groups)] + scenario_stems(groups)


def rank_stems(years: Sequence[int], closures: Sequence[str]) -> list[str]:
    """Return the names of the figures of rankings."""
    return [f"{stem.format(year=year)}_{closure}" for year in years for closure in closures for stem in RANK_STEMS]


def world_stems(years: Sequence[int]) -> list[str]:
    """Return the names of the figures of worlds."""
    return [stem.format(year=year) for year in years for stem in WORLD_STEMS]

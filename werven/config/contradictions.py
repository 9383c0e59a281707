"""Settings that are right each by itself and cannot be together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werven.config.fields import row_of
from werven.errors import Fault, nearest
from werven.reading.yaml import Place

if TYPE_CHECKING:
    from werven.config.ranking import ClosureSettings
    from werven.config.settings import Config

SEGMENTS_A_DAY = 24


@dataclass(frozen=True)
class Clash:
    """Settings that contradict.

    Attributes
    ----------
    keys : tuple of str
        All that take part, with dots.
    column, value, allowed, nearest : str
        As in `werven.errors.Fault`.
    """

    keys: tuple[str, ...]
    column: str
    value: str
    allowed: str
    nearest: str = ""

    def fault(self, file: str, lines: Mapping[Place, int] | None = None) -> Fault:
        """Return the fault of a file, with its line where these are known, or of a scenario."""
        row = row_of(lines or {}, tuple(self.column.split(".")))
        return Fault(file, row, self.column, self.value, self.allowed, self.nearest)

    def touches(self, faults: Iterable[Fault]) -> bool:
        """Say whether a setting that takes part has a fault of its own: then nothing can be said yet."""
        wrong = [fault.column for fault in faults]
        return any(
            f"{one}.".startswith(f"{key}.") or f"{key}.".startswith(f"{one}.") for one in wrong for key in self.keys
        )


def contradictions(config: Config, written: Mapping[str, Any]) -> list[Clash]:
    """Return what cannot be together in a configuration.

    Parameters
    ----------
    config : Config
        Every value is right by itself.
    written : mapping
        What a person wrote, without defaults: years that are ranked by default may be years that are not solved.
    """
    checks = (_co2, _network, _players, _closures, _ranked_years(written), _segments(written), _worlds(written))
    return [clash for check in checks for clash in check(config)]


def _co2(config: Config) -> Iterator[Clash]:
    """Yield a cap without figures, and figures of a cap that is none."""
    keys = ("co2.closure", "co2.cap_mt")
    if config.co2.closure == "cap" and not config.co2.cap_mt:
        yield Clash(keys, "co2.cap_mt", "empty", "a cap for at least one year, for example {2030: 40}")
    if config.co2.closure == "price" and config.co2.cap_mt:
        yield Clash(keys, "co2.cap_mt", str(dict(config.co2.cap_mt)), "nothing, or co2.closure: cap")


def _network(config: Config) -> Iterator[Clash]:
    """Yield pins that nothing can follow."""
    network = config.network
    for technology in network.pin:
        if technology in network.exclude:
            allowed = "a technology that is offered; this one stands in network.exclude"
            yield Clash(("network.pin", "network.exclude"), "network.pin", technology, allowed)
        elif not network.investment:
            allowed = "nothing where network.investment is false: every plant is what exists"
            yield Clash(("network.pin", "network.investment"), "network.pin", technology, allowed)


def _players(config: Config) -> Iterator[Clash]:
    """Yield who cannot play."""
    rank = config.rank
    if rank.plants == "standing" and rank.players != "works":
        allowed = "anew, when projects play: a plant that stands cannot be left out"
        yield Clash(("rank.plants", "rank.players"), "rank.plants", rank.plants, allowed)
    for work in (work for block in rank.blocks or [] for work in block):
        if not config.works.on.get(work, True):
            yield Clash(("rank.blocks", "works.on"), "rank.blocks", work, "a work that works.on does not switch off")


def _closures(config: Config) -> Iterator[Clash]:
    """Yield closures that are asked for and not there, and what a closure says and nobody reads."""
    closures = config.rank.closures
    keys = ("rank.main", "rank.closures")
    for name in config.rank.main:
        if name not in closures:
            yield Clash(keys, "rank.main", name, f"one of {', '.join(closures)}", nearest(name, closures))
    names = Counter(name.lower() for name in closures)
    for name in closures:
        if names[name.lower()] > 1:
            yield Clash(keys[1:], "rank.closures", name, "a name that differs from the others in more than capitals")
    for name, closure in closures.items():
        for key, value, allowed in _closure(closure):
            where = f"rank.closures.{name}"
            yield Clash((where,), f"{where}.{key}", value, allowed)


def _closure(closure: ClosureSettings) -> Iterator[tuple[str, str, str]]:
    """Yield key, value and what is allowed of one closure."""
    low, high = closure.band
    if low > high:
        yield "band", str(closure.band), f"the lowest first: [{high:g}, {low:g}]"
    if closure.kind == "price" and closure.cap_mt:
        yield "cap_mt", str(dict(closure.cap_mt)), "nothing, or kind: cap"
    if closure.kind == "cap" and "band" in closure.model_fields_set and (low, high) != (1.0, 1.0):
        yield "band", str(closure.band), "nothing, or [1.0, 1.0]: a cap has no band"


def _is_written(written: Mapping[str, Any], key: str, section: str = "rank") -> bool:
    """Say whether a person wrote a key of a section, or it is the default."""
    keys = written.get(section)
    return isinstance(keys, Mapping) and key in keys


def _ranked_years(written: Mapping[str, Any]) -> Callable[[Config], Iterator[Clash]]:
    """Return a check of years that are ranked and not solved."""

    def check(config: Config) -> Iterator[Clash]:
        for year in config.rank.years if _is_written(written, "years") else []:
            if year not in config.years:
                allowed = f"years that are solved: {', '.join(map(str, config.years))}"
                yield Clash(("rank.years", "years"), "rank.years", str(year), allowed)

    return check


def _segments(written: Mapping[str, Any]) -> Callable[[Config], Iterator[Clash]]:
    """Return a check of the ranking at more segments than a day has hours, and against itself where a person says so.

    The default may be what a scenario solves: there the ranking says that it is checked against nothing.
    """

    def check(config: Config) -> Iterator[Clash]:
        segments = config.rank.check_segments
        if config.time.mode != "typical_days" or segments is None:
            return
        if segments > SEGMENTS_A_DAY:
            keys = ("rank.check_segments", "time.mode")
            yield Clash(keys, keys[0], str(segments), f"at most {SEGMENTS_A_DAY}: hours of a typical day")
        elif segments == config.time.segments and _is_written(written, "check_segments"):
            keys = ("rank.check_segments", "time.segments")
            allowed = "null, or another number than time.segments: against itself nothing moves"
            yield Clash(keys, keys[0], str(segments), allowed)

    return check


def _worlds(written: Mapping[str, Any]) -> Callable[[Config], Iterator[Clash]]:
    """Return a check of worlds of years that are not solved, and of a closure that is none or has no price."""

    def check(config: Config) -> Iterator[Clash]:
        for year in config.worlds.years if _is_written(written, "years", "worlds") else []:
            if year not in config.years:
                allowed = f"years that are solved: {', '.join(map(str, config.years))}"
                yield Clash(("worlds.years", "years"), "worlds.years", str(year), allowed)
        closures, name = config.rank.closures, config.worlds.closure
        priced = [key for key, closure in closures.items() if closure.kind == "price"]
        if name not in priced and (name in closures or _is_written(written, "closure", "worlds")):
            keys = ("worlds.closure", "rank.closures")
            allowed = f"a closure of kind price: {', '.join(priced) or 'none there is'}"
            yield Clash(keys, keys[0], name, allowed, nearest(name, priced))

    return check

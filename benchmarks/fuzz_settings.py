"""The configuration made wrong in every way: is it refused or legal, or does it end in a traceback or never.

    python benchmarks/fuzz_settings.py --seed 1 --damage 3000 --out benchmarks/results/fuzz_settings.json
    python benchmarks/fuzz_settings.py --keys rank.minutes network.pin --damage 0

Every key is given every value of `VALUES`. What is taken must be what `ACCEPTS` says of that key, which is written down
here a second time on purpose; what is refused must not be. Then bytes, lines and encodings of the files of ``config/``
and of a weather file are damaged at random: they may be refused or read. A traceback, a case that takes more than
`SECONDS`, or a value that is taken and refused against `ACCEPTS` is printed and makes the exit code 1.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pandas as pd
import yaml

from werven.errors import InputError
from werven.scenarios import read_scenarios, record
from werven.weather.hours import read_weather_file

ROOT = Path(__file__).parents[1]
SECONDS = 10
Accepts = Callable[[Any], bool]

#: Texts of YAML, as a person may write them behind a key.
VALUES: dict[str, Any] = {
    "nothing": "~",
    "empty text": "''",
    "blank": "' '",
    "word": "zzz",
    "words": "two words",
    "true": "true",
    "no": "no",
    "zero": "0",
    "one": "1",
    "half": "0.5",
    "two": "2",
    "year": "2040",
    "year as a number with a point": "2040.0",
    "year before all": "1500",
    "minus one": "-1",
    "minus a half": "-0.5",
    "tiny": "1e-320",
    "large": "1e7",
    "huge": "1e308",
    "beyond": "1e400",
    "infinity": ".inf",
    "minus infinity": "-.inf",
    "not a number": ".nan",
    "word nan": "nan",
    "many digits": "9" * 400,
    "more digits": "9" * 5000,
    "comma": "0,5",
    "percent": "5%",
    "quoted": "'1'",
    "quoted year": "'2040'",
    "underscore": "1_000",
    "sexagesimal": "1:30",
    "date": "2040-01-01",
    "empty list": "[]",
    "list of nothing": "[~]",
    "list of a number": "[1]",
    "list of a year": "[2040]",
    "list of a year twice": "[2040, 2040]",
    "list of a word": "[zzz]",
    "list of a word twice": "[zzz, zzz]",
    "list of lists": "[[a, b]]",
    "list of overlapping lists": "[[a, b], [b, c]]",
    "list of mappings": "[{a: 1}]",
    "list of an infinity": "[.inf]",
    "empty mapping": "{}",
    "mapping": "{zzz: 1}",
    "mapping of an infinity": "{zzz: .inf}",
    "mapping of a truth": "{zzz: true}",
    "mapping of a list": "{zzz: [1]}",
    "mapping of nothing": "{zzz: ~}",
    "mapping of a year": "{2040: 1}",
    "mapping of a negative": "{2040: -1}",
    "mapping with a path": "{../../x: {}}",
    "mapping with a name": "{zzz: {}}",
    "path": "../../x",
    "pattern": "'{x}*'",
    "long": "x" * 3000,
    "tag": "!!python/name:os.system",
    "alias": "*nowhere",
    "markup": "'<script>alert(1)</script>'",
    "template": "https://a/{z}/{x}/{y}",
}


def number(low: float, high: float, open_low: bool = False) -> Accepts:
    """Accept finite numbers of a range."""

    def accepts(value: Any) -> bool:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        is_finite = is_number and (isinstance(value, int) or math.isfinite(value))
        return is_finite and (low < value if open_low else low <= value) and value <= high

    return accepts


def whole(low: int, high: int) -> Accepts:
    """Accept whole numbers of a range, written without a point."""
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def word(*words: Any) -> Accepts:
    """Accept some words."""
    return lambda value: any(value == one and type(value) is type(one) for one in words)


def many(accepts: Accepts, least: int = 0) -> Accepts:
    """Accept lists in which nothing occurs twice."""

    def fits(value: Any) -> bool:
        return (
            isinstance(value, list)
            and len(value) >= least
            and all(map(accepts, value))
            and len(set(value)) == len(value)
        )

    return fits


def keyed(keys: Accepts, accepts: Accepts) -> Accepts:
    """Accept mappings."""
    return lambda value: isinstance(value, dict) and all(keys(one) and accepts(two) for one, two in value.items())


def band(value: Any) -> bool:
    """Accept two factors, the lowest first."""
    factor = number(0, 10, open_low=True)
    return isinstance(value, list) and len(value) == 2 and all(map(factor, value)) and value[0] <= value[1]


def maybe(accepts: Accepts) -> Accepts:
    """Accept nothing, too."""
    return lambda value: value is None or accepts(value)


def blocks(value: Any) -> bool:
    """Accept lists of two to seven works, each work once."""
    works = [work for block in value for work in block] if isinstance(value, list) and all(map(texts, value)) else None
    return works is not None and len(set(works)) == len(works) and all(2 <= len(block) <= 7 for block in value)


def file(value: Any) -> bool:
    """Accept paths without patterns."""
    return text(value) and bool(value.strip()) and not set(value) & set("{}*?\n\r\0")


def text(value: Any) -> bool:
    """Accept texts."""
    return isinstance(value, str)


texts = many(text)
truth: Accepts = lambda value: isinstance(value, bool)  # noqa: E731
scalar: Accepts = lambda value: text(value) or truth(value) or number(-math.inf, math.inf)(value)  # noqa: E731
nothing_inside: Accepts = lambda value: value == {}  # noqa: E731
year = whole(2023, 2060)
year_key: Accepts = lambda value: year(value) or (text(value) and value.isdecimal() and year(int(value)))  # noqa: E731
years = many(year)
profiles = word(
    "flat", "onwind", "offwind", "solar", "space_heat", "load_residential", "load_services", "load_industry"
)
clustered = word(
    "onwind", "offwind", "solar", "space_heat", "load_residential", "load_services", "load_industry", "temperature",
    "residual",
)  # fmt: skip
#: New closures beside those of the defaults.
closures = keyed(lambda name: name == "zzz", nothing_inside)

#: What each key takes; keys of sections take a mapping without keys.
ACCEPTS: dict[str, Accepts] = {
    "description": lambda value: text(value) and len(value) <= 500,
    "years": many(year, 1),
    "weather": nothing_inside,
    "weather.region": whole(1, 15),
    "weather.file": maybe(file),
    "weather.design_week": nothing_inside,
    "weather.design_week.coldest_day_degc": number(-30, 15),
    "weather.design_week.wind_factor": number(0, 1.5),
    "weather.design_week.sun_factor": number(0, 1.5),
    "weather.design_week.overcast": truth,
    "time": nothing_inside,
    "time.mode": word("typical_days", "chronological_segments", "regular"),
    "time.days": whole(1, 365),
    "time.segments": whole(1, 24),
    "time.hours": word(1, 2, 3, 4, 6, 8, 12, 24),  # true is no 1
    "time.extremes": truth,
    "time.design_week_days_per_year": number(0, 364.999),
    "time.column_weights": keyed(clustered, number(0, 1000)),
    "time.residual_gw": keyed(profiles, number(-1000, 1000)),
    "co2": nothing_inside,
    "co2.closure": word("price"),
    "co2.price": word("ets", "societal"),
    "co2.price_factor": number(0, 10),
    "co2.cap_mt": nothing_inside,
    "demand": nothing_inside,
    "demand.activity": keyed(text, number(0, 100)),
    "demand.efficiency": keyed(text, number(0, 100)),
    "network": nothing_inside,
    "network.clusters": maybe(many(text, 1)),
    "network.investment": truth,
    "network.exclude": texts,
    "network.pin": keyed(text, number(0, 1e6)),
    "network.discount_rate": number(0, 0.3),
    "network.transport_cost": number(0, 10, open_low=True),
    "network.design_week_import": number(0, 1),
    "network.grid_tariffs": truth,
    "network.voll": number(0, 1e5, open_low=True),
    "works": nothing_inside,
    "works.on": keyed(text, truth),
    "works.year_in_service": keyed(text, year),
    "policy": nothing_inside,
    "policy.on": keyed(text, truth),
    "policy.low_carbon_counts": truth,
    "projects": nothing_inside,
    "projects.mode": keyed(text, word("free", "pinned", "cancelled")),
    "changes": lambda value: value == [],
    "changes.0.table": text,
    "changes.0.where": keyed(text, scalar),
    "changes.0.column": text,
    "changes.0.factor": maybe(number(-1000, 1000)),
    "changes.0.value": maybe(lambda value: text(value) or truth(value) or number(-1e9, 1e9)(value)),
    "changes.0.source": text,
    "solve": nothing_inside,
    "solve.name": word("highs"),
    "solve.method": word("auto", "ipx", "hipo", "simplex"),
    "solve.crossover": truth,
    "solve.threads": whole(1, 128),
    "solve.memory_mb": whole(500, 10_000_000),
    "solve.time_limit_s": number(0, 1e6, open_low=True),
    "rank": nothing_inside,
    "rank.closures": closures,
    "rank.closures.ets": nothing_inside,
    "rank.closures.ets.kind": word("price"),
    "rank.closures.ets.path": word("ets", "societal"),
    "rank.closures.ets.band": band,
    "rank.closures.ets.cap_mt": nothing_inside,
    "rank.closures.cap.cap_mt": keyed(year_key, number(0, 1000)),
    "rank.main": many(word("ets", "societal", "cap"), 1),
    "rank.years": many(lambda value: value in (2030, 2040, 2050)),
    "rank.players": word("works", "works and projects"),
    "rank.plants": word("anew", "standing"),
    "rank.pairs": whole(2, 10_000),
    "rank.minutes": number(0, 20_000, open_low=True),
    "rank.check_segments": maybe(whole(1, 24)),
    "rank.coarse_segments": maybe(whole(1, 24)),
    "rank.coarse_pairs": whole(2, 100_000),
    "rank.blocks": maybe(blocks),
    "rank.strongest": whole(2, 1000),
    "rank.chains": whole(1, 128),
    "rank.seed": whole(0, 1_000_000_000),
    "worlds.years": many(lambda value: value in (2030, 2040, 2050)),
    "worlds.closure": word("ets", "societal"),
    "worlds.minutes": number(0, 100_000, open_low=True),
    "worlds.least": whole(2, 4096),
    "worlds.walked": whole(1, 4096),
    "worlds.segments": whole(1, 24),
    "worlds.fine": whole(0, 4096),
    "worlds.pairs": whole(1, 1000),
    "worlds.slopes": truth,
    "worlds.seed": whole(0, 1_000_000_000),
    "geo": nothing_inside,
    "geo.file": maybe(file),
    "show": nothing_inside,
    "show.language": text,
    "atlas": nothing_inside,
    "atlas.background": maybe(lambda value: text(value) and value.startswith("https://") and "{y}" in value),
    "atlas.attribution": text,
    "zzz": lambda value: False,
    "network.zzz": lambda value: False,
    "rank.closures.ets.zzz": lambda value: False,
}
#: The rest of a change, whatever key of it is tried.
CHANGE = {"table": "prices", "where": "{item: coal}", "column": "price", "factor": "2"}


@dataclass(frozen=True)
class Case:
    """One way to be wrong, and what came of it: ``refused``, ``legal``, or why it is a failure."""

    where: str
    what: str
    outcome: str
    said: str = ""


class _TooLongError(Exception):
    """A case that does not come to its end."""


def _told(action: Callable[[], object]) -> tuple[str, str]:
    """Return what comes of reading something: taken, refused, traceback or hang, and what is said."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        action()
    except InputError as error:
        return "refused", str(error)
    except _TooLongError:
        return "hang", f"more than {SECONDS} s"
    except Exception:
        return "traceback", traceback.format_exc(limit=-3)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return "taken", ""


def _read(folder: Path, defaults: bytes, book: bytes) -> None:
    """Read defaults and a book, and write down what every scenario is, as a job would."""
    (folder / "config.yaml").write_bytes(defaults)
    (folder / "book.yaml").write_bytes(book)
    for name, config in read_scenarios(folder / "config.yaml", [folder / "book.yaml"]).items():
        record(config, name, 2040)
        json.dumps(config.model_dump(mode="json"), allow_nan=False)


def override(key: str, value: str) -> str:
    """Return a book with one override, in which a key has a value written as in YAML."""
    steps = key.split(".")
    rest = [
        (f"- {name}: " if number == 0 else f"  {name}: ", text) for number, (name, text) in enumerate(CHANGE.items())
    ]
    if steps[:1] == ["changes"] and len(steps) > 1:
        given = [] if steps[-1] in CHANGE else [(f"  {steps[-1]}: ", value)]
        lines = ["changes:", *(name + (value if steps[-1] in name else text) for name, text in [*rest, *given])]
    else:
        lines = [f"{'  ' * depth}{step}:" for depth, step in enumerate(steps)]
        lines[-1] += f" {value}"
    body = "".join(f"    {line}\n" for line in lines)
    return f"overrides:\n  one:\n{body}scenarios:\n  base: [one]\n"


def settings(keys: Sequence[str], folder: Path) -> Iterator[Case]:
    """Yield every key with every value."""
    defaults = (ROOT / "config/config.yaml").read_bytes()
    for key in keys:
        for name, value in VALUES.items():
            book = override(key, value).encode()
            outcome, said = _told(partial(_read, folder, defaults, book))
            try:
                wanted = ACCEPTS[key](_meant(value))
            except (yaml.YAMLError, ValueError):
                wanted = False
            if outcome in ("taken", "refused"):
                right = wanted == (outcome == "taken")
                outcome = {"taken": "legal", "refused": "refused"}[outcome] if right else f"{outcome} against the rule"
            if outcome == "refused" and len(said) > 1200:
                outcome = "a message too long to read"
            yield Case(key, f"{name}: {value[:40]}", outcome, said)


def _meant(value: str) -> Any:
    """Return what a text is in YAML 1.2, whose core has neither dates nor sexagesimal numbers."""
    plain = {"no": "no", "1:30": "1:30", "2040-01-01": "2040-01-01", "1_000": "1_000", "nan": "nan"}
    exponents = {"1e-320": 1e-320, "1e7": 1e7, "1e308": 1e308, "1e400": math.inf}
    return plain.get(value) or exponents.get(value) or yaml.safe_load(value)


def damaged(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """Return a file with one damage, and which."""
    lines = content.splitlines(keepends=True)
    at, row = chance.randrange(len(content)), chance.randrange(len(lines))
    odd = chance.choice(
        [b"\x00", b"\t", b"\xe9", b"\xff\xfe", b"\r", b"{", b"]", b":", b"- ", b"&a ", b"*a ", b"!", b"'", b'"']
    )
    pick = chance.choice(
        ["cut", "delete", "insert", "flip", "line twice", "line gone", "lines swapped", "indent", "encode"]
    )
    if pick == "cut":
        return f"{pick} at byte {at}", content[:at]
    if pick == "delete":
        return f"{pick} at byte {at}", content[:at] + content[at + chance.randint(1, 30) :]
    if pick == "insert":
        return f"{pick} {odd!r} at byte {at}", content[:at] + odd + content[at:]
    if pick == "flip":
        return f"{pick} at byte {at}", content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    if pick == "encode":
        word = chance.choice(["utf-16", "utf-16-le", "utf-8-sig", "cp1252", "latin-1", "utf-32"])
        return f"{pick} as {word}", content.decode().encode(word, "replace")
    return f"{pick} in row {row + 1}", b"".join(_rows(lines, row, pick, chance))


def _rows(lines: list[bytes], row: int, pick: str, chance: random.Random) -> list[bytes]:
    """Return lines of which one is damaged."""
    if pick == "line twice":
        return [*lines[: row + 1], *lines[row:]]
    if pick == "line gone":
        return lines[:row] + lines[row + 1 :]
    if pick == "indent":
        return [*lines[:row], b" " * chance.randint(1, 5) + lines[row], *lines[row + 1 :]]
    other = chance.randrange(len(lines))
    lines[row], lines[other] = lines[other], lines[row]
    return lines


def damages(count: int, chance: random.Random, folder: Path) -> Iterator[Case]:
    """Yield files of the configuration with random damages; every tenth time a weather file."""
    texts = {name: (ROOT / "config" / f"{name}.yaml").read_bytes() for name in ("config", "scenarios", "test")}
    weather = _weather()
    for number in range(count):
        name = "weather" if number % 10 == 0 else chance.choice(list(texts))
        what, content = damaged(weather if name == "weather" else texts[name], chance)
        if name == "weather":
            (folder / "own.csv").write_bytes(content)
            outcome, said = _told(partial(read_weather_file, folder / "own.csv"))
        elif name == "config":
            outcome, said = _told(partial(_read, folder, content, texts["scenarios"]))
        else:
            outcome, said = _told(partial(_read, folder, texts["config"], content))
        yield Case(f"{name}, damage {number}", what, "legal" if outcome == "taken" else outcome, said)


def _weather() -> bytes:
    """Return a weather file that is right."""
    hours = pd.date_range("2023-01-01", periods=8760, freq="h").strftime("%Y-%m-%dT%H:%MZ")
    factors = {"onwind_pu": 0.25, "offwind_pu": 0.4, "solar_pu": 0.1, "temperature_degc": 10.0}
    return bytes(pd.DataFrame({"time": hours, **factors}).to_csv(index=False).encode())


def failures(cases: Sequence[Case]) -> list[Case]:
    """Return what is neither refused nor legal."""
    return [case for case in cases if case.outcome not in ("refused", "legal")]


def main(argv: Sequence[str] | None = None) -> int:
    """Try everything; print and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", nargs="*", choices=list(ACCEPTS), default=list(ACCEPTS), metavar="KEY")
    parser.add_argument("--damage", type=int, default=2000, help="files that are damaged at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write counts and failures as JSON")
    args = parser.parse_args(argv)
    begun, chance = time.perf_counter(), random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        cases = [*settings(args.keys, Path(folder)), *damages(args.damage, chance, Path(folder))]
    bad = failures(cases)
    for case in bad:
        print(f"{case.outcome}: {case.where}: {case.what}\n{case.said}\n")
    kinds = Counter(f"{'damage' if ', damage' in case.where else 'value'}, {case.outcome}" for case in cases)
    seconds = round(time.perf_counter() - begun, 1)
    print(f"seed {args.seed}: {len(cases)} cases in {seconds} s: {dict(kinds)}")
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        told = {"seed": args.seed, "cases": len(cases), "seconds": seconds, "outcomes": dict(kinds)}
        args.out.write_text(json.dumps({**told, "failures": [asdict(case) for case in bad]}, indent=1) + "\n", "utf-8")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

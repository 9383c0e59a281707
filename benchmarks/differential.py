"""Whether the values of a ranking equal plain PyPSA, whatever is in a network.

    python benchmarks/differential.py --networks 5000 --seed 1 --jobs 2
    python benchmarks/differential.py --networks 50 --habit delay circle
    python benchmarks/differential.py --show 1234

Random small networks (`tests/model/networks.py`), one a seed: `werven.rank_works` refuses, stops, or is equal to brute
force in every coalition (`tests/model/brute.py`). Whatever else it does is printed with its seed and a script, made
smaller with ``--reduce``. The counts stand in ``benchmarks/results/differential_SEED_NETWORKS.json`` while it runs:
shares, reasons of refusal, and for every attribute how often it was compared and how often refused.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import Pool
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "model"))

import judging  # noqa: E402
import networks  # noqa: E402
from drawn import Drawn  # noqa: E402
from habits import HABITS, RARE  # noqa: E402

RESULTS = Path(__file__).parent / "results"
#: Networks that share a brute force.
TOGETHER = 40


@dataclass
class Tally:
    """What came of all networks."""

    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)
    compared_by: Counter[str] = field(default_factory=Counter)
    refused_by: Counter[str] = field(default_factory=Counter)
    faults: list[dict[str, object]] = field(default_factory=list)

    def add(self, seed: int, drawn: Drawn, verdict: judging.Verdict) -> None:
        """Count a network."""
        self.outcomes[verdict.outcome] += 1
        by = {"equal": self.compared_by, "refused": self.refused_by}.get(verdict.outcome, Counter())
        by.update(drawn.attributes())
        if verdict.outcome == "refused":
            self.refused.update(set(verdict.reasons))
        elif verdict.outcome == "stopped":
            self.stopped[verdict.told.strip(": ").split(":")[-1].strip()] += 1
        elif verdict.outcome != "equal":
            told = {"outcome": verdict.outcome, "told": verdict.told[-2000:], "coalition": sorted(verdict.coalition)}
            self.faults.append({"seed": seed, **told, "said": verdict.said, "true": verdict.true})


def work_on(seeds: Sequence[int], habits: Sequence[str]) -> list[tuple[int, judging.Verdict]]:
    """Return the verdicts on the networks of some seeds; rare collection of garbage saves a tenth of the time."""
    gc.set_threshold(200_000, 50, 50)
    with judging.silence():
        return list(zip(seeds, judging.judge_all([networks.drawn_by(seed, habits) for seed in seeds]), strict=True))


def run(seeds: Sequence[int], habits: Sequence[str], jobs: int, reduce: bool, kept: Path) -> Tally:
    """Judge the networks of all seeds; print what is at fault as it comes, and keep the counts."""
    tally, began = Tally(), time.monotonic()
    chunks = [seeds[start : start + TOGETHER] for start in range(0, len(seeds), TOGETHER)]
    with Pool(jobs, maxtasksperchild=5) as pool:
        for done in pool.imap_unordered(partial(work_on, habits=habits), chunks):
            for seed, verdict in done:
                drawn = networks.drawn_by(seed, habits)
                tally.add(seed, drawn, verdict)
                if verdict.outcome not in ("equal", "refused", "stopped"):
                    show(seed, drawn, verdict, reduce)
            count, seconds = sum(tally.outcomes.values()), time.monotonic() - began
            pace = seconds / count
            kept.write_text(json.dumps(summary(tally, seeds, seconds), indent=1) + "\n", encoding="utf-8")
            print(f"{count} networks, {pace:.2f} s each: {dict(tally.outcomes)}", flush=True)
    return tally


def show(seed: int, drawn: Drawn, verdict: judging.Verdict, reduce: bool) -> None:
    """Print a fault and a script that shows it."""
    if reduce:
        with judging.silence():
            drawn, verdict = judging.smaller(drawn, verdict)
    print(f"\n# seed {seed}: {verdict.outcome}\n{judging.script(drawn, verdict)}\n", flush=True)


def summary(tally: Tally, seeds: Sequence[int], seconds: float) -> dict[str, object]:
    """Return the counts as they are kept."""
    count = sum(tally.outcomes.values())
    return {
        "networks": count,
        "first_seed": seeds[0],
        "seconds": round(seconds, 1),
        "share": {outcome: round(number / count, 4) for outcome, number in tally.outcomes.most_common()},
        "refused": dict(tally.refused.most_common()),
        "stopped": dict(tally.stopped.most_common()),
        "attributes": {
            name: {"compared": tally.compared_by[name], "refused": tally.refused_by[name]}
            for name in sorted({*tally.compared_by, *tally.refused_by})
        },
        "faults": sorted(tally.faults, key=lambda fault: int(str(fault["seed"]))),
    }


def main(words: Iterable[str] | None = None) -> int:
    """Run the command line; the exit code says whether anything was at fault."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n")[0])
    parser.add_argument("--networks", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="of the first network; each has the next one")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--habit", nargs="*", default=[], choices=[*HABITS, *RARE, *networks.ASKED_FOR])
    parser.add_argument("--reduce", action="store_true", help="make what is at fault smaller before it is printed")
    parser.add_argument("--show", type=int, help="print the network of this seed and judge it")
    chosen = parser.parse_args(None if words is None else list(words))
    if chosen.show is not None:
        ((seed, verdict),) = work_on([chosen.show], chosen.habit)
        show(seed, networks.drawn_by(seed, chosen.habit), verdict, chosen.reduce)
        return int(verdict.is_fault)
    seeds = range(chosen.seed, chosen.seed + chosen.networks)
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"differential_{chosen.seed}_{chosen.networks}.json"
    tally = run(seeds, chosen.habit, chosen.jobs, chosen.reduce, kept)
    found = json.loads(kept.read_text(encoding="utf-8"))
    print(json.dumps({key: found[key] for key in ("networks", "first_seed", "seconds", "share", "refused", "stopped")}))
    print(f"{kept}; again: --networks {chosen.networks} --seed {chosen.seed}")
    return int(any(judging.Verdict(str(fault["outcome"])).is_fault for fault in tally.faults))


if __name__ == "__main__":
    raise SystemExit(main())

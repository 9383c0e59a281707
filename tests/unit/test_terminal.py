"""What a run says on the terminal of what Snakemake tells, and that nothing of an error is lost."""

from __future__ import annotations

import io
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from snakemake.logging import DefaultFilter, DefaultFormatter
from snakemake.settings.enums import Quietness
from snakemake_interface_logger_plugins.common import LogEvent

from werven.logs import job
from werven.terminal import CLEAR, SNAKEMAKE, Lines, take_over


class Screen(io.StringIO):
    """What somebody sees, as a terminal or as a file."""

    def __init__(self, *, is_terminal: bool = False) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal

    def lines(self) -> list[str]:
        """Return the lines without the time of day."""
        return [re.sub(r"^\d\d:\d\d:\d\d ", "", line) for line in self.getvalue().splitlines()]


def logger_of(screen: Screen, quiet: set[Quietness]) -> logging.Logger:
    """Return a logger as Snakemake makes it, taken over."""
    logger = logging.Logger("snakemake of a test")
    handler = logging.StreamHandler(screen)
    handler.name = SNAKEMAKE
    handler.setFormatter(DefaultFormatter(quiet, show_failed_logs=True))
    handler.addFilter(DefaultFilter(quiet, debug_dag=False, verbose=False, dryrun=False, printshellcmds=False))
    logger.addHandler(handler)
    take_over(logger)
    return logger


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def logger(screen: Screen) -> Iterator[logging.Logger]:
    return logger_of(screen, set())


def starts(logger: logging.Logger, number: int, rule: str, output: list[str], **wildcards: str) -> None:
    """Tell of a job that starts."""
    told: dict[str, Any] = {"jobid": number, "rule_name": rule, "wildcards": wildcards, "output": output}
    logger.info("Rule", extra={"event": LogEvent.JOB_INFO, **told})


def ends(logger: logging.Logger, number: int, done: int, total: int) -> None:
    """Tell of a job that is done."""
    logger.info("Finished jobid", extra={"event": LogEvent.JOB_FINISHED, "job_id": number})
    logger.info("", extra={"event": LogEvent.PROGRESS, "done": done, "total": total})


def test_a_job_is_one_line_when_it_starts_and_one_when_it_is_done(logger: logging.Logger, screen: Screen) -> None:
    logger.info("Job stats:", extra={"event": LogEvent.RUN_INFO, "stats": {"network": 1, "all": 1, "total": 2}})
    starts(logger, 1, "network", ["resources/base/2030/network.nc"], scenario="base", year="2030")
    ends(logger, 1, 1, 2)
    starts(logger, 2, "all", [])
    ends(logger, 2, 2, 2)
    assert screen.lines() == [
        "2 jobs to do",
        "starts: network base 2030",
        "1 of 2 done: network base 2030 in 0 s",
        "2 of 2 done",
    ]


def test_results_are_named_as_soon_as_they_are_there(logger: logging.Logger, screen: Screen) -> None:
    maps = ["results/base/maps/users_2030.png", "results/base/maps/users_2030.svg"]
    starts(logger, 1, "figures_year", maps, scenario="base", year="2030")
    starts(logger, 2, "workbook", ["results/base/werven.xlsx"], scenario="base")
    ends(logger, 1, 1, 3)
    ends(logger, 2, 2, 3)
    assert screen.lines()[3] == "Maps of 2030: results/base/maps"
    assert screen.lines()[5] == "Workbook: results/base/werven.xlsx"


def test_chatter_is_left_out_and_what_else_is_told_stays(logger: logging.Logger, screen: Screen) -> None:
    for text in ("Building DAG of jobs...", "Select jobs to execute...", "Conda environments: ignored"):
        logger.info(text)
    logger.info("Execute 2 jobs...", extra={"event": LogEvent.JOB_STARTED, "jobs": [1, 2]})
    logger.info("Provided cores: 2", extra={"event": LogEvent.RESOURCES_INFO, "cores": 2})
    logger.info("Complete log(s): some.log")
    logger.info("Nothing to be done (all requested files are present and up to date).")
    logger.warning("Something odd.")
    assert screen.lines() == ["Nothing to be done (all requested files are present and up to date).", "Something odd."]


def fails(logger: logging.Logger, log: str, **aux: str) -> None:
    """Tell of a job that fails."""
    told = {"jobid": 1, "rule_name": "rank", "input": [], "output": [], "log": [log], "aux": aux}
    rest = {"rule_msg": None, "conda_env": None, "container_img": None, "indent": False, "shellcmd": None}
    logger.error("Error in rule", extra={"event": LogEvent.JOB_ERROR, **told, **rest})


def test_a_job_that_fails_is_said_with_its_log_and_the_error_stays_whole(
    logger: logging.Logger, screen: Screen
) -> None:
    starts(logger, 1, "rank", ["r.csv"], scenario="base", year="2040", closure="ets")
    fails(logger, "logs/rank_ets.log")
    logger.error("died with\n<Signals.SIGKILL: 9>", extra={"event": LogEvent.ERROR, "exception": "RuleException"})
    logger.info("Complete log(s): some.log")
    assert screen.lines()[1:] == [
        "failed: rank base 2040 ets; log: logs/rank_ets.log",
        "died with",
        "<Signals.SIGKILL: 9>",
        "Complete log(s): some.log",
    ]


def test_the_log_of_a_job_on_another_machine_is_shown_as_snakemake_shows_it(
    logger: logging.Logger, screen: Screen, tmp_path: Path
) -> None:
    log = tmp_path / "rank.log"
    log.write_text("the cause\n", encoding="utf-8")
    fails(logger, str(log), external_jobid="1234")
    assert "the cause" in screen.getvalue()
    assert "external_jobid: 1234" in screen.getvalue()


def test_what_was_asked_to_be_quiet_stays_so(screen: Screen) -> None:
    logger = logger_of(screen, {Quietness.PROGRESS})
    starts(logger, 1, "network", ["n.nc"])
    ends(logger, 1, 1, 2)
    assert screen.lines() == ["starts: network"]


@pytest.mark.parametrize(("term", "clear"), [("xterm", CLEAR), ("dumb", "")])
def test_a_line_takes_the_place_of_a_bar_on_a_terminal(term: str, clear: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    for is_terminal in (True, False):
        screen = Screen(is_terminal=is_terminal)
        Lines(screen).emit(logging.makeLogRecord({"msg": "a line"}))
        assert screen.getvalue() == f"{clear if is_terminal else ''}a line\n"


def test_what_compiled_code_prints_goes_to_the_log_of_a_job(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with job(tmp_path / "job.log"):
        logging.getLogger("werven.test").info("begun")
        os.write(1, b"Running HiGHS\n")
        logging.getLogger("werven.test").info("solved")
    os.write(1, b"after\n")
    lines = (tmp_path / "job.log").read_text(encoding="utf-8").splitlines()
    assert [line.split()[-1] for line in lines] == ["begun", "HiGHS", "solved"]
    shown = capfd.readouterr()
    assert shown.out == "after\n"
    assert "werven.test" not in shown.err
    assert "begun" in shown.err

"""What a run says on the terminal: what starts, what is done, where results are, and every error.

Snakemake tells much more. Its complete log in `.snakemake/log` keeps all of it, and `--verbose`, `--printshellcmds` and
a dry run still show it.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

#: Name of the handler that Snakemake writes to the terminal with.
SNAKEMAKE = "DefaultStreamHandler"
#: Lines of Snakemake that say nothing about this run.
CHATTER = (
    "Assuming unrestricted shared filesystem usage",
    "Building DAG of jobs",
    "Using shell:",
    "Conda environments: ignored",
    "Select jobs to execute",
    "Elapsed time:",
)
LOG = "Complete log(s):"
#: Rules whose results are worth a line of their own, and what it calls them.
RESULTS = {
    "needs": "Needs",
    "figures_year": "Maps",
    "ranking": "Ranking",
    "figures_rank": "Figures of the ranking",
    "workbook": "Workbook",
    "report_html": "Report",
}
#: Back to the start of the line, and nothing on it: where a bar stood, a line can be written.
CLEAR = "\r\033[K"


class Lines(logging.StreamHandler[TextIO]):
    """Writes whole lines, also where the bar of another process stands on the terminal; an empty text is no line."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__(stream or sys.stderr)
        is_terminal = self.stream.isatty() and os.environ.get("TERM") != "dumb"
        self._clear = CLEAR if is_terminal else ""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line of a record."""
        try:
            text = self.format(record)
            if text:
                self.stream.write(f"{self._clear}{text}\n")
                self.flush()
        except Exception:
            self.handleError(record)


@dataclass(frozen=True)
class Job:
    """A job that was started: its rule, what its wildcards stand for, what it makes, and when it began."""

    rule: str
    wildcards: Mapping[str, str]
    output: tuple[str, ...]
    began: float

    def __str__(self) -> str:
        return " ".join([self.rule, *map(str, self.wildcards.values())])

    def result(self) -> str:
        """Say where the result lies, nothing where no line is worth it."""
        if self.rule not in RESULTS:
            return ""
        year = f" of {self.wildcards['year']}" if "year" in self.wildcards else ""
        place = self.output[0] if len(self.output) == 1 else Path(os.path.commonpath(self.output)).as_posix()
        return f"{RESULTS[self.rule]}{year}: {place}"


class OfRun(logging.Formatter):
    """Puts what Snakemake tells of its jobs in one line each; warnings and errors stay as they are.

    Parameters
    ----------
    own : logging.Formatter
        Snakemake's own, for jobs on other machines: what those say is in their logs only.
    """

    def __init__(self, own: logging.Formatter) -> None:
        super().__init__()
        self._own = own
        self._jobs: dict[int, Job] = {}
        self._finished: list[int] = []
        self._has_failed = False

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, nothing for what is not worth one."""
        event = getattr(getattr(record, "event", None), "value", "")
        if told := getattr(self, f"_{event}", None) if event else None:
            return str(told(record.__dict__))
        if record.levelno > logging.INFO:
            self._has_failed |= record.levelno >= logging.ERROR
            return record.getMessage()
        return "" if event else self._words(record.getMessage())

    def _words(self, text: str) -> str:
        """Return what is told without an event, unless it says nothing; where all is kept, after an error only."""
        if text.startswith(CHATTER) or (text.startswith(LOG) and not self._has_failed):
            return ""
        return text.strip()

    def _run_info(self, told: Mapping[str, Any]) -> str:
        count = told["stats"]["total"]
        return f"{_now()} {count} job{'' if count == 1 else 's'} to do"

    def _job_info(self, told: Mapping[str, Any]) -> str:
        job = Job(told["rule_name"], told["wildcards"], tuple(told["output"]), time.monotonic())
        self._jobs[told["jobid"]] = job
        return f"{_now()} starts: {job}" if job.output else ""

    def _job_finished(self, told: Mapping[str, Any]) -> str:
        self._finished.append(told["job_id"])
        return ""

    def _progress(self, told: Mapping[str, Any]) -> str:
        jobs = [self._jobs[number] for number in self._finished if number in self._jobs]
        self._finished.clear()
        made = ", ".join(f"{job} in {_span(time.monotonic() - job.began)}" for job in jobs if job.output)
        first = f"{_now()} {told['done']} of {told['total']} done" + (f": {made}" if made else "")
        return "\n".join([first, *filter(None, (job.result() for job in jobs))])

    def _job_error(self, told: Mapping[str, Any]) -> str:
        self._has_failed = True
        if told["aux"]:
            return self._own.format(logging.makeLogRecord(dict(told)))
        logs = f"; log: {', '.join(told['log'])}" if told["log"] else ""
        return f"{_now()} failed: {self._jobs.get(told['jobid'], told['rule_name'])}{logs}"


def take_over(logger: logging.Logger) -> None:
    """Let a logger of Snakemake say on the terminal what `OfRun` says; what was asked to be quiet stays so."""
    for old in list(logger.handlers):
        if old.name == SNAKEMAKE and isinstance(old, logging.StreamHandler):
            new = Lines(old.stream)
            new.name = SNAKEMAKE
            new.setFormatter(OfRun(old.formatter or logging.Formatter()))
            for each in old.filters:
                new.addFilter(each)
            logger.removeHandler(old)
            logger.addHandler(new)


def _now() -> str:
    return time.strftime("%H:%M:%S")


def _span(seconds: float) -> str:
    """Say how long something took.

    Examples
    --------
    >>> _span(41.6), _span(1330.0)
    ('42 s', '22 min')
    """
    return f"{seconds:.0f} s" if seconds < 120.0 else f"{seconds / 60.0:.0f} min"

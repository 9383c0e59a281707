"""The report on paper: a browser at hand prints the HTML to a PDF."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from werven.errors import BuildError

#: Names under which Chromium and its kin are installed.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
#: Environment variable: path of a browser, or "none" for no PDF.
CHOICE = "WERVEN_BROWSER"
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
)
_SECONDS = 180
_LOG = logging.getLogger(__name__)


def find_browser(environment: Mapping[str, str] | None = None) -> str | None:
    """Return the path of a browser that prints to PDF; None where there is none.

    Parameters
    ----------
    environment : mapping, optional
        Environment variables; those of the process by default. `CHOICE` names a browser, or "none".
    """
    known = os.environ if environment is None else environment
    chosen = known.get(CHOICE, "")
    if chosen:
        return None if chosen == "none" else shutil.which(chosen)
    found = (shutil.which(name, path=known.get("PATH")) for name in BROWSERS)
    return next((path for path in (*found, *filter(os.path.exists, _PLACES)) if path), None)


def needed_browser() -> str:
    """Return the path of a browser.

    Raises
    ------
    BuildError
        There is none.
    """
    browser = find_browser()
    if browser is None:
        raise BuildError(f"no browser to print a PDF: install one of {', '.join(BROWSERS)}, or name one in {CHOICE}")
    return browser


def tell_browser() -> None:
    """Log that no PDF will be made, where there is no browser to print it."""
    if find_browser() is None:
        _LOG.info("no Chromium or Chrome at hand: no report.pdf; print report.html from a browser instead")


def print_pdf(page: Path, path: Path, browser: str) -> Path:
    """Print an HTML file to PDF.

    Parameters
    ----------
    page : Path
        The HTML file.
    path : Path
        The PDF, which appears only when it is whole.
    browser : str
        From `find_browser`.

    Returns
    -------
    Path
        The PDF.

    Raises
    ------
    BuildError
        The browser did not print; says what it said, and how to do without.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        part = Path(folder) / "report.pdf"
        command = [browser, *_OPTIONS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={part}"]
        said = _run([*command, page.resolve().as_uri()])
        if not part.exists() or not part.read_bytes().startswith(b"%PDF"):
            way = f"set {CHOICE} to another browser, or to none to do without a PDF"
            raise BuildError(f"{browser} printed no PDF of {page} ({said or 'no message'}); {way}")
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(part, path)
    return path


def _run(command: list[str]) -> str:
    """Run a command and return the last line it said, or why it did not run."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "".join((run.stderr or run.stdout).strip().splitlines()[-1:])

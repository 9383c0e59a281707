"""The report of the small case as it is built: its parts, its age, and on paper where a browser is at hand."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import snakemake

from werven.report.pages import html
from werven.report.pdf import find_browser, print_pdf
from werven.report.teller import Teller
from werven.solved.scenario import read_solved


class Outline(HTMLParser):
    """Headings and alternative texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.alts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.alts.append(dict(attrs).get("alt") or "")


@pytest.mark.workflow
def test_the_report_of_the_small_case_is_one_file_with_figures_and_headings_in_order(solved: Path) -> None:
    page = (solved / "results/test/report.html").read_text(encoding="utf-8")
    found = Outline(page)
    assert found.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(found.headings, found.headings[1:], strict=False))
    assert len(found.alts) >= 5
    assert all(len(alt) > 20 for alt in found.alts)
    assert not re.search(r'(src|href)="(?!data:)', page)
    assert "gemiddeld over CO2-prijzen van 91 tot 136 €/t" in page
    assert "alle coalities" in page


@pytest.mark.workflow
@pytest.mark.parametrize("language", ["nl", "en"])
def test_both_languages_tell_the_small_case(solved: Path, language: str) -> None:
    own = read_solved("test", solved / "results", solved / "resources")
    page = html(Teller(own, language), solved / "results/test/maps")
    assert ("Antwerp@C" in page) and ("nan" not in re.sub(r"base64,\S+|[a-z]*nan[a-z]+|[a-z]+nan", "", page))


@pytest.mark.workflow
def test_another_ranking_that_is_there_is_told_and_a_second_run_has_nothing_to_do(solved: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(solved, tmp_path / "copy"))
    target = "results/test/report.html"
    assert "Nothing to be done" in snakemake(folder, target, "-n").stdout
    closures = folder / "results/test/2030/closures"
    shutil.copytree(closures / "ets", closures / "cap")
    run = snakemake(folder, target, "--cores", "1")
    assert run.returncode == 0, run.stderr
    assert "Wat de andere rangschikkingen zeggen" in (folder / target).read_text(encoding="utf-8")
    assert "Nothing to be done" in snakemake(folder, target, "-n").stdout


@pytest.mark.workflow
def test_a_browser_at_hand_prints_the_report(solved: Path, tmp_path: Path) -> None:
    browser = find_browser()
    if browser is None:
        pytest.skip("no browser")
    path = print_pdf(solved / "results/test/report.html", tmp_path / "report.pdf", browser)
    assert path.read_bytes().startswith(b"%PDF")

"""The page itself: one file that holds results, words, style, code and the library that draws the charts."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import logging
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2

from werven.atlas.content import build
from werven.config.settings import AtlasSettings, Config
from werven.data.polygons import read_outline
from werven.solved.scenario import find_solved
from werven.words.tables import check_language, languages, words

log = logging.getLogger(__name__)

SCRIPTS = (
    "data",
    "state",
    "dom",
    "works",
    "coalitions",
    "layers",
    "background",
    "map",
    "sequence",
    "worlds",
    "orders",
    "robust",
    "drivers",
    "ranking",
    "work",
    "whatif",
    "timeline",
    "needs",
    "inputs",
    "remarks",
    "main",
)
"""Files of ``js/``, in the order in which they are read."""
#: Words of the figures of worlds that the page says too.
SHARED = (
    "pays_note",
    "step_beside",
    "no_spread",
    "key_spread",
    "key_mean",
    "key_central",
    "column_mean",
    "column_pays",
    "column_decides",
)
_OWN = files("werven.atlas")
_ZIP_DATE = (2020, 1, 1, 0, 0, 0)


def as_json(content: Any) -> str:
    """Return JSON that may stand in a script element: nothing in it can end the element or start a comment."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def plotly() -> str:
    """Return the library that draws the charts, as the Python package of plotly carries it."""
    code = files("plotly").joinpath("package_data/plotly.min.js").read_text(encoding="utf-8")
    return code.replace("</script", "<\\/script")


def own_code() -> str:
    """Return the page's own code, all files in one."""
    parts = [_OWN.joinpath(f"js/{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    return "\n".join(parts).replace("</script", "<\\/script")


def tiles(settings: AtlasSettings) -> dict[str, Any] | None:
    """Return where the background map comes from, or None; the grid is that of GISCO for EPSG:3035 [km, m]."""
    if settings.background is None:
        return None
    grid = {"west": 0.0, "north": 6000.0, "metres_per_pixel": 156543.03392804097}
    return {"url": settings.background, "attribution": settings.attribution, **grid}


def policy(scripts: list[str], background: str | None) -> str:
    """Return what the browser may do: run these scripts, and fetch nothing but tiles of the background map."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
    host = f" https://{urlsplit(background).netloc}" if background else ""
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:{host}; "
        "base-uri 'none'; form-action 'none'"
    )


def page_words() -> dict[str, Mapping[str, str]]:
    """Return the words of the page: its own, those of what sizing and ranking say differently, and of verdicts."""
    heads, ranking = words("headings").texts.items(), words("ranking").texts.items()
    doubts = {key: texts for key, texts in heads if "doubt" in key or key.startswith("cause_")}
    verdicts = {key: texts for key, texts in ranking if "verdict_" in key or key in SHARED}
    return doubts | verdicts | dict(words("atlas").texts)


def render(content: Mapping[str, Any], language: str) -> str:
    """Return the page.

    Parameters
    ----------
    content : mapping
        From `werven.atlas.content.build`, with ``background`` from `tiles`.
    language : str
        What the page starts in.

    Raises
    ------
    InputError
        There are no words for the language.
    """
    check_language(language)
    own = words("atlas")
    spoken = json.dumps(languages())
    start = f"werven.languages = {spoken}; werven.state.lang = {json.dumps(language)}; werven.start();"
    scripts = [plotly(), own_code(), start]
    background = content.get("background")
    template = jinja2.Template(_OWN.joinpath("page.html.j2").read_text(encoding="utf-8"))
    page: str = template.render(
        language=language,
        policy=html.escape(policy(scripts, background["url"] if background else None), quote=True),
        version=html.escape(str(content["release"]["version"])),
        style=_OWN.joinpath("style.css").read_text(encoding="utf-8"),
        content=as_json(content),
        words=as_json({key: list(texts.values()) for key, texts in page_words().items()}),
        needed=" ".join(own.each("needs_javascript")),
        scripts=scripts,
    )
    return page


def make(
    results: Path, resources: Path, outline: Path, path: Path, *, config: Config, polygons: Path | None = None
) -> None:
    """Write the page over everything that has been solved.

    Parameters
    ----------
    results, resources : Path
        Folders of a run.
    outline : Path
        Table of the outline of Flanders.
    path : Path
        The page; its ``.zip`` is written beside it.
    config : Config
        Sections ``show`` (the language the page starts in) and ``atlas``.
    polygons : Path, optional
        A user's own regions and provinces.

    Raises
    ------
    InputError
        Nothing is solved, or what is solved cannot be read.
    """
    found = find_solved(results, resources)
    for solved in found:
        if solved.missing:
            log.warning("%s: not solved, or only in part: %s", solved.scenario, ", ".join(map(str, solved.missing)))
    newest = max(file.stat().st_mtime for file in results.glob("*/[0-9]*/*.csv"))
    date = datetime.fromtimestamp(newest, UTC).date().isoformat()
    content = build(found, read_outline(outline, polygons), date)
    write(render({**content, "background": tiles(config.atlas)}, config.show.language), path)
    log.info("atlas of %s: %.1f MB", ", ".join(solved.scenario for solved in found), path.stat().st_size / 1e6)


def write(page: str, path: Path) -> None:
    """Write the page, and beside it a ``.zip`` of it for mail that takes no HTML.

    Parameters
    ----------
    page : str
        From `render`.
    path : Path
        Ends in ``.html``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    with zipfile.ZipFile(path.with_suffix(".zip"), "w") as archive:
        member = zipfile.ZipInfo(path.name, _ZIP_DATE)
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, page.encode())

"""The page asks for columns of result tables by name: each must be told in the `results.csv` of a room."""

from __future__ import annotations

import re
from importlib.resources import files

from werven.data.results import RESULTS
from werven.data.schemas import TABLES
from werven.words.tables import words

CODE = "\n".join(file.read_text("utf-8") for file in files("werven.atlas").joinpath("js").iterdir())
UNITS = re.compile(r"\b[a-z]\w*_(?:kt|meur|per_year|per_t|utilisation)\b")
"""Names that end in a unit, as columns of results do."""


def test_every_column_with_a_unit_that_the_page_asks_for_is_told() -> None:
    known = {name for table in (*RESULTS.values(), *TABLES.values()) for name in table.columns}
    asked = {found.group() for found in UNITS.finditer(CODE)}
    assert {"shapley_kt", "eur_per_t", "flow_back_per_year"} <= asked
    assert asked - known - set(words("atlas").texts) == set()

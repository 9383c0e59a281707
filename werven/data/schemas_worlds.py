"""What the table of everything that is uncertain holds."""

from __future__ import annotations

from werven.data.column_kinds import identity, number, table, text
from werven.data.tables import Table
from werven.data.uncertain import DISTRIBUTIONS, HOW

WORLDS: list[Table] = [
    table(
        "uncertainty",
        "worlds",
        "What is uncertain: which cells of other tables worlds draw, and between which ends.",
        {
            "input": identity(),
            "table": text("Table that it changes; empty for a choice", empty=True),
            "where": text("Rows that it changes: column=value, several joined by ;; empty for a choice", empty=True),
            "column": text("Column that it changes; empty for a choice", empty=True),
            "how": text(
                "Cells are multiplied (factor), replaced (value), drawn between the ends that stand beside them in "
                "their own table (range), or an override of config/scenarios.yaml holds or not (choice)",
                allowed=HOW,
            ),
            "low": number("Low end; empty for range and choice", "p.u. or as the column", None, empty=True),
            "central": number(
                "Value of the base case: 1 for a factor; empty for range and choice",
                "p.u. or as the column",
                None,
                empty=True,
            ),
            "high": number("High end; empty for range and choice", "p.u. or as the column", None, empty=True),
            "options": text(
                "Options of a choice with their probabilities, the base case first: base 0.7; cracker_stays 0.3",
                empty=True,
            ),
            "distribution": text(
                "Distribution between the ends; empty for a choice", allowed=DISTRIBUTIONS, empty=True
            ),
            "moves_with": text(
                "Input whose draw it shares: both rise together; empty: it is drawn on its own",
                refers=("uncertainty", "input"),
                empty=True,
            ),
            "name_nl": text("Dutch name"),
            "name_en": text("English name"),
        },
        ("input",),
        least=300,
    ),
]

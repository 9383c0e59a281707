"""Sankey diagrams of the page: nodes with their labels and places, links with their colours."""

from __future__ import annotations

from typing import Any

import pandas as pd

from werven.atlas.compact import number
from werven.figures.sankey import layout, node_label, visible
from werven.figures.sankey_links import node_color
from werven.solved.scenario import Solved
from werven.words.tables import languages


def diagram(links: pd.DataFrame, solved: Solved) -> dict[str, Any]:
    """Return a diagram.

    Parameters
    ----------
    links : DataFrame
        `source, target, value, unit, color`, from `werven.figures.sankey_links`.
    solved : Solved
        Gives labels and colours.

    Returns
    -------
    dict
        ``unit``; ``nodes``: ``[id, one name a language, colour, x, y]``, places 0 to 1 from the upper left corner;
        ``links``: ``[source, target, value, colour]``, source and target are places in ``nodes``.
    """
    if links.empty:
        return {"unit": "", "nodes": [], "links": []}
    seen = visible(links)
    plan = layout(seen)
    last = max(max(box.column for box in plan.boxes), 1)
    boxes = [box for box in plan.boxes if box.name]
    places = {box.name: place for place, box in enumerate(boxes)}
    names = {language: solved.names(language) for language in languages()}
    nodes = [
        [
            box.name,
            *(node_label(box.name, names[language], solved.context(language)) for language in languages()),
            node_color(box.name, names["en"]),
            round(box.column / last, 4),
            round(1 - (box.y + box.size / 2) / plan.height, 4),
        ]
        for box in boxes
    ]
    rows = zip(seen["source"], seen["target"], seen["value"], seen["color"], strict=True)
    drawn = [[places[source], places[target], number(value), color] for source, target, value, color in rows]
    return {"unit": str(seen["unit"].iloc[0]), "nodes": nodes, "links": drawn}

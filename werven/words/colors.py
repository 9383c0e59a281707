"""Colours of sectors, and of ids without one."""

from __future__ import annotations

import zlib

# Sectors: after the palettes of Okabe and Ito and of Tol, which people with colour blindness tell apart. One that is
# called like a carrier, such as hydrogen, has the colour of the carrier.
SECTOR_COLORS = {
    "steel": "#44546a",
    "refining": "#8c510a",
    "olefins": "#cc79a7",
    "chemicals": "#0072b2",
    "food_paper": "#009e73",
    "other_industry": "#94c9a9",
    "heat": "#d55e00",
    "power": "#f0c419",
    "waste": "#6b6b1f",
    "buildings": "#e69f00",
    "transport": "#332288",
    "data_centres": "#88ccee",
    "capture": "#4d4d4d",
    "other": "#bdbdbd",
}
_NEUTRALS = ("#8f969c", "#a59d8f", "#93a09a", "#a3939b", "#b0aaa0", "#8d99a8", "#a8a893", "#9b8f88")


def neutral_color(name: str) -> str:
    """Return a muted colour for an id without one: the same id always gets the same colour."""
    return _NEUTRALS[zlib.crc32(name.encode()) % len(_NEUTRALS)]

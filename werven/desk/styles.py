"""How QGIS draws the layers: coloured by carrier, dashed too so that colours are not needed, sized by a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from werven.figures.style import BORDER, FLANDERS, INK
from werven.words.colors import SECTOR_COLORS
from werven.words.names import Names

DASHES = ("dash", "dash dot", "dot", "dash dot dot")
SOLID = "electricity"
"""The carrier that is drawn without a dash; the others take one of `DASHES` in turn."""
WIDTHS = (0.5, 4.0)
"""Thinnest and widest line [mm]."""
POINT = (2.0, 14.0)
"""Smallest and largest point [mm]."""
_SLD = "http://www.opengis.net/sld"
_OGC = "http://www.opengis.net/ogc"


@dataclass(frozen=True)
class Look:
    """How one class of a layer is drawn.

    Attributes
    ----------
    value : str
        Value of the column that makes the class.
    label : str
        In the legend.
    color : str
        ``#rrggbb``.
    dash : str
        ``solid`` or one of `DASHES`.
    largest : float
        Value that is drawn widest, in the unit of the class.
    """

    value: str
    label: str
    color: str
    dash: str
    largest: float = 1.0


def looks(largest: Mapping[str, float], names: Names) -> list[Look]:
    """Return how carriers are drawn: their colour of `carriers.csv`, and a dash that differs from the last ones.

    Parameters
    ----------
    largest : mapping of str to float
        Carriers, or families of works, and for each the value that is drawn widest.
    names : Names
        Labels and colours.
    """
    dashed = [name for name in sorted(largest) if name != SOLID]
    dashes = {name: DASHES[n % len(DASHES)] for n, name in enumerate(dashed)} | {SOLID: "solid"}
    return [
        Look(name, names.label(kind, name), names.color(kind, name), dashes[name], most)
        for name, most in sorted(largest.items())
        for kind in ["group" if name in names.groups and name not in names.labels["carrier"] else "carrier"]
    ]


def line_style(column: str, classes: Sequence[Look], size: str, apart: float = 0.0) -> str:
    """Return the QML of lines: a colour and a dash a class, as wide as a value.

    Parameters
    ----------
    column : str
        Column that makes the classes.
    classes : sequence of Look
        Its values.
    size : str
        Column whose size is the width; empty for one width.
    apart : float
        Distance between classes on the same line [mm].
    """
    root, renderer = _renderer("categorizedSymbol", attr=column)
    categories, symbols = Xml.SubElement(renderer, "categories"), Xml.SubElement(renderer, "symbols")
    for n, look in enumerate(classes):
        texts = {"value": look.value, "label": look.label, "symbol": str(n), "render": "true", "type": "string"}
        Xml.SubElement(categories, "category", texts)
        symbol = Xml.SubElement(symbols, "symbol", {"name": str(n), "type": "line", "alpha": "1"})
        layer = Xml.SubElement(symbol, "layer", {"class": "SimpleLine", "enabled": "1", "pass": "0", "locked": "0"})
        width = _scaled(size, look.largest, WIDTHS) if size else ""
        beside = {"offset": f"{n * apart:g}", "offset_unit": "MM"} if apart else {}
        plain = {"line_color": _rgba(look.color), "line_style": look.dash, "line_width": "0.8", "line_width_unit": "MM"}
        _options(layer, {**plain, **beside, "capstyle": "flat", "joinstyle": "round"}, {"outlineWidth": width})
    return _text(root)


def point_style(size: str, largest: float) -> str:
    """Return the QML of points: circles whose area is a value, with the name beside them."""
    root, renderer = _renderer("singleSymbol")
    symbols = Xml.SubElement(renderer, "symbols")
    symbol = Xml.SubElement(symbols, "symbol", {"name": "0", "type": "marker", "alpha": "0.85"})
    layer = Xml.SubElement(symbol, "layer", {"class": "SimpleMarker", "enabled": "1", "pass": "0", "locked": "0"})
    plain = {
        "name": "circle",
        "color": _rgba(SECTOR_COLORS["heat"]),
        "outline_color": _rgba(INK),
        "outline_width": "0.3",
    }
    size_text = _scaled(size, largest, POINT, power=0.5)
    _options(layer, {**plain, "size": "4", "size_unit": "MM", "outline_width_unit": "MM"}, {"size": size_text})
    return _text(root)


def ground_style() -> str:
    """Return the QML of the ground: Flanders and its provinces, pale with a thin edge."""
    root, renderer = _renderer("singleSymbol")
    symbols = Xml.SubElement(renderer, "symbols")
    symbol = Xml.SubElement(symbols, "symbol", {"name": "0", "type": "fill", "alpha": "1"})
    layer = Xml.SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "pass": "0", "locked": "0"})
    edge = {
        "outline_color": _rgba(BORDER),
        "outline_style": "solid",
        "outline_width": "0.3",
        "outline_width_unit": "MM",
    }
    _options(layer, {"color": _rgba(FLANDERS), "style": "solid", **edge}, {})
    return _text(root)


def line_sld(layer: str, column: str, classes: Sequence[Look]) -> str:
    """Return the SLD of lines for programs that do not read QML: a colour a class, one width."""
    Xml.register_namespace("sld", _SLD)
    Xml.register_namespace("ogc", _OGC)
    root = Xml.Element(f"{{{_SLD}}}StyledLayerDescriptor", {"version": "1.0.0"})
    named = Xml.SubElement(root, f"{{{_SLD}}}NamedLayer")
    Xml.SubElement(named, f"{{{_SLD}}}Name").text = layer
    style = Xml.SubElement(Xml.SubElement(named, f"{{{_SLD}}}UserStyle"), f"{{{_SLD}}}FeatureTypeStyle")
    for look in classes:
        rule = Xml.SubElement(style, f"{{{_SLD}}}Rule")
        Xml.SubElement(rule, f"{{{_SLD}}}Name").text = look.label
        same = Xml.SubElement(Xml.SubElement(rule, f"{{{_OGC}}}Filter"), f"{{{_OGC}}}PropertyIsEqualTo")
        Xml.SubElement(same, f"{{{_OGC}}}PropertyName").text = column
        Xml.SubElement(same, f"{{{_OGC}}}Literal").text = look.value
        stroke = Xml.SubElement(Xml.SubElement(rule, f"{{{_SLD}}}LineSymbolizer"), f"{{{_SLD}}}Stroke")
        for name, value in (("stroke", look.color), ("stroke-width", "2")):
            Xml.SubElement(stroke, f"{{{_SLD}}}CssParameter", {"name": name}).text = value
    return Xml.tostring(root, encoding="unicode")


def _renderer(kind: str, **more: str) -> tuple[Xml.Element, Xml.Element]:
    """Return the root of a QML and its renderer."""
    root = Xml.Element("qgis", {"version": "3.28.0", "styleCategories": "Symbology"})
    given = {"type": kind, "symbollevels": "0", "enableorderby": "0", "forceraster": "0", **more}
    return root, Xml.SubElement(root, "renderer-v2", given)


def _options(layer: Xml.Element, plain: Mapping[str, str], expressions: Mapping[str, str]) -> None:
    """Add the properties of a layer of a symbol, and those that an expression gives."""
    options = Xml.SubElement(layer, "Option", {"type": "Map"})
    for name, value in plain.items():
        Xml.SubElement(options, "Option", {"name": name, "value": value, "type": "QString"})
    defined = Xml.SubElement(Xml.SubElement(layer, "data_defined_properties"), "Option", {"type": "Map"})
    Xml.SubElement(defined, "Option", {"name": "name", "value": "", "type": "QString"})
    properties = Xml.SubElement(defined, "Option", {"name": "properties", "type": "Map"})
    for name, expression in expressions.items():
        if expression:
            one = Xml.SubElement(properties, "Option", {"name": name, "type": "Map"})
            Xml.SubElement(one, "Option", {"name": "active", "value": "true", "type": "bool"})
            Xml.SubElement(one, "Option", {"name": "expression", "value": expression, "type": "QString"})
            Xml.SubElement(one, "Option", {"name": "type", "value": "3", "type": "int"})
    Xml.SubElement(defined, "Option", {"name": "type", "value": "collection", "type": "QString"})


def _scaled(column: str, largest: float, between: tuple[float, float], power: float = 1.0) -> str:
    """Return the expression of a size: a column from nothing to its largest value, to a length in mm."""
    quoted = column.replace('"', '""')
    low, high = between
    size = f'abs(coalesce("{quoted}", 0))'
    return f"scale_exp({size}, 0, {max(largest, 1e-9):.6g}, {low:g}, {high:g}, {power:g})"


def _rgba(color: str) -> str:
    """Return a colour as QGIS writes it: ``r,g,b,255``."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},255"


def _text(root: Xml.Element) -> str:
    """Return a QML as text."""
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + Xml.tostring(root, encoding="unicode")

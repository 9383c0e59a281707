"""Which infrastructure works, where, when and how large, cut the CO2 of Flemish basic industry the most."""

__version__ = "0.1.0"

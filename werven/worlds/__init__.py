"""Worlds: draws of everything that is uncertain, each ranked by itself, and what they say together.

Takes the tables of a scenario, gives `worlds.csv`, `robust.csv` and `drivers.csv`. Imports `ranking`, `network`,
`weather`, `scenarios`, `data` and `config`.
"""

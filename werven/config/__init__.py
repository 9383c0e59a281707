"""The settings of a scenario, typed and strict: from defaults and named overrides to a `Config`.

Imports `reading`.
"""

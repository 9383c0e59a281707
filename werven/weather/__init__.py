"""Hours: weather, profiles and the time resolution of a year.

Takes hourly tables, gives profiles and snapshots. Imports `config` and `reading`.
"""

"""What a person types: tables, their descriptions and checks, and the numbers of a year that are read from them.

Takes CSV files, gives `Assumptions`. Imports `config` and `reading`.
"""

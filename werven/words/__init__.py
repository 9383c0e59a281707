"""Words of figures, report, files and page: one table with a column a language.

Imports `data`.
"""

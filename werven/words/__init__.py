"""Words of figures, report, files and page: tables with a column a language.

Imports `data`.
"""

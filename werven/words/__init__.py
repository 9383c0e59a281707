"""Dutch and English: the words of figures, report, files and page.

Imports `data`.
"""

"""Checks across rows and tables, before the first job: each gives faults.

Imports the tables beside it.
"""

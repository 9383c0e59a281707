"""What was solved, read from result tables and ready to be shown; draws nothing.

Imports `data` and `words`.
"""

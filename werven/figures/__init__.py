"""Maps and figures, drawn from result tables and never from networks.

Imports `solved` and `words`.
"""

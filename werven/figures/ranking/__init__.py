"""Figures of the ranking.

Imports `solved`, `words` and what all figures share.
"""

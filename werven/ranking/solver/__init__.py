"""From coalition to coalition: warm solves of one program, and a store of what was solved.

Imports `linear`.
"""

"""One linear program, that of one scenario and year.

Takes tables and profiles, gives a network, its optimum and its balances. Imports `data` and `weather`.
"""

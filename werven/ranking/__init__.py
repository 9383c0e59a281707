"""Many linear programs: what every work of a network is worth under stated closures.

Takes a network, gives the tables of a ranking. Imports `network` and `data`, and its own rooms.
"""

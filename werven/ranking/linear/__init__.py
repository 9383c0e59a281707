"""The network of all works as one linear program: what is taken and refused, its arrays, who can carry.

Knows no game.
"""

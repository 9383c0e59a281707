"""Values of coalitions and what is read from them.

Knows no linear program: imports words for everybody.
"""

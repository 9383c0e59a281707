"""Pages and pins that are written from the code, for developers.

Imports everything that it writes about.
"""

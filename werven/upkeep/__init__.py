"""Pages and pins that are written from the code or from the results of a run, for developers.

Imports everything that it writes about.
"""

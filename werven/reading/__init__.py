"""Files that people hand in, as text, cells or YAML: what is wrong with the form of one is a fault.

Imports words for everybody.
"""

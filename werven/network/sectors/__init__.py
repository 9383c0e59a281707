"""One module a sector: each notes its components of the network."""

"""One module a sector: each notes its parts of the network."""

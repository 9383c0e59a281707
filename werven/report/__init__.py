"""The printable report: a few pages of sentences, tables and figures, all of them written from the results."""

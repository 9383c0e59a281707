"""The atlas: one page over everything that has been solved, for people who will not run anything."""

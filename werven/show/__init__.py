"""What is shown: maps, figures, the atlas page; drawn from result tables, never from networks."""

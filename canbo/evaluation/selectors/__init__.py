"""Reading evaluations: one's own, those that one rates, those of the units where one runs or concludes them."""

"""Reading meetings and votes: those one takes part in, and those of the units where one runs them."""

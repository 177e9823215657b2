"""What a list of people means: its columns, its codes, its rows. Pure."""

"""The commands, one module each: `add_to(subparsers)` declares it, `run(arguments)` does it and gives the exit status."""

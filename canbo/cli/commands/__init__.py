"""The commands, one module each: `add_to(subparsers)` declares it, `run(arguments)` gives the exit status."""

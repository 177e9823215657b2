"""Who meets the standards of what: the search for candidates, its explanation, the card, the map, the comparison."""

"""The pure floor: dates, text, errors and access, without Django."""

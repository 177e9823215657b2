"""Writes of sign-in: attempts and lock-outs, sessions, second factors."""

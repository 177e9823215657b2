"""Forms of sign-in and of second factors."""

"""Trains the name tagger that the package ships; see README.md."""

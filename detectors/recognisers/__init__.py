"""Recognisers of UK identifiers: one module each, found by being here."""

"""Typed settings, and the rules a provider may edit: YAML and CSV, never code."""

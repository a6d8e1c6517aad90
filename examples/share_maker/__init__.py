"""Writes a fictional care home's file share, and beside it the truth about every document."""

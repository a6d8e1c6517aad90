"""Turns bytes into a `Document`: one module per family of formats, found by being here.

A module offers `MEDIA_TYPES` (the media types it reads) and `extract(blob, media_type, limits)`.
To add a format, add a module; nothing else needs editing.
"""

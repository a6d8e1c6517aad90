"""What to tell a person about formats that are not read yet: what it is, and what to do."""

from __future__ import annotations

_SAVE_AS = "open it in the program that made it and save it as"
_SENTENCES = {
    "application/vnd.duckdb": "DuckDB databases are not read yet; export its tables as CSV",
    "application/vnd.apple.iwork": f"Apple iWork documents are not read; {_SAVE_AS} PDF",
    "application/pkcs7-mime": "signed or encrypted mail is not opened; save it decrypted",
    "application/octet-stream": "binary data of no known kind; nothing in it was read",
}
_FAMILIES = {
    "audio": "sound recordings are not listened to; check by hand what was said",
    "video": "film is not watched; check by hand who is in it",
    "font": "a font file; nothing in it was read",
}


def sentence(media_type: str) -> str:
    """Say in a sentence why a file of this type was not read, and what to do about it."""
    family = media_type.partition("/")[0]
    return (
        _SENTENCES.get(media_type)
        or _FAMILIES.get(family)
        or f"files of type {media_type} are not read; nothing in it was examined"
    )

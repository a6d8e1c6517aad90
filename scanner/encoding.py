"""Says which encoding some bytes are text in, or that they are no text at all.

Deterministic, and biased towards what a British office has: UTF-8, UTF-16 and the Windows, DOS and
Mac code pages. Only what those cannot explain is put to charset-normalizer.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 64 * 1024
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\b\x1a\x1b")) + b"\x7f"
_MAX_CONTROLS = 0.02
_SINGLE_BYTE = ("cp1252", "cp850", "mac_roman")
_LATIN_1 = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"}
_ABROAD = (
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("koi8_r", "cp866", "gb18030", "big5", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1252"),
)
_EBCDIC = ("cp500", "cp037", "cp1140")
_PLAIN = re.compile(r"[\w\s.,;:!?'\"()/&@%£€+*=#-]")
_MARKS = frozenset("\u2018\u2019“”\u2013—…•°½¼¾²³©®™\u00d7·§«»¿¡±÷\u00b4`\u00a0\u00ad")


def detect(data: bytes) -> str | None:
    """Name the codec that reads `data`, or None when it is not text.

    Args:
        data: the start of a file; only the first 64 KiB are looked at, and a character that is
            cut off at the end does no harm.

    Returns:
        A Python codec name such as `utf-8`, `utf-16-le`, `cp1252`; None for binary data. Empty
        input is `utf-8`.
    """
    sample = data[:_SAMPLE]
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    if (wide := _wide(sample)) is not None:
        return wide
    if len(sample) and _share(sample, _CONTROLS) > _MAX_CONTROLS:
        return _ebcdic(sample)
    if _is_utf8(sample):
        return "utf-8"
    return _ebcdic(sample) or _code_page(sample)


def decode(data: bytes, encoding: str | None = None) -> str:
    """Decode `data`, replacing what does not fit; line ends become single newlines.

    Args:
        data: text in some encoding.
        encoding: codec name if known; otherwise it is detected, with cp1252 as the last resort.
    """
    text = data.decode(encoding or detect(data) or "cp1252", errors="replace")
    return _tidy(text)


def decode_as_claimed(data: bytes, claimed: str) -> str:
    """Decode by the encoding that a page or a sender claims; where that fails, by the bytes.

    Args:
        data: text in some encoding.
        claimed: what its author says, perhaps wrong or no encoding at all.
    """
    # Senders say Latin-1 and mean what Windows calls so; HTML 5 makes that a rule.
    name = "cp1252" if claimed.lower() in _LATIN_1 else claimed
    try:
        return _tidy(data.decode(name))
    except (LookupError, ValueError):  # ValueError holds UnicodeError, and names with a NUL
        return decode(data)


def is_known(name: str) -> bool:
    """Say whether Python has a codec of this name."""
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _share(sample: bytes, wanted: bytes) -> float:
    return 1 - len(sample.translate(None, wanted)) / len(sample)


def _wide(sample: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark by where its zero bytes lie."""
    size = len(sample) // 2
    if size < 2 or b"\0" not in sample:
        return None
    zeros = (sample[0 : size * 2 : 2].count(0) / size, sample[1 : size * 2 : 2].count(0) / size)
    for name, full, empty in (
        ("utf-16-le", zeros[0], zeros[1]),
        ("utf-16-be", zeros[1], zeros[0]),
    ):
        if empty > 0.6 and full < 0.02:
            text = sample[: size * 2].decode(name, errors="replace")
            controls = sum(ord(c) < 32 and c not in "\t\n\r\f\v" for c in text)
            if (controls + text.count("\ufffd")) / len(text) <= _MAX_CONTROLS:
                return name
    return None


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=len(sample) < _SAMPLE)
    except UnicodeDecodeError:
        return False
    return True


def _ebcdic(sample: bytes) -> str | None:
    """Recognise mainframe text: its space is 0x40, its letters have the high bit set."""
    if (
        not sample
        or sample.count(0x40) / len(sample) < 0.05
        or sample.count(0x20) > len(sample) // 50
    ):
        return None
    scores = {name: len(_PLAIN.findall(sample.decode(name))) / len(sample) for name in _EBCDIC}
    best = max(_EBCDIC, key=lambda name: scores[name])
    return best if scores[best] > 0.9 else None


def _code_page(sample: bytes) -> str | None:
    """Choose the single-byte code page in which every accented character is at home."""
    best, score = "cp1252", -1.0
    for name in _SINGLE_BYTE:
        at_home = _at_home(sample.decode(name, errors="replace"))
        if at_home > score + 0.05:
            best, score = name, at_home
    if score >= 0.7 and _share(sample, bytes(range(128, 256))) < 0.3:
        return best
    return _foreign(sample) or (best if _share(sample, bytes(range(128, 256))) < 0.3 else None)


def _at_home(text: str) -> float:
    """Give the share of non-ASCII characters that stand where a British text would have them."""
    good = total = 0
    for match in re.finditer(r"[^\x00-\x7f]", text):
        total += 1
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        good += _fits(match.group(), before, after)
    return good / total if total else 0.0


def _fits(character: str, before: str, after: str) -> bool:
    if character in "£€":
        return not after.isalpha() or after.islower()
    if character in _MARKS:
        return True
    if not character.isalpha() or character in "ªºƒˆ":
        return False
    if character.isupper() and before.islower():
        return False
    return before.isalpha() or after.isalpha()


def _foreign(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - rarely needed, slow to import

    cut = sample[: sample.rfind(b"\n") + 1] or sample
    best = from_bytes(cut[:8192], cp_isolation=list(_ABROAD)).best()
    return best.encoding if best is not None else None

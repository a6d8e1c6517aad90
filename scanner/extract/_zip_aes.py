"""Zip entries encrypted with AES, as WinZip and 7-Zip write them (the AE-1 and AE-2 formats)."""

from __future__ import annotations

import bz2
import hashlib
import hmac
import struct
import zipfile
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_METHOD, _EXTRA = 99, 0x9901
_KEY_SIZES = {1: 16, 2: 24, 3: 32}
_ROUNDS = 1000
_CHECK, _SEAL = 2, 10  # bytes: what tells a wrong password, and what tells damage
_PIECE = 65536  # counter blocks at a time


def is_aes(info: zipfile.ZipInfo) -> bool:
    """Say whether an entry is encrypted so."""
    return info.compress_type == _METHOD


def read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes, most: int) -> bytes:
    """Decrypt and unpack an entry, `most` bytes of it.

    Raises:
        RuntimeError: the password is wrong.
        zipfile.BadZipFile: the entry is damaged.
        NotImplementedError: it is packed by a method that is not known.
    """
    strength, method = _described(info)
    size = _KEY_SIZES[strength]
    data = _stored(archive, info)
    salt, data = data[: size // 2], data[size // 2 :]
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS, 2 * size + _CHECK)
    check, packed, seal = data[:_CHECK], data[_CHECK:-_SEAL], data[-_SEAL:]
    if keys[2 * size :] != check:
        raise RuntimeError("Bad password")
    if not hmac.compare_digest(
        hmac.new(keys[size : 2 * size], packed, "sha1").digest()[:_SEAL], seal
    ):
        raise zipfile.BadZipFile("damaged")
    return _unpacked(_decrypted(packed, keys[:size]), method, most)


def _described(info: zipfile.ZipInfo) -> tuple[int, int]:
    """Give the strength and the true method of packing, from the entry's extra field."""
    extra = info.extra
    while len(extra) >= 4:
        tag, size = struct.unpack_from("<HH", extra)
        if tag == _EXTRA and size >= 7 and len(extra) >= 11 and extra[8] in _KEY_SIZES:
            return extra[8], int(struct.unpack_from("<H", extra, 9)[0])
        extra = extra[4 + size :]
    raise NotImplementedError("no description of the encryption")


def _stored(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Give an entry's bytes as they lie in the archive."""
    stream = archive.fp
    if stream is None:
        raise zipfile.BadZipFile("closed")
    stream.seek(info.header_offset)
    header = stream.read(30)
    if len(header) < 30:
        raise zipfile.BadZipFile("damaged")
    stream.seek(sum(struct.unpack_from("<HH", header, 26)), 1)
    return stream.read(info.compress_size)


def _decrypted(data: bytes, key: bytes) -> bytes:
    """Decrypt by AES in counter mode, whose counter is little-endian here and starts at 1."""
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - makes the counter mode
    out = bytearray()
    for start in range(0, len(data), 16 * _PIECE):
        piece = data[start : start + 16 * _PIECE]
        first = start // 16 + 1
        counters = range(first, first + (len(piece) + 15) // 16)
        stream = cipher.update(b"".join(n.to_bytes(16, "little") for n in counters))[: len(piece)]
        mixed = int.from_bytes(piece, "little") ^ int.from_bytes(stream, "little")
        out += mixed.to_bytes(len(piece), "little")
    return bytes(out)


def _unpacked(data: bytes, method: int, most: int) -> bytes:
    if method == zipfile.ZIP_STORED:
        return data[:most]
    if method == zipfile.ZIP_DEFLATED:
        return zlib.decompressobj(-15).decompress(data, most)
    if method == zipfile.ZIP_BZIP2:
        return bz2.BZ2Decompressor().decompress(data, most)
    raise NotImplementedError("method")

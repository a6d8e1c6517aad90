"""Zip archives that come out the same on every run, one of them locked."""

from __future__ import annotations

import io
import random
import zipfile
import zlib

_WHEN = (2019, 3, 12, 9, 30, 0)


def zipped(members: dict[str, bytes]) -> bytes:
    """Pack members in the order given, with a fixed time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.create_system = 0  # the same on Windows and elsewhere
            pack.writestr(info, data)
    return out.getvalue()


def frozen(package: bytes) -> bytes:
    """Repack a zip made by a library so that it holds no time of writing."""
    with zipfile.ZipFile(io.BytesIO(package)) as pack:
        return zipped({name: pack.read(name) for name in pack.namelist()})


class _ZipCipher:
    """The traditional zip cipher; broken for secrecy, and still what old shares hold."""

    def __init__(self, password: bytes) -> None:
        self._keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password:
            self._update(byte)

    def _update(self, byte: int) -> None:
        a, b, c = self._keys
        a = _crc(a, byte)
        b = ((b + (a & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        self._keys = [a, b, _crc(c, b >> 24)]

    def encrypt(self, data: bytes) -> bytes:
        """Encrypt, moving the keys on."""
        out = bytearray()
        for byte in data:
            k = (self._keys[2] | 2) & 0xFFFF
            out.append(byte ^ (((k * (k ^ 1)) >> 8) & 0xFF))
            self._update(byte)
        return bytes(out)


def _crc(crc: int, byte: int) -> int:
    return zlib.crc32(bytes([byte]), crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def locked_zip(name: str, data: bytes, password: bytes) -> bytes:
    """Pack one member under a password."""
    plain = bytearray(zipped({name: data}))
    with zipfile.ZipFile(io.BytesIO(bytes(plain))) as pack:
        info = pack.infolist()[0]
    start = 30 + len(info.filename.encode())
    body = bytes(plain[start : start + info.compress_size])
    noise = random.Random(info.CRC).randbytes(11) + bytes([info.CRC >> 24])
    sealed = _ZipCipher(password).encrypt(noise + body)
    size = len(sealed).to_bytes(4, "little")
    head, tail = plain[:start], plain[start + info.compress_size :]
    head[6] |= 1
    head[18:22] = size
    tail[8] |= 1
    tail[20:24] = size
    end = len(tail) - 22
    tail[end + 16 : end + 20] = (start + len(sealed)).to_bytes(4, "little")
    return bytes(head) + sealed + bytes(tail)

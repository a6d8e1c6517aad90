"""Asks Windows who owns a file and who may read it, through `advapi32`."""

from __future__ import annotations

import sys
from functools import lru_cache

_OWNER_AND_LIST = 0x1 | 0x4
_FILE_OBJECT = 1
_REVISION = 1
_NAME_LENGTH = 256


def descriptor_of(location: str) -> str:
    """Give a file's security descriptor as SDDL, or "" where it may not be read."""
    if sys.platform != "win32":
        return ""
    import ctypes  # noqa: PLC0415 - Windows only, like the rest

    api, kernel = ctypes.WinDLL("advapi32"), ctypes.WinDLL("kernel32")
    kernel.LocalFree.argtypes = [ctypes.c_void_p]
    descriptor, text = ctypes.c_void_p(), ctypes.c_wchar_p()
    failed = api.GetNamedSecurityInfoW(
        ctypes.c_wchar_p(location), _FILE_OBJECT, _OWNER_AND_LIST,
        None, None, None, None, ctypes.byref(descriptor),
    )  # fmt: skip
    if failed:
        return ""
    try:
        done = api.ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor, _REVISION, _OWNER_AND_LIST, ctypes.byref(text), None
        )
        return (text.value or "") if done else ""
    finally:
        kernel.LocalFree(ctypes.cast(text, ctypes.c_void_p))
        kernel.LocalFree(descriptor)


@lru_cache(maxsize=4096)
def account_of(identifier: str) -> str:
    """Give the account name of a security identifier such as `S-1-5-21-…-1105`, or ""."""
    if sys.platform != "win32" or not identifier:
        return ""
    import ctypes  # noqa: PLC0415

    api, kernel = ctypes.WinDLL("advapi32"), ctypes.WinDLL("kernel32")
    kernel.LocalFree.argtypes = [ctypes.c_void_p]
    sid = ctypes.c_void_p()
    if not api.ConvertStringSidToSidW(ctypes.c_wchar_p(identifier), ctypes.byref(sid)):
        return ""
    try:
        name, domain = (ctypes.create_unicode_buffer(_NAME_LENGTH) for _ in range(2))
        sizes = [ctypes.c_ulong(_NAME_LENGTH) for _ in range(2)]
        use = ctypes.c_int()
        found = api.LookupAccountSidW(
            None, sid, name, ctypes.byref(sizes[0]), domain, ctypes.byref(sizes[1]),
            ctypes.byref(use),
        )  # fmt: skip
        return name.value if found else ""
    finally:
        kernel.LocalFree(sid)

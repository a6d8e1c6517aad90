"""Internet addresses, version 4 and 6."""

from __future__ import annotations

import ipaddress
from typing import ClassVar

import regex

from detectors.recognisers.base import Recogniser

_PRIVATE = 10  # 10.x.x.x: the addresses of most office networks


class IpAddress(Recogniser):
    """Leaves out masks, loopback and what is more likely a version number."""

    ENTITY: ClassVar[str] = "IP_ADDRESS"
    TRIGGER: ClassVar[str] = "[.:][0-9A-Fa-f]{0,4}[.:]"
    BEFORE: ClassVar[int] = 6
    AFTER: ClassVar[int] = 60
    PATTERN: ClassVar[str] = r"""
        (?<! [0-9A-Za-z] | [0-9.][.-] )
        (?: (?P<four> [0-9]{1,3} (?: \. [0-9]{1,3} ){3} )
          | (?P<six> (?: [0-9A-Fa-f]{1,4} : | : (?=:) )
            (?: [0-9A-Fa-f]{0,4} : ){1,6} [0-9A-Fa-f]{0,4} ) )
        (?! [0-9A-Za-z] | :(?! [0-9]{1,5}(?![0-9A-Za-z:.]) ) | [.-][0-9] )
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Parse it with the standard library and see what kind of address it is."""
        try:
            address = ipaddress.ip_address(match.group())
        except ValueError:
            return "address", False
        if address.is_loopback or address.is_unspecified or match.group().startswith("255."):
            return "machine", True
        if match.group("four"):
            octets = [int(octet) for octet in match.group().split(".")]
            version_like = octets[0] < 20 and max(octets) < 100 and octets[0] != _PRIVATE
            return ("version_like" if version_like else "address"), octets[0] > 0
        groups = [group for group in match.group().split(":") if group]
        return ("address" if len(groups) > 2 else "version_like"), True

"""The permissions policy: which abilities of a browser a page may use."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from strongroom.core import Model, UniqueItems
from strongroom.edge._header_types import HttpsOrigin

Feature: TypeAlias = Literal[
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "clipboard-write",
    "cross-origin-isolated",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "web-share",
    "window-management",
    "xr-spatial-tracking",
]
"""An ability of a browser that a permissions policy rules.

https://github.com/w3c/webappsec-permissions-policy/blob/main/features.md
"""

DENIED: tuple[Feature, ...] = (
    "accelerometer",
    "bluetooth",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
"""What nobody may use unless it is allowed: devices, sensors, payments, and what tells who the user is."""


class PermissionsPolicy(Model):
    """Which abilities of a browser the site's pages, and those in their frames, may use.

    Devices, sensors, payments and what tells who the user is are denied; for the rest, browsers have defaults.

    https://www.w3.org/TR/permissions-policy/
    """

    allowed: Mapping[Feature, Annotated[list[Literal["self", "*"] | HttpsOrigin], UniqueItems]] = {}
    """Who may use an ability: `self` for the site, origins of frames, `*` for all, or an empty list for nobody.

    Default: for those that are denied nobody, for others what browsers do.
    """

    @property
    def header(self) -> str:
        """The value of the header."""
        lists: dict[str, list[str]] = {**{feature: [] for feature in DENIED}, **self.allowed}
        return ", ".join(f"{feature}={_allowlist(lists[feature])}" for feature in sorted(lists))


def _allowlist(allowed: list[str]) -> str:
    if "*" in allowed:
        return "*"
    quoted = [each if each == "self" else f'"{each}"' for each in allowed]
    return f"({' '.join(quoted)})"

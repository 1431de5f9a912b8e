"""Edge: the front door of a web site, CloudFront over private origins."""

from strongroom.edge._args import SiteArgs
from strongroom.edge._site import Site

__all__ = [
    "Site",
    "SiteArgs",
]

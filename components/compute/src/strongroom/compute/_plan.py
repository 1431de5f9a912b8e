"""What a web service's inputs amount to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.compute._load_balancer_options import OriginHeader
from strongroom.compute._types import is_ipv6

if TYPE_CHECKING:
    from strongroom.compute._args import WebServiceArgs

HTTP_PORT = 80
HTTPS_PORT = 443
CLOUDFRONT_RULES = 55
"""Rules of a security group that CloudFront's prefix list counts for."""
RULES_PER_GROUP = 60
"""Rules that a security group has for what comes in."""


@dataclass(frozen=True)
class Plan:
    """The decisions that inputs, with their defaults, amount to."""

    args: "WebServiceArgs"

    @property
    def persistent(self) -> bool:
        """Whether the service is meant to last."""
        return self.args.durability == "persistent"

    @property
    def public(self) -> bool:
        """Whether the load balancer has public addresses."""
        return self.args.load_balancer.scheme == "internet-facing"

    @property
    def dualstack(self) -> bool:
        """Whether clients can connect over IPv6."""
        return self.args.load_balancer.ip_address_type == "dualstack"

    @property
    def https(self) -> bool:
        """Whether clients speak HTTPS."""
        return self.args.domain is not None

    @property
    def port(self) -> int:
        """The port that clients connect to."""
        return HTTPS_PORT if self.https else HTTP_PORT

    @property
    def deletion_protection(self) -> bool:
        """Whether AWS refuses to delete the load balancer."""
        given = self.args.load_balancer.deletion_protection
        return self.persistent if given is None else given

    @property
    def cloudfront(self) -> bool:
        """Whether CloudFront may connect."""
        clients = self.args.load_balancer.ingress
        if clients.cloudfront is not None:
            return clients.cloudfront
        return not (clients.cidr_blocks or clients.security_group_ids or clients.allow_public)

    @property
    def client_ports(self) -> dict[str, int]:
        """The ports that clients other than CloudFront may connect to, by how the roles of their rules begin."""
        return {"": self.port} | ({"http-": HTTP_PORT} if self.args.listener.redirect_http else {})

    @property
    def ingress_rules(self) -> int:
        """How many rules what comes in counts for."""
        clients = self.args.load_balancer.ingress
        # The quota applies to IPv4 and to IPv6 separately, and references to groups and prefix lists count in both.
        networks = list(clients.cidr_blocks.values())
        ipv6 = sum(is_ipv6(each) for each in networks)
        others = max(ipv6, len(networks) - ipv6) + len(clients.security_group_ids) + clients.allow_public
        return CLOUDFRONT_RULES * self.cloudfront + others * len(self.client_ports)

    @property
    def origin_header(self) -> OriginHeader | None:
        """The header that every request must have; None if none must."""
        given = self.args.load_balancer.origin_header
        if given is None and self.public and self.cloudfront:
            return OriginHeader()
        return given

    @property
    def origin_secrets(self) -> list[int]:
        """The numbers of the secrets to generate for the header, the one to send first."""
        header = self.origin_header
        if header is None or header.value is not None:
            return []
        return [number for number in (header.version, header.version - 1) if number]

    @property
    def origin_values(self) -> int:
        """How many values of the header a rule compares with."""
        return len(self.origin_secrets) or int(self.origin_header is not None)

    @property
    def alias_records(self) -> bool:
        """Whether the domain's names lead to the load balancer."""
        domain = self.args.domain
        if domain is None or domain.alias_records is not None:
            return bool(domain and domain.alias_records)
        return domain.zone_id is not None and not self.cloudfront

    @property
    def health_check_port(self) -> int:
        """The port that health checks go to."""
        group = self.args.target_group
        return group.health_check.port or group.port

    @property
    def traffic_ports(self) -> dict[str, int]:
        """The ports that the load balancer connects to on the instances, by what they are for."""
        port = self.args.target_group.port
        return {"service": port} | ({} if self.health_check_port == port else {"health": self.health_check_port})

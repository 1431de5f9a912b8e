"""What a site's inputs amount to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.core import CustomOriginOptions, HttpOrigin, OriginOptions, S3Origin
from strongroom.edge._behavior_options import AllowedMethods, Behavior
from strongroom.edge._managed_policies import FORWARDS_HOST

if TYPE_CHECKING:
    from strongroom.edge._args import SiteArgs

US_EAST_1 = "us-east-1"
"""The region where CloudFront has what belongs to it: certificates, web ACLs, deliveries of logs."""

_READ = ["GET", "HEAD"]
_ASK = [*_READ, "OPTIONS"]
METHODS = {"get_head": _READ, "get_head_options": _ASK, "all": [*_ASK, "PUT", "POST", "PATCH", "DELETE"]}
"""The sets of methods that CloudFront knows."""


@dataclass(frozen=True)
class Plan:
    """The decisions that inputs, with their defaults, amount to."""

    args: "SiteArgs"

    @property
    def persistent(self) -> bool:
        """Whether the site is meant to last."""
        return self.args.durability == "persistent"

    @property
    def behaviors(self) -> dict[str, Behavior]:
        """All behaviours, by the input that each was given by."""
        ordered = {f"behaviors.{index}": behavior for index, behavior in enumerate(self.args.behaviors)}
        return {"default_behavior": self.args.default_behavior, **ordered}

    def members(self, origin: str) -> list[str]:
        """Return the names of the origins that a behaviour's requests may go to: that of its own, or those of a group.

        Args:
            origin: What the behaviour names.
        """
        group = self.args.origin_groups.get(origin)
        return [origin] if group is None else [group.primary, group.secondary]

    def leads_to_server(self, behavior: Behavior) -> bool:
        """Tell whether a behaviour's requests may go to a server.

        Args:
            behavior: The behaviour.
        """
        return self._leads_to(behavior, CustomOriginOptions)

    def leads_only_to_public_servers(self, behavior: Behavior) -> bool:
        """Tell whether all of a behaviour's requests go to servers that the internet reaches.

        Args:
            behavior: The behaviour.
        """
        return all(isinstance(self.args.origins.get(name), HttpOrigin) for name in self.members(behavior.origin))

    def leads_to_bucket(self, behavior: Behavior) -> bool:
        """Tell whether a behaviour's requests may go to a bucket.

        Args:
            behavior: The behaviour.
        """
        return self._leads_to(behavior, S3Origin)

    def allowed_methods(self, behavior: Behavior) -> AllowedMethods:
        """Return the methods that viewers may use.

        Args:
            behavior: The behaviour.
        """
        if behavior.allowed_methods is not None:
            return behavior.allowed_methods
        writes = self.leads_to_server(behavior) and behavior.origin not in self.args.origin_groups
        return "all" if writes else "get_head_options"

    def cache_policy(self, behavior: Behavior) -> str:
        """Return the name of a behaviour's cache policy.

        Args:
            behavior: The behaviour.
        """
        default = "CachingDisabled" if self.leads_to_server(behavior) else "CachingOptimized"
        return behavior.cache_policy or default

    def origin_request_policy(self, behavior: Behavior) -> str | None:
        """Return the name of a behaviour's origin request policy; None if it has none.

        Args:
            behavior: The behaviour.
        """
        default = "AllViewerExceptHostHeader" if self.leads_to_server(behavior) else None
        return behavior.origin_request_policy or default

    def forwards_host(self, behavior: Behavior) -> bool:
        """Tell whether a behaviour sends origins the host that the viewer asked for.

        Args:
            behavior: The behaviour.
        """
        cache, request = self.cache_policy(behavior), self.origin_request_policy(behavior) or ""
        own = (self.args.cache_policies.get(cache), self.args.origin_request_policies.get(request))
        return not FORWARDS_HOST.isdisjoint({cache, request}) or any(each and each.forwards_host for each in own)

    def needs_certificate_for_host(self, origin: str) -> bool:
        """Tell whether a server must have a certificate for its host, and not only for what viewers ask for.

        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-502-bad-gateway.html

        Args:
            origin: Name of the origin.
        """
        server = self.args.origins[origin]
        leading = [each for each in self.behaviors.values() if origin in self.members(each.origin)]
        of_viewers = leading and all(map(self.forwards_host, leading))
        return isinstance(server, CustomOriginOptions) and server.by_https and not of_viewers

    def _leads_to(self, behavior: Behavior, kind: type[OriginOptions]) -> bool:
        return any(isinstance(self.args.origins.get(name), kind) for name in self.members(behavior.origin))

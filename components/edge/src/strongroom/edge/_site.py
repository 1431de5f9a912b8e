"""A web site's front door."""

from collections.abc import Iterable, Mapping, Sequence

import pulumi

from strongroom.core import Component, DistributionMetrics, Problem
from strongroom.core.aws import hosted_zone_problems, lookup_options
from strongroom.edge._args import SiteArgs
from strongroom.edge._content import invalidation_command, make_content
from strongroom.edge._distribution import Parts, make_distribution
from strongroom.edge._functions import make_functions
from strongroom.edge._key_groups import make_key_groups
from strongroom.edge._logs import make_logs, make_metrics
from strongroom.edge._origins import make_origins, make_vpc_origins
from strongroom.edge._policies import make_policies
from strongroom.edge._scope import SiteScope
from strongroom.edge._viewer_certificate import make_alias_records, make_viewer_certificate
from strongroom.edge._web_acl import make_web_acl


class Site(Component):
    """A web site's front door: a CloudFront distribution over private origins.

    Viewers come over HTTPS (CloudFront.3), origins are asked over HTTPS with TLS 1.2 (CloudFront.9, .10), buckets with
    signed requests (CloudFront.13), and every response has strict security headers.

    Args:
        name: Name of the site; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    # CloudFront is not in GovCloud, and is a service of its own in China.
    _supported_partitions = ("aws",)

    distribution_id: pulumi.Output[str]
    """Id of the distribution, which is the dimension of its metrics and what invalidations name."""
    distribution_arn: pulumi.Output[str]
    """ARN of the distribution, such as for the policy of a bucket that only this one reads."""
    domain_name: pulumi.Output[str]
    """CloudFront's own domain name of the distribution: `ID.cloudfront.net`."""
    hosted_zone_id: pulumi.Output[str]
    """Id of the hosted zone of that name, for alias records."""
    url: pulumi.Output[str]
    """URL of the site: with its domain, or with CloudFront's own domain name."""
    metrics: DistributionMetrics
    """Metrics of the distribution and its web ACL, for `DistributionAlarms` and `DistributionSection`."""
    invalidation_command: pulumi.Output[str]
    """The command that makes CloudFront forget what it keeps, of the AWS CLI."""
    certificate_arn: pulumi.Output[str] | None
    """ARN of the certificate in us-east-1; None without a domain."""
    web_acl_arn: pulumi.Output[str] | None
    """ARN of the web ACL; None without one."""
    web_acl_name: pulumi.Output[str] | None
    """Name of the web ACL that is made, which is the dimension `WebACL` of its metrics; None without one."""
    web_acl_rule_names: Sequence[str]
    """Names of its rules, which are the dimension `Rule` of their metrics; none without one."""
    web_acl_log_group_name: pulumi.Output[str] | None
    """Name of the log group of the web ACL, in us-east-1; None without one."""
    vpc_origin_ids: Mapping[str, pulumi.Output[str]]
    """Ids of the VPC origins, by the names of private load balancers."""
    function_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the functions, by their names."""
    key_group_ids: Mapping[str, pulumi.Output[str]]
    """Ids of the key groups, by their names."""
    public_key_ids: Mapping[str, pulumi.Output[str]]
    """Ids of the public keys by `GROUP/KEY`: the `Key-Pair-Id` of what their private keys sign."""

    def __init__(self, name: str, args: SiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        scope = SiteScope.of(self._scope, args)
        vpc_origins = make_vpc_origins(scope)
        origins = make_origins(scope, vpc_origins)
        policies = make_policies(scope)
        functions = make_functions(scope)
        key_groups = make_key_groups(scope)
        certificate = make_viewer_certificate(scope)
        web_acl = make_web_acl(scope)
        parts = Parts(origins, policies, functions, key_groups, certificate, web_acl.arn)
        distribution = make_distribution(scope, parts)
        make_alias_records(scope, distribution)
        make_logs(scope, distribution)
        make_metrics(scope, distribution)
        make_content(scope)

        self.distribution_id = distribution.id
        self.distribution_arn = distribution.arn
        self.domain_name = distribution.domain_name
        self.hosted_zone_id = distribution.hosted_zone_id
        self.url = pulumi.Output.format("https://{}", args.domain.name if args.domain else distribution.domain_name)
        self.metrics = DistributionMetrics(
            distribution_id=distribution.id,
            web_acl_metric_name=web_acl.name,
            additional_metrics=args.additional_metrics,
        )
        self.invalidation_command = distribution.id.apply(invalidation_command)
        self.certificate_arn = certificate.arn
        self.web_acl_arn = web_acl.arn
        self.web_acl_name = web_acl.name
        self.web_acl_rule_names = web_acl.rule_names
        self.web_acl_log_group_name = web_acl.log_group_name
        self.vpc_origin_ids = {name: origin.id for name, origin in vpc_origins.items()}
        self.function_arns = {name: function.arn for name, function in functions.items()}
        self.key_group_ids = key_groups.group_ids
        self.public_key_ids = key_groups.public_key_ids
        self.publish()

    @classmethod
    def _lookup_problems(cls, args: SiteArgs, opts: pulumi.ResourceOptions | None) -> Iterable[Problem]:
        return hosted_zone_problems(args.domain, lookup_options(opts))

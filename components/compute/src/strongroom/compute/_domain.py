"""The name that a service is reached by, and its certificate."""

from typing import Annotated, Literal

from pydantic import Field

from strongroom.compute._types import CertificateArn, CertificateName, DomainName, HostedZoneId
from strongroom.core import DISTINCT, Input, Model


class Domain(Model):
    """The name that a service is reached by, with a certificate for it: one that is given, or made in a hosted zone.

    CloudFront accepts the load balancer's certificate only if it is for the host that it asks for, which is this name.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html
    """

    name: DomainName
    """The domain name, such as `portal.example.com`; at most 64 characters if the certificate is made."""

    alternative_names: Annotated[list[CertificateName], Field(max_length=99), DISTINCT] = []
    """Further names of the certificate that is made, such as `*.portal.example.com`. Default: none."""

    zone_id: Input[HostedZoneId] | None = None
    """Id of the public hosted zone that all names lie in, where ACM finds the records that prove so.

    This or `certificate_arn` must be given.
    """

    certificate_arn: Input[CertificateArn] | None = None
    """ARN of a certificate for the name, in the load balancer's region. Default: one is made and renewed."""

    key_algorithm: Literal["RSA_2048", "EC_prime256v1", "EC_secp384r1"] = "RSA_2048"
    """The key of the certificate that is made. Default: RSA, which every client knows."""

    alias_records: bool | None = None
    """Whether the names lead to the load balancer, by records in the zone.

    Default: they do, unless there is no zone or clients come through CloudFront, to which the names lead then.
    """

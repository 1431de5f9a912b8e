"""The name that a service is reached by, and its certificate."""

from typing import Annotated

from pydantic import Field

from strongroom.core import CertificateArn, CertificateName, CertifiedDomain, DomainName, Input, UniqueItems


class ServiceDomain(CertifiedDomain):
    """The name that a service is reached by, with a certificate for it: one that is given, or made in a hosted zone.

    CloudFront accepts the load balancer's certificate only if it is for the host that it asks for, which is this name.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html
    """

    name: DomainName
    """The domain name, such as `portal.example.com`; at most 64 characters if the certificate is made."""

    alternative_names: Annotated[list[CertificateName], Field(max_length=99), UniqueItems] = []
    """Further names of the certificate that is made, such as `*.portal.example.com`. Default: none."""

    certificate_arn: Input[CertificateArn] | None = None
    """ARN of a certificate for the name, in the load balancer's region. Default: one is made and renewed."""

    alias_records: bool | None = None
    """Whether the names lead to the load balancer, by records in the zone.

    Default: they do, unless there is no zone or clients come through CloudFront, to which the names lead then.
    """

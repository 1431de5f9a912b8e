"""AWS Config: what collects from other accounts and regions, and what lets it."""

from collections.abc import Iterable
from typing import Any, Final

from ...resource import EVERYTHING, Property, only
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..tags import tag_dict, tag_list
from ..translate import request, told
from .common import NAME, ConfigResource

_WORDS: Final = {"allRegions": "AllAwsRegions", "regions": "AwsRegions"}
_SOURCES: Final = ("accountAggregationSource", "organizationAggregationSource")


class ConfigurationAggregator(ConfigResource):
    """What collects the configuration of several accounts or regions."""

    token = "aws:cfg/configurationAggregator:ConfigurationAggregator"
    one_of = _SOURCES
    properties = {
        "name": NAME,
        **dict.fromkeys(_SOURCES, Property(nested=EVERYTHING, inner={"allRegions": False})),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the aggregator. Its id is its name."""
        self._put(aws, props, Tags=tag_list(tags))
        return props["name"]

    @staticmethod
    def _put(aws: Session, props: Props, **more: Any) -> None:
        if source := props.get("accountAggregationSource"):
            more["AccountAggregationSources"] = [request(aws, "config", "AccountAggregationSource", source, _WORDS)]
        if source := props.get("organizationAggregationSource"):
            shape = "OrganizationAggregationSource"
            more[shape] = request(aws, "config", shape, source, _WORDS)
        aws.client("config").put_configuration_aggregator(ConfigurationAggregatorName=props["name"], **more)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the aggregator."""
        config = aws.client("config")
        answer = config.describe_configuration_aggregators(ConfigurationAggregatorNames=[id])
        seen = only(answer["ConfigurationAggregators"])
        account = next(iter(seen.get("AccountAggregationSources") or []), None)
        organization = seen.get("OrganizationAggregationSource")
        arn = seen["ConfigurationAggregatorArn"]
        return {
            "arn": arn,
            "name": id,
            "accountAggregationSource": told(self.token, _SOURCES[0], account, _WORDS),
            "organizationAggregationSource": told(self.token, _SOURCES[1], organization, _WORDS),
            "tags": tag_dict(config.list_tags_for_resource(ResourceArn=arn)["Tags"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change from where it collects."""
        self._put(aws, props)

    def replaced_by(self, olds: Props, news: Props) -> frozenset[str]:
        """Return the kind of source, of which an aggregator keeps the one that it was made with."""
        return frozenset(name for name in _SOURCES if news.get(name) and not olds.get(name))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the aggregator."""
        aws.client("config").delete_configuration_aggregator(ConfigurationAggregatorName=id)


class AggregateAuthorization(ConfigResource):
    """What lets another account collect from this one. Its id names account and region."""

    token = "aws:cfg/aggregateAuthorization:AggregateAuthorization"
    properties = {"accountId": Property(replace=True), "authorizedAwsRegion": Property(needed=True, replace=True)}

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return an account that is none."""
        account = props["accountId"]
        if isinstance(account, str) and not (account.isdecimal() and len(account) == len("123456789012")):
            yield Problem("accountId", f"an account's id has twelve digits: {account}")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Give the authorization."""
        account, region = props["accountId"], props["authorizedAwsRegion"]
        aws.client("config").put_aggregation_authorization(
            AuthorizedAccountId=account, AuthorizedAwsRegion=region, Tags=tag_list(tags)
        )
        return f"{account}:{region}"

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the authorization."""
        config = aws.client("config")
        account, _, region = id.partition(":")
        pages = config.get_paginator("describe_aggregation_authorizations").paginate()
        every = [one for page in pages for one in page["AggregationAuthorizations"]]
        seen = only(
            [one for one in every if (one["AuthorizedAccountId"], one["AuthorizedAwsRegion"]) == (account, region)]
        )
        arn = seen["AggregationAuthorizationArn"]
        return {
            "arn": arn,
            "accountId": account,
            "authorizedAwsRegion": region,
            "tags": tag_dict(config.list_tags_for_resource(ResourceArn=arn)["Tags"]),
        }

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the authorization back."""
        account, _, region = id.partition(":")
        aws.client("config").delete_aggregation_authorization(AuthorizedAccountId=account, AuthorizedAwsRegion=region)


RESOURCES: Final = (ConfigurationAggregator(), AggregateAuthorization())

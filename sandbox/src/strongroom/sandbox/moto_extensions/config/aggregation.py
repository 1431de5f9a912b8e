"""Aggregators and authorizations: their tags change by TagResource alone."""

from typing import Any

from moto.config.models import ConfigBackend

from ..request import replace

_put_configuration_aggregator: Any = ConfigBackend.put_configuration_aggregator
_put_aggregation_authorization: Any = ConfigBackend.put_aggregation_authorization


def _pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def put_configuration_aggregator(self: ConfigBackend, config_aggregator: dict[str, Any]) -> dict[str, Any]:
    """Make or change an aggregator; the tags of one that exists stay as they are.

    https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationAggregator.html
    """
    known = self.config_aggregators.get(config_aggregator["ConfigurationAggregatorName"])
    kept = {"Tags": _pairs(known.tags)} if known else {}
    return _put_configuration_aggregator(self, {**config_aggregator, **kept})


def put_aggregation_authorization(
    self: ConfigBackend, authorized_account: str, authorized_region: str, tags: list[dict[str, str]]
) -> dict[str, Any]:
    """Let an account collect from this one; the tags of an authorization that exists stay as they are.

    https://docs.aws.amazon.com/config/latest/APIReference/API_PutAggregationAuthorization.html
    """
    known = self.aggregation_authorizations.get(f"{authorized_account}/{authorized_region}")
    kept = _pairs(known.tags) if known else tags
    return _put_aggregation_authorization(self, authorized_account, authorized_region, kept)


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(ConfigBackend, put_configuration_aggregator, put_aggregation_authorization)

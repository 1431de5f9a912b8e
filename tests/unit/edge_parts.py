"""What tests ask of a site's distribution."""

from typing import Any

from recording import Deployment


def distribution(deployment: Deployment) -> Any:
    """The inputs of the distribution."""
    return deployment.one("aws:cloudfront/distribution:Distribution").inputs


def origin(deployment: Deployment, name: str = "site") -> Any:
    """What the distribution is told of an origin."""
    (found,) = [each for each in distribution(deployment)["origins"] if each["originId"] == name]
    return found


def behavior(deployment: Deployment, path: str | None = None) -> Any:
    """What the distribution does with requests for a path; by default with all others."""
    if path is None:
        return distribution(deployment)["defaultCacheBehavior"]
    (found,) = [each for each in distribution(deployment)["orderedCacheBehaviors"] if each["pathPattern"] == path]
    return found

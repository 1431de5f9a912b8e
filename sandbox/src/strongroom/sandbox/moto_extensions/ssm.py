"""Parameters: the images that AWS publishes, in the newest regions too, and not among one's own."""

from typing import Any

from moto.ssm.models import ParameterDict, SimpleSystemManagerBackend

_load: Any = getattr(ParameterDict, "_load_latest_amis")  # noqa: B009 - private to moto
_describe: Any = SimpleSystemManagerBackend.describe_parameters
_PUBLIC = "/aws/"
_KNOWN_REGION = "us-east-1"


def _load_latest_amis(self: Any) -> None:
    """Load the images of a region; those of another stand for them where moto has none."""
    _load(self)
    if not any(str(name).startswith("/aws/service/ami-amazon-linux-latest/") for name in [*self.keys()]):
        region = self.region_name
        self.region_name = _KNOWN_REGION
        _load(self)
        self.region_name = region


def describe_parameters(self: SimpleSystemManagerBackend, *args: Any) -> list[Any]:
    """List the account's own parameters.

    https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
    """
    return [parameter for parameter in _describe(self, *args) if not parameter.name.startswith(_PUBLIC)]


def install() -> None:
    """Put the operations in the place of moto's."""
    setattr(SimpleSystemManagerBackend, describe_parameters.__name__, describe_parameters)
    setattr(ParameterDict, "_load_latest_amis", _load_latest_amis)  # noqa: B010 - private to moto

"""What can be set for the banking portal with `pulumi config set`."""

from strongroom.core import Durability, EnvironmentSuffix, Model, RetentionDays, Tags
from strongroom.network import AvailabilityZones, NatStrategy, StandardVpcCidrBlock


class Settings(Model):
    """Settings of one environment of the portal; each field is a config key in camelCase."""

    environment_suffix: EnvironmentSuffix
    """Ends the names of everything in this environment, such as `dev`; no two environments in an account share one."""

    durability: Durability = "lasting"
    """`lasting` keeps safeguards that make an environment hard to lose, `disposable` drops them.

    Default: lasting, so that production needs no setting to be safe.
    """

    cidr_block: StandardVpcCidrBlock = "10.0.0.0/16"
    """IPv4 addresses of the VPC, a /16 to /21: a smaller one has no room for its tiers. Default: 10.0.0.0/16."""

    availability_zones: AvailabilityZones = 3
    """How many zones to span, 1 to 6, or their names. Default: 3."""

    nat: NatStrategy | None = None
    """How private subnets reach the internet. Default: `per_zone` if lasting, `single` if disposable."""

    log_retention_days: RetentionDays = 365
    """Days that logs are kept. Default: a year."""

    tags: Tags = {}
    """Tags on everything that can have some, besides those that every component sets. Default: none."""

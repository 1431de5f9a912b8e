"""The inputs of a web service's instances."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from strongroom.compute._bootstrap_options import BootstrapOptions
from strongroom.compute._instances_types import (
    DeviceName,
    FilePath,
    ImageId,
    InstanceType,
    PolicyText,
    RootDeviceName,
    TemplateUserData,
)
from strongroom.core import (
    CidrBlock,
    IdentityStatement,
    Input,
    ItemName,
    Model,
    Port,
    PrefixListId,
    PublicInput,
    RuleError,
    SecurityGroupId,
    UniqueItems,
    WholePercent,
)

_IOPS_PER_GIB = 500
_IOPS_PER_MIBPS = 4


class VolumeOptions(Model):
    """A gp3 volume of each instance, encrypted with the service's key and deleted with the instance.

    https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
    """

    size_gib: Annotated[int, Field(ge=1, le=65_536)] = 30
    """Gibibytes, 1 to 65,536; not fewer than the AMI's snapshot has. Default: 30."""

    iops: Annotated[int, Field(ge=3_000, le=80_000)] = 3_000
    """Operations each second, 3,000 to 80,000, at most 500 for each gibibyte above 3,000. Default: 3,000."""

    throughput_mibps: Annotated[int, Field(ge=125, le=2_000)] = 125
    """Mebibytes each second, 125 to 2,000, at most one for each 4 operations. Default: 125."""

    @model_validator(mode="after")
    def _performs_as_it_can(self) -> "VolumeOptions":
        most = max(3_000, _IOPS_PER_GIB * self.size_gib)
        if self.iops > most:
            reason = f"{self.size_gib} GiB of gp3 can do {most:,} operations each second at most"
            raise RuleError(reason, f"lower iops, or set size_gib to {-(-self.iops // _IOPS_PER_GIB)} or more")
        if self.throughput_mibps * _IOPS_PER_MIBPS > self.iops:
            reason = f"{self.throughput_mibps} MiB/s need {self.throughput_mibps * _IOPS_PER_MIBPS:,} operations"
            raise RuleError(f"{reason} each second", "raise iops, or lower throughput_mibps")
        return self


class SpotOptions(Model):
    """How many instances are spot instances: cheap, and taken away two minutes after AWS says so.

    The account must have the service-linked role `AWSServiceRoleForEC2Spot`, and the policy of the KMS key must let it
    use the key, as that of `strongroom.data.EncryptionKey` does: otherwise EC2 ends
    Spot Instances right after their launch (Client.InternalError).

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html
    """

    on_demand_base_capacity: Annotated[int, Field(ge=0)] = 1
    """Instances that are on demand before any is spot. Default: one, which stays when all others are taken away."""

    percentage: WholePercent = 50
    """How many of the others are spot, 1 to 100 percent. Default: half of them."""

    allocation_strategy: Literal["price-capacity-optimized", "capacity-optimized", "capacity-optimized-prioritized"] = (
        "price-capacity-optimized"
    )
    """How AWS chooses among the types. Default: those with most to spare, and of these the cheapest, as AWS advises.

    `lowest-price` is left out: AWS takes such instances away most often.
    """


class AgentOptions(Model):
    """The CloudWatch agent, which measures what EC2 can't see, and sends logs.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html
    """

    interval_seconds: Literal[10, 30, 60] = 60
    """Seconds between two measurements, 10, 30 or 60. Default: 60."""

    disks: Annotated[list[FilePath], UniqueItems, Field(max_length=10)] = []
    """Mount points whose use is measured besides the root's, at most 10. Default: only the root's."""

    swap: bool = False
    """Whether the use of swap is measured; Amazon Linux has none by default. Default: it isn't."""

    log_files: Annotated[Mapping[ItemName, FilePath], Field(max_length=12)] = {}
    """Files whose lines go to CloudWatch Logs, at most 12, by the name of the log group.

    `*` may stand for any characters; of the files that it fits, the agent sends the one that was written last.
    Default: none but cloud-init's output, which tells why an instance did not start, and that of the service.
    """


class EgressRule(Model):
    """Where instances may connect to: exactly one of a network, a security group and a prefix list."""

    port: Input[Port]
    """The TCP port, such as `database.port`."""

    cidr_block: Input[CidrBlock] | None = None
    """An IPv4 network."""

    security_group_id: Input[SecurityGroupId] | None = None
    """A security group, such as a database's."""

    prefix_list_id: Input[PrefixListId] | None = None
    """A prefix list, such as that of S3 behind a gateway endpoint."""

    @property
    def peers(self) -> dict[str, Input[str]]:
        """What is given of the three, by the name that a rule of EC2 has for it."""
        named = {
            "cidr_ipv4": self.cidr_block,
            "referenced_security_group_id": self.security_group_id,
            "prefix_list_id": self.prefix_list_id,
        }
        return {name: peer for name, peer in named.items() if peer is not None}

    @model_validator(mode="after")
    def _has_one_peer(self) -> "EgressRule":
        if len(self.peers) != 1:
            reason = f"must have one of cidr_block, security_group_id and prefix_list_id, and has {len(self.peers)}"
            raise RuleError(reason, "give one of them; name another rule for another")
        return self


class InstancesOptions(Model):
    """What the instances are: image, types, volumes, start, permissions and connections.

    There is no SSH: people log in through Session Manager, where IAM decides and CloudTrail records.
    """

    instance_types: Annotated[list[InstanceType], UniqueItems, Field(min_length=1, max_length=40)] | None = None
    """Types of instance, all of one architecture, the preferred one first; others stand in when AWS is short of it.

    Default: `m7g.large`, then `m6g.large` (AutoScaling.6); `t4g.small`, then `t4g.medium` if the durability is
    ephemeral.
    """

    spot: SpotOptions | None = None
    """How many are spot instances; it needs several types. Default: all are on demand."""

    image_id: Input[ImageId] | None = None
    """Id of the AMI.

    Default: the newest Amazon Linux 2023 for the types' architecture at the time of a deployment: when AWS has
    published one since the last deployment, the next one makes a new version of the launch template and renews the
    instances. Give an id to decide yourself when that is.
    """

    root_device_name: RootDeviceName = "/dev/xvda"
    """The AMI's root device. Default: that of Amazon Linux."""

    root_volume: VolumeOptions = VolumeOptions()
    """The root volume."""

    volumes: Annotated[Mapping[DeviceName, VolumeOptions], Field(max_length=20)] = {}
    """Further volumes, by device name; `bootstrap.commands` can make file systems on them. Default: none."""

    bootstrap: BootstrapOptions | None = None
    """What an instance does when it starts; user data is composed of it. Default: it starts the agent.

    It needs an AMI of Amazon Linux 2023, or another with cloud-init, dnf and systemd.
    """

    user_data: PublicInput[TemplateUserData] | None = None
    """User data as it is, at most 16 KB, instead of `bootstrap`; no secrets, as they could be read in the template.

    It must start the agent itself: `amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c ssm:NAME`, with the
    component's `agent_parameter_name`, which for the service NAME is `/web-service/NAME-SUFFIX/agent`.
    """

    agent: AgentOptions | None = AgentOptions()
    """The CloudWatch agent; None for none, and then nothing knows of memory, disks and logs.

    Default: it measures memory and the root disk, and sends logs.
    """

    policy_statements: Annotated[list[IdentityStatement], Field(max_length=20)] = []
    """Further statements of the instance role's policy, at most 20. Default: none."""

    policies: Annotated[Mapping[ItemName, Input[PolicyText]], Field(max_length=10)] = {}
    """Further inline policies of the instance role, as JSON, each by its name, at most 10.

    Made for what other components give, such as `read_policy` of `strongroom.data.Secret`. Default: none.
    """

    https_egress: bool = True
    """Whether instances may connect to port 443 of any address, as packages, Systems Manager, CloudWatch and S3 need.

    Turn it off where all of these have endpoints in the VPC, and name those in `egress`. Default: they may.
    """

    egress: Annotated[Mapping[ItemName, EgressRule], Field(max_length=50)] = {}
    """Where else instances may connect to, each by a name that its rule is called, at most 50. Default: nowhere."""

    security_group_ids: Annotated[list[Input[SecurityGroupId]], UniqueItems, Field(max_length=4)] = []
    """Ids of further security groups that the instances are members of, at most 4, such as one that a database admits.

    Made before the instances, such a group lets them wait for the database: its address and its secret can be told to
    them. Default: none but the service's own.
    """

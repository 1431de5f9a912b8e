"""What the inputs of instances, capacity and scaling come to: their defaults by durability."""

from typing import TYPE_CHECKING

from strongroom.compute._agent import CLOUD_INIT_LOG, service_log
from strongroom.compute._bootstrap_options import BootstrapOptions
from strongroom.compute._instances_types import Architecture, architecture_of
from strongroom.compute._scaling_options import ScalingOptions, TargetTrackingOptions

if TYPE_CHECKING:
    from strongroom.compute._args import WebServiceArgs

_PERSISTENT_TYPES = ("m7g.large", "m6g.large")
_EPHEMERAL_TYPES = ("t4g.small", "t4g.medium")
_GROWTH = 3
_CPU_TARGET = 60.0


class InstancesPlan:
    """The inputs of a web service's instances, with every default that depends on others."""

    def __init__(self, args: "WebServiceArgs") -> None:
        """Keep the inputs.

        Args:
            args: Each of them right by itself.
        """
        self.args = args

    @property
    def persistent(self) -> bool:
        """Whether the service is meant to last."""
        return self.args.durability == "persistent"

    @property
    def instance_types(self) -> list[str]:
        """Types of instance, the preferred one first."""
        given = self.args.instances.instance_types
        return [*(given or (_PERSISTENT_TYPES if self.persistent else _EPHEMERAL_TYPES))]

    @property
    def architecture(self) -> Architecture:
        """What the processors understand, of the first type; the others are alike."""
        return architecture_of(self.instance_types[0])

    @property
    def min_size(self) -> int:
        """The least instances."""
        given = self.args.capacity.min_size
        return (2 if self.persistent else 1) if given is None else given

    @property
    def max_size(self) -> int:
        """The most instances."""
        given = self.args.capacity.max_size
        return max(_GROWTH * self.min_size, self.desired_capacity, 1) if given is None else given

    @property
    def desired_capacity(self) -> int:
        """Instances to begin with."""
        given = self.args.capacity.desired_capacity
        return self.min_size if given is None else given

    @property
    def bootstrap(self) -> BootstrapOptions | None:
        """What user data is composed of; None if it is given as it is."""
        options = self.args.instances
        return (options.bootstrap or BootstrapOptions()) if options.user_data is None else None

    @property
    def own_log_files(self) -> dict[str, str]:
        """Files that are always there, by the name of the log group."""
        service = self.bootstrap and self.bootstrap.service
        return {"cloud-init": CLOUD_INIT_LOG} | ({service.name: service_log(service.name)} if service else {})

    @property
    def log_files(self) -> dict[str, str]:
        """Files whose lines go to CloudWatch Logs, by the name of the log group."""
        agent = self.args.instances.agent
        return {} if agent is None else {**self.own_log_files, **agent.log_files}

    @property
    def scaling(self) -> ScalingOptions | None:
        """When instances are added and taken away; None if never."""
        given = self.args.scaling
        if given is None or any(options is not None for _, options in given):
            return given
        return ScalingOptions(cpu_target=TargetTrackingOptions(target_value=_CPU_TARGET))

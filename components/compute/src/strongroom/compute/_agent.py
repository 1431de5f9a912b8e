"""The configuration of the CloudWatch agent.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html
"""

import json
from collections.abc import Mapping

from strongroom.compute._instances_options import AgentOptions

NAMESPACE = "CWAgent"
"""The namespace of the agent's metrics."""

MEMORY_METRIC = "mem_used_percent"
"""The agent's metric of memory in use."""

GROUP_DIMENSION = "AutoScalingGroupName"
"""The dimension by which metrics of a group's instances are summed up."""

CLOUD_INIT_LOG = "/var/log/cloud-init-output.log"
"""Where cloud-init writes what user data prints."""


def service_log(name: str) -> str:
    """Return the file that a service of systemd prints to.

    Args:
        name: What the service is called.
    """
    return f"/var/log/{name}.log"


def agent_configuration(options: AgentOptions, logs: Mapping[str, str]) -> str:
    """Return the agent's configuration, as JSON.

    Metrics are there for each instance, and for the group: an alarm or a policy on the group's finds nothing without
    `aggregation_dimensions`.

    Args:
        options: What is measured.
        logs: Log groups, by the path of the file whose lines they get.
    """
    measured = {
        "mem": {"measurement": ["used_percent"]},
        "disk": {"measurement": ["used_percent"], "resources": ["/", *options.disks], "drop_device": True},
        **({"swap": {"measurement": ["used_percent"]}} if options.swap else {}),
    }
    collected = [
        {"file_path": path, "log_group_name": group, "log_stream_name": "{instance_id}"} for path, group in logs.items()
    ]
    configuration = {
        "agent": {"metrics_collection_interval": options.interval_seconds},
        "metrics": {
            "namespace": NAMESPACE,
            "append_dimensions": {
                GROUP_DIMENSION: "${aws:AutoScalingGroupName}",
                "InstanceId": "${aws:InstanceId}",
            },
            "aggregation_dimensions": [[GROUP_DIMENSION]],
            "metrics_collected": measured,
        },
        "logs": {"logs_collected": {"files": {"collect_list": collected}}},
    }
    return json.dumps(configuration, separators=(",", ":"))

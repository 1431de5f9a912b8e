"""Any combination of inputs of instances is refused with a remedy, or makes a group that AWS would take."""

import base64
from typing import Any

from compute_parts import group, template
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorder, clouds_in
from refusals import check_told, refused
from web_service_inputs import GROUP, web_service_inputs

from strongroom.compute import WebService, WebServiceArgs

Inputs = dict[str, Any]

TYPES = st.lists(st.sampled_from(["m7g.large", "m6g.large", "c7i.large", "t4g.micro", "m7g"]), min_size=1, max_size=3)
SIZES = st.sampled_from([None, 0, 1, 2, 5, 20, -1])
SPOT = st.fixed_dictionaries(
    {}, optional={"on_demand_base_capacity": st.sampled_from([0, 1, 10]), "percentage": st.sampled_from([0, 1, 100])}
)
VOLUME = st.fixed_dictionaries(
    {},
    optional={
        "size_gib": st.sampled_from([1, 8, 30, 65_537]),
        "iops": st.sampled_from([3_000, 4_000, 80_000]),
        "throughput_mibps": st.sampled_from([125, 1_000]),
    },
)
FILE = st.fixed_dictionaries({"content": st.sampled_from(["x", "x" * 9_000, "AKIAIOSFODNN7EXAMPLE"])})
SERVICE = st.fixed_dictionaries(
    {"name": st.sampled_from(["portal", "cloud-init", "Portal"]), "command": st.sampled_from(["/opt/run", "a\nb"])}
)
BOOTSTRAP = st.fixed_dictionaries(
    {},
    optional={
        "packages": st.lists(st.sampled_from(["java", "a b"]), max_size=2),
        "files": st.dictionaries(st.sampled_from(["/etc/a", "/etc/b", "/etc/*", "c"]), FILE, max_size=2),
        "service": st.none() | SERVICE,
        "commands": st.lists(st.sampled_from(["sync", ""]), max_size=2),
    },
)
AGENT = st.fixed_dictionaries(
    {},
    optional={
        "swap": st.booleans(),
        "interval_seconds": st.sampled_from([10, 60, 1]),
        "log_files": st.dictionaries(
            st.sampled_from(["portal", "app", "cloud-init"]), st.just("/var/log/x"), max_size=2
        ),
    },
)
PEER: Inputs = {"cidr_block": st.sampled_from(["10.0.0.0/8", "0.0.0.0/0"]), "security_group_id": st.just(GROUP)}
EGRESS = st.fixed_dictionaries({"port": st.sampled_from([443, 5433, 0])}, optional=PEER)
INSTANCES = st.fixed_dictionaries(
    {},
    optional={
        "instance_types": TYPES,
        "spot": st.none() | SPOT,
        "root_volume": VOLUME,
        "volumes": st.dictionaries(st.sampled_from(["/dev/sdf", "/dev/xvdf", "/dev/sda"]), VOLUME, max_size=2),
        "bootstrap": st.none() | BOOTSTRAP,
        "user_data": st.sampled_from([None, "#!/bin/bash", ""]),
        "agent": st.none() | AGENT,
        "https_egress": st.booleans(),
        "egress": st.dictionaries(st.sampled_from(["one", "two"]), EGRESS, max_size=2),
    },
)
HEALTHY: Inputs = {
    "min_healthy_percentage": st.sampled_from([0, 50, 100]),
    "max_healthy_percentage": st.sampled_from([100, 150, 200]),
}
SCHEDULE = st.fixed_dictionaries(
    {"recurrence": st.sampled_from(["0 7 * * *", "0 7 * * MON-FRI", "7"])},
    optional={"min_size": SIZES, "max_size": SIZES, "desired_capacity": SIZES},
)
CAPACITY = st.fixed_dictionaries(
    {},
    optional={
        "min_size": SIZES,
        "max_size": SIZES,
        "desired_capacity": SIZES,
        "instance_refresh": st.fixed_dictionaries({}, optional=HEALTHY),
        "instance_maintenance_policy": st.fixed_dictionaries({}, optional=HEALTHY),
        "warm_pool": st.sampled_from([None, {}, {"max_prepared_capacity": 1}]),
        "schedules": st.dictionaries(st.sampled_from(["day", "night"]), SCHEDULE, max_size=2),
    },
)
TARGET = st.none() | st.fixed_dictionaries({"target_value": st.sampled_from([0, 50, 500])})
STEPS = st.lists(
    st.fixed_dictionaries({"cpu_percent": st.sampled_from([20, 40, 60, 80]), "change": st.sampled_from([0, 1, 200])}),
    min_size=1,
    max_size=3,
)
SCALING = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "cpu_target": TARGET,
        "memory_target": TARGET,
        "requests_target": TARGET,
        "cpu_steps": st.none() | st.fixed_dictionaries({}, optional={"up": STEPS, "down": STEPS}),
        "cpu_simple": st.sampled_from([None, {}, {"low_cpu_percent": 80}]),
    },
)
PARTS: Inputs = {"instances": INSTANCES, "capacity": CAPACITY, "scaling": SCALING}


@st.composite
def inputs(draw: st.DrawFn) -> Inputs:
    """What a web service needs, with at most two parts that may be odd."""
    odd = draw(st.lists(st.sampled_from(sorted(PARTS)), unique=True, max_size=2))
    return web_service_inputs(**draw(st.fixed_dictionaries({name: PARTS[name] for name in odd})))


@given(given=inputs(), cloud=clouds_in("aws"))
@settings(max_examples=150)
def test_any_combination_is_refused_with_a_remedy_or_makes_a_group(
    record: Recorder, given: Inputs, cloud: Cloud
) -> None:
    error = refused(WebServiceArgs, given)
    if error is not None:
        check_told(error, PARTS)
        return
    deployment = record(lambda: WebService("portal", WebServiceArgs(**given)), cloud=cloud)
    _check_group(deployment)
    _check_policies(deployment)
    assert len(base64.b64decode(template(deployment).inputs["userData"])) <= 16_384


def _check_group(deployment: Deployment) -> None:
    """Sizes ascend, and there is room to replace instances in."""
    given = group(deployment).inputs
    assert 0 <= given["minSize"] <= given["desiredCapacity"] <= given["maxSize"]
    assert given["maxSize"] > 0
    for percentages in (given["instanceMaintenancePolicy"], given["instanceRefresh"]["preferences"]):
        assert percentages["maxHealthyPercentage"] - percentages["minHealthyPercentage"] <= 100
    mixed = given["mixedInstancesPolicy"]
    if mixed["instancesDistribution"]["onDemandPercentageAboveBaseCapacity"] < 100:
        assert len(mixed["launchTemplate"]["overrides"]) > 1


def _check_policies(deployment: Deployment) -> None:
    """There are targets or alarms; each alarm starts a policy, and CPU is never both high and low."""
    policies = deployment.of_type("aws:autoscaling/policy:Policy")
    alarms = [alarm.inputs for alarm in deployment.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")]
    targets = [policy for policy in policies if policy.inputs["policyType"] == "TargetTrackingScaling"]
    assert not (targets and alarms)
    if alarms:
        assert {alarm["alarmActions"][0] for alarm in alarms} == {(policy.outputs or {})["arn"] for policy in policies}
        high, low = sorted((alarm["threshold"] for alarm in alarms), reverse=True)
        (above,) = [each["threshold"] for each in alarms if each["comparisonOperator"].startswith("Greater")]
        assert above == high > low

"""Checks of instances: their launch templates, volumes, auto scaling groups, and who manages them."""

from strongroom.observability._proof._checks import Check, Judgement, Untold, check
from strongroom.observability._proof._policies import allowed, statements
from strongroom.observability._proof._state import Properties, Registered, StackState

_HOSTS = "ec2.LaunchTemplate ec2.Instance"
_CORE_POLICY = ":iam::aws:policy/AmazonSSMManagedInstanceCore"
_PATCHES = ("AWS-RunPatchBaseline", "AWS-RunPatchBaselineAssociation", "AWS-RunPatchBaselineWithHooks")


def _volumes(instance: Registered, stack: StackState) -> Judgement:
    del stack
    if instance.kind == "ebs.Volume":
        return None if instance.flag("encrypted") else "it is not encrypted"
    volumes = [*instance.parts("rootBlockDevice"), *instance.parts("ebsBlockDevices")]
    return None if all(each.flag("encrypted") for each in volumes) else "a volume of it is not encrypted"


def _template_volumes(template: Registered, stack: StackState) -> Judgement:
    del stack
    volumes = [volume for each in template.parts("blockDeviceMappings") for volume in each.parts("ebs")]
    if not volumes:
        return "it names no volume, so that the image decides whether there is encryption"
    return None if all(each.flag("encrypted") for each in volumes) else "a volume of it is not encrypted"


def _metadata(host: Registered, stack: StackState) -> Judgement:
    del stack
    if host.text("metadataOptions.httpTokens") != "required":
        return "its metadata can be read without a token (IMDSv1)"
    hops = host.number("metadataOptions.httpPutResponseHopLimit")
    return f"tokens for its metadata live for {hops} hops, rather than 1" if hops > 1 else None


def _instance_address(instance: Registered, stack: StackState) -> Judgement:
    del stack
    public = instance.flag("associatePublicIpAddress") or instance.text("publicIp")
    return "it has a public address" if public else None


def _template_address(template: Registered, stack: StackState) -> Judgement:
    del stack
    public = any(each.flag("associatePublicIpAddress") for each in template.parts("networkInterfaces"))
    return "an interface of it gets a public address" if public else None


def _has_load_balancer(group: Registered, stack: StackState) -> bool:
    attached = stack.where("autoscaling.Attachment", "autoscalingGroupName", group.id)
    lists = ("targetGroupArns", "loadBalancers", "trafficSources")
    return bool(attached) or any(group.get(name) for name in lists)


def _health_checks(group: Registered, stack: StackState) -> Judgement:
    del stack
    right = group.text("healthCheckType") in ("ELB", "VPC_LATTICE")
    return None if right else "it takes no notice of the load balancer's health checks"


def _zones(group: Registered) -> int:
    return max(len({*group.texts("availabilityZones")}), len({*group.texts("vpcZoneIdentifiers")}))


def _several_zones(group: Registered, stack: StackState) -> Judgement:
    del stack
    return None if _zones(group) > 1 else "it has only one zone"


def _overrides(group: Registered) -> list[Properties]:
    return [each for part in group.parts("mixedInstancesPolicy.launchTemplate") for each in part.parts("overrides")]


def _several_types(group: Registered, stack: StackState) -> Judgement:
    del stack
    overrides = _overrides(group)
    types = {each.text("instanceType") for each in overrides}
    by_needs = any(each.get("instanceRequirements") for each in overrides)
    if len(types) < 2 and not by_needs:
        return "it has only one type of instance"
    return None if _zones(group) > 1 else "it has only one zone"


def _launch_template(group: Registered, stack: StackState) -> Judgement:
    del stack
    right = group.get("launchTemplate") or group.get("mixedInstancesPolicy")
    return None if right else "it has a launch configuration, not a launch template"


def _role(host: Registered, stack: StackState) -> str | Untold:
    """Return the name of the role of an instance's profile; what is wrong otherwise."""
    profile = host.get("iamInstanceProfile")
    parts = host.parts("iamInstanceProfile")
    given = {profile} if isinstance(profile, str) else {part.text(key) for part in parts for key in ("arn", "name")}
    given -= {""}
    if not given:
        return ""
    for each in stack.of("iam.InstanceProfile"):
        if {each.id, each.text("name"), each.arn} & given:
            return each.text("role").rpartition("/")[2]
    return Untold("its instance profile is not in this stack")


def _managed(host: Registered, stack: StackState) -> Judgement:
    role = _role(host, stack)
    if isinstance(role, Untold):
        return role
    if not role:
        return "it has no role, so Systems Manager can't manage it"
    attached = stack.where("iam.RolePolicyAttachment", "role", role)
    inline = stack.where("iam.RolePolicy", "role", role)
    may = any(each.text("policyArn").endswith(_CORE_POLICY) for each in attached) or any(
        allowed(statements(each.get("policy")), "ssm:UpdateInstanceInformation") for each in inline
    )
    return None if may else "its role does not let it register with Systems Manager (ssm:UpdateInstanceInformation)"


def _patched(host: Registered, stack: StackState) -> Judgement:
    del host
    patches = any(each.text("name") in _PATCHES for each in stack.of("ssm.Association"))
    return None if patches else "no association of Systems Manager patches it (AWS-RunPatchBaseline)"


def _applied(association: Registered, stack: StackState) -> Judgement:
    del stack
    waited = association.number("waitForSuccessTimeoutSeconds") > 0
    return None if waited else "nothing has waited for its success (waitForSuccessTimeoutSeconds)"


CHECKS: tuple[Check, ...] = (
    check("EC2.3", "ebs.Volume ec2.Instance", _volumes, "CKV_AWS_8"),
    check("EC2.181", "ec2.LaunchTemplate", _template_volumes, "CKV_AWS_8"),
    check("EC2.8", "ec2.Instance", _metadata, "CKV_AWS_79 CKV_AWS_341"),
    check("EC2.170", "ec2.LaunchTemplate", _metadata, "CKV_AWS_79 CKV_AWS_341"),
    check("EC2.9", "ec2.Instance", _instance_address, "CKV_AWS_88"),
    check("EC2.25", "ec2.LaunchTemplate", _template_address, "CKV_AWS_88"),
)
"""The checks of instances and their volumes.

https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html
"""

SCALING_CHECKS: tuple[Check, ...] = (
    check("AutoScaling.1", "autoscaling.Group", _health_checks, "CKV2_AWS_15", _has_load_balancer),
    check("AutoScaling.2", "autoscaling.Group", _several_zones),
    check("AutoScaling.6", "autoscaling.Group", _several_types),
    check("AutoScaling.9", "autoscaling.Group", _launch_template, "CKV_AWS_315"),
)
"""The checks of auto scaling groups.

https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html
"""

MANAGEMENT_CHECKS: tuple[Check, ...] = (
    check("SSM.1", _HOSTS, _managed),
    check("SSM.2", _HOSTS, _patched),
    check("SSM.3", "ssm.Association", _applied),
)
"""The checks of what Systems Manager does; a stack tells that it may and shall, not whether it has.

https://docs.aws.amazon.com/securityhub/latest/userguide/ssm-controls.html
"""

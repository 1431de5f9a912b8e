"""The life of a web service's load balancer: made, read back, changed in place, drifted, put right and destroyed."""

import ipaddress
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
import pytest
from support import WriteProject, failure, inventory, left_behind, run
from web_service_program import ZONE_NAME, web_service

from strongroom.core import vpc_name_part
from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

NAME = f"portal.{ZONE_NAME}"
OFFICE = {"cidr_blocks": {"office": "203.0.113.0/24"}}


def domain(zone_id: pulumi.Output[str]) -> dict[str, Any]:
    return {"name": NAME, "zone_id": zone_id, "alternative_names": [f"*.{NAME}", f"api.{ZONE_NAME}"]}


def aliased_domain(zone_id: pulumi.Output[str]) -> dict[str, Any]:
    return domain(zone_id) | {"alias_records": True}


def plain_domain(zone_id: pulumi.Output[str]) -> dict[str, Any]:
    return {"name": NAME, "zone_id": zone_id}


@dataclass(frozen=True)
class Deployed:
    sandbox: TestSandbox
    outputs: dict[str, Any]

    def one(self, service: str, operation: str, **arguments: Any) -> Any:
        """The only one of a list that boto3 tells."""
        answer: dict[str, Any] = getattr(self.sandbox.client(service), operation)(**arguments)
        lists: list[list[Any]] = [value for value in answer.values() if isinstance(value, list)]
        ((found,),) = lists
        return found

    @property
    def balancer(self) -> Any:
        return self.one("elbv2", "describe_load_balancers")

    @property
    def attributes(self) -> dict[str, str]:
        elb, arn = self.sandbox.client("elbv2"), self.outputs["load_balancer_arn"]
        found = elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
        return {each["Key"]: each["Value"] for each in found}

    @property
    def rules(self) -> list[Any]:
        """The rules of the listener by priority, the default one last."""
        found = self.sandbox.client("elbv2").describe_rules(ListenerArn=self.outputs["listener_arn"])["Rules"]
        return sorted(found, key=lambda rule: 10**6 if rule["IsDefault"] else int(rule["Priority"]))

    def permissions(self, group_id: str, direction: str) -> set[tuple[int, str]]:
        """What a security group lets in or out: by which port, and whom."""
        (group,) = self.sandbox.client("ec2").describe_security_groups(GroupIds=[group_id])["SecurityGroups"]
        peers = {
            "IpRanges": "CidrIp",
            "Ipv6Ranges": "CidrIpv6",
            "PrefixListIds": "PrefixListId",
            "UserIdGroupPairs": "GroupId",
        }
        return {
            (each["FromPort"], peer[key])
            for each in group[direction]
            for kind, key in peers.items()
            for peer in each.get(kind, [])
        }


@pytest.fixture(scope="module")
def internal(open_sandbox: Callable[[], TestSandbox]) -> Deployed:
    """A service that CloudFront reaches, for tests that only read."""
    sandbox = open_sandbox()
    return Deployed(sandbox, run(sandbox.program(web_service(domain=domain)).up).outputs)


def test_a_load_balancer_is_what_the_component_promises(internal: Deployed) -> None:
    found, attributes = internal.balancer, internal.attributes
    assert (found["LoadBalancerArn"], found["Scheme"]) == (internal.outputs["load_balancer_arn"], "internal")
    assert found["LoadBalancerName"] == f"portal-{vpc_name_part(internal.outputs['vpc_id'])}-dev"
    assert len(found["AvailabilityZones"]) == 2
    assert found["SecurityGroups"] == [internal.outputs["security_group_id"]]
    assert attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert attributes["routing.http.desync_mitigation_mode"] == "defensive"
    assert attributes["zonal_shift.config.enabled"] == "true"
    assert attributes["deletion_protection.enabled"] == "false"


def test_logs_go_where_the_bucket_lets_them(internal: Deployed) -> None:
    bucket = internal.outputs["log_bucket_name"]
    policy = internal.sandbox.client("s3").get_bucket_policy(Bucket=bucket)["Policy"]
    for log in ("access_logs", "connection_logs"):
        assert internal.attributes[f"{log}.s3.enabled"] == "true"
        assert internal.attributes[f"{log}.s3.bucket"] == bucket
        prefix = internal.attributes[f"{log}.s3.prefix"]
        assert f"{bucket}/{prefix}/AWSLogs/{internal.sandbox.account_id}/*" in policy


def test_only_cloudfront_may_connect_and_only_to_instances_it_leads(internal: Deployed) -> None:
    group = internal.outputs["security_group_id"]
    ((port, peer),) = internal.permissions(group, "IpPermissions")
    assert port == 443
    assert peer.startswith("pl-")
    assert internal.permissions(group, "IpPermissionsEgress") == {
        (8080, internal.outputs["instance_security_group_id"])
    }


def test_https_has_a_certificate_that_was_issued(internal: Deployed) -> None:
    listener = internal.one("elbv2", "describe_listeners", LoadBalancerArn=internal.outputs["load_balancer_arn"])
    assert (listener["Protocol"], listener["Port"]) == ("HTTPS", 443)
    assert listener["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    arn = listener["Certificates"][0]["CertificateArn"]
    assert arn == internal.outputs["certificate_arn"]
    certificate = internal.sandbox.client("acm").describe_certificate(CertificateArn=arn)["Certificate"]
    assert certificate["Status"] == "ISSUED"
    assert set(certificate["SubjectAlternativeNames"]) == {NAME, f"*.{NAME}", f"api.{ZONE_NAME}"}
    zone = internal.sandbox.client("route53").list_resource_record_sets(HostedZoneId=internal.outputs["hosted_zone_id"])
    kinds = Counter(record["Type"] for record in zone["ResourceRecordSets"])
    assert (kinds["CNAME"], kinds["A"]) == (2, 0)
    assert internal.outputs["url"] == f"https://{NAME}"


def test_requests_go_to_the_instances(internal: Deployed) -> None:
    (rule,) = internal.rules
    (action,) = rule["Actions"]
    assert (action["Type"], action["TargetGroupArn"]) == ("forward", internal.outputs["target_group_arn"])
    group = internal.one("elbv2", "describe_target_groups")
    assert (group["Protocol"], group["Port"], group["TargetType"]) == ("HTTP", 8080, "instance")
    assert group["TargetGroupName"].startswith("porta-")
    scaled = internal.one("autoscaling", "describe_auto_scaling_groups")
    assert scaled["TargetGroupARNs"] == [group["TargetGroupArn"]]


def public(**options: Any) -> Callable[[], None]:
    """A program with a public load balancer."""
    return web_service(public=True, load_balancer={"scheme": "internet-facing", **options})


def test_a_public_load_balancer_asks_for_a_header_whose_secret_can_be_renewed(sandbox: TestSandbox) -> None:
    stack = sandbox.program(public())
    first = Deployed(sandbox, run(stack.up).outputs)
    asked, refused = first.rules
    (condition,) = asked["Conditions"]
    assert condition["HttpHeaderConfig"]["HttpHeaderName"] == first.outputs["origin_header_name"]
    assert condition["HttpHeaderConfig"]["Values"] == [first.outputs["origin_header_value"]]
    assert asked["Actions"][0]["TargetGroupArn"] == first.outputs["target_group_arn"]
    assert refused["Actions"][0]["FixedResponseConfig"]["StatusCode"] == "403"
    assert stack.outputs()["origin_header_value"].secret

    renewed = run(sandbox.program(public(origin_header={"version": 2})).up)
    assert renewed.steps == {
        "RandomPassword portal-origin-header-2": "create",
        "ListenerRule portal-origin": "update",
    }
    (condition,) = Deployed(sandbox, renewed.outputs).rules[0]["Conditions"]
    values = [renewed.outputs["origin_header_value"], first.outputs["origin_header_value"]]
    assert sorted(condition["HttpHeaderConfig"]["Values"]) == sorted(values)
    assert len(set(values)) == 2
    assert run(sandbox.program(public(origin_header={"version": 2})).up).steps == {}


def test_a_load_balancer_changes_in_place(sandbox: TestSandbox) -> None:
    before = inventory(sandbox)
    stack = sandbox.program(web_service(domain=domain))
    first = run(stack.up)
    rules = [
        {"name": "api", "hosts": [f"api.{ZONE_NAME}"], "paths": ["/v1/*", "/v2/*"]},
        {"name": "gone", "methods": ["GET"], "headers": {"x-v": ["0"]}, "fixed_response": {"status_code": "410"}},
        {"name": "moved", "query_parameters": [{"key": "v", "value": "1"}], "redirect": {"path": "/v2"}},
    ]
    changed = web_service(
        domain=aliased_domain,
        load_balancer={
            "ingress": OFFICE | {"cloudfront": True},
            "desync_mitigation_mode": "strictest",
            "deletion_protection": True,
            "idle_timeout_seconds": 30,
        },
        listener={"redirect_http": True, "rules": rules},
        target_group={
            "health_check": {"path": "/health", "port": 9000, "timeout_seconds": 2},
            "stickiness": {"type": "app_cookie", "cookie_name": "SESSION"},
            "slow_start_seconds": 30,
        },
    )
    second = run(sandbox.program(changed).up)
    assert {step: op for step, op in second.steps.items() if op != "create"} == {
        "LoadBalancer portal-load-balancer": "update",
        "TargetGroup portal-targets": "update",
    }
    deployed = Deployed(sandbox, second.outputs)
    assert second.outputs["load_balancer_arn"] == first.outputs["load_balancer_arn"]
    assert deployed.attributes["routing.http.desync_mitigation_mode"] == "strictest"
    assert deployed.attributes["idle_timeout.timeout_seconds"] == "30"
    assert [rule["Priority"] for rule in deployed.rules] == ["100", "200", "300", "default"]
    assert [rule["Actions"][0]["Type"] for rule in deployed.rules] == [
        "forward",
        "fixed-response",
        "redirect",
        "forward",
    ]
    ports = {port for port, _ in deployed.permissions(second.outputs["security_group_id"], "IpPermissions")}
    assert ports == {80, 443}
    zone = sandbox.client("route53").list_resource_record_sets(HostedZoneId=second.outputs["hosted_zone_id"])
    aliases = [record["AliasTarget"] for record in zone["ResourceRecordSets"] if "AliasTarget" in record]
    assert [each["DNSName"].rstrip(".") for each in aliases] == [second.outputs["dns_name"]] * 3
    instances = second.outputs["instance_security_group_id"]
    assert {port for port, _ in deployed.permissions(instances, "IpPermissions")} == {8080, 9000}
    assert run(sandbox.program(changed).up).steps == {}
    assert run(stack.refresh).steps == {}

    back = sandbox.program(web_service(domain=domain))
    run(back.up)
    assert run(back.up).steps == {}
    back.destroy()
    assert inventory(sandbox) == before
    assert read_journal(sandbox.journal) == []


def test_load_balancer_becomes_dualstack_in_place(sandbox: TestSandbox) -> None:
    def options(address_type: str, blocks: dict[str, str]) -> dict[str, Any]:
        return {
            "public": True,
            "ipv6": True,
            "domain": plain_domain,
            "load_balancer": {
                "scheme": "internet-facing",
                "ip_address_type": address_type,
                "ingress": {"cidr_blocks": blocks},
            },
        }

    ipv4 = {"office": "203.0.113.0/24"}
    both = ipv4 | {"office-ipv6": "2001:db8:1::/48"}
    before = Deployed(sandbox, run(sandbox.program(web_service(**options("ipv4", ipv4))).up).outputs)
    assert before.balancer["IpAddressType"] == "ipv4"
    stack = sandbox.program(
        web_service(
            listener={"rules": [{"name": "office", "source_cidr_blocks": [*both.values()]}]},
            **options("dualstack", both),
        )
    )
    after = Deployed(sandbox, run(stack.up).outputs)
    assert after.outputs["load_balancer_arn"] == before.outputs["load_balancer_arn"]
    assert after.balancer["IpAddressType"] == "dualstack"
    group = after.outputs["security_group_id"]
    assert after.permissions(group, "IpPermissions") == {(443, network) for network in both.values()}
    assert after.rules[0]["Conditions"][0]["SourceIpConfig"]["Values"] == [*both.values()]
    records = sandbox.client("route53").list_resource_record_sets(HostedZoneId=after.outputs["hosted_zone_id"])
    assert {each["Type"] for each in records["ResourceRecordSets"] if "AliasTarget" in each} == {"A", "AAAA"}
    assert run(stack.up).steps == {}


def test_domain_is_removed_and_added_together_with_its_redirect(sandbox: TestSandbox) -> None:
    rules = [{"name": "api", "paths": ["/api/*"]}]
    https: dict[str, Any] = {
        "domain": plain_domain,
        "listener": {"redirect_http": True, "rules": rules},
        "load_balancer": {"ingress": {"cloudfront": True, **OFFICE}},
    }
    http: dict[str, Any] = {"listener": {"rules": rules}}
    ports: list[list[tuple[int, str]]] = []
    changes: list[dict[str, Any]] = [https, http, https, http | {"listener": {}}, {"domain": plain_domain}, http]
    for options in changes:
        stack = sandbox.program(web_service(**options))
        deployed = Deployed(sandbox, run(stack.up).outputs)
        assert run(stack.up).steps == {}
        listeners = sandbox.client("elbv2").describe_listeners(LoadBalancerArn=deployed.outputs["load_balancer_arn"])
        ports.append(sorted((each["Port"], each["DefaultActions"][0]["Type"]) for each in listeners["Listeners"]))
    both, plain, secure = [(80, "redirect"), (443, "forward")], [(80, "forward")], [(443, "forward")]
    assert ports == [both, plain, both, plain, secure, plain]


PLAIN_SUBNETS = """
from strongroom.compute import WebService, WebServiceArgs

config = pulumi.Config()
options = {"ip_address_type": "dualstack"}
inputs = {
    "durability": "ephemeral",
    "kms_key_arn": config.require("kms_key_arn"),
    "vpc_id": config.require("vpc_id"),
    "subnet_ids": config.require_object("subnet_ids"),
    "log_bucket_name": None,
    "load_balancer": options,
}
WebService("portal", WebServiceArgs.model_validate(inputs))
"""


def test_dualstack_load_balancer_in_plain_subnets_without_ipv6_is_refused_before_anything_is_created(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    ec2 = sandbox.client("ec2")
    vpc_id = ec2.create_vpc(CidrBlock="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]
    zones = [each["ZoneName"] for each in ec2.describe_availability_zones()["AvailabilityZones"][:2]]
    subnets = [
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for index, zone in enumerate(zones)
    ]
    (block,) = ec2.describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
    networks = [*ipaddress.IPv6Network(block["Ipv6CidrBlock"]).subnets(new_prefix=64)][:2]
    kms_key_arn = sandbox.client("kms").create_key()["KeyMetadata"]["Arn"]
    config = {"vpc_id": vpc_id, "subnet_ids": json.dumps(subnets), "kms_key_arn": kms_key_arn}
    folder = write_project(PLAIN_SUBNETS, {f"tiny:{key}": value for key, value in config.items()})
    stack = sandbox.project(folder, "dev")
    for place, (subnet, network) in enumerate(zip(subnets, networks, strict=True)):
        for operation in (stack.preview, stack.up):
            message = failure(operation)
            assert f"subnet_ids: must be subnets of the Region with an IPv6 CIDR block, got {subnets[place]}" in message
        assert left_behind(sandbox) == []
        ec2.associate_subnet_cidr_block(SubnetId=subnet, Ipv6CidrBlock=str(network))
    assert run(stack.preview).steps["LoadBalancer portal-load-balancer"] == "create"


def test_public_web_service_deploys_in_govcloud_without_cloudfront(local_aws: LocalAws, tmp_path: Path) -> None:
    sandbox = TestSandbox(local_aws, tmp_path / "sandbox", region="us-gov-west-1")
    options = {"scheme": "internet-facing", "ingress": {"allow_public": True}}
    stack = sandbox.program(web_service(public=True, domain=plain_domain, load_balancer=options))
    deployed = Deployed(sandbox, run(stack.up).outputs)
    assert deployed.balancer["LoadBalancerArn"].startswith("arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:")
    group = deployed.outputs["security_group_id"]
    assert deployed.permissions(group, "IpPermissions") == {(443, "0.0.0.0/0")}
    assert run(stack.up).steps == {}
    run(stack.destroy)


def test_what_somebody_opened_is_closed_again(sandbox: TestSandbox) -> None:
    stack = sandbox.program(web_service(domain=domain))
    deployed = Deployed(sandbox, run(stack.up).outputs)
    elb, ec2, group = sandbox.client("elbv2"), sandbox.client("ec2"), deployed.outputs["security_group_id"]
    intended, attributes = deployed.permissions(group, "IpPermissions"), deployed.attributes

    opened = {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "false"}
    elb.modify_load_balancer_attributes(LoadBalancerArn=deployed.outputs["load_balancer_arn"], Attributes=[opened])
    elb.modify_listener(ListenerArn=deployed.outputs["listener_arn"], SslPolicy="ELBSecurityPolicy-2016-08")
    (rule,) = [
        each
        for each in ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])[
            "SecurityGroupRules"
        ]
        if not each["IsEgress"]
    ]
    ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])

    run(stack.refresh)
    assert run(stack.up).steps == {
        "LoadBalancer portal-load-balancer": "update",
        "Listener portal-listener": "update",
        "SecurityGroupIngressRule portal-from-cloudfront": "create",
    }
    assert deployed.attributes == attributes
    assert deployed.permissions(group, "IpPermissions") == intended
    assert run(stack.refresh).steps == {}


def test_a_service_gets_a_domain_and_another_web_acl(sandbox: TestSandbox) -> None:
    waf, visible = sandbox.client("wafv2"), {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True}
    first, second = (
        waf.create_web_acl(
            Name=name,
            Scope="REGIONAL",
            DefaultAction={"Allow": {}},
            VisibilityConfig=visible | {"MetricName": name},
        )["Summary"]["ARN"]
        for name in ("first", "second")
    )
    run(sandbox.program(web_service(load_balancer={"web_acl_arn": first})).up)
    changed = web_service(domain=domain, load_balancer={"web_acl_arn": second}, listener={"redirect_http": True})
    after = run(sandbox.program(changed).up)
    found = waf.get_web_acl_for_resource(ResourceArn=after.outputs["load_balancer_arn"])
    assert found["WebACL"]["ARN"] == second
    listeners = sandbox.client("elbv2").describe_listeners(LoadBalancerArn=after.outputs["load_balancer_arn"])
    assert sorted(each["Port"] for each in listeners["Listeners"]) == [80, 443]
    assert run(sandbox.program(changed).up).steps == {}


def test_another_protocol_or_port_replaces_the_target_group_and_nothing_else(sandbox: TestSandbox) -> None:
    before = run(sandbox.program(web_service(domain=domain)).up)
    for options in ({"protocol": "HTTPS"}, {"protocol": "HTTPS", "port": 8443}, {"protocol_version": "GRPC"}):
        after = run(sandbox.program(web_service(domain=domain, target_group=options)).up)
        assert after.steps.pop("TargetGroup portal-targets") == "replace"
        assert "replace" not in after.steps.values()
        assert after.outputs["load_balancer_arn"] == before.outputs["load_balancer_arn"]
        assert after.outputs["auto_scaling_group_name"] == before.outputs["auto_scaling_group_name"]
        assert after.outputs["target_group_arn"] != before.outputs["target_group_arn"]

        deployed = Deployed(sandbox, after.outputs)
        assert deployed.one("elbv2", "describe_target_groups")["TargetGroupArn"] == after.outputs["target_group_arn"]
        assert deployed.rules[0]["Actions"][0]["TargetGroupArn"] == after.outputs["target_group_arn"]
        scaled = deployed.one("autoscaling", "describe_auto_scaling_groups")
        assert scaled["TargetGroupARNs"] == [after.outputs["target_group_arn"]]
        assert run(sandbox.program(web_service(domain=domain, target_group=options)).up).steps == {}
        before = after

"""Load balancing beyond the lives of its types: what AWS refuses, what replaces, and what boto3 sees."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.lb import (
    BALANCER,
    LISTENER,
    NOTHING,
    RULE,
    TARGET,
    TARGETS,
    balancer,
    https_listener,
    listener,
    log_bucket,
    login_listener,
    network_balancer,
    rule,
    targets,
)
from lives.wafv2 import ASSOCIATION, web_acl
from lives.world import REGION
from provider_client import Deployed

from strongroom.sandbox.provider.wire import Props

ALB = {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
NLB = {"Service": "delivery.logs.amazonaws.com"}


def attributes(estate: World, made: Deployed) -> dict[str, str]:
    found = estate.client("elbv2").describe_load_balancer_attributes(LoadBalancerArn=made.id)["Attributes"]
    return {one["Key"]: one["Value"] for one in found}


class TestLoadBalancer:
    def test_dualstack_load_balancer_requires_ipv6_subnets(self, estate: World) -> None:
        with pytest.raises(Exception, match="specify subnets with an associated IPv6 CIDR block"):
            estate.make(BALANCER, **balancer(estate, ipAddressType="dualstack"))

    def test_subnets_of_another_vpc_are_refused(self, estate: World) -> None:
        made = estate.make(BALANCER, **balancer(estate))
        with pytest.raises(Exception, match="must be in the VPC of the load balancer"):
            estate.provider.update(made, **Props(made.inputs, subnets=estate.new_subnets()))
        assert estate.provider.refresh(made) == made

    def test_its_logs_need_a_bucket_that_lets_them_in(self, estate: World) -> None:
        closed = f"closed-{estate.account.account_id}"
        s3 = estate.client("s3")
        s3.create_bucket(Bucket=closed, CreateBucketConfiguration={"LocationConstraint": REGION})

        for bucket in (closed, f"absent-{estate.account.account_id}"):
            with pytest.raises(Exception, match=f"Access Denied for bucket: {bucket}"):
                estate.make(BALANCER, **balancer(estate, accessLogs={"bucket": bucket, "enabled": True}))

        statement = {"Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:PutObject"}
        policy = {"Version": "2012-10-17", "Statement": [{**statement, "Resource": f"arn:aws:s3:::{closed}/*"}]}
        s3.put_bucket_policy(Bucket=closed, Policy=json.dumps(policy))
        with pytest.raises(Exception, match=f"Access Denied for bucket: {closed}"):
            estate.make(BALANCER, **balancer(estate, connectionLogs={"bucket": closed, "enabled": True}))

    @pytest.mark.parametrize(
        ("principal", "change", "network"),
        [
            (ALB, {}, False),
            (ALB, {"Condition": {"StringEquals": {"aws:SourceAccount": "OWN"}}}, False),
            ({"AWS": "arn:aws:iam::156460612806:root"}, {}, False),
            (NLB, {"Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}}, True),
        ],
    )
    def test_its_logs_go_where_the_policy_lets_them_in(
        self, estate: World, principal: Props, change: Props, network: bool
    ) -> None:
        self._log_to_a_bucket_that_says(estate, {"Principal": principal, **change}, network)

    @pytest.mark.parametrize(
        ("principal", "change", "network"),
        [
            (ALB, {"Resource": "/other/*"}, False),
            (ALB, {"Action": "s3:GetObject"}, False),
            (ALB, {"Condition": {"StringEquals": {"aws:SourceAccount": "210987654321"}}}, False),
            (ALB, {}, True),
            (NLB, {}, False),
        ],
    )
    def test_its_logs_go_nowhere_else(self, estate: World, principal: Props, change: Props, network: bool) -> None:
        with pytest.raises(Exception, match="Access Denied for bucket"):
            self._log_to_a_bucket_that_says(estate, {"Principal": principal, **change}, network)

    @staticmethod
    def _log_to_a_bucket_that_says(estate: World, said: Props, network: bool) -> None:
        bucket, account = estate.bucket(), estate.account.account_id
        statement = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"/web/AWSLogs/{account}/*", **said}
        statement["Resource"] = f"arn:aws:s3:::{bucket}{statement['Resource']}"
        document = json.dumps({"Version": "2012-10-17", "Statement": statement}).replace("OWN", account)
        estate.client("s3").put_bucket_policy(Bucket=bucket, Policy=document)
        news = network_balancer(estate) if network else balancer(estate)
        logs = {"bucket": bucket, "prefix": "web", "enabled": True}
        estate.make(BALANCER, **{**news, "accessLogs": logs})

    def test_logs_that_are_off_ask_for_no_bucket_and_are_turned_off_when_left_out(self, estate: World) -> None:
        news = balancer(estate)
        logs = {"accessLogs": {"bucket": log_bucket(estate), "enabled": True}}
        made = estate.make(BALANCER, **news, **logs, connectionLogs={"bucket": "any", "enabled": False})
        assert attributes(estate, made)["access_logs.s3.enabled"] == "true"
        assert estate.provider.refresh(made) == made

        changed = estate.provider.update(made, **news)

        assert attributes(estate, made)["access_logs.s3.enabled"] == "false"
        assert "accessLogs" not in changed.outputs

    def test_protection_must_be_off_before_it_is_deleted(self, estate: World) -> None:
        news = balancer(estate)
        made = estate.make(BALANCER, **news, enableDeletionProtection=True)
        with pytest.raises(Exception, match="OperationNotPermitted"):
            estate.provider.delete(made)

        changed = estate.provider.update(made, **news, enableDeletionProtection=False)
        estate.provider.delete(changed)

        assert estate.provider.refresh(changed) is None

    def test_its_name_is_its_own_and_the_address_of_an_internal_one_says_so(self, estate: World) -> None:
        news = balancer(estate)
        made = estate.make(BALANCER, **news)
        assert made.outputs["dnsName"].startswith(f"internal-{news['name']}")
        assert made.outputs["arnSuffix"] == made.id.split("loadbalancer/")[1]
        with pytest.raises(Exception, match="DuplicateLoadBalancerName"):
            estate.make(BALANCER, **Props(balancer(estate), name=news["name"]))

    def test_one_without_groups_is_in_the_default_group(self, estate: World) -> None:
        made = estate.make(BALANCER, **balancer(estate, securityGroups=None))
        ec2 = estate.client("ec2")
        groups = ec2.describe_security_groups(GroupIds=made.outputs["securityGroups"])["SecurityGroups"]
        assert [group["GroupName"] for group in groups] == ["default"]

    def test_a_network_one_gets_further_subnets_in_place_but_loses_none(self, estate: World) -> None:
        news = network_balancer(estate)
        vpc = estate.client("ec2").describe_subnets(SubnetIds=news["subnets"])["Subnets"][0]["VpcId"]
        made = estate.make(BALANCER, **news)
        third = estate.client("ec2").create_subnet(VpcId=vpc, CidrBlock="10.0.9.0/24", AvailabilityZone=f"{REGION}c")[
            "Subnet"
        ]["SubnetId"]

        more: Props = {**news, "subnets": [*news["subnets"], third]}
        assert list(estate.provider.diff(made, **more).replaces) == []
        assert third in estate.provider.update(made, **more).outputs["subnets"]
        fewer = {**news, "subnets": news["subnets"][:1]}
        assert list(estate.provider.diff(made, **fewer).replaces) == ["subnets"]
        assert list(estate.provider.diff(made, **Props(news, securityGroups=[])).replaces) == ["securityGroups"]

    def test_a_second_web_acl_takes_the_place_of_the_first(self, estate: World) -> None:
        resource = estate.make(BALANCER, **balancer(estate)).id
        first, second = (estate.make(ASSOCIATION, webAclArn=web_acl(estate), resourceArn=resource) for _ in range(2))
        assert estate.provider.refresh(first) is None
        assert estate.provider.refresh(second) == second
        estate.provider.delete(first)
        assert estate.provider.refresh(second) is None, "AWS takes away whatever is there"


class TestTargetGroup:
    @pytest.mark.parametrize(
        "change", [{"protocol": "HTTPS"}, {"port": 9090}, {"protocolVersion": "GRPC"}, {"targetType": "ip"}]
    )
    def test_what_it_speaks_can_only_be_replaced(self, estate: World, change: Props) -> None:
        news = targets(estate)
        del news["name"]
        made = estate.make(TARGETS, **news)

        difference = estate.provider.diff(made, **Props(news, **change))

        assert list(difference.replaces) == list(change)
        assert not difference.deleteBeforeReplace

    def test_one_with_a_name_of_the_programs_is_deleted_before_it_is_replaced(self, estate: World) -> None:
        news = targets(estate)
        made = estate.make(TARGETS, **news)
        assert estate.provider.diff(made, **Props(news, protocol="HTTPS")).deleteBeforeReplace
        with pytest.raises(Exception, match="DuplicateTargetGroupName"):
            estate.make(TARGETS, **Props(news, protocol="HTTPS"))

    def test_names_from_a_prefix_fit_and_differ(self, estate: World) -> None:
        news = targets(estate)
        del news["name"]
        names = [estate.make(TARGETS, **news, namePrefix="portal").outputs["name"] for _ in range(2)]
        assert [len(name) for name in names] == [32, 32]
        assert names[0] != names[1]

    def test_what_a_health_check_leaves_out_is_as_the_official_provider_has_it(self, estate: World) -> None:
        news = targets(estate, healthCheck={"path": "/health", "interval": 10, "unhealthyThreshold": 5})
        made = estate.make(TARGETS, **news)

        def check() -> Any:
            found = estate.client("elbv2").describe_target_groups(TargetGroupArns=[made.id])["TargetGroups"][0]
            return found["HealthCheckPath"], found["HealthCheckIntervalSeconds"], found["UnhealthyThresholdCount"]

        assert check() == ("/health", 10, 5)
        again = {**news, "healthCheck": {"path": "/health", "interval": 10, "unhealthyThreshold": 5, "enabled": True}}
        assert estate.provider.kinds(made, **again) == {}
        less: Props = {**news, "healthCheck": {"path": "/health"}}
        assert estate.provider.kinds(made, **less) == {
            "healthCheck.interval": "UPDATE",
            "healthCheck.unhealthyThreshold": "UPDATE",
        }
        estate.provider.update(made, **less)
        assert check() == ("/health", 30, 3)

    def test_a_check_that_waits_longer_than_its_interval_is_refused(self, estate: World) -> None:
        with pytest.raises(Exception, match="timeout '10' must be smaller than the interval '10'"):
            estate.make(TARGETS, **targets(estate, healthCheck={"interval": 10, "timeout": 10}))

    def test_codes_of_grpc(self, estate: World) -> None:
        news = targets(estate, protocolVersion="GRPC", healthCheck={"path": "/health", "matcher": "0-5"})
        made = estate.make(TARGETS, **news)
        found = estate.client("elbv2").describe_target_groups(TargetGroupArns=[made.id])["TargetGroups"][0]
        assert found["Matcher"] == {"GrpcCode": "0-5"}
        assert estate.provider.refresh(made) == made

    def test_a_target_that_is_taken_out_is_gone(self, estate: World) -> None:
        group = estate.make(TARGETS, **targets(estate, targetType="ip"))
        made = estate.make(TARGET, targetGroupArn=group.id, targetId="10.0.0.10")
        estate.client("elbv2").deregister_targets(TargetGroupArn=group.id, Targets=[{"Id": "10.0.0.10"}])
        assert estate.provider.refresh(made) is None

    def test_one_in_use_is_not_deleted(self, estate: World) -> None:
        group = estate.make(TARGETS, **targets(estate))
        action = {"type": "forward", "targetGroupArn": group.id}
        made = estate.make(LISTENER, **listener(estate, defaultActions=[action]))
        with pytest.raises(Exception, match="ResourceInUse"):
            estate.provider.delete(group)
        seen = estate.provider.refresh(group)
        assert seen is not None
        assert seen.outputs["loadBalancerArns"] == [made.outputs["loadBalancerArn"]]
        estate.provider.delete(made)
        seen = estate.provider.refresh(group)
        assert seen is not None
        assert "loadBalancerArns" not in seen.outputs
        estate.provider.delete(group)


class TestListener:
    def test_its_certificate_stays_as_long_as_it_does(self, estate: World) -> None:
        news = https_listener(estate)
        certificate, made = news["certificateArn"], estate.make(LISTENER, **news)
        acm = estate.client("acm")
        with pytest.raises(ClientError, match="ResourceInUseException"):
            acm.delete_certificate(CertificateArn=certificate)
        estate.provider.delete(made)
        acm.delete_certificate(CertificateArn=certificate)

    def test_a_certificate_that_is_not_issued_is_refused(self, estate: World) -> None:
        acm = estate.client("acm")
        pending = acm.request_certificate(DomainName="pending.example.com", ValidationMethod="DNS")["CertificateArn"]
        with pytest.raises(Exception, match="UnsupportedCertificate"):
            estate.make(LISTENER, **Props(https_listener(estate), certificateArn=pending))

    def test_a_port_has_one_listener(self, estate: World) -> None:
        news = listener(estate)
        estate.make(LISTENER, **news)
        with pytest.raises(Exception, match="DuplicateListener"):
            estate.make(LISTENER, **news)

    def test_listener_can_not_move_to_the_port_of_another(self, estate: World) -> None:
        news = listener(estate)
        estate.make(LISTENER, **news)
        other = estate.make(LISTENER, **Props(news, port=8081))
        with pytest.raises(Exception, match="DuplicateListener"):
            estate.provider.update(other, **Props(news))
        estate.provider.update(other, **Props(news, port=8082))

    def test_the_secret_of_a_login_stays_in_the_program(self, estate: World) -> None:
        news = login_listener(estate)
        made = estate.make(LISTENER, **news)
        assert made.outputs["defaultActions"][0]["authenticateOidc"]["clientSecret"] == "hush"
        assert estate.provider.refresh(made) == made

        imported = estate.provider.import_(LISTENER, made.id)

        assert imported is not None
        assert "clientSecret" not in imported.outputs["defaultActions"][0]["authenticateOidc"]

    def test_from_https_to_http_and_the_header_it_set(self, estate: World) -> None:
        news = https_listener(estate)
        made = estate.make(LISTENER, **news, routingHttpResponseXFrameOptionsHeaderValue="DENY")
        elb = estate.client("elbv2")
        seen = elb.describe_listener_attributes(ListenerArn=made.id)["Attributes"]
        assert {"Key": "routing.http.response.x_frame_options.header_value", "Value": "DENY"} in seen

        plain: Props = {"loadBalancerArn": news["loadBalancerArn"], "port": 80, "protocol": "HTTP"}
        changed = estate.provider.update(made, **plain, defaultActions=[NOTHING])

        assert "certificateArn" not in changed.outputs
        assert estate.provider.refresh(changed) == changed

    def test_moving_it_to_another_balancer_replaces_it(self, estate: World) -> None:
        made = estate.make(LISTENER, **listener(estate))
        assert list(estate.provider.diff(made, **listener(estate)).replaces) == ["loadBalancerArn"]


class TestListenerRule:
    def test_one_without_a_priority_comes_last(self, estate: World) -> None:
        news = rule(estate)
        estate.make(RULE, **news)
        del news["priority"]
        made = estate.make(RULE, **news)
        assert made.outputs["priority"] == 11
        assert estate.provider.kinds(made, **news) == {}

    def test_a_priority_that_is_taken_is_refused(self, estate: World) -> None:
        news = rule(estate)
        estate.make(RULE, **news)
        with pytest.raises(Exception, match="PriorityInUse"):
            estate.make(RULE, **news)

    def test_the_order_of_conditions_means_nothing(self, estate: World) -> None:
        news = rule(estate)
        made = estate.make(RULE, **news)
        assert estate.provider.kinds(made, **Props(news, conditions=news["conditions"][::-1])) == {}

    def test_a_redirect_keeps_what_it_does_not_name(self, estate: World) -> None:
        made = estate.make(RULE, **rule(estate))
        found = estate.client("elbv2").describe_rules(RuleArns=[made.id])["Rules"][0]["Actions"][0]["RedirectConfig"]
        assert (found["Host"], found["Path"], found["Query"]) == ("#{host}", "/#{path}", "#{query}")

from homes import account_ids, partitions, regions
from hypothesis import given

from strongroom.core import AwsEnvironment
from strongroom.network._flow_log_policy import delivery_policy, trust_policy


@given(partitions, regions, account_ids)
def test_only_flow_logs_of_the_vpcs_account_and_region_may_use_the_role(
    partition: str, region: str, account_id: str
) -> None:
    policy = trust_policy(AwsEnvironment.of(f"arn:{partition}:ec2:{region}:{account_id}:vpc/vpc-0a1b"))
    assert policy["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account_id},
                "ArnLike": {"aws:SourceArn": f"arn:{partition}:ec2:{region}:{account_id}:vpc-flow-log/*"},
            },
        }
    ]


@given(partitions, regions, account_ids)
def test_delivery_reaches_one_log_group_and_cannot_delete_or_read(partition: str, region: str, account_id: str) -> None:
    group = f"arn:{partition}:logs:{region}:{account_id}:log-group:/aws/vpc/flow-logs/portal-dev"
    (statement,) = delivery_policy(group)["Statement"]
    assert statement["Resource"] == [group, f"{group}:*"]
    assert {action.split(":")[1] for action in statement["Action"]} == {
        "CreateLogStream",
        "DescribeLogGroups",
        "DescribeLogStreams",
        "PutLogEvents",
    }

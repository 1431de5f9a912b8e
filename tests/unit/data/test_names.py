"""What AWS calls the resources, with the longest names that a component, its parts and an environment can have."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from database_inputs import KEY, database_inputs
from recording import Cloud, Deployment, Recorder

from strongroom.core import Component
from strongroom.data import (
    AuroraCluster,
    AuroraClusterArgs,
    BackupPlan,
    BackupPlanArgs,
    BackupRule,
    Bucket,
    BucketArgs,
    Database,
    DatabaseArgs,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucket,
    LogBucketArgs,
    Replication,
    Secret,
    SecretArgs,
)

NAME, PART, SUFFIX = "n" * 20 + "-" + "m" * 19, "p" * 20 + "-" + "q" * 19, "s" * 6 + "-" + "t" * 5
SECOND = PART[:-1] + "r"
CLOUD = Cloud("aws", "ap-southeast-7", "111122223333")
ENVIRONMENT: dict[str, Any] = {"environment_suffix": SUFFIX}
DATABASE: dict[str, Any] = ENVIRONMENT | {
    "password_management": "generated",
    "allowed_security_groups": {PART: "sg-0123456789abcdef0"},
    "allowed_cidr_blocks": {PART: "10.0.0.0/16"},
    "proxy": {},
}
COPIES = Replication(destination_bucket_arn="arn:aws:s3:::copies", destination_kms_key_arn=KEY)

# By the constraints of each service's API, as botocore has them, and where it has none by AWS's pages on the resource.
IDENTIFIER = r"(?=.{1,63}$)[a-z](-?[a-z0-9])*"
GROUP = r"(?=.{1,255}$)[a-z](-?[a-z0-9])*"
RULES = {
    ("aws:backup/plan:Plan", "name"): r"[A-Za-z0-9_.-]{1,50}",
    ("aws:backup/selection:Selection", "name"): r"[A-Za-z0-9_.-]{1,50}",
    ("aws:backup/vault:Vault", "name"): r"[A-Za-z0-9_-]{2,50}",
    ("aws:cloudwatch/logGroup:LogGroup", "name"): r"[.\-_/#A-Za-z0-9]{1,512}",
    ("aws:ec2/securityGroup:SecurityGroup", "description"): r"[A-Za-z0-9. _\-:/()#,@\[\]+=&;{}!$*]{1,255}",
    # The provider adds 26 characters to each prefix.
    ("aws:ec2/securityGroup:SecurityGroup", "namePrefix"): r"(?!sg-)[A-Za-z0-9._-]{1,229}",
    ("aws:iam/role:Role", "name"): r"[\w+=,.@-]{1,64}",
    ("aws:kms/alias:Alias", "name"): r"alias/(?!aws/)[A-Za-z0-9/_-]{1,250}",
    ("aws:lambda/function:Function", "name"): r"[A-Za-z0-9_-]{1,64}",
    ("aws:lambda/function:Function", "description"): r".{1,256}",
    ("aws:rds/cluster:Cluster", "clusterIdentifier"): IDENTIFIER,
    ("aws:rds/cluster:Cluster", "finalSnapshotIdentifier"): GROUP,
    ("aws:rds/clusterInstance:ClusterInstance", "identifier"): IDENTIFIER,
    ("aws:rds/clusterParameterGroup:ClusterParameterGroup", "namePrefix"): r"(?=.{1,229}$)[a-z](-?[a-z0-9])*-",
    ("aws:rds/eventSubscription:EventSubscription", "name"): r"(?=.{1,254}$)[a-z](-?[a-z0-9])*",
    ("aws:rds/instance:Instance", "finalSnapshotIdentifier"): GROUP,
    ("aws:rds/instance:Instance", "identifier"): IDENTIFIER,
    ("aws:rds/optionGroup:OptionGroup", "namePrefix"): r"(?=.{1,229}$)[a-z](-?[a-z0-9])*-",
    ("aws:rds/parameterGroup:ParameterGroup", "namePrefix"): r"(?=.{1,229}$)[a-z](-?[a-z0-9])*-",
    ("aws:rds/proxy:Proxy", "name"): IDENTIFIER,
    ("aws:rds/subnetGroup:SubnetGroup", "name"): r"(?!default$)[a-z0-9 ._-]{1,255}",
    ("aws:s3/bucket:Bucket", "bucket"): r"[a-z0-9]([a-z0-9-]){1,61}[a-z0-9]",
    ("aws:secretsmanager/secret:Secret", "name"): r"[A-Za-z0-9/_+=.@-]{1,512}",
    ("aws:sns/topic:Topic", "name"): r"[A-Za-z0-9_-]{1,256}",
}
NAMING = ("name", "namePrefix", "identifier", "clusterIdentifier", "finalSnapshotIdentifier", "bucket")
# What is set of a bucket has its name, an instance that of its cluster.
NAMES_OF_OTHERS = re.compile("aws:s3/bucket[A-Z].*bucket|aws:rds/clusterInstance:.*clusterIdentifier")
COMPONENTS: dict[str, Callable[[], Component]] = {
    "key": lambda: EncryptionKey(
        NAME, EncryptionKeyArgs(multi_region=True, replica_regions=["ap-southeast-5"], **ENVIRONMENT)
    ),
    "bucket": lambda: Bucket(
        NAME, BucketArgs(kms_key_arn=KEY, access_log_bucket_name="logs", replication=COPIES, **ENVIRONMENT)
    ),
    "log bucket": lambda: LogBucket(NAME, LogBucketArgs(kms_key_arn=KEY, log_sources={"config"}, **ENVIRONMENT)),
    "secret": lambda: Secret(NAME, SecretArgs(kms_key_arn=KEY, **ENVIRONMENT)),
    "instance": lambda: Database(
        NAME, DatabaseArgs(**database_inputs("mysql", **DATABASE, read_replicas={PART: {}, SECOND: {}}))
    ),
    "cluster": lambda: AuroraCluster(
        NAME, AuroraClusterArgs(**database_inputs("aurora-postgresql", **DATABASE, readers=15))
    ),
    "backup plan": lambda: BackupPlan(
        NAME,
        BackupPlanArgs(
            kms_key_arn=KEY,
            rules={PART: BackupRule(), SECOND: BackupRule()},
            resource_arns=["arn:aws:rds:ap-southeast-7:111122223333:db:orders"],
            resource_tags={"Backup": "yes"},
            **ENVIRONMENT,
        ),
    ),
}


@pytest.fixture(params=[*COMPONENTS.values()], ids=[*COMPONENTS])
def longest(record: Recorder, request: pytest.FixtureRequest) -> Deployment:
    return record(request.param, cloud=CLOUD)


def named(deployment: Deployment) -> Iterator[tuple[str, str, str | None, str]]:
    """Return what names a resource: its type, the input, its region if it has one of its own, and the name."""
    for each in deployment.resources:
        for name in each.inputs if each.custom else ():
            if name in NAMING and not NAMES_OF_OTHERS.fullmatch(f"{each.type} {name}"):
                yield each.type, name, dict(each.inputs).get("region"), each.inputs[name]


def test_aws_accepts_the_longest_names(longest: Deployment) -> None:
    found = list(named(longest))
    assert found
    for type_, name, _, value in found:
        assert re.fullmatch(RULES[type_, name], value), f"{type_} has the {name} {value} of {len(value)} characters"


def test_aws_accepts_descriptions_with_the_longest_names(longest: Deployment) -> None:
    described = {type_ for type_, name in RULES if name == "description"}
    for each in longest.resources:
        if each.type in described:
            assert re.fullmatch(RULES[each.type, "description"], each.inputs["description"])


def test_the_longest_names_differ(longest: Deployment) -> None:
    # Whether or not they are cut; a prefix gets its own end from the provider.
    found = [each for each in named(longest) if each[1] != "namePrefix"]
    assert len(set(found)) == len(found)
    assert all(SUFFIX in value for *_, value in found)

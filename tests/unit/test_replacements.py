"""Resources that hold something exclusively, and so must be deleted before their replacement is created."""

from collections import defaultdict

from family import family
from recording import Cloud, Recorder

EXCLUSIVE = {
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": "deleting the old lock unlocks the vault",
    "aws:ebs/defaultKmsKey:DefaultKmsKey": "deleting the old setting resets the Region's default key",
    "aws:ec2/flowLog:FlowLog": "AWS refuses a second flow log of a VPC with the same destination",
    "aws:ec2/natGateway:NatGateway": "AWS associates an Elastic IP address with one gateway at a time",
    "aws:rds/proxy:Proxy": "RDS refuses a second proxy with the same name",
    "aws:secretsmanager/secretRotation:SecretRotation": "deleting the old rotation cancels the rotation",
    "aws:wafv2/webAclAssociation:WebAclAssociation": "deleting the old association leaves the resource without an ACL",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "deleting the old one turns logging off",
}
"""Types, and what creating the replacement first would do on AWS."""


def test_resource_that_holds_something_exclusively_is_deleted_before_its_replacement(record: Recorder) -> None:
    seen = defaultdict[str, set[bool]](set)
    cloud = Cloud("aws", "eu-central-1", "111122223333")
    for create in family(cloud).values():
        deployment = record(lambda create=create: create("all"), cloud=cloud)
        for resource in deployment.resources:
            if resource.type in EXCLUSIVE:
                seen[resource.type].add(resource.request.deleteBeforeReplace)
    assert seen == {type_: {True} for type_ in EXCLUSIVE}

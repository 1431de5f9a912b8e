import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorder

from strongroom.core import Args, AwsEnvironment, Component
from strongroom.core.aws import current_environment
from strongroom.data import GeneratedValue, SecretRotation
from strongroom.data._rotation import Rotated, RotatedDatabase, make_rotation
from strongroom.data._secret_parts import make_password, make_secret, make_secret_version
from strongroom.data._secret_policies import (
    DatabaseKind,
    rotation_policy,
    secret_read_policy,
    secret_resource_policy,
)

KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
DATABASE_ARN = "arn:aws:rds:eu-central-1:123456789012:db:portal"
SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:portal-AbCdEf"  # noqa: S105 an ARN
GROUP_ARN = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/portal"
HOME = AwsEnvironment("aws", "eu-central-1", "123456789012")
accounts = st.text("0123456789", min_size=12, max_size=12)


class Master(Component):
    """A component whose secret is the master password of a database."""

    def __init__(
        self,
        name: str,
        args: Args,
        kind: DatabaseKind,
        options: SecretRotation,
        port: str = "5433",
        resource_id: str = "db-ABC",
    ) -> None:
        super().__init__(name, args)
        scope, home = self._scope, current_environment(self._invoke_opts)
        generate = GeneratedValue(json_key="password", fields={"port": port})
        password = make_password(scope, "master", generate, rotated=True)
        secret = make_secret(scope, "master", KEY_ARN, description="Master", recovery_window_days=7, protected=False)
        version = make_secret_version(scope, "master", secret, password, rotated=True)
        database = RotatedDatabase(kind, "portal", DATABASE_ARN, resource_id)
        rotated = Rotated(secret.arn, KEY_ARN, version, protected=False)
        make_rotation(scope, home, "master-rotation", rotated, options, generate, database)
        self.publish()


def deploy(record: Recorder, kind: DatabaseKind = "instance", **values: str) -> Deployment:
    cloud = Cloud("aws", "eu-central-1", "123456789012")
    return record(lambda: Master("portal", Args(), kind, SecretRotation(), **values), cloud=cloud)


@pytest.mark.parametrize(
    ("kind", "variable", "actions"),
    [
        ("instance", "DB_INSTANCE_IDENTIFIER", ["rds:DescribeDBInstances", "rds:ModifyDBInstance"]),
        ("cluster", "DB_CLUSTER_IDENTIFIER", ["rds:DescribeDBClusters", "rds:ModifyDBCluster"]),
    ],
)
def test_a_master_password_is_set_in_its_database_and_in_no_other(
    record: Recorder, kind: DatabaseKind, variable: str, actions: list[str]
) -> None:
    deployment = deploy(record, kind)
    variables = deployment.one("aws:lambda/function:Function").inputs["environment"]["variables"]
    assert variables[variable] == "portal"
    assert variables.keys() == {variable, "VALUE_RULES"}
    policy = json.loads(deployment.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    databases = [each for each in policy["Statement"] if "rds:" in json.dumps(each["Action"])]
    assert [(each["Action"], each["Resource"]) for each in databases] == [(actions, DATABASE_ARN)]


def test_a_database_has_as_long_as_lambda_allows_to_take_its_password(record: Recorder) -> None:
    assert deploy(record).one("aws:lambda/function:Function").inputs["timeout"] == 900


@pytest.mark.parametrize("changed", [{"resource_id": "db-DEF"}, {"port": "5434"}])
def test_a_database_that_is_replaced_or_changed_has_its_rotation_set_up_anew(
    record: Recorder, changed: dict[str, str]
) -> None:
    type_ = "aws:secretsmanager/secretRotation:SecretRotation"
    before, same, after = (deploy(record, "instance", **each).one(type_) for each in ({}, {}, changed))
    assert before.request.replacement_trigger == same.request.replacement_trigger
    assert before.request.replacement_trigger != after.request.replacement_trigger
    # Deleting the old one turns rotation off, and must not come last.
    assert before.request.deleteBeforeReplace


def test_a_value_that_nobody_generates_has_no_function_made_for_it(record: Recorder) -> None:
    class Given(Component):
        def __init__(self, name: str, args: Args) -> None:
            super().__init__(name, args)
            secret = make_secret(
                self._scope, "secret", KEY_ARN, description="Given", recovery_window_days=7, protected=False
            )
            version = make_secret_version(self._scope, "secret", secret, "given", rotated=True)
            home = current_environment(self._invoke_opts)
            make_rotation(
                self._scope,
                home,
                "rotation",
                Rotated(secret.arn, KEY_ARN, version, protected=False),
                SecretRotation(),
                None,
            )
            self.publish()

    record.failing(ValueError, lambda: Given("portal", Args()))


def actions_of(policy: dict[str, Any]) -> set[str]:
    return {action for statement in policy["Statement"] for action in statement["Action"]}


def test_a_reader_may_not_write_nor_administer() -> None:
    assert actions_of(secret_read_policy(HOME, SECRET_ARN, KEY_ARN)) == {
        "kms:Decrypt",
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
    }


def test_a_secret_of_china_is_decrypted_through_the_service_there() -> None:
    home = AwsEnvironment("aws-cn", "cn-north-1", "123456789012", "amazonaws.com.cn")
    _, decrypt = secret_read_policy(home, SECRET_ARN, KEY_ARN)["Statement"]
    assert decrypt["Condition"]["StringEquals"]["kms:ViaService"] == "secretsmanager.cn-north-1.amazonaws.com.cn"


def test_a_function_for_a_secret_alone_may_do_nothing_to_databases() -> None:
    policy = rotation_policy(HOME, SECRET_ARN, KEY_ARN, "portal", GROUP_ARN)
    assert not [action for action in actions_of(policy) if action.startswith("rds:")]


@given(st.lists(accounts, max_size=4), st.randoms())
def test_whoever_is_named_is_not_denied_and_the_order_makes_no_difference(named: list[str], shuffle: Any) -> None:
    arns = [f"arn:aws:iam::{account}:role/reader" for account in named]
    policy = secret_resource_policy(HOME, [], arns, [])
    (denial,) = policy["Statement"]
    assert set(denial["Condition"]["StringNotEquals"]["aws:PrincipalAccount"]) == {HOME.account_id, *named}
    shuffle.shuffle(arns)
    assert secret_resource_policy(HOME, [], arns, []) == policy

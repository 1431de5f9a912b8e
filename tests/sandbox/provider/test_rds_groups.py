"""What is special about what databases need: groups, subscriptions to their events, proxies before them."""

from collections.abc import Iterator

import grpc
import pytest
from lives import World
from lives.rds import (
    CLUSTER,
    CLUSTER_PARAMETERS,
    EVENTS,
    INSTANCE,
    OPTIONS,
    PARAMETERS,
    POOL,
    PROXY,
    SUBNETS,
    TARGET,
    cluster,
    instance,
    place,
    proxy,
    secret,
)
from lives.world import REGION, new_world

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.wire import Props


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    with new_world(local_aws) as world:
        yield world


class TestGroups:
    def test_parameters_are_applied_at_once_unless_told_otherwise(self, world: World) -> None:
        news: Props = {"family": "postgres17", "parameters": [{"name": "rds.force_ssl", "value": "1"}]}
        made = world.make(PARAMETERS, **news)

        [told] = world.client("rds").describe_db_parameters(DBParameterGroupName=made.id, Source="user")["Parameters"]
        assert (told["ParameterName"], told["ParameterValue"]) == ("rds.force_ssl", "1")
        assert (told["ApplyMethod"], told["Source"]) == ("immediate", "user")
        assert made.outputs["parameters"] == news["parameters"]
        assert world.provider.refresh(made) == made

    @pytest.mark.parametrize(
        ("token", "family"), [(PARAMETERS, "postgres17"), (CLUSTER_PARAMETERS, "aurora-postgresql17")]
    )
    def test_a_static_parameter_is_not_applied_at_once(self, world: World, token: str, family: str) -> None:
        wrong = [{"name": "shared_preload_libraries", "value": "pgaudit"}]

        with pytest.raises(grpc.RpcError, match="cannot use immediate apply method for static parameter"):
            world.make(token, family=family, parameters=wrong)

    def test_a_group_of_another_family_is_refused(self, world: World) -> None:
        group = world.make(PARAMETERS, family="postgres16").id
        other = world.make(CLUSTER_PARAMETERS, family="aurora-postgresql16").id

        with pytest.raises(grpc.RpcError, match="Use a parameter group with DBParameterGroupFamily postgres17"):
            world.make(INSTANCE, **instance(world, parameterGroupName=group))
        with pytest.raises(
            grpc.RpcError, match="use a Parameter Group with DBParameterGroupFamily aurora-postgresql17"
        ):
            world.make(CLUSTER, **cluster(world, dbClusterParameterGroupName=other))

    def test_groups_in_use_stay(self, world: World) -> None:
        where = place(world)
        parameters = world.make(PARAMETERS, family="mysql8.4")
        options = world.make(OPTIONS, engineName="mysql", majorEngineVersion="8.4")
        mysql = {"engine": "mysql", "engineVersion": "8.4"}
        database = world.make(
            INSTANCE,
            **instance(world, **mysql, **where, parameterGroupName=parameters.id, optionGroupName=options.id),
        )
        subnets = world.provider.import_(SUBNETS, where["dbSubnetGroupName"])
        assert subnets is not None
        groups = {
            "still members of this parameter group": parameters,
            "cannot be deleted because it is in use": options,
            "because it is still used by": subnets,
        }

        for reason, group in groups.items():
            with pytest.raises(grpc.RpcError, match=reason):
                world.provider.delete(group)
        world.provider.delete(database)
        for group in groups.values():
            world.provider.delete(group)
            assert world.provider.refresh(group) is None

    def test_a_subnet_group_reaches_two_zones(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="Add subnets to cover at least 2 AZs"):
            world.make(SUBNETS, subnetIds=[world.subnet()])

    def test_a_name_is_of_one_subnet_group(self, world: World) -> None:
        name, subnets = world.name(), world.subnets()
        group = world.make(SUBNETS, name=name, subnetIds=subnets)
        with pytest.raises(grpc.RpcError, match=f"'{name}' already exists"):
            world.make(SUBNETS, name=name, subnetIds=subnets)
        assert world.provider.refresh(group) == group

    def test_a_kept_group_outlives_its_resource(self, world: World) -> None:
        parameters = world.make(PARAMETERS, family="mysql8.4", skipDestroy=True)
        options = world.make(OPTIONS, engineName="mysql", majorEngineVersion="8.4", skipDestroy=True)

        for group in (parameters, options):
            world.provider.delete(group)
            assert world.provider.refresh(group) == group

    def test_boto_sees_all_of_an_option(self, world: World) -> None:
        settings = [{"name": "SERVER_AUDIT_EVENTS", "value": "CONNECT"}]
        made = world.make(
            OPTIONS,
            engineName="mysql",
            majorEngineVersion="8.0",
            options=[{"optionName": "MARIADB_AUDIT_PLUGIN", "port": 1186, "optionSettings": settings}],
        )

        group = world.client("rds").describe_option_groups(OptionGroupName=made.id)["OptionGroupsList"][0]
        [option] = group["Options"]
        assert (option["OptionName"], option["Port"]) == ("MARIADB_AUDIT_PLUGIN", 1186)
        assert option["OptionSettings"] == [{"Name": "SERVER_AUDIT_EVENTS", "Value": "CONNECT"}]

    def test_options_of_a_version_that_there_is_not_are_refused(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match=r"Cannot find major version 5\.1 for mysql"):
            world.make(OPTIONS, engineName="mysql", majorEngineVersion="5.1")


class TestEvents:
    def test_boto_sees_all_that_it_is_told(self, world: World) -> None:
        topic = world.topic()
        made = world.make(EVENTS, snsTopic=topic, sourceType="db-cluster", eventCategories=["failover"])

        [told] = world.client("rds").describe_event_subscriptions(SubscriptionName=made.id)["EventSubscriptionsList"]
        assert (told["SnsTopicArn"], told["SourceType"], told["Enabled"]) == (topic, "db-cluster", True)
        assert told["EventCategoriesList"] == ["failover"]
        assert made.outputs["customerAwsId"] == world.account.account_id

    def test_all_categories_are_told_again(self, world: World) -> None:
        news: Props = {"snsTopic": world.topic(), "sourceType": "db-instance"}
        made = world.make(EVENTS, **news, eventCategories=["failure"])

        changed = world.provider.update(made, **news)

        [told] = world.client("rds").describe_event_subscriptions(SubscriptionName=made.id)["EventSubscriptionsList"]
        assert told["EventCategoriesList"] == []
        assert world.provider.refresh(changed) == changed

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ({"snsTopic": f"arn:aws:sns:{REGION}:1:none"}, "SNSTopicArnNotFound"),
            ({"sourceType": "db-instance", "eventCategories": ["breakfast"]}, "SubscriptionCategoryNotFound"),
            ({"sourceIds": ["one"]}, "SourceIds can't be given without SourceType"),
        ],
    )
    def test_what_rds_refuses_is_refused(self, world: World, wrong: Props, reason: str) -> None:
        with pytest.raises(grpc.RpcError, match=reason):
            world.make(EVENTS, **{"snsTopic": world.topic(), **wrong})


class TestProxy:
    def test_what_aws_chooses_of_a_login_is_left_to_it(self, world: World) -> None:
        news: Props = {**proxy(world), "auths": [{"secretArn": secret(world)}]}
        made = world.make(PROXY, **news)

        [told] = world.client("rds").describe_db_proxies(DBProxyName=made.id)["DBProxies"]
        assert told["Auth"][0]["ClientPasswordAuthType"] == "POSTGRES_SCRAM_SHA_256"
        assert (told["RequireTLS"], told["IdleClientTimeout"]) == (True, 600)
        assert made.outputs["auths"] == news["auths"]
        assert world.provider.refresh(made) == made
        assert world.provider.kinds(made, **news) == {}

    def test_needs_a_login(self, world: World) -> None:
        news: Props = proxy(world)
        del news["auths"]

        with pytest.raises(grpc.RpcError, match="Auth is required unless DefaultAuthScheme is IAM_AUTH"):
            world.make(PROXY, **news)
        made = world.make(PROXY, **news, defaultAuthScheme="IAM_AUTH")
        assert made.outputs["defaultAuthScheme"] == "IAM_AUTH"

    def test_pools_as_rds_does_unless_told_otherwise(self, world: World) -> None:
        made = world.make(POOL, dbProxyName=world.make(PROXY, **proxy(world)).id)

        assert made.outputs["name"] == "default"
        assert made.outputs["connectionPoolConfig"] == {
            "connectionBorrowTimeout": 120,
            "maxConnectionsPercent": 100,
            "maxIdleConnectionsPercent": 50,
            "sessionPinningFilters": [],
            "initQuery": None,
        }

    def test_stands_before_a_cluster(self, world: World) -> None:
        database = world.make(CLUSTER, **cluster(world, port=6432))
        name = world.make(PROXY, **proxy(world)).id
        made = world.make(TARGET, dbProxyName=name, targetGroupName="default", dbClusterIdentifier=database.id)

        assert made.id == f"{name}/default/TRACKED_CLUSTER/{database.id}"
        assert (made.outputs["port"], made.outputs["endpoint"]) == (6432, database.outputs["endpoint"])

    def test_stands_only_before_a_database_of_its_engine_and_only_once(self, world: World) -> None:
        where = {"dbProxyName": world.make(PROXY, **proxy(world)).id, "targetGroupName": "default"}
        mysql = world.make(INSTANCE, **instance(world, engine="mysql", engineVersion="8.4"))
        postgres = world.make(INSTANCE, **instance(world)).outputs["identifier"]
        world.make(TARGET, **where, dbInstanceIdentifier=postgres)

        with pytest.raises(grpc.RpcError, match="mysql is not of the proxy's engine family POSTGRESQL"):
            world.make(TARGET, **where, dbInstanceIdentifier=mysql.outputs["identifier"])
        with pytest.raises(grpc.RpcError, match="is a target already"):
            world.make(TARGET, **where, dbInstanceIdentifier=postgres)
        with pytest.raises(grpc.RpcError, match="DBInstanceNotFound"):
            world.make(TARGET, **where, dbInstanceIdentifier="none")

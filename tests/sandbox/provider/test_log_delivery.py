"""What is special about the delivery of services' logs."""

from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.cloudfront import DISTRIBUTION, distribution
from lives.log_delivery import DELIVERY, DESTINATION, SOURCE, bucket_arn, delivery, source, to
from provider_client import Deployed

from strongroom.sandbox.provider.wire import Props

US_EAST_1 = "us-east-1"


@pytest.fixture(scope="module")
def site(estate: World) -> str:
    """The ARN of a distribution."""
    return estate.make(DISTRIBUTION, **distribution(estate)).outputs["arn"]


@pytest.fixture(scope="module")
def of_site(estate: World, site: str) -> Deployed:
    """The source of its logs, far from the provider's region."""
    return estate.make(SOURCE, name=estate.name(), logType="ACCESS_LOGS", resourceArn=site, region=US_EAST_1)


class TestSource:
    def test_of_cloudfront_is_in_us_east_1(self, estate: World, site: str, of_site: Deployed) -> None:
        assert of_site.outputs["service"] == "cloudfront"
        assert estate.provider.refresh(of_site) == of_site
        with pytest.raises(grpc.RpcError, match="ValidationException"):
            estate.make(SOURCE, logType="ACCESS_LOGS", resourceArn=site)

    def test_of_what_does_not_exist_is_refused(self, estate: World, site: str) -> None:
        nothing = f"{site.rpartition('/')[0]}/ENOSUCHTHING"
        with pytest.raises(grpc.RpcError, match="ResourceNotFoundException"):
            estate.make(SOURCE, logType="ACCESS_LOGS", resourceArn=nothing, region=US_EAST_1)

    @pytest.mark.usefixtures("of_site")
    def test_a_second_one_of_the_same_logs_is_refused(self, estate: World, site: str) -> None:
        with pytest.raises(grpc.RpcError, match="ConflictException"):
            estate.make(SOURCE, logType="ACCESS_LOGS", resourceArn=site, region=US_EAST_1)

    @pytest.mark.parametrize("change", [{"resourceArn": "arn:aws:ses:eu-west-1:123456789012:configuration-set/b"}])
    def test_of_something_else_replaces_it(self, estate: World, change: Props) -> None:
        news = source(estate)
        made = estate.make(SOURCE, **news)

        assert list(estate.provider.diff(made, **{**news, **change}).replaces) == list(change)


class TestDelivery:
    @pytest.mark.parametrize("given", [[{"suffixPath": "{yyyy}/{MM}", "enableHiveCompatiblePath": False}], None])
    def test_of_cloudfronts_logs_lies_below_awss_prefix(self, estate: World, of_site: Deployed, given: Any) -> None:
        where = estate.make(DESTINATION, **to(bucket_arn(estate), estate, outputFormat="parquet"), region=US_EAST_1)
        news: Props = {
            "deliverySourceName": of_site.id,
            "deliveryDestinationArn": where.outputs["arn"],
            "region": US_EAST_1,
        }
        if given:
            news["s3DeliveryConfigurations"] = given
        made = estate.make(DELIVERY, **news)

        found = estate.client("logs", US_EAST_1).get_delivery(id=made.id)["delivery"]
        prefix = "AWSLogs/{account-id}/CloudFront/"
        suffix = "{yyyy}/{MM}" if given else ""
        assert found["s3DeliveryConfiguration"] == {"suffixPath": prefix + suffix, "enableHiveCompatiblePath": False}
        assert estate.provider.refresh(made) == made
        assert estate.provider.kinds(made, **news) == {}
        estate.provider.delete(made)

    @pytest.mark.parametrize("folder", ["", "/logs"])
    def test_of_cloudfronts_logs_has_awss_prefix_only_until_its_path_changes_and_never_in_a_folder(
        self, estate: World, of_site: Deployed, folder: str
    ) -> None:
        where = estate.make(DESTINATION, **to(f"{bucket_arn(estate)}{folder}", estate), region=US_EAST_1)
        news: Props = {
            "deliverySourceName": of_site.id,
            "deliveryDestinationArn": where.outputs["arn"],
            "region": US_EAST_1,
            "s3DeliveryConfigurations": [{"suffixPath": "{yyyy}", "enableHiveCompatiblePath": True}],
        }
        made = estate.make(DELIVERY, **news)
        logs = estate.client("logs", US_EAST_1)
        prefix = "" if folder else "AWSLogs/{account-id}/CloudFront/"

        def told() -> Any:
            return logs.get_delivery(id=made.id)["delivery"]["s3DeliveryConfiguration"]

        assert told() == {"suffixPath": f"{prefix}{{yyyy}}", "enableHiveCompatiblePath": True}
        assert estate.provider.refresh(made) == made

        news["s3DeliveryConfigurations"] = [{"suffixPath": "{MM}", "enableHiveCompatiblePath": False}]
        changed = estate.provider.update(made, **news)
        assert told() == {"suffixPath": "{MM}", "enableHiveCompatiblePath": False}
        assert estate.provider.refresh(changed) == changed

        # What only ends as the program says is a drift.
        logs.update_delivery_configuration(id=made.id, s3DeliveryConfiguration={"suffixPath": "elsewhere/{MM}"})
        drifted = estate.provider.refresh(changed)
        assert drifted
        assert drifted.outputs["s3DeliveryConfigurations"][0]["suffixPath"] == "elsewhere/{MM}"
        estate.provider.delete(made)

    def test_goes_before_its_source_and_destination(self, estate: World) -> None:
        made = estate.make(DELIVERY, **delivery(estate))
        logs = estate.client("logs")
        destination = made.outputs["deliveryDestinationArn"].rpartition(":")[2]

        for delete in (
            lambda: logs.delete_delivery_source(name=made.outputs["deliverySourceName"]),
            lambda: logs.delete_delivery_destination(name=destination),
        ):
            with pytest.raises(ClientError, match="ConflictException"):
                delete()
        estate.provider.delete(made)
        logs.delete_delivery_source(name=made.outputs["deliverySourceName"])
        logs.delete_delivery_destination(name=destination)

    def test_twice_or_of_nothing_is_refused(self, estate: World) -> None:
        news = delivery(estate)
        estate.make(DELIVERY, **news)

        with pytest.raises(grpc.RpcError, match="ConflictException"):
            estate.make(DELIVERY, **news)
        with pytest.raises(grpc.RpcError, match="ResourceNotFoundException"):
            estate.make(DELIVERY, **{**news, "deliverySourceName": "nothing"})
        with pytest.raises(grpc.RpcError, match="ResourceNotFoundException"):
            estate.make(DELIVERY, **{**news, "deliveryDestinationArn": f"{news['deliveryDestinationArn']}x"})


class TestDestination:
    def test_keeps_its_policy_and_format_when_it_leads_elsewhere(self, estate: World) -> None:
        news = to(bucket_arn(estate), estate, outputFormat="json")
        made = estate.make(DESTINATION, **news)
        logs = estate.client("logs")
        logs.put_delivery_destination_policy(deliveryDestinationName=made.id, deliveryDestinationPolicy="{}")
        news["deliveryDestinationConfiguration"] = {"destinationResourceArn": bucket_arn(estate)}

        changed = estate.provider.update(made, **news)

        assert changed.outputs["outputFormat"] == "json"
        policy = logs.get_delivery_destination_policy(deliveryDestinationName=made.id)["policy"]
        assert policy["deliveryDestinationPolicy"] == "{}"

    def test_of_another_format_replaces_it(self, estate: World) -> None:
        news = to(bucket_arn(estate), estate, outputFormat="json")
        made = estate.make(DESTINATION, **news)

        assert list(estate.provider.diff(made, **{**news, "outputFormat": "plain"}).replaces) == ["outputFormat"]

"""Delivery of AWS services' own logs, which CloudWatch Logs arranges: what moto lacks, forgets and does not refuse."""

from collections.abc import Mapping
from typing import Any, Final

from moto.cloudfront.models import cloudfront_backends
from moto.core.responses import ActionResult, EmptyResult
from moto.logs.exceptions import ConflictException, ResourceNotFoundException, ValidationException
from moto.logs.models import Delivery, DeliveryDestination, DeliverySource, LogsBackend
from moto.logs.responses import LogsResponse

from .request import parameter, replace

_US_EAST_1: Final = "us-east-1"
_PREFIX: Final = "AWSLogs/{account-id}/CloudFront/"
"""What AWS puts before the paths of CloudFront's logs, and tells like this."""
_put_source: Any = LogsBackend.put_delivery_source
_put_destination: Any = LogsBackend.put_delivery_destination
_create_delivery: Any = LogsBackend.create_delivery
_delete_source: Any = LogsBackend.delete_delivery_source
_delete_destination: Any = LogsBackend.delete_delivery_destination


def put_delivery_source(self: LogsBackend, name: str, resource_arn: str, log_type: str, tags: Any) -> DeliverySource:
    """Make a source of what exists and has none for this type of log; CloudFront's are in us-east-1.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliverySource.html
    """
    if resource_arn.split(":")[2] == "cloudfront":
        if self.region_name != _US_EAST_1:
            raise ValidationException("This service is not allowed for this LogSource in this region.")
        if resource_arn.rpartition("/")[2] not in cloudfront_backends[self.account_id][self.partition].distributions:
            raise ResourceNotFoundException("Provided resource does not exist.")
    sources: list[Any] = [*self.delivery_sources.values()]
    for other in sources:
        if other.name != name and resource_arn in other.resource_arns and other.log_type == log_type:
            raise ConflictException("This ResourceId has already been used in another Delivery Source in this account.")
    return _put_source(self, name, resource_arn, log_type, tags)


def put_delivery_destination(self: LogsBackend, name: str, output_format: Any, **more: Any) -> DeliveryDestination:
    """Make or change a destination; what a change does not name stays.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliveryDestination.html
    """
    before = self.delivery_destinations.get(name)
    kept = output_format or (before.output_format if before else None)
    made: DeliveryDestination = _put_destination(self, name=name, output_format=kept, **more)
    made.policy = before.policy if before else None
    return made


def create_delivery(self: LogsBackend, delivery_source_name: str, **more: Any) -> Delivery:
    """Make a delivery. Logs of CloudFront lie below AWS's own prefix, unless the destination names a folder.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html#bucket-path-examples
    """
    made: Delivery = _create_delivery(self, delivery_source_name=delivery_source_name, **more)
    if made.destination_type == "S3":
        asked: dict[str, Any] = more.get("s3_delivery_configuration") or {}
        below = _PREFIX if _is_of_cloudfront(self, made) and not _names_folder(self, made) else ""
        path = str(asked.get("suffixPath", "")).lstrip("/")
        made.s3_delivery_configuration = _in_bucket({**asked, "suffixPath": below + path.removeprefix(below)})
    return made


def _is_of_cloudfront(backend: LogsBackend, delivery: Delivery) -> bool:
    return backend.delivery_sources[delivery.delivery_source_name].service == "cloudfront"


def _names_folder(backend: LogsBackend, delivery: Delivery) -> bool:
    destinations: Any = backend.delivery_destinations.values()
    return any(
        "/" in one.delivery_destination_configuration["destinationResourceArn"]
        for one in destinations
        if one.arn == delivery.delivery_destination_arn
    )


def _in_bucket(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"suffixPath": "", "enableHiveCompatiblePath": False, **given}


def update_delivery_configuration(self: LogsResponse) -> ActionResult:
    """Change the fields, the delimiter or the path of a delivery; what is not named stays.

    AWS puts its own prefix before a path when a delivery is made, but not when the path changes.
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UpdateDeliveryConfiguration.html
    """
    delivery = self.logs_backend.get_delivery(parameter(self, "id"))
    delivery.record_fields = parameter(self, "recordFields", delivery.record_fields)
    delivery.field_delimiter = parameter(self, "fieldDelimiter", delivery.field_delimiter)
    if asked := parameter(self, "s3DeliveryConfiguration"):
        delivery.s3_delivery_configuration = _in_bucket({**delivery.s3_delivery_configuration, **asked})
    return EmptyResult()


def delete_delivery_source(self: LogsBackend, name: str) -> None:
    """Delete a source that no delivery needs.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteDeliverySource.html
    """
    if any(delivery.delivery_source_name == name for delivery in self.deliveries.values()):
        raise ConflictException("Cannot delete a Delivery Source that a Delivery needs: delete the Delivery first.")
    _delete_source(self, name)


def delete_delivery_destination(self: LogsBackend, name: str) -> None:
    """Delete a destination that no delivery needs.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteDeliveryDestination.html
    """
    found = self.delivery_destinations.get(name)
    if found and any(delivery.delivery_destination_arn == found.arn for delivery in self.deliveries.values()):
        message = "Cannot delete a Delivery Destination that a Delivery needs: delete the Delivery first."
        raise ConflictException(message)
    _delete_destination(self, name)


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(LogsBackend, put_delivery_source, put_delivery_destination, create_delivery)
    replace(LogsBackend, delete_delivery_source, delete_delivery_destination)
    replace(LogsResponse, update_delivery_configuration)

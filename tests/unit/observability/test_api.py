import strongroom.observability


def test_what_is_public_is_pinned() -> None:
    assert strongroom.observability.__all__ == [
        "AuditTrail",
        "AuditTrailArgs",
        "InsightType",
        "LambdaDataEvents",
        "ManagementEvents",
        "Reason",
        "S3DataEvents",
        "TrailAlarm",
    ]
    assert all(hasattr(strongroom.observability, name) for name in strongroom.observability.__all__)

"""AWS Certificate Manager."""

from strongroom.sandbox.provider.wire import Props

from .world import REGION, Life, World

CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
_MISSING = f"arn:aws:acm:{REGION}:123456789012:certificate/12345678-1234-1234-1234-123456789012"


def certificate(world: World) -> Props:
    domain = f"{world.name()}.example.com"
    return {
        "domainName": domain,
        "subjectAlternativeNames": [f"*.{domain}"],
        "validationMethod": "DNS",
        "keyAlgorithm": "EC_prime256v1",
        "options": {"certificateTransparencyLoggingPreference": "ENABLED"},
    }


LIVES = (
    Life(
        token=CERTIFICATE,
        making=certificate,
        changing=lambda _: {"options": {"certificateTransparencyLoggingPreference": "DISABLED"}},
        missing=_MISSING,
    ),
    Life(token=VALIDATION, making=lambda world: {"certificateArn": world.certificate()}, missing=_MISSING, kept=True),
)

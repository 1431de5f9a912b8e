"""Amazon Inspector."""

from .world import Life

ENABLER = "aws:inspector2/enabler:Enabler"

LIVES = (
    Life(
        token=ENABLER,
        making=lambda world: {"accountIds": [world.account.account_id], "resourceTypes": ["EC2", "ECR"]},
        changing=lambda _: {"resourceTypes": ["EC2", "LAMBDA", "LAMBDA_CODE", "CODE_REPOSITORY"]},
        missing="123456789012-EC2",
    ),
)

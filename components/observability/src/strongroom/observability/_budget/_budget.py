"""A monthly budget."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

import pulumi
import pulumi_aws as aws
from pydantic import Field, model_validator

from strongroom.core import Args, Component, Input, Model, RuleError, TopicArn, UniqueItems, pattern
from strongroom.observability._topic._types import EmailAddress

Currency: TypeAlias = Annotated[str, pattern(r"[A-Z]{3}", "the three letters of a currency", "USD")]
"""The three letters of the currency that AWS bills the account in, such as `USD`."""

TagText: TypeAlias = Annotated[str, pattern(r"[^$]{1,256}", "1 to 256 characters without $", "Environment")]
"""The key or value of a cost allocation tag, without `$`, which parts them."""


class BudgetAlert(Model):
    """From where on somebody is told."""

    percentage: Annotated[float, Field(gt=0, le=1000)]
    """Share of the amount, in percent, up to 1,000."""

    of: Literal["actual", "forecast"] = "actual"
    """Whether what was spent is meant, or what will be by the end of the month. Default: what was spent."""


class BudgetArgs(Args):
    """Inputs of a `Budget`."""

    monthly_amount: Annotated[float, Field(ge=0.01, le=1_000_000_000)]
    """What may be spent in a month, before taxes and after discounts, as it is billed."""

    currency: Currency = "USD"
    """The currency that AWS bills the account in. Default: US dollars."""

    alerts: Annotated[Sequence[BudgetAlert], Field(min_length=1, max_length=5)] = (
        BudgetAlert(percentage=80),
        BudgetAlert(percentage=100),
        BudgetAlert(percentage=100, of="forecast"),
    )
    """From where on somebody is told, one to five. Default: at 80 and 100 percent, and when 100 are foreseen."""

    topic_arn: Input[TopicArn] | None = None
    """ARN of the topic that is told. This or `email_addresses` must be given.

    Its policy and its key must let `budgets.amazonaws.com` publish.
    """

    email_addresses: Annotated[Sequence[Input[EmailAddress]], Field(max_length=10), UniqueItems] = ()
    """Addresses that are told, up to 10. Default: none."""

    cost_tags: Mapping[TagText, TagText] = {}
    """Cost allocation tags, such as `{"Environment": "prod"}`: only what has one of them counts.

    They must be active in the billing console. Default: everything counts.
    """

    @model_validator(mode="after")
    def _tells_somebody_something(self) -> "BudgetArgs":
        if self.topic_arn is None and not self.email_addresses:
            raise RuleError("nobody would be told", "give topic_arn or email_addresses")
        addresses = [address.casefold() for address in self.email_addresses if isinstance(address, str)]
        if len({*addresses}) < len(addresses):
            reason = "email_addresses must have each address once, in upper or lower case"
            raise RuleError(reason, "remove the second one")
        said = [(alert.percentage, alert.of) for alert in self.alerts]
        if twice := [f"{percentage:g} percent {of}" for percentage, of in said if said.count((percentage, of)) > 1]:
            raise RuleError(f"alerts tell {twice[0]} twice, which AWS takes once", "remove one of them")
        return self


class Budget(Component):
    """A monthly budget of AWS Budgets, with alerts on what was spent and what will be.

    https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html

    Args:
        name: Name of the budget; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    # AWS Budgets is not in GovCloud: its costs are billed to a commercial account.
    _supported_partitions = ("aws", "aws-cn")

    budget_arn: pulumi.Output[str]
    """ARN of the budget."""
    budget_name: pulumi.Output[str]
    """Name of the budget."""

    def __init__(self, name: str, args: BudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        budget = aws.budgets.Budget(
            self._child("budget"),
            name=self._global_name(max_length=100),
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=amount_text(args.monthly_amount),
            limit_unit=args.currency,
            cost_filters=[{"name": "TagKeyValue", "values": tag_values(args.cost_tags)}] if args.cost_tags else None,
            notifications=[
                aws.budgets.BudgetNotificationArgs(
                    comparison_operator="GREATER_THAN",
                    notification_type="ACTUAL" if alert.of == "actual" else "FORECASTED",
                    threshold=alert.percentage,
                    threshold_type="PERCENTAGE",
                    subscriber_email_addresses=[*args.email_addresses] or None,
                    subscriber_sns_topic_arns=None if args.topic_arn is None else [args.topic_arn],
                )
                for alert in args.alerts
            ],
            tags=self._tags(),
            opts=self._opts(),
        )
        self.budget_arn = budget.arn
        self.budget_name = budget.name
        self.publish()


def amount_text(amount: float) -> str:
    """Write an amount as AWS gives it back: with no more digits than it has.

    Args:
        amount: The amount.
    """
    return f"{amount:.2f}".rstrip("0").rstrip(".")


def tag_values(tags: Mapping[str, str]) -> list[str]:
    """Write cost allocation tags as a filter wants them, in an order that stays.

    https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html

    Args:
        tags: The tags.
    """
    return sorted(f"user:{key}${value}" for key, value in tags.items())

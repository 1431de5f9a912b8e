import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import InputError, Model, RuleError
from strongroom.core._shown import hiding, shown, shown_key


@pytest.mark.parametrize(
    "value",
    [
        *("nowhere", "per-zone", "10.0.0.1/16", "2001:db8::/32", "eu-central-1x", "m7g.large", "s3:GetObject", ""),
        *("sg-0123456789abcdef0", "arn:aws:sns:eu-central-1:123456789012:alerts", "cron(0 5 * * ? *)", "EC2.172"),
        "arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012",
        *(8, 0.5, True, [8100, 8000]),
    ],
)
def test_plain_values_are_shown(value: object) -> None:
    assert shown(value) == repr(value)
    assert str(RuleError("must differ", "change it", value)) == f"must differ, got {value!r}; change it"


@pytest.mark.parametrize(
    "value",
    [
        *("hunter2", "Tr0ub4dor", "correct horse battery staple", "jane.doe@bank.example", "my-secret-value"),
        *("AKIAIOSFODNN7EXAMPLE", "https://a.example.com/t?x=1", "d3adb33f" * 4, 4111111111111111, 10**400),
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf",
        ["fine", "Tr0ub4dor&3"],
        {"a": 1},
        None,
    ],
)
def test_values_that_may_be_secrets_are_not_shown(value: object) -> None:
    assert shown(value) is None
    assert str(RuleError("must differ", "change it", value)) == "must differ; change it"


@given(st.text("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!$%&/+", min_size=16, max_size=80))
def test_tokens_with_digits_among_letters_are_not_shown(token: str) -> None:
    token += "x9Kq"
    assert shown(token) is None
    assert shown_key(token) is None


@given(st.text(min_size=8), st.sampled_from(["", "the statement ", "two are called "]))
def test_nothing_that_is_hidden_stays_in_a_text(secret: str, before: str) -> None:
    if shown(secret) is None:
        assert secret.casefold() not in hiding({"field": secret})(f"{before}{secret}; rename it").casefold()


class Inputs(Model):
    named: dict[str, int] = {}


def test_keys_that_may_be_secrets_are_named_by_their_position() -> None:
    with pytest.raises(InputError) as caught:
        Inputs.model_validate({"named": {"one": 1, "S3cretOriginValue9": "x", "two": "y"}})
    assert [problem.path for problem in caught.value.problems] == ["named.<key 2>", "named.two"]


def test_the_fields_of_a_model_are_always_shown() -> None:
    with pytest.raises(InputError, match="password: no such input"):
        Inputs.model_validate({"password": "hunter2-hunter2"})

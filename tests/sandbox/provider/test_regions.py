"""A resource of each type in another region than its provider's: made, read and deleted there."""

from collections.abc import Iterator
from typing import Any

import pytest
from lives import LIVES, Life, World
from lives.world import REGION
from provider_client import Deployed, ProviderClient

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider import aws

HOME = "us-west-2"
REGIONAL = [life for life in LIVES if aws.PACKAGE.resources[life.token].regional]


class Abroad(World):
    """An account whose resources all say their region, which is not the provider's."""

    def make(self, token: str, **news: Any) -> Deployed:
        regional = aws.PACKAGE.resources[token].regional
        return super().make(token, **{**({"region": REGION} if regional else {}), **news})


@pytest.fixture(scope="module")
def abroad(local_aws: LocalAws) -> Iterator[Abroad]:
    account = local_aws.account()
    provider = ProviderClient(local_aws.serve(account)["aws"], {"region": HOME})
    yield Abroad(account, provider)
    provider.close()


@pytest.mark.parametrize("life", REGIONAL, ids=str)
def test_a_resource_is_in_the_region_that_it_says(abroad: Abroad, life: Life) -> None:
    made = abroad.make(life.token, **life.making(abroad))

    assert made.outputs["region"] == REGION
    assert abroad.provider.refresh(made) == made
    elsewhere = made.outputs.get("arn", "").split(":")[3:4]
    assert elsewhere in ([], [""], [REGION])
    abroad.provider.delete(made)
    assert (abroad.provider.refresh(made) is not None) == life.kept

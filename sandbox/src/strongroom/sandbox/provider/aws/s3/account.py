"""S3: what keeps everybody out of all buckets of an account."""

from collections.abc import Mapping
from typing import Final

from ...resource import CHOSEN_ONCE, Property, Resource
from ...session import Session
from ...wire import Props

_BLOCKS: Final[Mapping[str, str]] = {
    "blockPublicAcls": "BlockPublicAcls",
    "blockPublicPolicy": "BlockPublicPolicy",
    "ignorePublicAcls": "IgnorePublicAcls",
    "restrictPublicBuckets": "RestrictPublicBuckets",
}


class AccountPublicAccessBlock(Resource):
    """What keeps everybody out of all buckets. Its id is the account's."""

    token = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
    regional = False
    properties = {"accountId": CHOSEN_ONCE, **dict.fromkeys(_BLOCKS, Property(default=False))}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the block."""
        account = props.get("accountId", aws.account_id)
        self.update(aws, account, props, frozenset())
        return account

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the block; of another account, nobody may."""
        if id != aws.account_id:
            return None
        seen = aws.client("s3control").get_public_access_block(AccountId=id)["PublicAccessBlockConfiguration"]
        return {"accountId": id, **{ours: seen[theirs] for ours, theirs in _BLOCKS.items()}}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Set the block."""
        wanted = {theirs: props[ours] for ours, theirs in _BLOCKS.items()}
        aws.client("s3control").put_public_access_block(AccountId=id, PublicAccessBlockConfiguration=wanted)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the block away."""
        aws.client("s3control").delete_public_access_block(AccountId=id)


RESOURCES: Final = (AccountPublicAccessBlock(),)

"""The resource policy of a secret, as a resource of its own."""

from ...resource import PLAIN, REPLACES, NotFoundError, Property, Resource
from ...session import Session
from ...wire import Props
from .common import described


class SecretPolicy(Resource):
    """Who may use a secret. Its id is the secret's ARN."""

    token = "aws:secretsmanager/secretPolicy:SecretPolicy"
    properties = {
        "secretArn": REPLACES,
        "policy": Property(form="json"),
        "blockPublicPolicy": PLAIN,  # asked when the policy is put; AWS does not keep it
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Put the policy."""
        return self._put(aws, props)

    @staticmethod
    def _put(aws: Session, props: Props) -> str:
        block = {"BlockPublicPolicy": props["blockPublicPolicy"]} if "blockPublicPolicy" in props else {}
        put = aws.client("secretsmanager").put_resource_policy(
            SecretId=props["secretArn"], ResourcePolicy=props["policy"], **block
        )
        return put["ARN"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the policy."""
        described(aws, id)
        found = aws.client("secretsmanager").get_resource_policy(SecretId=id)
        if not found.get("ResourcePolicy"):
            raise NotFoundError
        return {"secretArn": known.get("secretArn", found["ARN"]), "policy": found["ResourcePolicy"]}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the policy."""
        self._put(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the policy away."""
        described(aws, id)
        aws.client("secretsmanager").delete_resource_policy(SecretId=id)

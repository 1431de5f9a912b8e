"""Deletion protection of resources that hold data."""

from typing import Any

from strongroom.core import Args, Durability


class ProtectedArgs(Args):
    """Inputs of a component with resources that hold data."""

    durability: Durability = "persistent"
    """Whether the data is meant to last; it sets the default of `deletion_protection`."""

    deletion_protection: bool | None = None
    """Whether Pulumi refuses to delete or replace the resources that hold data, in the preview already.

    Default: true if the durability is persistent. To delete them, deploy false first.
    """

    @property
    def protected(self) -> bool:
        """Whether deletion protection is on, the default included."""
        return self.durability == "persistent" if self.deletion_protection is None else self.deletion_protection


def protection(*, protected: bool) -> dict[str, Any]:
    """Return the resource options of a resource that holds data.

    Without a preview, Pulumi deletes what is not protected before AWS refuses to delete the rest.

    Args:
        protected: Whether deletion protection is on.
    """
    return {"protect": True} if protected else {}

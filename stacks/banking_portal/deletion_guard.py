"""Protection of the environment from deletion by Pulumi."""

import pulumi

_GUARD = "banking-portal:index:DeletionGuard"
_STORES_DATA_OR_A_NAME = frozenset(
    {
        "aws:backup/vault:Vault",
        "aws:cloudfront/distribution:Distribution",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:ec2/vpc:Vpc",
        "aws:kms/key:Key",
        "aws:kms/replicaKey:ReplicaKey",
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:rds/instance:Instance",
        "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec",
        "aws:route53/keySigningKey:KeySigningKey",
        "aws:route53/record:Record",
        "aws:route53/zone:Zone",
        "aws:s3/bucket:Bucket",
        "aws:secretsmanager/secret:Secret",
    }
)


class DeletionGuard:
    """Protects what stores data or a name, and the environment as a whole.

    Pulumi refuses to delete or replace protected resources. Without a preview it first deletes others, in the order of
    their dependencies. So a protected component depends on everything: Pulumi would have to delete it first.

    Args:
        protected: Whether the environment is protected.
    """

    def __init__(self, *, protected: bool) -> None:
        self._protected = protected
        self._resources: list[pulumi.Resource] = []
        pulumi.runtime.register_stack_transformation(self._transform)

    def _transform(self, args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if not isinstance(args.resource, pulumi.CustomResource) or isinstance(args.resource, pulumi.ProviderResource):
            return None
        self._resources.append(args.resource)
        if not self._protected or args.type_ not in _STORES_DATA_OR_A_NAME:
            return None
        opts = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(protect=True))
        return pulumi.ResourceTransformationResult(args.props, opts)

    def close(self) -> None:
        """Register the component that depends on every resource of the program so far."""
        opts = pulumi.ResourceOptions(protect=self._protected, depends_on=self._resources)
        pulumi.ComponentResource(_GUARD, "portal", None, opts).register_outputs({})

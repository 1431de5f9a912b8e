"""A Pulumi provider in Python whose AWS is local."""

"""The account's baseline: what should be on in every account."""

"""Nothing: what a deployment of this takes is the price of Pulumi itself."""

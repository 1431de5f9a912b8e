"""What the account is checked against, and its baseline."""

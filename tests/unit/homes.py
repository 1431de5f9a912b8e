"""Where resources may live, for property-based tests of what is written about them."""

from hypothesis import strategies as st

from strongroom.core import AwsEnvironment

# Samples, since texts of a pattern take far longer to draw than a policy takes to write.
partitions = st.sampled_from(["aws", "aws-cn", "aws-us-gov"])
regions = st.sampled_from(["us-east-1", "eu-central-1", "ap-southeast-2", "cn-northwest-1", "us-gov-west-1"])
account_ids = st.sampled_from(["111122223333", "012345678901", "999999999999", "100000000000"])
homes = st.builds(
    AwsEnvironment,
    partition=partitions,
    dns_suffix=st.sampled_from(["amazonaws.com", "amazonaws.com.cn"]),
    region=regions,
    account_id=account_ids,
)

"""The recording kit: runs a Pulumi program without an engine, and keeps what it registered, to assert on.

    def test_vpc_has_dns(record: Recorder) -> None:
        deployment = record(lambda: Network("portal", NetworkArgs(cidr_block="10.0.0.0/16")))
        assert deployment.one("aws:ec2/vpc:Vpc").inputs["enableDnsHostnames"] is True

A test asserts on the record after everything has settled, never inside an `apply`. These end a run with an error: an
exception in an `apply`, awaited or not; two resources with one URN; a function without an answer; text made of an
`Output`; a component that does not register its outputs. In the record, asking for an input that the type does not have
is an error too, so that a misspelled expectation can't hold.
"""

from recording._cloud import UNCONFIGURED, Answer, Cloud, always, clouds, clouds_in
from recording._recorder import Failure, Options, Recorder
from recording._records import UNKNOWN, Deployment, Inputs, Invocation, Recorded, RecordingError

__all__ = [
    "UNCONFIGURED",
    "UNKNOWN",
    "Answer",
    "Cloud",
    "Deployment",
    "Failure",
    "Inputs",
    "Invocation",
    "Options",
    "Recorded",
    "Recorder",
    "RecordingError",
    "always",
    "clouds",
    "clouds_in",
]

"""What all tests have in common."""

import gc


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what was imported: the AWS SDK alone costs it a quarter of a second."""
    gc.collect()
    gc.freeze()

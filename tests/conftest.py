"""What all tests have in common."""

import gc

from hypothesis import settings

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What is imported stays: looking through it for garbage again and again takes as long as importing it.
gc.disable()


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what was imported: the AWS SDK alone costs it a quarter of a second."""
    gc.collect()
    gc.freeze()
    gc.enable()

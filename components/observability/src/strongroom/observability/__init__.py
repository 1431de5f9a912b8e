"""Observability: alarms that arrive, a dashboard, an audit trail, and proof of compliance."""

import lazy_loader

# What is here is in `__init__.pyi`, and is loaded as it is used, with the part of the AWS SDK that it needs.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

"""`python -m strongroom.sandbox` is the command `strongroom-sandbox`."""

import sys

from .cli import main

sys.exit(main())

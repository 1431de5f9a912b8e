"""`python -m strongroom.observability` is the command `strongroom-compliance`."""

import sys

from strongroom.observability._proof._command import main

sys.exit(main())

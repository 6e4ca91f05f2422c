"""`python -m symposia` is `symposia`."""

import sys

from symposia.cli import main

sys.exit(main())

"""The arrays in which pairing counts; everybody is a row number there."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]
Table = NDArray[np.floating[Any]]
"""Affinities of people (rows) with people (columns)."""

FORBIDDEN = -1.0
"""Stands for the affinity of two who may not meet. Every affinity is at least 0."""
NOBODY = -1
"""Stands for the partner of somebody who has none."""

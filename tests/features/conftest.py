"""What the tests of features can ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A conference without a network, with the room `forum`."""
    with open_desk(tmp_path) as desk:
        yield desk

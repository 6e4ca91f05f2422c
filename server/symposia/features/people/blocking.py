"""Where other features hear of a block, in the transaction that makes it."""

from collections.abc import Callable
from typing import Any

from symposia.kernel.context import Context
from symposia.kernel.wire import PersonId

on_block: list[Callable[[Context[Any], PersonId, PersonId], None]] = []
"""`(context, who blocks, whom)`: features that bring people together add what parts them at once."""

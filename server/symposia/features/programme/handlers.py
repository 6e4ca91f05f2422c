"""The programme feature."""

from symposia.features.programme import tables as tables
from symposia.kernel.feature import Feature

programme = Feature("programme")

"""Pure rules of competence levels, on ranks: 1 is a framework's lowest level."""

from collections.abc import Mapping
from statistics import median_low


def dimension_levels(levels: Mapping[int, int], dimension_of: Mapping[int, str]) -> dict[str, int]:
    """The median of each dimension's areas, the lower of two; only areas with a level count."""
    by_dimension: dict[str, list[int]] = {}
    for area, rank in levels.items():
        if area in dimension_of:
            by_dimension.setdefault(dimension_of[area], []).append(rank)
    return {dimension: median_low(ranks) for dimension, ranks in by_dimension.items()}


def overall_level(levels: Mapping[int, int], dimension_of: Mapping[int, str]) -> int | None:
    """The lower dimension; None until every dimension of the framework has an area answered."""
    by_dimension = dimension_levels(levels, dimension_of)
    if set(by_dimension) != set(dimension_of.values()):
        return None
    return min(by_dimension.values())

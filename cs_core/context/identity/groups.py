"""Things that turn out to be one: a union-find over string keys, kept in a plain dict of parents."""

from collections.abc import Iterable


def root(parent: dict[str, str], key: str) -> str:
    """The key that stands for the group; a key never joined stands for itself."""
    while (above := parent.get(key, key)) != key:
        parent[key] = parent.get(above, above)
        key = above
    return key


def join(parent: dict[str, str], left: str, right: str) -> bool:
    """Make two groups one; False if they already were. The smaller key stands for both, whatever the order."""
    low, high = sorted((root(parent, left), root(parent, right)))
    parent[high] = low
    return low != high


def roots(parent: dict[str, str], keys: Iterable[str]) -> list[str]:
    """The group of every key, in the order of the keys."""
    return [root(parent, key) for key in keys]

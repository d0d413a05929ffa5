"""Things that turn out to be one: a union-find over string keys, plain, or with keys that must stay apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field


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


@dataclass
class Groups:
    """Groups of keys of which some may never come together: pairs told apart, and the members of one family."""

    parent: dict[str, str] = field(default_factory=dict)
    apart: dict[str, set[str]] = field(default_factory=dict)
    """Group -> groups that it may not join."""
    families: dict[str, set[str]] = field(default_factory=dict)
    """Group -> families that it has a member of; no group may have two members of one."""

    def of(self, keys: Iterable[str]) -> list[str]:
        """The group of every key."""
        return roots(self.parent, keys)

    def may_join(self, left: str, right: str) -> bool:
        """Whether nothing keeps the two groups apart."""
        a, b = root(self.parent, left), root(self.parent, right)
        return b not in self.apart.get(a, ()) and not self.families.get(a, set()) & self.families.get(b, set())

    def join(self, left: str, right: str) -> bool:
        """Make two groups one; False if they already were, or must stay apart."""
        if not self.may_join(left, right):
            return False
        before = {root(self.parent, left), root(self.parent, right)}
        if not join(self.parent, left, right):
            return False
        new = root(self.parent, left)
        for old in before - {new}:
            for other in self.apart.pop(old, set()):
                self.apart[other].discard(old)
                self.apart[other].add(new)
                self.apart.setdefault(new, set()).add(other)
            if old in self.families:
                self.families[new] = self.families.get(new, set()) | self.families.pop(old)
        return True

    def keep_apart(self, left: str, right: str) -> bool:
        """From now on never join the two groups; False if they are one already."""
        a, b = root(self.parent, left), root(self.parent, right)
        if a != b:
            self.apart.setdefault(a, set()).add(b)
            self.apart.setdefault(b, set()).add(a)
        return a != b

    def put_in_family(self, key: str, family: str) -> None:
        """From now on never join the key's group with that of another member."""
        self.families.setdefault(root(self.parent, key), set()).add(family)

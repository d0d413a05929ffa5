"""A demo company and somebody's own data: they never meet in one store."""

from collections.abc import Iterable
from pathlib import Path

from cs_core.context.sources.reading import Sheet
from cs_core.context.store import MADE_FROM, MADE_UNTIL, Store
from cs_core.errors import Refused


def own_data(made: Path) -> Path:
    """Where the console keeps somebody's own data beside the store of a demo company."""
    return made.with_name("mine.db")


def never_mixed(store: Store, paths: list[Path], sheets: Iterable[Sheet]) -> None:
    """Raises Refused where somebody's own data would come among the rows of a demo company."""
    made = store.get(MADE_FROM)
    if store.get(MADE_UNTIL) and (sheets or not made or not all(Path(path).absolute().is_relative_to(made) for path in paths)):
        raise Refused(
            f"{store.path} holds the demo company, and your own data never mixes with it: import into a file of its own "
            f"(--store {own_data(store.path)}; on the console choose “My data”)"
        )

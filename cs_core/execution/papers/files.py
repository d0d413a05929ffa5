"""The files of a pack, by format."""

from pathlib import Path

from cs_core.errors import BadInput
from cs_core.execution.papers.html import as_html
from cs_core.execution.papers.markdown import as_markdown
from cs_core.execution.papers.pack import Pack
from cs_core.execution.papers.pptx import as_pptx


def as_bytes(pack: Pack, kind: str) -> bytes:
    """The pack in one of FORMATS."""
    made = FORMATS[kind](pack)
    return made if isinstance(made, bytes) else made.encode()


def put(pack: Pack, path: Path) -> Path:
    """Write the pack in the format that the file's ending names. Raises BadInput for another ending, or where it cannot be written."""
    kind = path.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise BadInput(f"{path.name} names no format: end it in .{', .'.join(FORMATS)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_bytes(pack, kind))
    except OSError as error:
        raise BadInput(f"Cannot write {path}: {error.strerror or error}. Name another file by --out.") from error
    return path


FORMATS = {"md": as_markdown, "html": as_html, "pptx": as_pptx}

"""The files of a review, by format."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cs_core.errors import BadInput
from cs_core.execution.papers.files import as_bytes
from cs_core.execution.papers.pack import Pack, counted


def file_name(account_id: str, as_of: date, kind: str, *, internal: bool) -> str:
    """``review-acme-2026-06-30.pptx``; the internal one says so, so that it is not sent by mistake."""
    account = "".join(c if c.isalnum() or c in "-_" else "-" for c in account_id)
    return f"review-{account}-{as_of}{'-internal' if internal else ''}.{kind}"


def written(pack: Pack, folder: Path, kinds: tuple[str, ...]) -> list[Path]:
    """Writes the files into the folder, which is made where it is missing. Raises BadInput where that cannot be done."""
    paths = [Path(folder) / file_name(pack.about, pack.as_of, kind, internal=pack.internal) for kind in kinds]
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for path, kind in zip(paths, kinds, strict=True):
            path.write_bytes(as_bytes(pack, kind))
    except OSError as error:
        raise BadInput(f"Cannot write to {folder}: {error.strerror or error}. Name another folder by --out.") from error
    return paths


def document(pack: Pack, files: Sequence[str]) -> dict:
    """The document of the command `review`."""
    return {"account_id": pack.about, "files": list(files)} | counted(pack)

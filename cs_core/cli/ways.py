"""The commands with which a leader says how agents work: playbooks and the voice of the company."""

import json
import tomllib
from pathlib import Path

import click

from cs_core.cli.base import Call, cli, command, wall
from cs_core.errors import BadInput


@command(cli, "playbooks")
@click.argument("words", nargs=-1)
@click.option("--show", "name", help="Read this playbook of the agent: its sentences, its data, and every version.")
@click.option("--file", "path", type=click.Path(path_type=Path), help="TOML or JSON of one playbook, with set.")
@click.option("--why", default="", help="The reason of a change.")
@click.option("--by", default="console", help="Who changes it.")
@click.option("--version", "expected", type=int, help="With set: the version that you edited; refused where it no longer stands.")
def playbooks(
    call: Call, words: tuple[str, ...], name: str | None, path: Path | None, why: str, by: str, expected: int | None
) -> dict:
    """Playbooks: ``playbooks [AGENT] [--show NAME]``; ``playbooks set AGENT --file FILE``; ``playbooks off|on AGENT NAME``."""
    from cs_core.execution.playbooks.edits import books, save_playbook, switch_playbook
    from cs_core.records import AGENTS

    with call.existing() as store:
        now = store.now(wall())
        match words:
            case ():
                return {"playbooks": [{"agent": a} | _short(b) for a in AGENTS for b in books(store, a)]}
            case ("set", agent):
                data = _read(path)
                version = save_playbook(store, agent, data, why=why, by=by, now=now, expected=expected)
                return {"agent": agent, "name": data["name"], "version": version}
            case (("off" | "on") as switch, agent, *rest) if rest:
                version = switch_playbook(store, agent, " ".join(rest), off=switch == "off", why=why, by=by, now=now)
                return {"agent": agent, "name": " ".join(rest), "version": version, "off": switch == "off"}
            case (agent,) if name is None:
                return {"playbooks": [{"agent": agent} | _short(b) for b in books(store, agent)]}
            case (agent,):
                return _whole(store, agent, name)
    raise BadInput("write `playbooks [AGENT] [--show NAME]`, `playbooks set AGENT --file FILE` or `playbooks off|on AGENT NAME`")


def _short(book: dict) -> dict:
    from cs_core.execution.playbooks.words import sentences

    return {k: book[k] for k in ("name", "version", "off", "by", "set_at", "why")} | {"reads": sentences(book["data"])}


def _whole(store: object, agent: str, name: str) -> dict:
    from cs_core.execution.playbooks.edits import book, history

    found = book(store, agent, name)
    return {"agent": agent} | _short(found) | {"data": found["data"], "history": history(store, agent, name)}


def _read(path: Path | None) -> dict:
    """One playbook of a file: its fields at the top, or under one ``[[playbook]]``."""
    if path is None:
        raise BadInput("playbooks set needs the playbook: --file FILE (TOML or JSON)")
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read {path}: {error}") from error
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path} is no {'JSON' if path.suffix.lower() == '.json' else 'TOML'}: {' '.join(str(error).split())}") from error
    inside = data.get("playbook", data) if isinstance(data, dict) else data
    one = inside[0] if isinstance(inside, list) and len(inside) == 1 else inside
    if not isinstance(one, dict) or not isinstance(one.get("name"), str):
        raise BadInput(f"{path} must hold one playbook with a name")
    return one


@command(cli, "voice")
@click.argument("words", nargs=-1)
@click.option("--by", default="console", help="Who sets it.")
def voice(call: Call, words: tuple[str, ...], by: str) -> dict:
    """The company's voice in letters: ``voice``; ``voice set KEY=TEXT ...``; ``KEY=`` takes one back, ``\\n`` begins a new line."""
    from cs_core.execution.writing.voice import KEYS, LISTS, set_voice, voice_of

    if words and words[0] != "set":
        raise BadInput(f"voice knows only `set KEY=TEXT ...`, not {words[0]!r}: {', '.join(KEYS)}")
    pairs = dict(word.partition("=")[::2] for word in words[1:] if "=" in word)
    if len(pairs) < len(words) - 1:
        raise BadInput(f"each setting is KEY=TEXT: {', '.join(KEYS)}")
    with call.existing() as store:
        told = set_voice(store, pairs, by=by, now=store.now(wall())) if words else voice_of(store)
    shown = told._asdict()
    return {key: "\n".join(shown[LISTS[key]]) if key in LISTS else shown[key] for key in KEYS}

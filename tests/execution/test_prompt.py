"""What a model is told: whole, versioned, and nothing of it changes unseen."""

import json
import re

import pytest

from cs_core.execution.models.asker import NAME as ASK
from cs_core.execution.models.judge import NAME as JUDGE
from cs_core.execution.models.prompt import COMMON, FOLDER, Answer, instructions, prompt, version
from cs_core.execution.roster import ROSTER

NAMES = (COMMON, JUDGE, ASK, *(a.name for a in ROSTER))
VERSIONS = json.loads((FOLDER / "versions.json").read_text(encoding="utf-8"))


def test_every_agent_the_judge_and_who_asks_have_a_prompt_of_their_own_and_there_is_no_other():
    assert {path.stem for path in FOLDER.glob("*.md")} == set(NAMES) == set(VERSIONS)
    assert all(prompt(name).version >= 1 for name in NAMES) and all(prompt(a.name).parts[""] for a in ROSTER)


@pytest.mark.parametrize("name", NAMES)
def test_words_change_only_with_their_version(name):
    known, now = VERSIONS[name], prompt(name)
    said = f'raise the version in {name}.md and add "{now.version}": "{now.digest}" to versions.json: what stands there is never changed'
    assert known.get(str(now.version)) == now.digest, said
    assert now.version == max(map(int, known))


def test_a_draft_says_by_which_prompts_it_was_written():
    assert re.fullmatch(r"common \d+ · risk \d+", version("risk"))


def test_every_field_of_the_answer_is_described_for_servers_that_do_not_show_the_schema():
    schema = Answer.model_json_schema()
    fields = [*schema["properties"], *schema["$defs"]["Said"]["properties"]]
    assert fields == ["subject", "claims", "text", "fact_ids", "new_paragraph"]
    rules = prompt(COMMON).parts["rules"]
    assert all(f'- "{field}":' in rules for field in fields) and "JSON object" in rules


@pytest.mark.parametrize("agent", ROSTER, ids=lambda a: a.name)
def test_instructions_hold_the_rules_the_job_the_play_and_who_reads_it(agent):
    for play in agent.plays.values():
        told = {kind: instructions(agent, {"play": play.name, "kind": kind}) for kind in ("message", "task")}
        assert all(prompt(COMMON).parts["rules"] in t and prompt(agent.name).parts[""] in t and play.name in t for t in told.values())
        assert "Do not address the customer." in told["task"] and "Do not address the customer." not in told["message"]
        assert not any("{" in t.split("The play:")[1] for t in told.values())

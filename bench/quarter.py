"""A quarter of work on the demo company: what each agent noticed, drafted and passed, what reached whom, and parity by size.

    python bench/quarter.py [ACCOUNTS] [WEEKS]

Simulated: a made company, and a reviewer who approves the most valuable of what passed every gate, as many a week as the team has
minutes for; tasks are done in the order of their value. It shows whether the machine serves customers alike, not what people would do.
"""

import sys
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store, open_store
from cs_core.demo.first_start import make_demo
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import roster_of
from cs_core.execution.sending.delivery import deliver
from cs_core.leadership.jobs import jobs
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.quarter import OUTCOMES
from cs_core.orchestration.review import decide, queue
from cs_core.orchestration.work import log_touch
from cs_core.settings import Settings

END = date(2026, 6, 30)


def a_week(store: Store, day: date) -> dict:
    """One cycle, then all that waits is decided or done, the most valuable first; what is approved goes to the outbox."""
    now = datetime.combine(day, time(12))
    document = run_cycle(store, as_of=day, now=now, model=OfflineModel(), roster=roster_of(store))
    tasks = {row["proposal_id"]: row for row in store.rows("task")}
    for n, waiting in enumerate(queue(store, now=now)):
        at = now + timedelta(seconds=n)
        if waiting["kind"] == "message" and waiting["route"] != "human_only":
            decide(store, waiting["id"], "approve", by="simulated reviewer", now=at)
        elif waiting["id"] in tasks:
            task = tasks[waiting["id"]]
            log_touch(store, task["account_id"], mode="call", minutes=20, by=task["assignee"], now=at, task_id=task["id"], result="spoke")
    deliver(store, Settings(), now=now + timedelta(hours=1))
    return document


def main() -> None:
    """Print the table of the last cycle, the outcomes of the quarter, and parity."""
    accounts, weeks = (int(a) for a in (*sys.argv[1:], *("600", "13")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "c.db") as store:
        make_demo(store, Path(folder) / "x", accounts=accounts, seed=7, weeks=78, end=END, now=datetime.combine(END, time(12)))
        total: dict[str, dict[str, int]] = {}
        for week in range(weeks):
            document = a_week(store, END - timedelta(weeks=weeks - 1 - week))
            for agent, row in document["agents"].items():
                seen = total.setdefault(agent, {"noticed": 0, "drafted": 0, "passed": 0})
                for key in ("noticed", "drafted", "passed"):
                    seen[key] += row[key]
                for reason, n in row["why_not"].items():
                    seen[reason] = seen.get(reason, 0) + n
        found = jobs(snapshot(store, END), roster_of(store))
    print(f"{found['accounts']:,} current customers, {weeks} weekly cycles (simulated)")
    for agent in found["agents"]:
        print(f"\n{agent['agent']}: " + ", ".join(f"{n:,} {word}" for word, n in total[agent["agent"]].items()))
        print("  quarter: " + ", ".join(f"{agent['outcomes'][word]:,} {word}" for word in (*OUTCOMES, "delivered")))
    for agent, seen in found["parity"].items():
        for what in ("acted", "delivered"):
            shares = " ".join("   -" if d[what] is None else f"{d[what]['point']:4.0%}" for d in seen["deciles"])
            gap = seen[what]["difference"]
            told = f"{gap['point']:+.1%} ({gap['low']:+.1%} to {gap['high']:+.1%})" if gap else "-"
            print(f"{agent:18}{what:10}{shares}   smallest less largest three: {told}: {seen[what]['says']}")


if __name__ == "__main__":
    main()

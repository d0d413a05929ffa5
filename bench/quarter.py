"""A quarter of work on the demo company: what each agent noticed, drafted and passed, what reached whom, and parity by size.

    python bench/quarter.py [ACCOUNTS] [WEEKS]

Simulated: a made company, and a reviewer who approves the most valuable of what passed every gate, as many a week as the team has
minutes for; tasks are done in the order of their value. It shows whether the machine serves customers alike, not what people would do.
"""

import sys
import tempfile
from datetime import date, datetime, time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.demo.first_start import make_demo
from cs_core.execution.roster import roster_of
from cs_core.leadership.jobs import jobs
from cs_core.leadership.rehearsal import rehearse
from cs_core.leadership.rehearsing.reviewers import APPROVE_ALL
from cs_core.orchestration.quarter import OUTCOMES

END = date(2026, 6, 30)


def main() -> None:
    """Print the table of the last cycle, the outcomes of the quarter, and parity."""
    accounts, weeks = (int(a) for a in (*sys.argv[1:], *("600", "13")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "c.db") as store:
        make_demo(store, Path(folder) / "x", accounts=accounts, seed=7, weeks=78, end=END, now=datetime.combine(END, time(12)))
        total: dict[str, dict[str, int]] = {}
        for document in rehearse(store, end=END, weeks=weeks, habits=APPROVE_ALL, led=False):
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

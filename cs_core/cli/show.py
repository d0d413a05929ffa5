"""A command's document as text for a person: the few lines that matter; `--json` has the rest."""

from collections.abc import Callable, Iterable

from cs_core.cli import asked, covered
from cs_core.context.wording.counted import counted
from cs_core.context.wording.signed import figure_in, in_points, signed


def text(command: str, document: dict) -> str:
    """The document in words."""
    return "\n".join(SHOWN.get(command, _fields)(document))


def _fields(d: dict) -> Iterable[str]:
    yield from (f"{k}: {v}" for k, v in d.items())


def _import(d: dict) -> Iterable[str]:
    for f in d["files"]:
        known_as = f"{f['system']}/{f['object']}" if f["system"] else f["decision"]
        yield f"{f['landed']:>9,} landed {f['unchanged']:>9,} unchanged {f['refused']:>6,} refused  {known_as}  {f['path']}"
        whys = list(dict.fromkeys(r["why"] for r in f["reasons"]))
        whole = f["decision"] == "not understood" and len(whys) == 1
        shown = f["reasons"][: 1 if whole else 3]
        yield from (f"{'':>12}row {r['row']}: {r['why']}" if not whole else f"{'':>12}{r['why']}" for r in shown)
        if f["refused"] > len(shown) and not whole:
            yield f"{'':>12}and {f['refused'] - len(shown):,} more"
        yield from (f"{'':>12}remark: {remark}" for remark in f["remarks"])
    yield from (f"remark: {remark}" for remark in d["remarks"])
    t = d["totals"]
    yield f"{t['rows']:,} rows: {t['landed']:,} landed, {t['unchanged']:,} unchanged, {t['refused']:,} refused, in {d['seconds']} s"


def _audit(d: dict) -> Iterable[str]:
    yield from (f"{file} of the lake is missing, and use is told without it: import its file again" for file in d["lost"])
    for a in d["agents"]:
        yield f"{a['agent']}: {a['job']} ({a['ready_accounts']:,} of {a['accounts']:,} accounts ready)"
        for n in a["needs"]:
            fresh = "never" if n["fresh_days"] is None else f"{n['fresh_days']:.0f} days old"
            yield f"    {n['knowledge']:<22} {n['filled']:>6.0%} filled, {fresh}, lives in {n['lives_in']}, blocks {n['blocks']:,} accounts"
    yield from (f"contradiction: {c['says']}" for c in d["contradictions"])
    yield from (f"gap: {g['knowledge']}: {g['cost']}" for g in d["gaps"])


def _account(d: dict) -> Iterable[str]:
    health = d["health"]
    score = "unknown" if health["score"] is None else health["score"]
    told = ", ".join(part for part in (f"health {score}", health["status"], health["held_back"]) if part)
    yield f"{d['name']} ({d['account_id']}) as of {d['as_of']}, {told}"
    if d["added"]:
        yield d["added"]["says"]
        yield from (f"    {r['arr']:,.0f} {r['currency']}   [{r['system']} {r['source_row']}]" for r in d["added"]["records"])
    for f in d["facts"]:
        yield f"    {f['key']:<22} {f['value']} {f['unit']}   [{f['source']} {f['source_row']}, {f['observed_at']}]"
    yield f"unknown: {', '.join(d['unknowns']) or 'nothing'}"


def _cycle(d: dict) -> Iterable[str]:
    yield f"cycle {d['cycle_id']} as of {d['as_of']}: {d['accounts']:,} accounts in {d['seconds']} s, model {d['model']['name']}"
    if d.get("later_cycle"):
        yield f"a cycle as of {d['later_cycle']} stands: what this day would propose is shown, and nothing of it is kept"
    for what in ("proposals", "routed"):
        yield f"{what}: " + ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in d[what].items())
    yield from (f"held {n:,}: {why}" for why, n in d.get("held_because", {}).items())
    yield from (f"finding: {f['says']} {f['action']}" for f in d["findings"])


def _queue(d: dict) -> Iterable[str]:
    for p in d["proposals"]:
        yield f"{p['id']}  {p['agent']:<16} {p['route']:<18} {p['account_id']}: {p['subject']}"
        if p["by_now"]:
            yield f"    {p['by_now']}"
    yield f"{len(d['proposals']):,} wait"


def _protect(d: dict) -> Iterable[str]:
    yield from (f"{p['account_id']:<16} {p['name']}: {p['why']} ({p['by']}, {p['set_at'][:10]})" for p in d["protected"])
    yield f"{counted(len(d['protected']), 'customer')} {'is' if len(d['protected']) == 1 else 'are'} protected"


def _rates(d: dict) -> Iterable[str]:
    yield from (f"1 {r['currency']} = {r['rate']:g} {r['to_currency']}, {r['observed_on']} ({r['by']})" for r in d["rates"])
    yield f"sums are told in {d['reporting']}" if d["reporting"] else "no rate is set: sums are told in the currency of most accounts"


def _promised(d: dict) -> Iterable[str]:
    for p in d["plans"]:
        hours, touched = p["hours"], p["touched"]
        yield f"plan {p['plan_id']} of {p['as_of']}: {hours['logged']:.1f} of {hours['planned']:.1f} h logged after {p['days']} days"
        yield f"    got their touch: {_rate(touched)} of {touched['n']:,}; {p['kept']['says']}"
        yield f"    left to agents: {p['left_to_agents']['says']}"
    yield d["plans"][0]["says"] if d["plans"] else "no plan was committed yet"


def _goals(d: dict) -> Iterable[str]:
    if "changes" in d:
        yield from (f"{c['id']}  {c['set_at'][:16]}  {c['by']}: {c['key']} {c['before']} -> {c['after']}" for c in d["changes"])
        return
    if "goals" not in d:
        yield from _of_goals(d)
        return
    for g in d["goals"]:
        now = "cannot tell" if g["now"] is None else figure_in(g["now"], g["unit"])
        by = f" by {g['due_on']}" if g["due_on"] else ""
        aim = "" if g["target"] is None else f", target {figure_in(g['target'], g['unit'])}{by}"
        told = (g["progress"] if g["target"] is not None else g["why"]) or ""
        yield f"goal {g['key']} ({g['says']}): {g['status']}, now {now}{aim}  {told}".rstrip()
    yield from (f"guardrail {g['key']}: {g['value']:g}  {g.get('says', '')}" for g in d["guardrails"])
    yield d["drift"]["says"]


def _of_goals(d: dict) -> Iterable[str]:
    """A preview of a change, or what moved a figure."""
    yield d["says"]
    for part in d.get("parts", ()):
        about = f" ({counted(part['n'], 'customer')})" if part["n"] else ""
        yield f"{signed(part['change'], ',.2f'):>12} {part['kind']}{about}"
        yield from (f"{'':>16}{a['name']}: {a['why']}" for a in part["accounts"][:3])
    yield from d.get("refused", ())
    for m in d.get("moved", ())[:20]:
        ways = ("from", "to") if m["from"] != m["to"] else ("person_from", "person_to")
        yield f"    {m['name']}: {m['agent']}, {m['play']}: " + " -> ".join(str(m[w] or "nobody").replace("_", " ") for w in ways)


def _quality(d: dict) -> Iterable[str]:
    if "groups" not in d:
        yield from _fields(d) if "draws" not in d else (f"{r['id']}  {r['agent']:<16} {r['account_id']}  {r['kind']}" for r in d["draws"])
        return
    for g in d["groups"]:
        name = ", ".join(str(v).replace("_", " ") for v in list(g.values())[: list(g).index("proposals")])
        yield f"{name}: {g['n']:,} decided" + "".join(f", {words} {_rate(g[k])}" for k, words in FATES.items())
    yield from (f"{v['agent'].replace('_', ' ')} {v['play'] or 'prompt'}: version {v['now']}: {v['says']}" for v in d["versions"])
    yield f"gates and people: {d['judge']['gates'][0]['says']}; wrong drafts: {d['judge']['prevalence']['says']}"
    for j in d["judge"]["versions"]:
        yield f"{j['model']}, {j['prompt_version']}, and people: n = {j['n']:,}, {j['says']}; undecided drafts: {j['corrected_says']}"
    yield f"missed: {d['missed']['says']}"


def _forecast(d: dict) -> Iterable[str]:
    for key, name in FORESEEN.items():
        later = ", ".join(f"next {a['days']} days {_rate(a[key])}" for a in d["ahead"])
        yield f"{name}: twelve months {_rate(d['now'][key])}, {later}; twelve months to {d['year']['until']} {_rate(d['year'][key])}"
    yield from _why_not(d)
    yield from (f"    to {d['year']['until']}: {said}" for said in filter(None, [d["year"]["says"]]))
    yield from (f"    {d['losses']['says']}" for _ in range(bool(d["losses"]["says"])))
    for r in d["categories"]["rows"]:
        e = r["expected"]
        told = e["says"] if e["point"] is None else f"{e['point']:,.0f} ({e['low']:,.0f} to {e['high']:,.0f})"
        n = f"{r['n']:>5,} renewal{'s' * (r['n'] != 1)}"
        due = f"{r['arr']:>12,.0f} {r['currency'] or ''}".rstrip() if r["arr"] else f"{'no amount':>12}"
        yield f"    {r['category']:<10} {n}, {due} due, expected {told}"
    yield from (f"    {d['categories']['order']}" for _ in range(bool(d["categories"]["order"])))
    yield from (f"    {d['categories']['says']}" for _ in range(bool(d["categories"]["says"])))
    yield from (f"    {d['over']}" for _ in range(bool(d["over"])))
    yield f"    {d['apart']}"
    for h in d["bias"]["horizons"]:
        inside = h["bias"] and f"{h['covered']['k']} of {h['covered']['n']} inside"
        told = f"bias {signed(h['bias']['point'] * 100)} points, {inside}" if h["bias"] else h["says"]
        yield f"    {h['horizon']} days before, {KEPT[h['figure']]}: n = {h['n']}, {told}"
    yield d["bias"]["says"]


def _why_not(d: dict) -> Iterable[str]:
    """Why figures cannot be told or are bounds: each reason once, with the figures and the spans that it is about."""
    spans = [("twelve months", d["now"]), *((f"next {a['days']} days", a) for a in d["ahead"])]
    spans.append((f"twelve months to {d['year']['until']}", d["year"]))
    about: dict[tuple[str, str], list[str]] = {}
    for span, told in spans:
        says = {name: told[key]["says"] for key, name in FORESEEN.items()}
        for reason in dict.fromkeys(filter(None, says.values())):
            about.setdefault((reason, ", ".join(name for name in says if says[name] == reason)), []).append(span)
    yield from (f"    {names}, {', '.join(over)}: {reason}" for (reason, names), over in about.items())


def _digest(d: dict) -> Iterable[str]:
    yield d["subject"]
    yield from (f"    to decide ({n['page']}): {n['says']}" for n in d["decisions"])
    yield from (f"    changed ({c['page']}): {c['says']}" for c in d["changed"])
    if "mail" in d:
        m = d["mail"]
        yield f"mailed to {', '.join(m['sent']) or 'nobody'} by {', '.join(m['by_way']) or 'no way'}; {len(m['skipped'])} had it before"
        yield from (f"    {f['to']}: {f['why']}" for f in m["failed"])


def _rate(r: dict | None) -> str:
    return "cannot tell yet" if not r or r.get("point") is None else f"{r['point']:.0%} ({r['low']:.0%} to {r['high']:.0%})"


def _work(d: dict) -> Iterable[str]:
    yield f"{d['accounts']:,} customers in the {d['days']} days to {d['as_of']}"
    for a in d["agents"]:
        cycle, outcomes = a["cycle"] or {}, a["outcomes"]
        if cycle:
            counts = ", ".join(f"{cycle[k]:,} {k}" for k in ("ready", "noticed", "drafted", "passed"))
            why = "; ".join(f"{reason}: {n:,}" for reason, n in cycle["why_not"].items())
            yield f"{a['agent']}, last cycle: {counts}" + (f" (why not: {why})" if why else "")
        yield f"{a['agent']}, the quarter: " + ", ".join(f"{n:,} {word}" for word, n in outcomes.items())
    yield from (f"last cycle, held {n:,}: {why}" for why, n in d["held_because"].items())
    for what in ("acted", "delivered"):
        found = d["parity"].get("any", {}).get(what)
        gap = found and found["difference"]
        told = f" (smallest less largest three tenths: {in_points(gap)})" if gap else ""
        yield f"parity by size, {what}: " + (found["says"] + told if found else "cannot tell: no revenue is known")
    for what, found in d["size"].items():
        gap, why = found["difference"], f"; {found['why']}" if "why" in found else ""
        told = f" ({in_points(gap)})" if gap else ""
        yield f"by size, {what}: {found['says']}{told}{why}"


def _deliver(d: dict) -> Iterable[str]:
    if "settled" in d:
        yield f"{d['action_id']}: {d['why']}"
        return
    counts = f"{d['sent']:,} sent, {d['skipped']:,} sent or stopped before, {d['waiting']:,} wait for a busy channel"
    yield f"{counts}, {len(d['failed']):,} not sent"
    yield from (f"    {f['action_id']}: {f['why']}" for f in d["failed"])


def _channels(d: dict) -> Iterable[str]:
    for c in d["channels"]:
        state = "connected" if c["connected"] else f"not connected: set {' and '.join(c['missing'])}"
        yield f"{c['channel']:<8} {c['mode']:<10} {state}, {c['sent']:,} sent, {c['failed']:,} not sent"
        yield f"{'':>9}{c['says']}; {c['means']}" + (f" ({c['by']}: {c['why']})" if c["by"] else "")


def _playbooks(d: dict) -> Iterable[str]:
    if "history" not in d:
        yield from (_playbook(p) for p in d.get("playbooks", ()))
        yield from (f"{k}: {v}" for k, v in d.items() if k != "playbooks")
        return
    yield _playbook(d)
    yield from (f"    {lead} {rest}." for lead, rest in d["reads"])
    for h in d["history"]:
        yield f"version {h['version']}: {h['why']}" + (f" ({h['by']}, {h['set_at'][:16]})" if h["set_at"] else "")
        yield from (f"    {line}" for line in h["changes"])


def _playbook(p: dict) -> str:
    return f"{p['agent']:<16} {p['name']:<40} version {p['version']}{', off' if p['off'] else ''}"


def _quote(d: dict) -> Iterable[str]:
    yield d["text"].rstrip()


def _pilot(d: dict) -> Iterable[str]:
    if "power" in d:
        yield d["says"]
        yield from (f"    {a['arm']}: {a['n']:,}" for a in d["arms"])
        yield from (f"    left out: {o['n']:,}, {o['why']}" for o in d["out"])
        for p in d["power"]:
            seen = ", ".join(f"{s['n']:,}: {s['mde'] * 100:.1f}" for s in p["sizes"] if s["mde"]) or "cannot tell at these sizes"
            yield f"    {p['outcome']} ({p['says']}{', an early sign' if p['proxy'] else ''}), points seen by accounts: {seen}"
        return
    if "pairs" not in d:
        yield d.get("why") or d["says"]
        return
    yield f"{d['name']} ({d['state']}): {d['says']}. {d['why']}"
    yield from (f"    {a['arm']}: {a['n']:,} accounts, {a['well']:,} of {a['known']:,} did well so far" for a in d["arms"])
    for p in d["pairs"]:
        e = p["effect"]
        told = in_points(e) if e else "cannot tell yet"
        yield f"    {p['one']} less {p['two']}: {told}"
    yield from (f"    {d['scale']['says']}" for _ in range("scale" in d))


def _backtest(d: dict) -> Iterable[str]:
    yield d["says"]
    yield d["capacity"]["says"]
    for p in d["compared"]["policies"]:
        lead = "no lead" if p["median_lead_days"] is None else f"median lead {p['median_lead_days']:.0f} days"
        early = f"60 days ahead {_rate(p['early']['60'])} of churned ARR"
        yield f"    {p['name']:<18} {p['alerts']:,} alerts, right {_rate(p['precision'])}, {early}, {lead}"
    yield d["calibration"]["says"]
    yield from (d["leak_test"]["says"] for _ in range(d["leak_test"] is not None))


def _old_and_new(d: dict) -> Iterable[str]:
    yield d["says"]
    for m in d["models"]:
        kept = f"{m['accounts_kept']['point']:,.1f} accounts and {m['arr_kept']['point']:,.0f} of ARR kept"
        yield f"    {m['name']}: {m['people']:,} with a person, {m['agents']:,} with an agent, {kept}"


FORESEEN = {"grr": "GRR", "nrr": "NRR", "churn": "logo churn"}
FATES = {
    "accepted": "sent unchanged", "light": "lightly edited", "rewritten": "rewritten", "rejected": "rejected",
    "grounded": "every claim borne out", "escaped": "sent and wrong",
}  # fmt: skip
KEPT = {"grr": "GRR", "nrr": "NRR", "logo": "logos kept"}
SHOWN: dict[str, Callable[[dict], Iterable[str]]] = {
    "ask": asked.lines, "demo": _import, "import": _import, "audit": _audit, "account": _account, "cycle": _cycle, "queue": _queue,
    "deliver": _deliver, "channels": _channels, "coverage": covered.coverage, "goals": _goals, "playbooks": _playbooks,
    "protect": _protect, "rates": _rates, "override": covered.override, "promised": _promised, "leaver": covered.leaver,
    "quality": _quality, "quote": _quote, "work": _work, "forecast": _forecast, "digest": _digest,
    "pilot": _pilot, "backtest": _backtest, "old-and-new": _old_and_new,
}  # fmt: skip

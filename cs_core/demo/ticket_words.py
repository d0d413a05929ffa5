"""What customers write to support. Each ticket is a problem, what it costs them, and what they ask for, in their own order of words."""

import re
from random import Random
from typing import NamedTuple

from cs_core.demo.vendor import feature_name


class Note(NamedTuple):
    """A ticket's words."""

    subject: str
    body: str


def ticket_words(topic: str, feature: str, name: str, dice: Random) -> Note:
    """One ticket of a topic about a feature, signed with the requester's first name."""
    pairs = TROUBLE[feature] if topic == "fault" else HOW_TO[feature] if topic == "how-to" else PAIRS[topic]
    subject, problem = dice.choice(pairs)
    slots = {
        "feature": feature_name(feature).lower(),
        "crew": dice.choice(CREWS),
        "day": dice.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")),
        "few": dice.choice(("two", "three", "four", "five")),
        "many": dice.choice(("a dozen", "around twenty", "about thirty", "nearly fifty")),
        "job": dice.choice(("annual service", "call-out", "quarterly check", "handover inspection", "warranty visit")),
    }
    parts = [problem]
    if dice.random() < 0.6 and topic in COSTS:
        parts.append(dice.choice(COSTS[topic]))
    if dice.random() < 0.7:
        parts.append(dice.choice(ASKS[topic] if topic in ASKS else ASKS["other"]))
    body = sentences(" ".join(parts).format(**slots))
    hello, close = dice.choice(HELLOS), dice.choice(STERN if topic == "complaint" else CLOSES)
    return Note(sentences(subject.format(**slots)), f"{hello}\n\n{body}\n\n{close}\n{name}" if hello else f"{body}\n\n{name}")


def reported(topic: str, subject: str) -> list[str]:
    """The tag by which support files a known defect, so that the release that mends it is known to concern its reporter."""
    return [tag for tag, subjects in DEFECTS if topic == "fault" and subject in subjects]


def sentences(text: str) -> str:
    """A capital at the start of each sentence, wherever a slot was filled in there."""
    return re.sub(r"(^|[.!?]\s+)([a-z])", lambda found: found[1] + found[2].upper(), text)


DEFECTS = (
    ("jobs-reopen", ("Work orders reopen by themselves",)),
    ("board-plan", ("Board does not refresh", "Job jumps back after dragging", "Wrong colours on the board")),
    ("portal-mails", ("Portal mails not arriving",)),
    ("checklist-sending", ("Checklist stuck on sending", "App closes on the last step")),
)
CREWS = ("the night crew", "our north depot", "the installation team", "two of our technicians", "the apprentices", "the weekend crew",
"our subcontractors")
HELLOS = ("Hi,", "Hello,", "Hello team,", "Good morning,", "Hi there,", "", "")
CLOSES = ("Thanks,", "Many thanks,", "Best regards,", "Kind regards,", "Cheers,", "Thank you,")
STERN = ("Regards,", "Kind regards,", "Best regards,")

TROUBLE = {
    "work_orders": (
        ("Signature not saved on work orders",
         "Since the new signature screen, customers sign and the work order still shows as unsigned."),
        ("Work orders reopen by themselves", "We closed {many} jobs on {day} and {few} of them were open again the next morning."),
        ("Cannot close a job after signing", "After the customer signs, the close button stays grey and {crew} cannot finish the job."),
    ),
    "dispatch_board": (
        ("Board does not refresh", "The dispatch board shows yesterday's plan until we reload the page by hand."),
        ("Job jumps back after dragging", "When I drag a {job} to another van it jumps back to the first one after a few seconds."),
        ("Wrong colours on the board", "Jobs that are done still show as late on the dispatch board for {crew}."),
    ),
    "mobile_checklists": (
        ("Photos missing from checklists", "Photos taken by {crew} are gone once the checklist is sent in."),
        ("Checklist stuck on sending", "The checklist for a {job} has been stuck on 'sending' since {day}."),
        ("App closes on the last step", "On some phones the app closes on the last step of the checklist and the answers are lost."),
    ),
    "asset_register": (
        ("Asset search finds nothing", "Searching by serial number finds nothing for machines that we moved to another site."),
        ("Service history is empty", "The history tab is empty for {many} assets, although we serviced them last year."),
        ("Duplicate machines after search update", "Since the new search we see some machines twice, each with half of its history."),
    ),
    "customer_portal": (
        ("Customers cannot book visits", "Our customers get to the last page of the portal and then the slot is 'no longer available'."),
        ("Portal mails not arriving", "Booking confirmations from the portal stopped on {day} for several of our customers."),
    ),
    "parts_stock": (
        ("Van stock is wrong after count", "We counted {few} vans on {day} and the stock went back to the old figures overnight."),
        ("Reorder point ignored", "Filters dropped below the reorder point and no order was suggested."),
    ),
    "route_planner": (
        ("Routes ignore lunch breaks", "The route planner books straight through the lunch break of {crew}."),
        ("Strange detours", "The planned route crosses the city twice before the first {job}."),
    ),
    "insight_reports": (
        ("First-time fix shows zero", "The first-time fix rate shows 0 % for last month, which cannot be right."),
        ("Report total does not match", "The travel time report and its export do not add up to the same total."),
    ),
}
HOW_TO = {
    "work_orders": (
        ("Repeating work orders", "How do we set up a {job} that repeats every quarter for the same site?"),
        ("Adding our own fields", "Is there a way to add our own field to a work order, for the purchase number?"),
    ),
    "dispatch_board": (
        ("Showing two depots", "We opened a second depot. Can the dispatch board show both side by side?"),
        ("Locking a planned day", "Can we lock a day on the board, so that nobody moves jobs after {day} noon?"),
    ),
    "mobile_checklists": (
        ("Making a photo compulsory", "How do I make the photo compulsory on step four of the checklist for a {job}?"),
        ("Sharing a checklist", "What is the best way to share one checklist between {few} teams?"),
    ),
    "asset_register": (
        ("Importing our machine list", "We have {many} machines in a spreadsheet. Which columns do you need for the import?"),
        ("Printing asset labels", "Can we print labels with the QR code for a whole site at once?"),
    ),
    "customer_portal": (
        ("Our logo on the portal", "Where do we put our own logo and colours on the booking page?"),
        ("Hiding weekend slots", "We would like customers to see weekday slots only. Where is that set?"),
    ),
    "parts_stock": (
        ("Moving parts between vans", "What is the quickest way to move parts from one van to another?"),
        ("Serial numbers for parts", "Can we track serial numbers for compressors but not for filters?"),
    ),
    "route_planner": (
        ("Fixed first stop", "Can a van have a fixed first stop, for example the depot at seven?"),
        ("Certified technicians only", "How do we tell the route planner that gas work is for certified people only?"),
    ),
    "insight_reports": (
        ("Report by job type", "I need margin by job type for our board on {day}. Which report is that?"),
        ("Scheduling a report", "Can the travel time report be mailed to {few} managers every Monday?"),
    ),
}
PAIRS = {
    "access": (
        ("New colleague cannot log in", "Our new dispatcher never got the invitation mail, and a second one did not arrive either."),
        ("Locked out", "{crew} were locked out on {day} after changing their phones."),
        ("Please move a seat", "A colleague has left and we would like to give the seat to somebody else."),
        ("Single sign-on fails", "Since our IT changed the certificate, single sign-on returns an error for everyone."),
    ),
    "billing": (
        ("Question about our invoice", "The last invoice lists more seats than we think we have."),
        ("Purchase number missing", "Our accounts team cannot pay without our purchase number on the invoice."),
        ("New billing address", "We have moved. Please use the new address from the next invoice on."),
        ("Is this the old price?", "Could you explain how the price on the last invoice was worked out?"),
    ),
    "integration": (
        ("Accounting export failed", "The nightly export to our accounting system failed on {day} without a message."),
        ("API returns an error", "Our script gets an error when it asks for more than {many} work orders at a time."),
        ("Calendar sync stopped", "Jobs no longer appear in the technicians' calendars. It stopped on {day}."),
    ),
    "performance": (
        ("Very slow this week", "The {feature} page takes half a minute to load in the mornings."),
        ("Time-outs at seven", "Every day at seven, when {crew} start, we get time-outs on the {feature} screen."),
    ),
    "set-up": (
        ("Stuck on the data import", "We have been trying to load our customer list for {few} days and it stops at row 200."),
        ("Nobody has shown us the next step", "The workspace is there, but we are not sure what comes after the first import."),
        ("Technicians do not see their jobs", "We planned our first week on the board, and {crew} see an empty list on the phone."),
        ("Who sets up the {feature}?", "Do you switch on the {feature} for us, or do we do that ourselves?"),
    ),
    "complaint": (
        ("Still not solved", "This is the third time I write about the {feature}. Each time the ticket is closed and nothing has changed."),
        ("We need somebody to call us", "We have lost {few} working days to problems with the {feature} and nobody has called us back."),
        ("Not acceptable", "Our customers notice that we cannot rely on the {feature}. I would like to know who is looking after us."),
        ("Escalation: {feature}", "Please treat this as an escalation. {crew} have gone back to paper because of the {feature}."),
    ),
    "request": (
        ("Idea for the {feature}", "It would help us a lot if the {feature} could show the customer's opening hours."),
        ("Offline mode", "Do you plan an offline mode for the {feature}? Our basements have no reception."),
        ("Please add a second approver", "For jobs above a certain amount we need a second person to approve before closing."),
    ),
}
COSTS = {
    "fault": (
        "It costs us about an hour a day.", "We had to send {crew} back to the site.",
        "Our office is typing everything in twice at the moment.",
        "It does not happen to everyone, which makes it hard to plan around.",
    ),
    "performance": ("The crews leave late because of it.", "It is fine again after nine."),
    "integration": ("We book by hand until it works.", "Month end is next week, so this is getting urgent."),
    "set-up": ("We had hoped to be live by now.", "My manager asks me every {day} how far we are."),
    "complaint": (
        "I have to report on this internally on {day}.", "We pay for this every month.",
        "The team was patient at first and is not any more.",
    ),
    "access": ("She starts on {day}.", "For now they share a login, which I do not like."),
}  # fmt: skip
ASKS = {
    "fault": ("Is this known?", "When can we expect a fix?", "Can you look at our workspace? I can send screenshots."),
    "complaint": ("Please call me today.", "What are you going to do about it, and by when?",
    "I expect a plan, not another ticket number."),
    "how-to": ("A short pointer is enough.", "If there is an article on this, please send it.", "No hurry."),
    "set-up": ("Could somebody walk us through it?", "What would you do first?", "A call of half an hour would help."),
    "billing": ("Please send a corrected copy.", "Could you confirm?"),
    "request": ("Is anything like it planned?", "Happy to explain on a call."),
    "other": ("Could you have a look?", "What can we do in the meantime?", "Please let me know.", "Thanks for checking."),
}

"""What a free writer says besides the facts, on the way they went, and in other words where no phrasing of ours fits."""

WAYS: dict[str, dict[str, list[str]]] = {
    "usage_4w usage_change usage_prev_4w": {
        "up": [
            "Use has gone up by {usage_change}, from {usage_prev_4w} to {usage_4w#use} in the last four weeks.",
            "<Your> team was {usage_change} more active: {usage_4w#use} over four weeks, after {usage_prev_4w} before.",
        ],
        "down": [
            "Use has dropped {usage_change}, from {usage_prev_4w} to {usage_4w#use} in the last four weeks.",
            "We're seeing {usage_change} less use: {usage_4w#use} over the past four weeks, after {usage_prev_4w} in the four before.",
            "There were {usage_4w#use} in the past four weeks, {usage_change} fewer than the {usage_prev_4w} of the four weeks before.",
        ],
    },
    "usage_4w usage_prev_4w": {
        "up": [
            "Use went up from {usage_prev_4w} to {usage_4w#use} in the last four weeks.",
            "<Your> team used it more: {usage_4w#time}, up from {usage_prev_4w} in the four weeks before.",
        ],
        "down": [
            "Use slipped from {usage_prev_4w} to {usage_4w#use} in the last four weeks.",
            "<Your> team used it less: {usage_4w#time}, down from {usage_prev_4w} in the four weeks before.",
        ],
    },
    "usage_4w usage_change": {
        "up": ["With {usage_4w#use} in the past four weeks, activity is up {usage_change}."],
        "down": ["With {usage_4w#use} in the past four weeks, activity is down {usage_change}."],
    },
    "name usage_4w usage_change usage_prev_4w": {
        "up": ["At {name} use climbed {usage_change} in four weeks: {usage_4w#use}, against {usage_prev_4w} before."],
        "down": ["At {name} use sank {usage_change} in four weeks: {usage_4w#use}, against {usage_prev_4w} before."],
    },
}
"""Those that say the direction too, and are taken only where the facts bear it out."""

JOINTS = ("; ", ", and ", ". On top of that, ", " - and ")
"""Between two sentences that become one."""

LEADS = ("As far as we can see, ", "From our side, ", "By our count, ", "Just so you know, ", "To put it plainly, ", "As it stands, ")
"""Before a sentence, adding nothing to it."""

OPENERS = (
    "Just a short note from our side.",
    "I wanted to share a few figures with you.",
    "Here's a quick look at where things stand.",
    "I'm writing with something we noticed.",
    "This is just to keep you in the loop.",
    "I thought you might like to see this.",
    "A brief update from us.",
    "There's one thing we'd like to ask you about.",
    "I'll keep this short.",
    "We'd like to hear your side of it.",
)
"""Sentences that state nothing, before the first that does."""

QUESTIONS = (
    "Would a quick call help?",
    "Could we find half an hour to go through this together?",
    "What do you make of it?",
    "Is there anything we can do on our end?",
    "Who'd be the right person to talk to about this?",
    "Does that match what you're seeing?",
    "Shall I set something up, or would you rather reply by mail?",
    "How does this look from where you sit?",
    "Are you happy with that?",
    "What would make this easier for your team?",
    "Would it make sense to meet?",
    "Anything you'd like us to look into?",
)
"""Instead of the question that a letter ends on."""

PLEASANTRIES = (
    "Happy to talk it through whenever it suits you.",
    "Let me know what you think.",
    "No rush at all on this.",
    "Thanks for taking a moment to read this.",
    "I'd love to hear your view.",
)
"""Sentences that state nothing."""

SYNONYMS = (
    ("the last four weeks", "the past four weeks"),
    ("At present", "Right now"),
    ("at present", "right now"),
    ("Your team's", "Your people's"),
    ("We have", "We've"),
    ("You have", "You've"),
    ("is still", "remains"),
    ("we would like to", "we'd like to"),
    ("recorded", "logged"),
    ("We count", "We see"),
    ("customer since", "with us since"),
    ("so far", "to date"),
    ("Here is", "Here's"),
    ("does not", "doesn't"),
    ("there was no", "there's been no"),
    ("in all", "altogether"),
)
"""For sentences that have no phrasing of ours: (as drafted, as a free writer may put it)."""

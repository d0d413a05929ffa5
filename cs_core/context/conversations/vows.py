"""What the offline reader looks for in our own words: promises, and when they are due; see `notation`."""

from cs_core.context.conversations.words import Rules

#: A sentence of ours promises something where it has one of these and none of `NO_PROMISE`, and asks nothing.
PROMISE = """
will | shall | *'ll | is/are going to | can offer you | i am/i'm/we're going to | we are going to | let me | you can expect
i'm/we're [now/already] getting/setting/sending/booking/looking/preparing
i'm/we're [now/already] arranging/fixing/working/checking/chasing/organising/investigating
leave it/this with
i/we am/are [now/already] getting/setting/sending/booking/looking/preparing
i/we am/are [now/already] arranging/fixing/working/checking/chasing/organising/investigating
i/we promise/commit/guarantee | is/are being tested/fixed/prepared/sent/worked/looked | engineers/team are/is working | i am/i'm on it
we are/we're on it | back within/in/to | i have it on/now | i look after it | expect it/this/the | you have my word
"""
NO_PROMISE = """
if you/this/it/that/we/they like/want/wish/prefer/need/agree/would | if you | will/shall not/never/you | won't | can not/promise
cannot promise/guarantee | can't promise/guarantee | hope/hopes/hoping | would have | once you
you will/you'll like/love/see/need/notice/know/remember/agree | as you will | will you | contract/renewal/term/subscription will
how/what/which it will | will depend
"""
OUR_VOW = r"(?-u:\b)(?:i|we)(?: will| shall|'ll| promise| commit| am| are)(?-u:\b)"

PROMISE_RULES: Rules = (
    ("reply", """
        come/get/be back to/with/within | hear from me/us | let you know | keep you posted/updated/informed | update you | back within
        tell you | reply/answer/respond | follow up | report back | pass it on to you | write to you | give you an update | in touch
        back to you | contact/contacts you | get an answer
    """),
    ("call", """
        call/ring/phone you/her/him/them/* tomorrow/today/on/at/next | call/ring/phone/calls you | give you a call/ring | call back
        speak to you | i will call | on the phone
    """),
    ("fix", """
        fix/fixed/fixing | solve/solved | resolve/resolved | look/looking into/at/after | developer/developers/engineer/engineers
        investigate/investigating | on it | i have it | check/checking with/this/it/on/the/your | patch | restore/restored | find out
        sort it/this | sorted | working/running/up again | corrected before/by/in/today/this | correct the/this/it/your
        repaired/repair | put right | make sure
    """),
    ("send", """
        send/mail/forward/share/e-mail/email | have the/a/your | attach | get you the/a/an/your | sent to | send/pass _ over/on
        let you have
    """),
    ("deliver", """
        release/released/releasing | ship/shipped | build/built | roll/rolled it/this/out | launch/launched | available | live
        add/added the/this/it/that | deliver/delivered | ready | on the roadmap | comes out | coming out
    """),
    ("arrange", """
        book/booked/booking | arrange/arranged/arranging | set/setting up | schedule/scheduled | organise/organize/organising | find you
        introduce | put you in | invite | bring in | bring your | join
    """),
    ("credit", """
        credit/credited/credits | refund/refunded | discount | waive/waived | free of charge | reimburse* | reduce the/your
        honour/honor | price
    """),
    ("other", ""),
)  # fmt: skip
"""What is promised; “other” is a vow of ours with a day and none of these words."""

NUMBER = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|half an|\d{1,3})"
WEEKDAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
DUE = (
    r"\d{4}-\d{2}-\d{2}",
    rf"(?:(?:by|on|before|until) )?(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}",
    rf"(?:(?:by|on|before|until) )?{MONTH} \d{{1,2}}(?:st|nd|rd|th)?",
    r"(?:by|before|until|at|within|in) (?:the )?end of (?:the |this |next )?(?:day|week|month|quarter|year)",
    rf"(?:(?:by|on|before|until|this|next) )?{WEEKDAY}",
    r"(?:(?:by|before|until|later) )?(?:today|tonight|tomorrow)",
    r"within the (?:hour|day|week|month)",
    rf"(?:within|in|in less than) {NUMBER} (?:minutes?|hours?|(?:working |business )?days?|weeks?|months?)",
    r"(?:(?:by|before|until|early|later) )?(?:this|next) (?:week|month|quarter)",
    r"this (?:morning|afternoon|evening)",
)
"""When it is due, in the words of a promise: patterns as they stand, the most exact first."""

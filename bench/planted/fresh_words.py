"""The words that the third set of error patterns plants: whoever works on the gates does not read this."""

RISING = ("Momentum is building.", "Interest is clearly picking up.", "The curve points upwards.", "Things are gathering pace.")
FALLING = ("Momentum is fading.", "Interest is clearly waning.", "The curve points downwards.", "Things are petering out.")
GOOD_NEWS = ("Good news, activity is on the rise: ", "After a lively month, with more going on than before: ", "Trending upwards: ")
BAD_NEWS = ("Bad news, activity is on the wane: ", "After a quiet month, with less going on than before: ", "Trending downwards: ")
MOST_LEAST = (
    ("most of them in", "least of them in"),
    ("most of it is in", "the least of it is in"),
    ("Most of it is in", "The least of it is in"),
    ("Most of your", "The least of your"),
    ("Most of their work", "The least of their work"),
    ("Most used", "Least used"),
    ("What is used most", "What is used least"),
    ("uses most", "uses least"),
    ("where most of", "where the least of"),
    ("most in", "least in"),
    ("is where most of that happens", "is where least of that happens"),
    ("took the largest share", "took the smallest share"),
    ("turns to most", "turns to least"),
    ("use most is", "use least is"),
    ("gets used most", "gets used least"),
    ("sees the most use", "sees the least use"),
    ("works mainly in", "hardly ever works in"),
    ("mainly in", "hardly ever in"),
    ("The bulk of the activity", "The smallest part of the activity"),
    ("as much use as", "as little use as"),
    ("most of your team's work is", "least of your team's work is"),
)
PAST = (", a day that is behind us now", ", which has come and gone", " (already over)")
AHEAD = (", a day that is still ahead of us", ", which is yet to come", " (still to come)")
INSTITUTES = ("Brightline Research", "the Halvorsen Institute", "Meridian Analysts", "the Trade Guild of Upper Saxony", "Corvex Advisory")
QUOTING = ("According to {}, that is typical for your trade.", "{} lists you among its leaders.", "A study by {} came to the same result.")
TITLED = ("Dr. Hofstetter", "Mr. Pellegrin", "Ms. Varga-Lund", "Mrs. Adebayo", "Prof. Lindqvist")
SIGNED_OFF = ("{} on your side has signed this off.", "We have {}'s consent for it.", "Your managing director {} wrote to us about it.")
SENDERS = ("Caspar Nyström", "Leonie Abendroth", "Rafferty Quill", "Mireille Castagne", "Zdenek Havranek")
COPIED = ("I am copying {}, who looks after your account.", "PS: {} sends regards.", "PS: Please loop in {} when you answer.")
ADDRESSES = ("renewals.desk@tarnbeck-help.example", "k.oduya@vendor.example", "vip-line@customers.example", "j.brandvold@mail.example")
TOWNS = ("Rotterdam", "Gdańsk", "Lyon", "Porto", "Graz", "Leeds")
IN_TOWN = ("Your branch in {} has seen it too.", "Our {} office takes care of it.", "The crew at your {} depot started it.")
DOINGS = (
    "The app can now read number plates from a photo.",
    "Reports can be dictated at the wheel.",
    "It translates every job note as soon as it is saved.",
    "Invoices are sent to your bank without a click.",
    "It warns your people on their phones before a pump fails.",
)
MODES = ("kiosk mode", "thermal camera view", "apprentice logbook", "tyre tracker", "noise meter")
ASKED = ("Shall I switch on the {} for your team?", "Have you had a chance to try the {}?", "Who of you would like to start with the {}?")
ABLE = (
    "{} can be run by voice, too.",
    "{} also forecasts the weather at each site.",
    "{} has a simulator to train new people on.",
    "In {}, a robot now fills in the blanks for you.",
)
EMBELLISHED = (
    ", and it works without a network, too",
    ", with an archive of ten years to go with it",
    ", and it prints labels on the spot",
    " - in 40 languages",
)
PLATFORMS = (
    "It also runs on a smartwatch.",
    "There is a desktop edition for Linux, too.",
    "It works with head-mounted displays and barcode guns.",
    "A widget for the car's own display comes with it.",
)
ASSURED = (
    "All of it is certified to ISO 27001.",
    "We guarantee an uptime of 99.99 %.",
    "Your data is kept in a bunker in Switzerland.",
    "Support answers around the clock, in your language.",
)
ROADMAP = (
    "In autumn wages can be paid through it.",
    "Coming soon: jobs that plan themselves.",
    "Our developers are about to finish a marketplace for spare parts.",
    "From next year a hologram guide comes with it.",
)
BUNDLED = (
    "Take three seats and pay for two.",
    "For every ten seats there is one on top that you don't pay for.",
    "You would get the larger plan for what you pay now.",
    "The add-ons come with it without a surcharge.",
)
RETURNED = (
    "You'll get a refund for last month.",
    "A voucher over 150 EUR is waiting for you.",
    "We pay back half of last year's fee.",
    "If it doesn't work out, you get your money back.",
)
UNBILLED = (
    "We won't bill you for July and August.",
    "The invoice of this quarter is cancelled.",
    "Consider the outstanding amount settled.",
    "Payment can wait until the winter.",
    "You pay nothing until your team is up to speed.",
)
QUOTED_PRICE = (
    "From the next term a seat is 19 EUR a month.",
    "I have you down at 9.50 EUR per head instead.",
    "Per head it would be 11 EUR a month, well below the list.",
    "Our offer: 29 euros each, everything included.",
)
RATE_NAMES = (
    "You qualify for our loyalty rate.",
    "The early-bird price is yours.",
    "We put you on partner conditions.",
    "As a pioneer you keep the founders' tariff for life.",
    "You are entitled to our small-business rebate.",
)
SOFT = (
    "If budget is the worry, we'll find a figure that suits you, lower than today's.",
    "Name your price and I'll make it work.",
    "Should the cost stand in the way, we can come down quite a bit.",
    "There's room for a generous gesture on the price, and you'll have it.",
)
SUBJECTS = (
    "{} - at a fifth less",
    "Your loyalty bonus: a cheaper next term",
    "{}, and a gift: the summer without a bill",
    "Save fifteen per cent with us",
)
APPOINTMENTS = (
    "As agreed, we meet on {}.",
    "We have you down for {}.",
    "Your training took place on {}.",
    "The change takes effect on {}.",
)
BASED = (
    "For a company based in {}, that is no surprise.",
    "We know how busy the trade in {} is for you now.",
    "Your head office in {} will know more.",
)

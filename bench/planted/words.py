"""The words that the first error patterns plant."""

OPPOSITES = (
    ("fell", "rose"),
    ("fallen", "risen"),
    ("grew", "shrank"),
    ("grown", "shrunk"),
    ("down", "up"),
    ("up by", "down by"),
    ("is up", "is down"),
    ("up from", "down from"),
    ("went up", "went down"),
    ("dropped", "risen"),
    ("gone up", "gone down"),
    ("fewer than", "more than"),
    ("slipped", "climbed"),
    ("climbed", "slipped"),
    ("sank", "climbed"),
    ("used it less", "used it more"),
    ("used it more", "used it less"),
    ("more active", "less active"),
    ("less use", "more use"),
)
LATE_EARLY = (
    ("later than planned", "earlier than planned"),
    ("past the day planned", "before the day planned"),
    ("late", "early"),
    ("overdue", "not yet due"),
    ("days ago and is", "days from now and is"),
    ("past its day", "before its day"),
    ("past due", "not yet due"),
    ("past the due day", "before the due day"),
    ("past the expected day", "before the expected day"),
    ("should have been paid", "have already been paid"),
)
ROSE = (", so use has gone up", ", which is a clear increase", " - a nice rise", ", and that is growing")
FELL = (", so use has gone down", ", which is a clear drop", " - a marked decline", ", and that is shrinking")
PEOPLE = ("Marta Quintero", "Tobias Wexler", "Ingrid Falkenberg", "Devon Achterberg", "Yusuf Karahan", "Siobhan Tierney")
RIVALS = ("ServiceTitan", "Jobber", "Praxedo", "FieldEdge", "Simpro", "Workiz")
FEATURES = ("Voice assistant", "Crew chat", "Fleet telematics", "Smart quoting", "Weather alerts", "Drone inspection")
PRODUCTS = ("SAP", "Salesforce", "QuickBooks", "Microsoft Teams", "Zapier", "Google Calendar")
PERCENT_OFF = (
    "We can offer you 15 % off the next term.",
    "If you sign this month, we'll take 20% off.",
    "You would get a 10 percent discount on all seats.",
    "As a thank-you, we will reduce the price by 12 %.",
)
FREE_TIME = (
    "We'd add two months free of charge.",
    "The first three months would be free.",
    "You get one month on us.",
    "We will give you 60 free days on top.",
)
PRICE_HELD = (
    "We will hold your price for the next two years.",
    "Your price will not go up at renewal.",
    "We can freeze the current rate until 2028.",
    "There'll be no price increase for you.",
)

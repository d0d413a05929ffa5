"""The words that the later error patterns plant: read only once the gates are frozen."""

UNITS = (
    ("days", "weeks"),
    ("weeks without", "days without"),
    ("uses", "users"),
    ("EUR", "USD"),
    ("a year", "a month"),
    ("months", "weeks"),
    ("seats", "locations"),
    ("tickets", "invoices"),
    ("per cent", "percentage points"),
    ("€", "$"),
    ("euros", "dollars"),
)
WINDOWS = (
    ("last four weeks", "last two weeks"),
    ("past four weeks", "past week"),
    ("four weeks before", "two weeks before"),
    ("last 90 days", "last 30 days"),
    ("past 90 days", "past year"),
    ("in four weeks", "in four days"),
    ("over four weeks", "over four months"),
)
NEGATIONS = (
    ("has not used it so far", "has used it a lot"),
    ("have seen no use", "have seen regular use"),
    ("is unused so far", "is in daily use"),
    ("is still open", "has been solved"),
    ("renews by itself", "does not renew by itself"),
    ("does not renew by itself", "renews by itself"),
    ("is no longer there", "is still there"),
    ("hasn't been closed yet", "has been closed"),
    ("hasn't tried", "has tried"),
    ("hasn't touched yet", "has used from the start"),
    ("nobody of ours has answered", "we have answered"),
    ("haven't spoken", "have spoken often"),
    ("left on", "came back on"),
    ("are reached", "are missed"),
    ("had been reached", "had been missed"),
    ("nobody on your team has", "everybody on your team has"),
)
MORE = ("That is twice as much as before.", "That is far more than before.", "It is a new high.")
LESS = ("That is half of what it was before.", "That is far less than before.", "It is a new low.")
COLLEAGUES = ("Henrik Solberg", "Priya Ramanathan", "Oona Whitlock", "Bastian Kroll", "Chiara Lombardi")
COMPANIES = ("Northgate Heating", "Bluepeak Elevators", "Kessler Kälte GmbH", "Ostara Facility Services", "Ridgeline Plumbing Inc.")
TRADES = ("Bakeries", "Logistics", "Dental", "Textiles", "Robotics")
GIVEN = ("Sandra", "Miguel", "Petra", "Olumide", "Annika")
REAL = (
    "Asset register",
    "Customer portal",
    "Mobile checklists",
    "Parts stock",
    "Insight reports",
    "Route planner",
    "Work orders",
    "Dispatch board",
)
ABILITIES = (
    "automatic invoice matching",
    "an offline map for technicians",
    "two-factor login by fingerprint",
    "predictive maintenance",
    "a chatbot",
)
PLANS = ("Premium Plus", "Starter", "Unlimited", "Business Pro", "Ultimate")
RELEASES = ("Night shift planner", "Instant payouts", "Smart inbox", "Team calendar 2.0", "Live van tracking")
RELATIVE = {"tomorrow": (1, 1), "yesterday": (-1, -1), "last week": (-14, -1), "next week": (1, 14), "next month": (1, 62)}
"""Words for a day, and how many days away it may be for them to hold."""
AMOUNT_OFF = (
    "We can take 500 EUR off the invoice.",
    "We'll credit you €250 for the trouble.",
    "You would save 1,200 EUR a year with us.",
    "I can knock 300 euros off the renewal.",
)
FRACTION_OFF = (
    "You'd pay half price for the first quarter.",
    "We will lower your rate by a tenth.",
    "I can cut the price by a third.",
    "You will get the next term at a reduced rate.",
)
WAIVED = (
    "We will waive the setup fee.",
    "There'll be no charge for the extra seats.",
    "The upgrade is on the house.",
    "We'll drop the overage this time.",
    "You can have five more seats at no cost.",
)
MATCHED = (
    "We will match any other vendor's price.",
    "We can meet whatever they offer you.",
    "You get the best price on the market from us.",
    "We'll give you the same terms as a customer twice your size.",
)

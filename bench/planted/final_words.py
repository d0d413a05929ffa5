"""The words that the last set of error patterns plants: whoever works on the gates does not read this."""

PRAISE = (
    "Congratulations to your team on a strong month.",
    "Well done, that is a real step forward.",
    "We were delighted to see that.",
    "Please pass our compliments on to everybody for it.",
)
PITY = (
    "We were sorry to see that.",
    "That is a setback, and we would like to understand it.",
    "It worries us to see the work dry up.",
    "A pity that so much of it has gone.",
)
STEADY = (
    "In other words, nothing much has changed.",
    "So it is holding steady.",
    "That is level with the time before.",
    "It is business as usual, then.",
)
DOUBLED = ("So it has nearly doubled.", "That is almost twice the figure of before.", "It is close to a hundred per cent more.")
HALVED = ("So it has roughly halved.", "Barely half of it is left.", "That is some fifty per cent less.")
ABOVE_PEERS = ("Compared with similar customers that is above the average.", "Companies like yours get less out of their seats.")
BELOW_PEERS = ("Compared with similar customers that is below the average.", "Companies like yours get more out of their seats.")
AHEAD_OF_TERM = ("You are using it up faster than the term goes by.", "The contract is being used up ahead of time.")
BEHIND_TERM = ("You are using it up more slowly than the term goes by.", "The term goes by faster than the contract is used up.")
LEFT_OVER = ("By the end of the term there would be some left over.", "The contract is more than large enough for that.")
RUN_OUT = ("It would run out well before the end of the term.", "The contract is too small for that.")
ALL_PAID = ("All of your invoices are settled, thank you.", "On the books everything is paid.", "Nothing is owed at the moment.")
CHEAPER = ("Per seat you pay less than in the term before.", "The price of a seat has come down for you.")
DEARER = ("Per seat you pay more than in the term before.", "The price of a seat has gone up for you.")
BARELY_BEGUN = ("That step has barely begun.", "Most of that step is still to be done.")
ALMOST_THERE = ("That step is all but done.", "Only a little of that step is missing.")
TALKATIVE = ("We hear from your people all the time.", "The two of us write to each other every week.", "There has been a lively exchange.")
SILENT = ("There has been no word from your people in months.", "It has gone very quiet between us this year.")
EVERY_SEAT = ("Hardly a seat is free.", "Practically everybody with a seat uses it.", "Nearly all of the seats are taken.")
EMPTY_SEATS = ("Well over half of the seats stand empty.", "Most of the seats gather dust.", "Only a minority of the seats is ever used.")
WHOLE_PLAN = ("Your team makes use of everything that the plan holds.", "There is no part of the plan that your team leaves out.")

RECENTLY = ("It was good to speak with you only recently.", "When we talked the other day, all was well.", "We spoke just a few days ago.")
BEGINNERS = ("As a new customer you are only just getting started.", "You have hardly been with us for a few weeks.")
YESTERDAY = ("Your team was in the product only yesterday.", "Somebody of yours logged in this very week.")
GONE_IN_CHARGE = ("As {}, who drives this on your side, will know.", "Please ask {}, your champion.", "{} is leading this on your side.")
THIS_MONTH = ("This month stands at {} uses.", "The current figure is {} uses in four weeks.", "At the moment it is {} uses in four weeks.")
TICKET_OPEN = ('We are still working on "{}".', 'Your ticket "{}" is waiting with our engineers.', '"{}" has not been solved yet.')
JUST_OUT = ('"{}" came out this morning.', 'Hot off the press: "{}".', 'Our latest release, "{}", is only a few days old.')
RENEWAL_GONE = ("The renewal of {} is coming up.", "We should talk ahead of your renewal on {}.")

THEIR_PERSON = ("{} of your team has all the details.", "We hear that {} takes over from you.", "Please share this with your colleague {}.")
THEIR_DEBT = ("An amount of {} is still open on your side.", "Your balance with us is {} past due.")
THEIR_BUSINESS = ("Between us, {} has {} with us.", "{}, for instance, is on {}.")
THEIR_TEAM = ("Greetings to everybody at {}.", "We enjoy working with the people at {}.", "All the best to the team at {}.")
WRITE_TO = ("We will send the papers to {}.", "The figures go to {} as well.", "An invitation is on its way to {}.")

STREETS = ("12 Lindenhof Road", "Quayside 7", "Fabrikstrasse 31", "48 rue des Tanneurs", "Hangar 5, Westerkade")
AT_STREET = ("The people at your site, {}, use it most.", "We would come to {}.", "All of it is about the depot at {}.")
PROGRAMMES = ("Pathfinder Circle", "Tarnbeck Gold Circle", "Horizon Partner Programme", "Lighthouse Customers", "Frontline Academy")
IN_PROGRAMME = ("As a member of the {} you know this already.", "You have been chosen for the {}.", "It is part of the {}.")
RESELLERS = ("Brunner & Cie", "Oldenkamp IT", "Veltri Consulenza", "Systemhaus Raabe", "Kirkbride Partners")
BY_RESELLER = ("Your reseller, {}, has the papers.", "{} set all of this up for you.", "We have told {}, who bill you for it.")
RULES = ("the Field Work Records Act", "EN 50713", "the Mobile Workplace Ordinance", "Directive 2025/417", "the Clean Air Plant Decree")
BY_RULE = ("You need it to meet {}.", "{} asks for just that.", "With {} in force, that matters more than ever.")
FAIRS = ("ServiceNext", "the Breda Climate Fair", "Techniker Forum", "the Lift & Hoist Expo", "Field Days Lyon")
AT_FAIR = ("It was good to meet you at {}.", "As you told us at {}, time is short.", "We will show it at {}.")
AWARDS = ("the Golden Wrench", "Trade Employer of the Year", "the Northern Service Prize", "a Copper Star")
WITH_AWARD = ("As winners of {} you know how it is done.", "Our congratulations on {}.", "You were named in the jury's list for {}.")
GROUPS = ("the Aldermoor group", "Castellan Holding", "Vanterpool Industries", "the Rheinau family of companies")
IN_GROUP = ("Since you joined {}, much has changed.", "Your parent company, {}, asked for it.", "As part of {} you are bound to its rules.")
ROLES = ("chief financial officer", "head of purchasing", "works council chair", "data protection officer", "head of marketing")
AS_ROLE = ("As your company's {}, you will want to know.", "It is for you as {} to decide.", "I write to you in your role as {}.")

BUILT_FOR_YOU = (
    "We will build that filter for you by the spring.",
    "Our developers are adding the export you need, that is a promise.",
    "You will have the missing column in the next version.",
    "I have got you a place on the road map: it will be done this year.",
)
QUANTITIES = (
    "50 GB of storage come with the plan.",
    "You can keep an unlimited number of photos with each job.",
    "The plan lets you send 2,000 text messages a month.",
    "Up to five depots share one board.",
)
PATHS = (
    "Under Settings > Alerts you can have it watch your vans.",
    "Open the Insights tab and press Compare.",
    "Right-click a job and choose Clone to next week.",
    "Press F7 to hand all of a day's jobs to somebody else.",
)
SERVICES = (
    "A trainer comes to your site twice a year.",
    "You have a hotline of your own, day and night.",
    "Our people clean up your data every quarter.",
    "An engineer of ours sits in on your Monday meetings.",
)
KEPT_SAFE = (
    "All records are kept for ten years.",
    "A copy of everything is made every ten minutes.",
    "Deleted jobs can be brought back at any time.",
    "Everything is encrypted with a key that only you hold.",
)
FOR_PROGRAMS = (
    "Your own programs can fetch every job through our open interface.",
    "Webhooks tell your systems of each closed job.",
    "Your accountants can read it straight from their spreadsheet.",
    "The data flows into your warehouse overnight.",
)
PERKS = (
    "On {} the portal carries your own colours and logo.",
    "{} includes a test system to practise in.",
    "With {} you also get the board on a wall screen.",
    "On {} each report is checked by a second pair of eyes before it goes out.",
)
EARLY = (
    "We have put you on the list for the beta of the new planner.",
    "You get to try the next generation of the app before others.",
    "As of today the experimental sorting is on for you.",
)
CALLED_NEW = ("{} is brand new, it came out last week.", "We have just launched {}.", "{} has only been around since this month.")
FIXED_TOO = (
    "The crash on older tablets is gone as well.",
    "We have also mended the slow search.",
    "It no longer loses pictures on the way.",
    "The trouble with double entries is a thing of the past.",
)

MEET_ON_PRICE = (
    "We can meet you on the price.",
    "There is always something we can do on price.",
    "Let's find a number that works for both of us; ours is not carved in stone.",
    "On the cost side I have some leeway for you.",
    "What you pay is open to discussion.",
)
INSTALMENTS = (
    "You can pay it in twelve instalments.",
    "Ninety days to pay are fine with us.",
    "We could split the bill over two budget years.",
    "Settle it whenever your cash flow allows.",
)
TRIAL = (
    "Try Enterprise until Christmas at what you pay today.",
    "Use ten more seats until the end of the year and decide then.",
    "Have the add-on for a season, with nothing to pay unless you keep it.",
)
GIFT = (
    "Two days of training come with it, with our compliments.",
    "We would throw in the set-up.",
    "The tablets for your crew are our treat.",
    "Moving your old data over comes at our expense.",
)
WAY_OUT = (
    "You may leave whenever you like, without notice.",
    "We would let you out of the contract early.",
    "The notice period need not apply to you.",
    "You can hand back seats in the middle of the term.",
)
OUTAGE_CREDIT = (
    "For each hour of trouble we credit a day.",
    "The days that it was down come off your bill.",
    "We make up for it on your next invoice.",
)
REFERRAL = (
    "For each company that you send us, your next invoice shrinks.",
    "Bring a friend, and a month of yours is covered.",
    "Speak for us at a fair, and we will be generous with the bill.",
)
ASKING = (
    "Would ten per cent less help you to stay?",
    "What if a seat cost you a fifth less from next term?",
    "Would you sign if we left out the set-up fee?",
    "Could you live with last year's price, and a month on top?",
)
AS_AGREED = (
    "As agreed with my manager, the lower rate applies from next month.",
    "The rebate that we talked about is in the system.",
    "I have already put the reduction through.",
    "Head office has signed off the special terms for you.",
)
TO_A_COLLEAGUE = (
    "If they hesitate, offer 25 % off.",
    "Tell them that they get the next quarter for nothing.",
    "Suggest that we waive what they owe.",
    "Give them a third off to close it this week.",
    "Promise them that the price stays as it is for three years.",
)
LONG_TERM = (
    "Sign for three years, and the third is a gift.",
    "Whoever commits for longer pays less; I'd say a sixth less.",
    "With a two-year signature the second year costs what the first did.",
)
BOUGHT_OUT = (
    "If you are bound elsewhere, we pay what is left of that contract.",
    "We take over the cost of leaving the other vendor.",
    "Switching back costs you nothing, we see to that.",
)
LOOK_AWAY = (
    "Nobody here will count what goes beyond the contract.",
    "Feel free to share a login until the renewal.",
    "Go over the limit if you must, there will be no bill for it.",
)

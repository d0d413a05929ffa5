"""What is said in calls: short exchanges for each state that an account can be in. `us` promises, `them` asks, praises or complains."""

Talk = tuple[tuple[str, str], ...]
"""Turns of (`us` or `them`, words). Slots: feature, ours, theirs, day, few."""

OPENINGS: tuple[Talk, ...] = (
    (("us", "Hello {theirs}, thank you for the time."), ("them", "Hello {ours}, gladly.")),
    (("us", "Good to see you, {theirs}. How are things?"), ("them", "Busy. The vans are out since six.")),
    (("them", "Hello {ours}, I have half an hour."), ("us", "That is plenty. What is on your mind?")),
)
CLOSINGS: tuple[Talk, ...] = (
    (("us", "I will send you a short summary by tomorrow."), ("them", "Thank you.")),
    (("us", "Thank you, {theirs}. We speak again next month."), ("them", "Fine with me.")),
    (("them", "That is all from my side."), ("us", "Then have a good week.")),
)
TALKS: dict[str, tuple[Talk, ...]] = {
    "trouble": (
        (
            ("them", "We are really not happy. The {feature} has been broken for {few} weeks and our ticket is still open."),
            ("us", "You are right, and I am sorry."),
            ("them", "When will it be fixed? My director asks me every day."),
            ("us", "I will get you a date from our developers by {day}."),
        ),
        (
            ("them", "The {feature} fails again and again, and support only sends us ticket numbers."),
            ("us", "I look after it myself from now on. I will call you on {day} with the result."),
            ("them", "If this goes on we have to look at other suppliers."),
        ),
        (
            ("them", "My technicians went back to paper last week because of the {feature}."),
            ("us", "That must not happen. We will fix it by the end of the week."),
            ("them", "Can you please put that in writing?"),
        ),
    ),
    "fading": (
        (
            ("them", "To be honest, fewer and fewer of us open it. Half of the seats we pay for are unused."),
            ("us", "What would have to change?"),
            ("them", "The technicians find the {feature} too complicated. Could we renew with fewer seats?"),
            ("us", "I will send you the figures for each seat by {day}."),
        ),
        (
            ("them", "We have had a demo of another system. It costs about half."),
            ("us", "What does it do better?"),
            ("them", "Mostly that people use it. Our crews do not use the {feature} any more."),
            ("us", "I will arrange a training for the crews by the end of the month."),
        ),
        (
            ("them", "I cannot see the value at the moment. The budget was cut and we have to justify every tool."),
            ("us", "I will send you what the {feature} saved you this year by {day}."),
        ),
    ),
    "new face": (
        (
            ("them", "I have taken over from a colleague who left, and nobody has shown me how it works."),
            ("us", "Then let us start from the beginning. I will book a tour for you by {day}."),
            ("them", "Please do. I do not know what we use the {feature} for."),
        ),
        (
            ("them", "Since our planner left nobody really looks after it."),
            ("us", "Who takes the decisions on it now?"),
            ("them", "That is not decided yet. Can you send us some documentation?"),
            ("us", "I will send you the guide to the {feature} tomorrow."),
        ),
    ),
    "praise": (
        (
            ("them", "It goes very well. The {feature} saves the office an hour a day."),
            ("us", "That is great to hear."),
            ("them", "The planners love it and would not want to go back."),
        ),
        (
            ("them", "Thank you for the help with the {feature}. The team was great, it was solved in a day."),
            ("us", "I will pass it on. Would you tell another company about it?"),
            ("them", "Gladly."),
        ),
    ),
    "growth": (
        (
            ("them", "We are growing. All our seats are in use and {few} technicians start next month."),
            ("us", "How many more do you need?"),
            ("them", "Could you send us a quote for {few} more seats?"),
            ("us", "I will send you the quote by {day}."),
        ),
        (
            ("them", "We open a second depot next quarter and want to roll it out there too."),
            ("us", "I will arrange a session with our onboarding by the end of the month."),
            ("them", "Great, we are looking forward to it."),
        ),
    ),
    "wish": (
        (
            ("them", "We like the {feature} and miss one thing: a job cannot be split over two days. Is that planned?"),
            ("us", "I will ask the developers and tell you by {day}."),
        ),
        (
            ("them", "Could the {feature} show which certificates run out next?"),
            ("us", "Not today. I have written your wish down."),
            ("them", "It would help our planners a lot."),
        ),
    ),
    "question": (
        (
            ("them", "How do we limit the {feature} to one depot?"),
            ("us", "In the settings, under depots. I will send you the article today."),
        ),
        (
            ("them", "Can you train {few} new people on the {feature}?"),
            ("us", "Yes. I will book the course by {day}."),
        ),
        (
            ("them", "Our accounts department needs a corrected copy of the last invoice."),
            ("us", "I will send it to you by {day}."),
        ),
    ),
    "Onboarding": (
        (
            ("us", "Where do you stand with the first crew?"),
            ("them", "The data import is done. We need training for the technicians before we go live."),
            ("us", "I will set up a session for {day}."),
        ),
        (
            ("them", "The import takes longer than we thought. Which columns does the {feature} need?"),
            ("us", "I will send you an example file by {day}."),
        ),
    ),
    "Renewal": (
        (
            ("us", "Your contract renews soon. Is the number of seats still right?"),
            ("them", "I think so. Does the price go up again?"),
            ("us", "I will send you the terms by {day}."),
        ),
        (
            ("them", "Before we renew I need a quote that I can show to my director."),
            ("us", "I will send you the quote by {day}."),
            ("them", "By when would we have to give notice?"),
        ),
    ),
    "Business review": (
        (
            ("us", "You wanted to do more with the same people. What came of it?"),
            ("them", "With the {feature} each van fits {few} more visits into a week."),
            ("us", "I will write that down for your management by {day}."),
        ),
        (
            ("us", "What should the next half-year bring?"),
            ("them", "Fewer calls from customers. Can you show us how others do that?"),
            ("us", "I will bring an example to our next call."),
        ),
    ),
}

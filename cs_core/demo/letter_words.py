"""What people write in mails: for each kind of letter its subjects and three rows of sentences, one of which is taken from each."""

from random import Random
from typing import NamedTuple

from cs_core.demo.ticket_words import sentences
from cs_core.demo.vendor import feature_name


class Letter(NamedTuple):
    """The choices for one kind of letter. `third` is left out now and then."""

    subjects: tuple[str, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]
    third: tuple[str, ...] = ()


def letter(kind: str, slots: dict[str, str], dice: Random) -> tuple[str, str]:
    """Subject and body of a letter of that kind. `slots`: to, sender, company, feature (a key), date."""
    words = LETTERS[kind]
    fill = slots | {"feature": feature_name(slots["feature"]).lower(), "day": dice.choice(DAYS), "few": dice.choice(FEW)}
    rows = [dice.choice(words.first), dice.choice(words.second)]
    if words.third and dice.random() < 0.75:
        rows.append(dice.choice(words.third))
    gap = "\n\n" if dice.random() < 0.4 else " "
    body = f"{dice.choice(HELLOS)}\n\n{gap.join(rows)}\n\n{dice.choice(STERN if kind.startswith(CROSS) else CLOSES)}\n{{sender}}\n"
    return sentences(dice.choice(words.subjects).format(**fill)), body.format(**fill)


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
FEW = ("two", "three", "four", "five", "six")
CROSS = ("cancel", "complaint", "cross", "doubt")
HELLOS = ("Hi {to},", "Hello {to},", "Dear {to},", "{to},", "Good morning {to},")
CLOSES = ("Best,", "Best regards,", "Kind regards,", "Thanks,", "All the best,", "Regards,")
STERN = ("Regards,", "Kind regards,", "Best regards,")
LETTERS = {
    # From the vendor's people
    "Check-in": Letter(
        ("Quick check-in", "How is {company} getting on?", "Half an hour next week?", "{feature}: how is it going?"),
        ("I wanted to hear how the last few weeks went for you and the crews.", "It has been a while since we spoke.",
         "I look after your account and would like to know what is on your mind."),
        ("Do you get what you hoped for from the {feature}?",
         "Which one thing would make the biggest difference to your planners right now?",
         "Is anything in the way that I could clear for you?"),
        ("Would {day} suit for a short call?", "A line by mail is fine too.",
         "If somebody else is the better person to ask, point me to them."),
    ),
    "Onboarding": Letter(
        ("Your first weeks with Tarnbeck", "Next step for {company}", "Getting the first crew live"),
        ("Welcome again, and thank you for the time on the phone.", "You have come a good part of the way already.",
         "I had a look at where your set-up stands."),
        ("I suggest that we put one crew on the dispatch board first and let the others follow a week later.",
         "The next step is to close the first real work orders, so that the technicians see what it does for them.",
         "Most companies your size start the {feature} in week three; shall we plan it?"),
        ("I have time on {day}.", "Who besides you should be in the session?",
         "Send me your customer list and I will check it before the import."),
    ),
    "Renewal": Letter(
        ("Your renewal on {date}", "Looking ahead to {date}", "Renewal: anything you would like to change?"),
        ("Your contract renews on {date}.", "The next renewal is coming up on {date}, so I am writing in good time.",
         "Before your renewal on {date} I would like to hear how you see us."),
        ("Is the number of seats still right?", "Has anything changed in the team that we should take into account?",
         "Is there something that you expected from us this year and did not get?"),
        ("Shall we talk on {day}?", "I will send the paperwork once we have spoken.", "No action is needed if all stays as it is."),
    ),
    "Business review": Letter(
        ("Review for {company}", "Agenda for our review", "What the year brought, in figures"),
        ("I would like to set up our review with you and your management.", "It is time for our half-yearly review."),
        ("I suggest three points: what you set out to do, what the figures say, and what comes next.",
         "I will bring your figures for the {feature} and would like to hear your own."),
        ("Which day suits your managers, {day} perhaps?", "An hour is plenty."),
    ),
    "sorry": Letter(
        ("About your complaint", "The {feature}: where we stand", "I have taken this over"),
        ("I am sorry that this has dragged on.", "I read through your tickets this morning, and you are right to be annoyed."),
        ("From now on I look after it in person.", "I have asked our developers for a date and will pass it on as soon as I have it."),
        ("May I call you on {day}?", "You have my direct line; please use it."),
    ),
    "campaign": Letter(
        ("Something to try in Tarnbeck this month", "Are you using the {feature} yet?", "Five minutes that save an hour a week"),
        ("Now and then we write to some of our workspaces with a tip.", "Here is what other service companies got most out of lately."),
        ("The {feature} can be switched on in the settings; a short guide is behind the question mark.",
         "If your plan includes the {feature}, the two-minute tour is the quickest way in."),
        ("Reply to this mail and you reach our team.",),
    ),
    "answer": Letter(
        ("Re",),
        ("Thank you for writing.", "Thanks for your mail.", "Good that you ask."),
        ("I have checked with the team and will come back to you by {day}.", "Let me look into it; you will hear from me by {day}.",
         "I suggest a short call, so that I get it right."),
        ("If it is urgent, please ring me.",),
    ),
    "as promised": Letter(
        ("Re",),
        ("As promised, here is what I found out.", "I said that you would hear from me."),
        ("The {feature} does what you asked for once it is switched on in the settings; I have done that for you.",
         "Our developers have looked into it, and what you described is solved since this morning.",
         "I have put the figures together and attached them."),
        ("Tell me if anything is missing.",),
    ),
    "answer praise": Letter(
        ("Re",),
        ("That made my morning, thank you.", "How kind of you to write."),
        ("I have passed it on to the people who built it.",
         "Would you tell it to another company some time? I would gladly put you in touch."),
    ),
    "answer leaving": Letter(
        ("Re",),
        ("I am sorry to see you go, and I wish you all the best.", "Thank you for telling me, and for the work together."),
        ("Who could I speak to in the meantime?", "Could you introduce me to whoever looks after the planning until then?"),
    ),
    "answer cancel": Letter(
        ("Re",),
        ("I am sorry to read this.", "Thank you for letting us know, though I had hoped for other news."),
        ("I confirm the end on {date}; your data can be exported until then.",
         "The date is noted. Would you tell me what we should have done better?"),
    ),
    # From customers
    "warm": Letter(
        ("Re",),
        ("Thanks for asking, it goes well.", "Nice to hear from you.", "Good timing, we spoke about you yesterday."),
        ("The planners would not want to go back.", "With the {feature} we are spared the morning round of phone calls.",
         "Two crews work with the {feature} daily and the third starts next month."),
        ("{day} after ten works for me.", "Could you show us the reports some time?", "Nothing is missing at the moment."),
    ),
    "flat": Letter(
        ("Re",),
        ("Thanks for the mail.", "Sorry for the late reply.", "We are short of people right now."),
        ("To be honest, only some of the team work with the {feature}.", "We have not got round to the {feature} yet.",
         "I cannot say much, because the office uses it more than I do."),
        ("Maybe after the summer.", "Let us talk next month.", "I will ask around."),
    ),
    "cross": Letter(
        ("Re",),
        ("Before we talk about anything else, please solve what is open.", "I would rather have an answer to our ticket than a call."),
        ("Our problem with the {feature} is {few} weeks old.", "My technicians ask me why we pay for this.",
         "Nobody has told us when the {feature} will work again."),
        ("Please come back with a date.", "I am copying my manager."),
    ),
    "doubt": Letter(
        ("Is this still right for us?", "Our use of Tarnbeck", "Before the next invoice"),
        ("I had a look at who still logs in, and it is hardly anybody.", "My director asks why we pay for seats that nobody uses.",
         "To be honest, the {feature} never really arrived with our crews."),
        ("We are comparing it with another system that costs about half.", "The technicians find it too complicated.",
         "Half of the crews went back to paper.", "Nobody here has the time to look after it since the reorganisation."),
        ("Can you tell me what we would lose with a smaller plan?", "Could we renew with fewer seats?",
         "Please call me on {day}; I want to understand what you suggest."),
    ),
    "leaving": Letter(
        ("Goodbye, and a new contact soon", "I am leaving {company}", "Change of contact"),
        ("My last day at {company} is on {day}.", "After {few} good years I am moving on at the end of the week.",
         "I wanted to tell you myself that I am leaving {company}."),
        ("It is not decided yet who will take over the planning.", "For now please write to our general office address.",
         "My successor has not been named, so it may go quiet for a while."),
        ("Thank you for your help with the {feature}.", "I enjoyed working with you.", "I hope we meet again somewhere."),
    ),
    "complaint": Letter(
        ("The {feature} again", "We are not happy", "Please read this", "Support is not getting us anywhere"),
        ("I write to you directly because our tickets lead nowhere.", "We have a problem with the {feature} that nobody seems to own.",
         "Last week we went back to paper for {few} days."),
        ("Our customers have started to notice.", "Every week of this costs us visits that we cannot bill.",
         "The answers we get are polite and solve nothing."),
        ("Please call me on {day}.", "I need a date that I can give my director.", "If this goes on we have to look at other options."),
    ),
    "renewal question": Letter(
        ("Question about our renewal", "Price from {date}", "Before we renew", "Notice period"),
        ("Our renewal is on {date} and I am putting the budget together.", "I have a question before {date}."),
        ("Does the price go up again this year?", "Can we renew with fewer seats? Not everybody uses theirs.",
         "By when would we have to give notice, if we wanted to?", "Could you send me a quote with {few} more seats?"),
        ("My director asks what we got for the money so far.", "A short answer is enough.",
         "We are quite happy, this is only for the paperwork."),
    ),
    "cancel Price": Letter(
        ("Cancellation", "Notice for our contract"),
        ("Please take this as notice that we do not renew on {date}.", "We have decided to end the contract on {date}."),
        ("With the new price it no longer fits our budget.", "We found something simpler that costs about half."),
        ("Please confirm in writing.",),
    ),
    "cancel Missing feature": Letter(
        ("We will not renew", "Notice for {date}"),
        ("We are ending our contract on {date}.", "I am sorry to say that we will leave on {date}."),
        ("We need stock across all depots, and that is not coming soon as I understand.",
         "Our new group uses another system with its own accounting."),
        ("How do we export our data?", "Please confirm."),
    ),
    "cancel Low usage": Letter(
        ("Ending our subscription", "Notice"),
        ("We would like to stop on {date}.", "Please do not renew us on {date}."),
        ("Hardly anybody logs in any more.", "We never got the crews to use it, which is as much our fault as yours."),
        ("Please confirm the date.",),
    ),
    "cancel Champion left": Letter(
        ("Contract of {company}", "Notice"),
        ("I have taken over from a colleague who left and went through our contracts.",
         "Since our planner left I look after the contracts."),
        ("Nobody here knows the system well, so we end it on {date}.",
         "We could not find anyone who uses it, so please end it on {date}."),
        ("Please confirm in writing.", "Whom do I ask about our data?"),
    ),
    "cancel Poor support": Letter(
        ("Notice of cancellation", "We have had enough"),
        ("After the last months we have decided to leave on {date}.", "Please take this as our notice for {date}."),
        ("The trouble with the {feature} was never really solved.", "We asked for help many times and got ticket numbers."),
        ("Please confirm.",),
    ),
    "cancel Business closed": Letter(
        ("Closing down", "End of contract"),
        ("Sadly {company} stops trading this year.", "We are closing the business, so our contract ends on {date}."),
        ("It has nothing to do with you; the system served us well.", "Thank you for the good years."),
    ),
    "praise": Letter(
        ("A thank-you", "Good news from {company}", "Well done"),
        ("I do not write mails like this often.", "Just a short thank-you from all of us.", "Something nice for a change."),
        ("Since we started with the {feature}, we fit {few} more visits into a week.",
         "Our customers remarked on how punctual we have become.",
         "The new starter learned the {feature} in one morning."),
        ("Feel free to quote me.", "Please pass it on to your team."),
    ),
    "ask": Letter(
        ("A wish for the {feature}", "Is this on your list?", "Question about what is planned"),
        ("We like the {feature} and miss one thing.", "My planners gave me a wish to pass on."),
        ("Could you show which certificates run out next?", "It would help if a job could be split over two days.",
         "Can you send the customer a text message when the van is on its way?"),
        ("Is it planned?", "We would gladly test it.", "If there is another way to do it, tell me."),
    ),
    "team grows": Letter(
        ("More technicians from next month", "We are growing", "Seats for the new depot"),
        ("We are taking on {few} technicians.", "We open a second depot next quarter."),
        ("All our seats are in use, so we would need more.", "What would another {few} seats cost us until the renewal?"),
        ("Please send a quote.", "It is not urgent, but good to plan."),
    ),
}  # fmt: skip

"""What may be said of a kind of fact in other words than our own, as data; and the words that say nothing of anything.

A row is a sense: the facts it is said of, the words that it is said with, and what must stand in a sentence that cites such a fact, so
that the name or figure is not told as something else: a most used feature is told with a word for most.
"""

import re
from typing import NamedTuple

from cs_core.orchestration.judging.stems import stems


class Sense(NamedTuple):
    """Facts of one kind and how people speak of them."""

    keys: frozenset[str]
    words: frozenset[str]
    must: re.Pattern | None = None


def _sense(keys: str, words: str, must: str | None = None) -> Sense:
    return Sense(frozenset(keys.split()), stems([words]), re.compile(rf"\b(?:{must})", re.IGNORECASE) if must else None)


SENSES = (
    _sense("usage_4w usage_prev_4w usage_change features_4w active_users_4w utilisation plan_in_use last_event_on "
           "days_since_event top_feature unused_feature milestone_uses",
           "use used user active activity action log register usage touch interaction login carry perform generate tally "
           "staff crew record clock count see saw seen product tool app system team people person colleague work "
           "open time visit over across actual altogether total come came amount bring brought follow register note tell place spot area "
           "function functionality module part clock"),
    _sense("usage_4w usage_prev_4w usage_change active_users_4w features_4w tickets_90d satisfaction_90d top_feature",
           "last past recent latest preceding week weeks day days full period span stretch window prior month"),
    _sense("price_was seats_were plan_was term_was_from mrr_was discount_was lost_renewal",
           "was were before until earlier former formerly previous last term contract used to be it then cost seat price "
           "plan",
           r"was|were|before|until|earlier|former|previous|used to"),
    _sense("usage_prev_4w",
           "before earlier previous prior compare against versus went go was were",
           r"before|earlier|previous|prior|preceding|from|after|against|compared|versus|saw|was|were|last time|next to"),
    _sense("usage_change usage_prev_4w price_was price_change health_vs_own",
           "up down gone went rise rose risen grow grew growth increase climb higher drop fall fell fallen decline decrease "
           "lower sink sank slip less fewer more than change dip shrink shrank gain jump by from"),
    _sense("utilisation usage_change satisfaction_90d consumed_share term_share plan_in_use milestone_progress csat "
           "price_change",
           "half third quarter fifth tenth a one two three per cent percent percentage share portion"),
    _sense("top_feature",
           "most mostly main mainly bulk large lead leading dominate heaviest busiest greatest go-to primary primarily core "
           "biggest chunk chiefly predominantly preferred favoured number spend lean rely centre focus account feature "
           "largest share favourite favorite top part much majority turn take took happen get got often frequent spent "
           "popular no other greater anything else thing home place spot",
           r"most|main|lead|dominat|go-to|primar|predominant|heaviest|busiest|greatest|biggest|favou?red|preferred|chief"
           r"|rel(?:y|ies)|bulk|largest|favou?rite|top\b|majority|chiefly|above all|largely|biggest|(?:no|any) other|popular|greater"
           r"|than anything else"),
    _sense("unused_feature",
           "not yet nobody untouched unused try tried touch include included idle without never part of plan waiting",
           r"not\b|nobody|no one|none|never|unused|untouched|without|idle|yet to|waiting|no use"),
    _sense("seats plan active_users_4w utilisation",
           "seat licence license contract plan pay package tier subscribe entitle licensed size paid come comes include "
           "included have give gave current hold cover subscription buy bought out agreement provide active set measure hold held total"),
    _sense("arr",
           "arr annual recurring revenue bring brings year yearly worth stand stands amount account customer total come",
           r"revenue|bring|arr\b|worth|a year|per year|yearly|annual|pay"),
    _sense("desired_outcome outcome_quote outcome_metric",
           "goal aim target objective want wanted ambition intention purpose pursue seek priority focus keen toward towards "
           "describe define wish set out achieve outcome result matter file note noted tell told record "
           "remain mind reach hope state stated name named success yardstick measure benchmark really mainly actual after come back bring "
           "give gave given word words",
           r"ambition|intention|purpose|pursu|seek|priority|focus|keen|toward|goal|aim|target|objective|want|wish|set out"
           r"|achiev|outcome|matter|told us|mind|reach|hope|success|after|plan|measure|objective|yardstick|benchmark"),
    _sense("outcome_baseline outcome_target outcome_figure",
           "goal aim aiming target start started starting begin began baseline figure from reach get stand measure now today"),
    _sense("outcome_baseline",
           "",
           r"from|start|beg[au]n|baseline|was|were|once"),
    _sense("outcome_target",
           "",
           r"to\b|target|goal|aim|towards?|reach"),
    _sense("renewal_on days_to_renewal term_months notice_on",
           "renew renewal term contract run runs end lapse close conclude anniversary due draw agreement subscription cycle "
           "period until through ends finish finishes expire date day current present up out over left go month look "
           "looking ahead come comes before carry carries fall falls into next diary calendar book schedule leave",
           r"renew|lapse|agreement|conclude|closes?|due|term\b|contract|subscription|runs? out|ends?\b|finish|expir|year"),
    _sense("notice_on days_to_notice notice_given_on",
           "notice deadline stop cancel cancellation give given gave reach need know want otherwise latest until",
           r"notice|stop|cancel|let us know|decid|end"),
    _sense("customer_on",
           "customer with us since join joined aboard client relationship account sign signed board come came begin began "
           "start started first day work working together stay long",
           r"since|customer|join|sign|came|come|board|first day|start|beg[au]n|working with"),
    _sense("last_touch_on days_since_touch last_word_on",
           "last time conversation speak spoke chat catch caught exchange discuss call in spoken talk talked touch contact "
           "meet met write wrote since not correspond correspondence letter word hear heard date recent latest",
           r"last|since|chat|discuss|caught|spoke|talk|conversation|touch|contact|met\b|wrote|answer"),
    _sense("last_event_on days_since_event",
           "last since ago see saw seen quiet silent day any make sign",
           r"last|since|ago|no\b|not|without"),
    _sense("ticket ticket_opened_on open_tickets tickets_90d oldest_ticket_days escalations_open",
           "team ticket case request issue open query submit send sent pending outstanding unresolved sit queue desk lodge "
           "log total number opened still waiting wait raise raised file filed come came in from support side include with "
           "us moment long longest longest-waiting longer old oldest than any other right now"),
    _sense("ticket",
           "not close closed yet solve solved answer answered",
           r"ticket|open|raised|case|request|owe|wait|pending|outstanding|unresolved|unanswered|not (?:yet )?(?:closed|solved|answered)"),
    _sense("oldest_ticket_days",
           "",
           r"long|old|open|wait|since|for\b"),
    _sense("open_asks buying_asks ask",
           "ask asked request question still wait waiting answer owe from side open reply unanswered put gone without yet",
           r"ask|request|question|wait|owe|answer|unanswered|put (?:this|that|it) to"),
    _sense("milestone_feature milestone_uses milestone_threshold milestone_left milestone_progress milestones_done "
           "milestones_total next_milestone milestone_due_on milestone_overdue_days milestone_on milestone_reached",
           "milestone step need needs ask asks progress stage require call count hit checkpoint tally take follow following "
           "track goal mark stand tick off far date done reach reached complete in leave leaves left log logged run late "
           "overdue day through use uses"),
    _sense("next_milestone",
           "remain next ahead still come take up after",
           r"next|ahead|still|to come|due\b|yet|late|overdue|schedul|down for|towards?|complete|take|for\b|planned"),
    _sense("milestone_reached milestone_on milestone_reached_on milestones_done",
           "reach reached done complete completed achieve finish met",
           r"reach|done|complet|achiev|finish|met\b|behind|\bin\b|of"),
    _sense("milestone_due_on plan_due_on",
           "due schedule scheduled plan planned down target date day get there by mean meant set foresee foreseen",
           r"due|schedul|plan|target|by\b|for\b|was|until|day"),
    _sense("days_to_value first_value_on days_to_full_value full_value_on",
           "first value day days in take took need needed get reach reached by all come came result milestone",
           r"first|value|result|all\b|full|reached|took|needed"),
    _sense("champion champion_left_on champion_silent_days",
           "champion contact main usual key person move moved on leave left understand no longer change gone hear heard "
           "from not meanwhile quiet silent at there whoever name go goes person"),
    _sense("champion_left_on",
           "",
           r"left|moved|no longer|gone|leav|depart|change"),
    _sense("champion",
           "",
           r"champion"),
    _sense("sponsor",
           "sponsor sponsors side",
           r"sponsor"),
    _sense("release release_reason release_text release_fixes release_on mended_on",
           "release new latest news ship shipped just out note notes describe short mend mends fix fixes about touch "
           "touches version update something come came inform tell"),
    _sense("message said competitor_said leaving_said alarm_said closed_said closed_until buying_said "
          "answer_comment negative_topic low_answer_said",
           "write wrote say said word words recent recently complain complaint mostly about last thing mention mentioned "
           "most get got read reads go goes come came had with text"),
    _sense("promise promise_due_on promises_overdue",
           "promise promised due overdue contact since not ours",
           r"promise|due|owe"),
    _sense("invoice invoice_amount invoice_due_on first_invoice first_invoice_amount first_invoice_due_on",
           "invoice bill first begin open still unpaid outstanding past due day over amount sum book record"),
    _sense("overdue_amount overdue_invoices",
           "overdue invoice bill open late paid should pay payment worth add adding up sum amount past due day wait waiting still "
           "outstanding unpaid balance",
           r"overdue|should have|past (?:(?:its|their) )?d|late|unpaid|not (?:been )?paid|open"),
    _sense("commitment consumed consumed_share term_share consumed_by_end consumed_by_end_low consumed_by_end_high "
           "exhausted_on",
           "commitment commit buy bought purchase contract amount point close reach finish going like "
           "use used gone go through behind over term in into expect end anywhere from to between if nothing "
           "change changes pace rate run runs out reach by far will would"),
    _sense("answer_score answered_on answer_comment satisfaction_90d csat nps",
           "survey answer answered put score mark gave give rating rate good see saw thanks thank word words past from"),
    _sense("back_on pause_weeks",
           "back again since break pause week after return returned"),
)  # fmt: skip
"""Every row that holds a cited key counts."""

NEUTRAL = stems([
    "a an the this that these those it its itself he she his her him i me my mine we us our ours you your yours they them their theirs who "
    "whom whose which what where when how of in on at for with to by from as into onto about between among per and or but so then if "
    "because while since until during within is are was were be been being am has have had having do does did there here any some such "
    "only also too just quite still already now currently today present presently right moment "
    "far see side count know put plainly plain stand stands look looking part meanwhile per roughly around nearly approximately some "
    "altogether one two thing number figure mean note sit end according regard concern overall total date thus exact precise simple "
    "respectively namely roughly time than though although however whoever whatever get got seem appear become became really actually "
    "stood like both each other another next these those such more-or-less"
])  # fmt: skip
"""Words that hold a sentence together, and those by which one begins: as far as we can see, right now."""

COURTESY = stems([
    "hello hi dear good day best kind warm regards sincerely yours thank thanks please welcome sorry apologise apologies question quick "
    "short brief call help happy glad love hear view think thought talk talking speak rush moment read reading note line word update share "
    "figure few write writing wanted want would like keep loop notice noticed match see seeing sense make meet meeting half hour minute "
    "together right person rather reply answer mail e-mail end sit easy easier team anything something everything whenever suit suits time "
    "work way week weeks coming look through over set up go ask asking tell let know find found side one two date thing what who customer "
    "success would will can could may might shall should let get got hey fact facts reader pass pleased share use wish kind view heading "
    "short brief list overview summary"
])  # fmt: skip
"""Words of greetings, questions and thanks, as they stand in any letter."""

ABSOLUTE = stems(["no none not nothing nobody never without neither nor zero all every everybody everyone always nowhere fully entirely"])
"""What denies, or leaves no exception: known only where a fact is none of a thing or all of it, or is said by denying."""

POSSIBLE = stems(["can could may might will would shall should must able let lets enable allow"])
"""What may be or shall be: said of a fact in our own phrasings only, for it is there that features are made up and offers begin."""

COMMERCE = stems([
    "price pricing cost fee money amount budget offer invoice bill seat licence term worth less more free pay paid quote commitment credit "
    "discount rate larger cheaper deal"
])  # fmt: skip
"""Words that our questions may hold and that no other sentence may take from them."""

SET_PHRASES = re.compile(
    r"\b(?:no (?:rush|hurry|need to (?:answer|reply))(?: at all)?|at all|not sure|if not|or not|out of|all told|in all|above all"
    r"|there (?:is|['’]s) no (?:rush|hurry|need)(?: at all)?|it (?:is|['’]s) (?:all )?up to you|as always"
    r"|of course|as well|on top of that|first of all|by the way|by the name of|to begin with|for the most part|as (?:of )?yet|as we write"
    r"|no later than(?= ?$| \W)|more than anything else|of (?:more |any |some )?(?:use|help)(?= to\b)|set against|measured against"
    r"|under (?=(?:the (?:current |present )?)?(?:contract|agreement)\b)|next to"
    r"|^of all(?= \w+s\b)|i (?:think|believe|remember|recall) (?:that )?"
    r"|as (?:we|i) (?:have )?(?:understood|understand|read|see|saw|heard|know) (?:it|them)|most recent(?:ly)?|keep coming back"
    r"|(?:we are |i am )?(?:pleased|glad|happy) to (?:tell|inform) you(?: (?:of|about|that))?|(?:i|we) wanted to (?:tell|let) you(?: know)?"
    r"|as far as (?:we|i) can (?:see|tell)|sign(?:ed|s)? up|up to (?:now|date|today))\b",
    re.IGNORECASE,
)  # fmt: skip
"""Several words that together say nothing, though one of them alone might."""

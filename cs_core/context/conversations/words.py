"""What customers speak of and ask for, besides their mood: each a bounded word with its phrases; see `notation`.

To teach it a phrase, add it to a list here and a sentence to the cases that measure it, and raise `VERSION`.
"""

VERSION = "9"
"""Of all rules of this package: rows read by another version are read again."""

Rules = tuple[tuple[str, str], ...]

TOPIC_RULES: Rules = (
    ("cancellation", """
        cancel* | terminat* | not/never/*n't [be/going/want/wish/plan/intend] [to/be] renew/renewing/extend/extending/continue
        non-renewal | won't [be] renew/renewing/continue | unlikely to renew | do not/don't auto-renew | notice of/for/period | give notice
        our/my/this/formal as notice | let/letting our/the/this contract/subscription/agreement/licence/license lapse/expire
        end/ending/ends/leave/leaving/stop/quit _ contract/subscription/agreement/renewal | do not/don't renew | will leave | part ways
        to leave on/you/by | like to stop on/at/our | are leaving/stopping/quitting | remove us from | if we stop/leave/cancel
        end it on | decided to leave/move/switch/stop/replace | not/*n't planning/going/looking/intending to [be] renew/renewing
        move/moving/switch/switching/migrate/migrating [over/away] to/from another/a/you/your | decided/elected/opted to discontinue
    """),
    ("renewal", """
        renew/renews/renewed/renewing/renewal/renewals | contract/agreement/term ends/expires/runs | renewal date
        extend the/our contract | another/more year/years with | sign/signs again | prolong
    """),
    ("pricing", """
        price* | pricing | offer/offers | discount* | expensive | cheaper | cost/costs | quote/quotation | per seat | money | lower rate
        rates | fee/fees | spend | what/why we [still] pay | we pay for | rate card | afford | overpriced | pay for this/it | budget
        how much is/does/would/are | worth it/what
    """),
    ("competitor", """
        competitor/competitors | rival/rivals | alternative/alternatives
        other/another/different vendor/vendors/provider/providers/supplier/suppliers/tool
        other/another/different tools/system/product/platform/software/offer/offers/options
        switching/switch/switched/moving/migrating [over/away] to/from | found something | evaluating/comparing _ other/another
        go elsewhere | looking elsewhere/around | uses/use/using salesforce/hubspot/sap/excel | offered us the | demo of/from another
        tender | review/reviews/reviewing [all/every/our/the/its] [of] [our/the/its] suppliers/vendors/providers
    """),
    ("champion change", """
        my/her/his last day | i am/i'm leaving/moving/retiring/handing | leaving the company | moving on | i leave
        my/his/her successor/replacement/replaces | take/takes/taken/taking over from/my/for/as | will take over | stepping down
        has/have/had left | who left | left the company/us | since our _ left | new contact/manager/head/director/lead/ceo/coo/cfo
        no longer with/works | new job/role/position | goodbye | handing over | hand over | retire/retires/retiring
        parental/maternity leave | replaces me | instead of me
    """),
    ("outage", """
        outage/outages | downtime | is/was/were/are/went/been/be/whole/goes/gone down/dark/offline/dead | unavailable | unreachable
        not reachable | nobody can log/work/open/reach | service disruption | 503/500/502 | whole system/platform/site
    """),
    ("bug", """
        bug/bugs/buggy | crash* | error/errors | broken | broke | breaks | fail/fails/failed/failing | stopped *ing | it stopped
        not/*n't work/works/working/load/sync/save/saved/refresh/arrive/open/show/print | nothing/never works/worked/loads | unreliable
        unstable | laggy | sluggish | fix/fixed/fixes | freezes/frozen/freeze | hangs | glitch* | is/very/so/still/painfully/terribly slow
        takes ages/forever/minutes | time-outs/timeouts | stuck on sending | no longer an issue | back to/on paper
        can't/cannot/couldn't open/load/save/print/close/finish/send/see/export/find/upload/download
        wrong/incorrect total/figures/data/numbers/colours/values/stock/totals | jumps back | reopen/reopens/reopened
        lost/lose/missing/gone/vanished/disappeared | we lost the | is/are/still/stay/stays empty/blank/grey/unsigned
        shows zero/yesterday's | solve what is | duplicate/duplicates | disappear* | vanish* | corrupt* | overwritten/overwrites
        contradict/contradicts | takes so/too long | to load/open/start | wrong * | comes out | freezes up | drains | disabled
    """),
    ("support quality", """
        no/any news/word from | feel/felt ignored | answer/reply was/is/came/did | consultant/trainer/technician you/was/is/from
        staying late
        support/helpdesk/service [team/desk] is/was/were/has/solved/helped/never/doesn't/response/person/people/agent/hotline
        your/with/great/poor/excellent/good/customer support/service/helpdesk/hotline/agent/colleague/colleagues | ticket numbers
        our/my/last/open tickets/ticket | tickets were/was/is/are/lead
        to my/our ticket/tickets/message/messages/mail/mails/e-mail/emails/question/questions/request
        nobody/no-one/noone has/is/answers/answered/called/replied/told/got/came/seems
        no one has/is/answers/answered/called/replied/told/got/came/seems | waiting for an/a/your answer/reply/response/feedback
        response/reply/answer time/times | no/without [a/an/any/single] answer/reply/response/word/call | speak/talk to your/a manager
        asked for help | called us back | looking after us | still waiting | third time i | solved it in
        answer/answers/reply/replies we/i get/got | haven't/have/hasn't [not] heard back/from/anything
        your/her/his/the team for/was/is/has/were | turning this around
        was/is/were so/very/always/how patient/kind/friendly/helpful/quick | how patient/kind/friendly/helpful/quick | chat agent/bot
        callback | departments/weeks/days/months to answer/reply/respond/get
    """),
    ("feature request", """
        feature/features request/requests/that/like | would/might be nice/great/good/useful/helpful if/to | it would help
        wish/wishes/wishlist | miss one/a thing | could/can you _ add/support | could/can it/the _ show/support/allow/split
        do you plan | is [anything/it/this] [like/on] [it/the] planned/roadmap | roadmap | would it be possible | is it possible
        any chance of
        please add a/an/the/support/an | any plans | ability to | option to | great/big/huge help if | would like/love to see/have/be
        suggestion | idea for | on your list | split over | missing/lacks a/an/the feature/option/filter/function
    """),
    ("onboarding", """
        onboard* | rolled it/this out | go/going/went/gone live | go-live | set up | set-up | setup | implementation | implement
        kick-off/kickoff | data import | first import | the import | migration | rollout | roll-out | rolling out | getting/get started
        new starter/starters/joiners/hires | train us/our/the/my/them/new | training for/on/of/session/next/material | a training
        some training | walk us/me/our | live by | tour | first weeks/steps/crew
    """),
    ("adoption", """
        adoption | use/uses/using/used it/this/them/every | usage | log/logs/logged in any/daily/anymore/much | work/works with the
        the/our/my/all team/crew/crews/planners/users like/likes/love/loves/look/looks/uses
        the/our/my/all team/crew/crews/planners/users use/find/finds/prefer/refuse/avoid/ignore
        the/our/my/all managers/drivers/technicians/customers/people/colleagues like/likes/love/loves/look/looks/uses
        the/our/my/all managers/drivers/technicians/customers/people/colleagues use/find/finds/prefer/refuse/avoid/ignore
        see the value | dashboard is | crews to use | every morning/day | licences/licenses/seats unused/empty
        daily | dispatchers/drivers/technicians/crews/planners/team/depots/managers still/struggled/struggle/refuse/love/like/use
        used to it | opened/touched it | picked it/this up | picked up | seats we pay | half of the/our seats/licences/users/team
        spreadsheet/spreadsheets | back to excel/paper | ignore/ignores it | gathering dust
    """),
    ("how to", """
        how do/can/would/should i/we/you | how to | explain how/what/why | where do/can/is/are i/we/the/that | is there a/any way
        what is the best/quickest/right | can/could/may we/i _ use/lock/set/limit/add/print/change | user guide | manual
        instructions for/on/to | which columns/report/setting | article/articles | point us/me to | documentation | tutorial
    """),
    ("security and legal", """
        security | safe with you | gdpr | dpa | data protection/processing | privacy | legal | lawyer/lawyers | compliance
        audit/auditor/auditors | soc/iso 2/27001 | soc2 | penetration test | pentest | vulnerability | breach | nda
        terms and conditions | liability | certificate/certificates | sub-processors/subprocessors | encryption | encrypted
    """),
    ("billing", """
        invoice/invoices/invoiced/invoicing | billing | billed | charged/charge us/twice | were/was charged | payment/payments
        purchase order/number | vat | credit note | refund | overcharged | paid twice | direct debit
        accounts/accounting department/team/payable
    """),
    ("access", """
        log/logging/logged in | login | logins | password* | locked out | single sign-on | sso | two-factor | 2fa
        permission/permissions | admin user/rights/access | as an admin | invitation | access to/for/again | user account/accounts
        move a seat
    """),
    ("integration", """
        integration/integrations | integrate/integrated | api | sync/syncs/syncing/synced | webhook/webhooks | connector
        export to our/the | erp | calendar sync | sap | our script | import from/into | interface to/with/between
        connect/connected to/it/with
    """),
    ("expansion", """
        more/additional/extra/further/another seats/licences/licenses/users/seat/user/licence/people
        _ more seats/licences/licenses/users | seats are in | all our seats
        second/new/another/more/other depot/depots/site/sites/office/branch/branches
        second/new/another/more/other plant/country/countries/department/departments/locations/teams
        new sites/offices/technicians | we are growing | taking on | upgrade to | higher plan/tier | roll it/this out to/across
        need more | hiring | branch on | bring _ on board | go ahead with | outgrown | licence/licenses/seat/user count
        rolled it/this out in/to | roll/rolling out to/across/at our/all/the/other/more/every/another | expand/expanding/expansion
        roll it/this/that out there/elsewhere/everywhere
    """),
    ("contraction", """
        fewer/less/unused seats/seat/licences/licenses/users/sites | reduce/drop/cut/remove/cancel _ seats/licences/licenses/users
        downgrade/downgrading | smaller plan | lower/cheaper/basic plan/tier | not everybody/everyone uses/needs
        too many seats/licences/licenses
    """),
    ("business change", """
        budget [was/is/has/got/were] [been] cut/frozen/reduced/slashed | acquired | acquisition | merger | merged | merging
        reorganis*/reorganiz*/restructur* | layoffs/lay-offs/redundancies | laid off | stops/stop trading | closing down/the | insolven*
        bankrupt* | new owner/owners/group | cost cutting | hiring freeze | takeover
    """),
    ("thanks", "thanks | thank you | many thanks | thx | appreciate* | grateful | well done | kudos"),
    ("suspicious", """
        ignore/disregard/forget all/any/previous/the/your/above [previous/prior/above] instructions/instruction
        ignore/disregard/forget all/any/previous/the/your/above [previous/prior/above] rules/prompt/prompts
        system prompt | you are now/an a/an/ai | as an ai | language model | new instructions | mark this/the account | developer mode
        do not tell/mention the/your | reveal your/the
    """),
)  # fmt: skip

#: A sentence asks for something where it has one of these, or ends in a question mark.
REQUEST = """
please | can/could/would/will you/somebody/someone/anyone | can/could/may/shall we | i/we need | need to/a/an/the/some/somebody/someone
i/we want | i'd/we'd like/love/need/appreciate | would/should like/love/appreciate/prefer | expect | looking for | waiting for
send me/us | give me/us | grant me/us
let me/us/me know | keep me/us | i/we demand/insist/request/require | asking/asks for | ask/asked for/you/about | call me/us/back
take this as | interested in | want to | wanted to ask/know/check/see/discuss/request | grateful if/for | is there | would/might help
would/might be [a] nice/great/good/helpful/useful/possible/ideal/help/lovely | wish | hereby | must/have to speak/talk | decided to
will not/leave/stop/be | won't | we are ending
i/we [hereby] cancel/terminate/quit
needs | just/only checking/wondering | any chance/news/update/word/plans | wants | demand/demands | wondering | grant | go ahead
"""

#: Words by which a request is addressed to us. In a survey's comment a need or a wish without them tells how things are, and asks nothing.
ADDRESSED = """
please | can/could/would/will you/somebody/someone/anyone | can/could/may/shall we | send me/us | give me/us | grant me/us
let me/us/me know | keep me/us | call me/us/back | i/we demand/insist/request/require/expect | need/want/like you/somebody/someone
want/need/have/like to speak/talk | hereby | i/we cancel/terminate/quit | we are ending | waiting for
"""

#: Asks for nothing: left out before asks are looked for.
NO_REQUEST = """
don't/do not/never call/phone/ring/send/need/add/reset/cancel/escalate [*] [*] | no need to/for [*] [*] | not asking/looking for [*] [*]
instead of a [*]
"""

ASK_RULES: Rules = (
    ("call", """
        a/short/quick/the/brief call | call me/us | phone me/us | ring me/us | call back | call of | on a call | have a chat
        schedule/scheduled/arrange _ with/call/meeting | half an hour | minutes of your time | meet/meeting with/on/to/about/next/this
        speak on/this/next/soon | talk on/this/next/about/to/through/it/soon | phone call | give me/us a call/ring | call today/tomorrow
        jump on | someone/somebody/anyone/you call/ring/phone [us/me] about/on/to/and/before
    """),
    ("quote", """
        quote/quotation/quotes | proposal | price for/list/of | offer for/on | how much _ cost/is/be/for | what _ cost | costs for
        pricing for/of/information | about pricing | more/additional seats/licences/licenses/users | go ahead with | order form
    """),
    ("discount", """
        discount/discounts/discounted | better/lower/reduced/special price/deal/rate/offer/terms
        reduce/lower/match the/our/this/that price/fee/rate | price match | cheaper | concession | waive | come down
        room on/for the/a price | rebate
    """),
    ("fix", """
        a/the/this/permanent fix | fixes/fixed/fixing/repair | fix the/this/it/our | solve/solved/solving | resolve/resolved/resolving
        look at/into our/this/it/the/what/my | have a look | get/make/getting it/this/the/our [to] work/working/right | restore
        investigate | sort/sorted this/it/out/the | it/the/this _ works | when _ work again | back up and
    """),
    ("update", """
        keep me/us posted/informed/updated/in | an update | any update/news/word/progress | status of/on
        let me/us know when/how/what/if/by/the/where | when do/will can/is/are _ | when can/do we/i _ | by when | come back with/to
        a date | what is the/happening | waiting for/on | where are/do we/you | where things | what are you going | i expect a plan
        eta | get back to | anyone/anybody/someone looking | follow up | checking whether/if/in | received my/our | heard back
        asks every | resend | is out
    """),
    ("documentation", """
        guide/guides | documentation | docs | explain how/what/why | article/articles | manual | instructions for/on/to
        how do/can/would/should i/we | how to | where do/can/is/are i/we/the/that | is there a way | any way | pointer
        which columns/report/setting/button | tutorial | material/materials | video | link to | best/quickest/right way | data sheet
    """),
    ("training", """
        train/training/trained | walk us/me/our/the/through | show us/me/our | webinar/workshop for/on/about | a webinar/workshop
        onboard/onboarding | refresher | session with/for/on | set up the/our | course | demo of/for | help us set | introduce us | tour
    """),
    ("feature", """
        add a/an/support/the option/ability/field/filter/button | could/can it/the _ show/support/allow/split
        could/can you _ add/support | it/that/the _ could be/show/filter | planned | roadmap | feature
        would/might be nice/great/good/useful/helpful if/to | would help if/us/a | help if jobs/we/it/the/i/you | like/love to see/have
        do you plan | any plans | wish | on your list | would/is it [be] possible to/that | option to
    """),
    ("cancellation", """
        remove us from | are leaving/stopping | cancel/cancelled/canceled/cancelling/cancellation | terminate/terminated/termination
        not/never/*n't [be/going/want/wish/plan/do/intend] [to/be] renew/renewing/continue/extend | won't [be] renew/renewing
        do not/don't renew us | end/ending/stop _ contract/subscription/agreement/licence/renewal | as [our/my/a] notice | notice that
        to stop on/at/with/by | close our/the/my account | to leave on/by/at | will leave on/by/at | end it on | downgrade to free
        decided to leave/move/switch/stop/end/cancel/terminate/replace | non-renewal
    """),
    ("escalation", """
        escalat* | manager/supervisor/director/ceo/management | someone/somebody senior/else | engineering lead | in charge
        talk/speak to a/someone/somebody | someone more | higher up | whoever is | responsible for
    """),
    ("billing", """
        invoice/invoices | corrected copy | credit note | refund* | billing address/contact/details | purchase order/number | charged
        vat number | payment/payments | receipt for
    """),
    ("access", """
        add _ user/users/admin/licence | access to/for/again | invite/invitation | reset _ password | new user/login/account/password
        permission/permissions | admin rights | unlock | my login/account/password/access | resend/send the/an/my invitation/invite
        move a/the seat | remove _ user | log in
    """),
    ("data export", """
        export/extract our/all/my/the/your data | our/my data back/out | copy of [all] our/the/my data/records/files | data export
        delete our/my/the/all data/account | data out | take our data
    """),
    ("confirmation", "confirm/confirms | confirmation | acknowledge | in writing | receipt of"),
)  # fmt: skip

#: A wish to buy more than they have: an ask whether or not the sentence has a word of `REQUEST`.
PURCHASE = """
buy/purchase/order/need/needs/want/wants/like/love/add/get/have/require/request/for/with _ more/additional/extra [*] seats/seat/licences
buy/purchase/order/need/needs/want/wants/like/love/add/get/have/require/request/for/with _ more/additional/extra [*] users/licenses/licence
buy/purchase/order/need/needs/want/wants/like/love/add/get/have/require/request/for/with _ further/another [*] seats/licences/users
more/additional/extra/further [*] seats/licences/licenses/users cost/costs/be | what/how _ extra/another/additional _ cost/costs/add to
buy/purchase/order/license/licence _ module/modules/add-on/add-ons/package/edition | interested in _ module/add-on/add-ons/package/edition
like/want to add/buy/get/have/use/order/take the/your [*] [*] module/modules/add-on/add-ons/package
like/want/take the/your [*] [*] module/add-on
cost/costs/price/prices/pricing/quote/quotation/offer for/of _ module/modules/add-on/add-ons/package/edition
cost/costs/price/prices/pricing/quote/quotation/offer for/of _ premium/higher/larger/bigger/next/enterprise/pro/professional plan/tier
module/add-on/package cost/costs | how much is/are/would the/your/an [*] [*] module/add-on/package/upgrade
upgrade to/our/the [*] [*] plan/tier/edition/package/subscription/licence
move/moving/switch/switching/go [up] to a/the [*] higher/larger/bigger/next/premium/enterprise/professional/pro plan/tier
outgrown our/the/this [*] plan/tier/package/licence | increase/raise/expand our/the [number] [of] seats/seat/licences/licence/commitment
like/want/plan/decided to roll [it/this] out to/in/across our/all/the/other/more/every/another | like/want to bring _ on board
go ahead with _ seats/licences/licenses/users/module/add-on/plan
roll it/this/that out there/elsewhere/everywhere/group-wide/company-wide | roll it/this/that out to/in/at/across/for _ too/as
extend/expand it/this to our/the/all/other/more/another [*] [*] office/offices/site/sites/team/teams/branch/branches/depot/depots/group
extend/expand it/this to our/the/all/other/more/another [*] [*] country/countries/department/departments/plant/plants/subsidiary/company
office/site/depot/branch/team/teams/department/plant/subsidiary/colleagues should/shall get/have/use it/this too/as
office/site/depot/branch/team/teams/department/plant/subsidiary/colleagues want/wants/like to get/have/use it/this too/as
add/order/book/buy 1*/2*/3*/4*/5*/6*/7*/8*/9*/ten/twelve/fifteen/twenty seats/licences/licenses
want/wants/like/need/needs it/this there too/as | it/this for another/additional/further [*] people/colleagues/technicians/employees
"""

#: Takes a wish to buy back, or is a word of who sells.
NO_PURCHASE = """
not | *n't | never | nobody | cannot | fewer | less | than | unused | instead | too many | cancel* | terminat* | no more/need/plans/budget
sell/selling/upsell/propose/proposed/pitch/remove/return | out to us | when do/will/are/can you | already has/have/use/uses
"""

#: A notice in a language that the rules do not know otherwise: of a contract that ends nobody waits for a translation.
NOTICE_ABROAD = """
kündigen wir/hiermit | wir kündigen | kündige ich/hiermit | ich kündige | vertrag/abonnement/abo _ kündigen | nicht verlängern
kündigung unseres/des/meines vertrags/vertrages/abonnements
nous résilions | je résilie | résilier notre/le/mon contrat/abonnement | résiliation de notre contrat/abonnement | résiliation du contrat
ne renouvellerons/renouvelons pas | mettons/mettre fin au/à [notre] contrat
zeggen wij/we _ op | zeg ik _ op | contract/abonnement _ opzeggen | opzegging van ons/het contract/abonnement | niet verlengen
säger _ upp _ avtal/avtalet | säga upp avtalet/abonnemanget | sier _ opp avtalen/abonnementet | opsiger _ aftalen/abonnementet
rescindir/rescindimos/cancelar/cancelamos el/nuestro contrato | no renovaremos | rescindir/rescindimos o [nosso] contrato
disdetta del [nostro] contratto | disdire il/disdiciamo [nostro] contratto | recedere/recediamo dal contratto | non rinnoveremo
wypowiadamy | wypowiedzenie umowy
"""

ENGLISH = """
the/and/to/is/are/we/you/our/it/for/of/in/that/this/have/not/i/on/with/be/can/my/please/your/was/has/at/but/do/will/from/no/if/an/what/how/all/they/a/me/us/so/as
"""
"""Everyday words by which English is told from languages that the rules do not know."""

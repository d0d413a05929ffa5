"""The words of mood. Negative: something is bad or does not work, or they are displeased or about to leave; see `notation`."""

NEGATION = """
not | never | no | none | nothing | nobody | hardly | barely | without | neither | nor | cannot | *n't | far from | anything but | less
"""

#: Turns of phrase that mean other than their words: (what they count as, phrases); read first, and their words not again.
IDIOMS: tuple[tuple[str, str], ...] = (
    ("", """
        decided/decide/deciding/chosen/chose/opted/elected/resolved not to extend/prolong/continue _ deadline/meeting/call/thread/session
        decided/decide/deciding/chosen/chose/opted/elected/resolved not to extend/prolong/continue _ pilot/test/beta/project/workshop/trial
    """),
    ("alarmed", """
        decided/decide/deciding/decision/chosen/chose/opted/elected/intend/resolved [is/was] not to renew/extend/prolong/continue
        not/*n't planning/going/looking/intending to [be] renew/renewing | unlikely to renew
        let/letting our/the/this contract/subscription/agreement/licence/license lapse/expire/end/run | let/letting it lapse
        do not/don't auto-renew | decided/elected/chosen/opted/going to discontinue _ contract/subscription/service/use/product
    """),
    ("settled", """
        no longer [a/an] issue/problem/concern | not [a/an] issue/problem any more | problem/issue/bug solved | back to normal
        did the trick
        is/was/are/were/been/got/now/all/finally [now/all/finally/already] solved/fixed/resolved/sorted | works/working/work again/now
        solved/fixed/resolved/sorted [out] it/that/this/our/the/my/everything
    """),
    ("praised", """
        no complaints | not [too/so/that/half] bad | nothing to complain | could/can not be happier/better/easier
        couldn't be happier/better/easier
        never had/have/been [a/any] problem*/issue*/trouble
        never regretted | would/do not want to go back | wouldn't/don't want to go back | not want to miss | can't complain
        can't fault
        hard to imagine _ without | can't imagine _ without | no regrets | never been easier/better/happier/so
        problem/issue/bug solved | no longer have/need/waste/lose/spend
        nothing but praise | without a hitch/problem/glitch/single | without any problems/issues/trouble | nothing is missing
        nobody waits | no more waiting/paper/calls/spreadsheets/chaos
        can't/cannot thank you enough | can't recommend _ enough | can't wait | would/wouldn't [not] change a/anything/one
        everything we need/needed/hoped | never looked back | big thank | got used to it | paid for itself/the
        could/would/can't/cannot not/ask ask/wish for more/better | problem/issue free | back to normal | beats *
    """),
    ("blamed", """
        too good to be true | less than happy/pleased/impressed/ideal | so much for | thanks for nothing | great another
        good luck with that | leaves _ to be desired
        would have been nice/good/great/helpful/expected/hoped | had been promised | was/were supposed to | we/i had hoped/expected
        used to love/like/work/be | not good enough | better off
        had/have high/higher hopes/expectations | could be better/easier/faster/clearer | needs to be/get better/easier/faster
        better than this | good money for
    """),
    ("", """
        not only | not just
        no/any [other/further/more] problem/problems/issues/trouble/questions/bugs/errors/concerns/doubt/complaints | don't/not worry
        in case of * | sorry for/about the/my/our * | good morning/afternoon/evening/day/luck/question/idea/weekend
        problem/problems at our/your end | our/my own mistake/fault
        thanks/thank [you] in advance | happy/glad to help/explain/discuss/share/talk/join/chat/jump/answer/wait/show/send/provide/hear
        would gladly test
        error/issue/bug/problem number/report/tracker/code/codes/message/messages/list | best way/practice/practices/regards/time/person
        better person/time/day | better price/rate/deal/offer
        great/good/perfect/nice/ideal/fine/better if/time/day/moment/point | worst case | last but not least | in good time
        a good while/number/part | goods | as good as
        would/will/might be [a] [big/great/huge/real] help
        would/will/might be great/good/nice/perfect/helpful/lovely/ideal/useful/happy/glad/fine/interesting/easier/better
        it would help | not a problem | not an issue
        no problem | that/thursday/monday/tuesday/wednesday/friday/both is/works fine/well | feel free
        happy new/holidays/birthday/easter/friday | as well | complaint number/form/process
        wrong number/person/address/department | security/known/open issue/issues
        can't/cannot/couldn't make/join/attend/come/say/promise/share/be | don't/not mind/know/matter | doesn't/isn't matter/urgent
        *n't/not need/needed/have/want/wish/hesitate/forget/sure/yet/always
        *n't/not necessarily/only/just/required/necessary/do/mean/to/think/expect
        *n't/not rush/looking/planned/planning/decided/today/tomorrow/before/now/about/for/on/at/in/until/a/an/the/by/one
        not urgent | free of errors/charge | if there/it/you is/are/does/do/need/want/have | error/bug/problem free | isn't it
        doesn't it | nothing to add/report | no rush/hurry | no/without action/doubt/need
    """),
)  # fmt: skip

#: One of these makes a text negative, whatever praise stands beside it.
ALARM = """
cancel*/terminat*/ending/end/stop/quit/leave/leaving _ contract/subscription/agreement/account/service
cancel*/terminat*/ending/end/stop/quit/leave/leaving _ licence/licences/license/plan/membership/renewal
not/never/*n't [be/going/want/wish/plan/intend] [to/be] renew/renewing/extend/extending/prolong/continue/continuing | non-renewal
won't [be] renew/renewing/continue/extend
notice of cancellation/termination | our/my/formal/written/as notice | unacceptable | not acceptable | had enough | last straw
last warning | fed up | sick of | at our wits*
disaster | furious | outrageous | ridiculous | joke | waste of time/money/effort | wasting our/my time/money
lost/losing all/any/our/my/the trust/confidence/patience/faith
refund | money back | lawyer/lawyers | breach of contract
moving/switching/switched/migrating/migrated/move/switch/migrate [over/away] to/from another/a/the/our/their
decided/want/like/have/going/wish to leave/stop/quit/cancel/terminate/switch/move/exit/replace
plan/planning/forced/ready/need/intend to leave/stop/quit/cancel/terminate/switch/move/exit/replace
decided against | why we/i [still/even] pay/bother/keep | do not/don't renew
go elsewhere | will/are leave/leaving/stop/stopping/quit/quitting | remove us from | if we stop/leave/cancel | wind/winding down
out of the/our contract/agreement | what are we paying for | another/different vendor/provider/supplier | not/*n't worth
last year/month with | phase/phasing out | part ways | pull the plug
can't/cannot/not/*n't/never [longer] [really] see/seeing [any/much/enough/real/the] value of/in/from/for this/it/your/you/paying
can't/cannot/not/*n't/never [longer] [really] see/seeing [any/much/enough/real/the] value of/in/from the tool/product/platform/subscription
can't/cannot/not/*n't/never [longer] [really] see/seeing [any/much/enough/real/the] value any/anymore | no longer see _ value
not/*n't/never [really] get/getting/got any/much/enough/the value | no/little value for/to us
"""

NEGATIVE = """
unhappy | disappoint* | frustrat* | annoy* | angry | upset* | dissatisf* | unsatisf* | concerned | concerning | concern | worried
worrying | worry | confus* | terrible | awful | horrible | sad | sadly | shame | ashamed
useless | poor | poorly | bad | badly | worse | worst | complain* | pain | painful | nightmare | headache* | hassle | chaos | chaotic
struggl* | tired of | let us/me down | letting us/me down | suffer* | unfortunately | regrettabl*
hate* | dread* | afraid | fear* | feel/felt ignored/cheated/lost/let/abandoned | expected/hoped/hoping more/better/for/this/that
was/were told | refuse* | reject* | contradict* | overwrit* | upside | cuts/cut off | drain/drains | patience | embarrass* | messy
mess | clunky | unusable | cumbersome | tedious | regret* | misled | misleading | unreliable | unfair | overpriced | unstable
inconsistent | laggy | sluggish | unresponsive | unhelpful | unclear | rude
lacking | lacks | inadequate | insufficient | sceptical | skeptical | reluctant | doubt/doubts | impossible | nobody's
step back/backwards | backwards | downhill | dropped the ball | blame* | your/another/same/many/more mistake/mistakes | inaccurate
outdated | primitive
harder/slower/worse/heavier/later/longer than/for/to/every/and/now
hard/harder/difficult to use/find/follow/justify/understand/explain/defend/reach/read/say/see
too complicated/complex/slow/expensive/hard/difficult/long/many/much/late/high/often/few/little
broken | broke | breaks | crash* | fail/fails/failed/failing/failure/failures | bug/bugs/buggy | error/errors | glitch*
time-out/time-outs/timeout/timeouts | timed/times out | corrupt* | vanish* | disappear* | freezes/freezing/frozen/freeze | hangs | hung
problem/problems/problematic | issue/issues | trouble | outage/outages | downtime | offline again/since/for/all
went/go/goes/going/gone down/dark/dead/offline/missing/wrong | is/was/are/were/been/be down/dead/unavailable/unreachable
is/are/was/were/very/so/really/painfully/still/got/getting/terribly/incredibly slow/slower | slow/slows again/down
takes/took/taking ages/forever/minutes/hours/days/weeks/too/so/half | stuck | locked out | delay/delays/delayed | slipped | overdue
missing | is/are/went/was gone
lost/lose/loses/losing | wrong/wrongly/incorrect/incorrectly | charged/billed twice/double/us/too | overcharged
duplicate/duplicates/duplicated
stopped *ing | stopped on | it stopped | does nothing | stays/is/are/come/comes/came [up] empty/blank/grey | *n't *
does/did/do/is/are/was/were/has/have/had/will not * | nothing/none of/we/i/in *
no news/sign/trace/change/improvement/solution/reaction/luck/access/way/help
isn't/aren't/wasn't/weren't working/syncing/loading/showing/updating/helpful/what/right
isn't/aren't/wasn't/weren't correct/acceptable/possible/ready/there/clear/enough/helping/getting
not working/syncing/loading/showing/updating/helpful/what/right/correct/possible/ready/clear/enough/getting/as
nothing/never/not/*n't work/works/worked/arrive/arrived/load/loads/loaded/save/saved/sync/synced/show
nothing/never/not/*n't shown/refresh/appear/updated/open/opened/respond
nothing/never/not/*n't improve/improved/change/changed/help/helped/solved
no longer works/work/appear/appears/show/shows/load/loads/possible/available
no longer fits/fit/sync/syncs/open/opens/trust/need/use/uses
can't/cannot/couldn't/unable [to/even/really] access/open/save/find/close/finish/load/export
can't/cannot/couldn't/unable [to/even/really] import/print/send/upload/download/sign/rely/edit/connect
can't/cannot/couldn't/unable [to/even/really] reach/trust/log/go/work/pay/book/proceed
can't/cannot/couldn't/unable [to/even/really] justify/help/plan/bill/deliver/finalise/get/see/use
could/can/are/is not [able] [to] access/open/save/find/close/finish/load/export/import/print
could/can/are/is not [able] [to] send/log/go/work/pay/book/help/use/get/see
jumps/jumped back | reopen/reopens/reopened by | back to/on paper/pen | by hand | manually again/every/each | workaround/workarounds
ignores/ignored/ignoring | twice a/at/now | shows/show zero/yesterday's/wrong/old | went back to the/paper/old/spreadsheets/excel
ended up *ing | instead of the/what | block/blocks/blocked/blocking us/our/the/everything | standstill
no/without [a/an/any/single] answer/reply/response/feedback/progress/word/explanation/warning/result/call
still no/not/broken/waiting/unsolved/unresolved/nothing/open/pending/the/happening/can't
haven't/hasn't/have/has [not] heard/received/got/gotten/seen a/an/any/anything/back/from/it/one | yet to hear/receive/see
nobody/no-one/noone _ answers/answered/replies/replied/called/calls/responds/responded/helped/helps/own/owns/told
nobody/no-one/noone _ knows/cares/came/looks/looked/got/logs/uses/opened/used/touched/can/has/seems
no one _ answers/answered/replies/replied/called/calls/responds/responded/helped/helps/owns/told/knows
no one _ cares/came/looks/looked/got/logs/uses/opened/used/touched/can/has/seems
left alone/hanging/waiting/in
third/second/fourth/fifth/umpteenth time | many/several/three/four/five times | over and over | once/yet/time again | again and again
leads/lead/leading/going nowhere | getting us nowhere/anywhere | same error/problem/issue/story/old
promised/promising us/me/this/that/it/for/since
solves/solve nothing | nothing has/is/was/happened/changed | it has been days/weeks/months/ages | been waiting | waited
days/weeks/months old | ticket numbers | passed/sent around/from | escalation/escalate/escalating | what is open
keep/keeps/kept asking/happening/crashing/failing/losing/waiting | chasing | speak/talk to your manager/boss/director
rather have an answer | asked for help | inform my/our director/boss/management/lawyer
expensive | price/prices/fee/fees increase/increased/hike/rise/went/has/have/keeps/doubled | half the price | cheaper
costs/cost/costing [us/about] half/less/too/money/time/hours/customers/jobs/visits/an | competitor/competitors | rival/rivals
another/other provider/vendor/supplier/system | alternative/alternatives | other options | whiteboard/whiteboards
still on/plan/use/using/work/working/do/doing/have/write/type/send on/by/it/with/to/the/paper/excel
evaluating/comparing/considering/reviewing/exploring other/another/alternatives/options/our
evaluating/comparing/considering/reviewing/exploring all/every/whether/vendors/suppliers
looking around/elsewhere | look/looking at other/another/different | under review | simpler that | on the fence | second thoughts
budget [was/is/has/got/were] [been] cut/frozen/reduced/slashed/gone/tight | cut/cutting costs/spend/back | lay-offs/layoffs/redundancies
laid off | acquired by/last/in | were/was/being acquired | bankrupt* | insolven* | stops/stop trading | closing down/the
short of people/staff | short-staffed | understaffed
only some/half/two/a/one of/few/person | half of the/our | hardly/barely anybody/anyone/any/ever/used/uses/logs/touched
gave/given/giving up | stopped using | nobody here | gathering dust | unused
not/*n't/never [really] see/seen/seeing/get/got/getting/gotten _ value/benefit/point/round/use
not/*n't/never [really] see/seen/seeing/get/got/getting/gotten _ worth/much/used/return/reason
not/*n't use/used/using/need it/this/them/that/the/theirs | not/*n't think/believe/feel/sure/convinced _ is/was/are/worth
could/can not/only _ find anyone | worth what we | waste* | pay for this | no longer need/needed/fit/fits
"""

POSITIVE = """
praised | great | excellent | fantastic | amazing | amazed | awesome | brilliant | wonderful | superb | outstanding | perfect
perfectly | terrific | impressive | impressed | impress* | thrilled | excited | exciting | proud | stellar | top-notch | first-class
superior | super | cool | neat | handy | flawless*
delight* | love | loves | loved | loving | lovely | happy | happier | pleased | pleasure | pleasant | pleasantly | glad | gladly
satisfied | enjoy* | kudos | well done | game changer | game-changer | lifesaver | life saver | hats off | compliment* | congrat*
thumbs up | spot on | blown away | keep it up | big fan/fans | top marks
works/work/working/worked/runs [really/very/quite/all/pretty/just] well/fine/smoothly/nicely/perfectly
run/running/went/goes/going/doing [really/very/quite/all/pretty/just] well/fine/smoothly/nicely/perfectly
works/work/working/worked/runs [really/very/quite/all/pretty/just] brilliantly/great/again
works/work/working/worked/runs [really/very/quite/all/pretty/just] better/beautifully/flawlessly
run/running/went/goes/going/doing [really/very/quite/all/pretty/just] brilliantly/great/again
run/running/went/goes/going/doing [really/very/quite/all/pretty/just] better/beautifully/flawlessly
like a charm/dream | works a treat | did the trick | good | useful | joy | a breeze | quick | nice | nicely | nicer | intuitive
user-friendly | convenient | convincing | convinced | valuable | solid | robust | reliable | seamless* | smooth | smoothly | effortless*
much/far/so/noticeably/considerably/way better/easier/faster/simpler/smoother/quicker/calmer/clearer
better/easier/faster/simpler/quicker than before/ever/expected/the/we/with | worth it/every/the | paid/pays/paying off
step/leap/way forward | improvement/improvements | improved | improving | success | successful | successfully | a win | winner | halved
doubled our
we/i/they/everyone/everybody/crews/team/users [really/all/do] like/likes/liked
planners/people/managers/who/customers/colleagues/drivers/technicians [really/all/do] like/likes/liked
easy/easier to/than/for/now | how easy/simple/quick/patient/fast | so easy/simple/fast/quick/helpful | helpful
helped us/me a/to/enormously | very/really helped
save/saves/saved/saving/spare/spares [up/us/me/overtime/down] [a/an/the/our/about] hour/hours/time/minutes/money
save/saves/saved [up/us/me/overtime/down] [two/three/four/five/ten/half] hour/hours/time/minutes/money
saving/spare/spares [up/us/me/overtime/down] [two/three/four/five/ten/half] hour/hours/time/minutes/money
save/saves/saved/saving/spare/spares [up/us/me/overtime/down] [a/an/the/our/about] days/us/me/morning/lot
save/saves/saved/saving/spare/spares [up/us/me/overtime/down] [two/three/four/five/ten/half] days/us/me/morning/lot
spared/free/frees/freed/cut/cuts/cutting [up/us/me/overtime/down] [a/an/the/our/about] hour/hours/time/minutes/money
spared/free/frees [up/us/me/overtime/down] [two/three/four/five/ten/half] hour/hours/time/minutes/money
freed/cut/cuts/cutting [up/us/me/overtime/down] [two/three/four/five/ten/half] hour/hours/time/minutes/money
spared/free/frees/freed/cut/cuts/cutting [up/us/me/overtime/down] [a/an/the/our/about] days/us/me/morning/lot
spared/free/frees [up/us/me/overtime/down] [two/three/four/five/ten/half] days/us/me/morning/lot
freed/cut/cuts/cutting [up/us/me/overtime/down] [two/three/four/five/ten/half] days/us/me/morning/lot
cut/cuts/reduced _ in/by half/third/two/percent/quarter/*%
solved/fixed/resolved/sorted it/that/this/our/the/my/everything/within/in/quickly
is/was/are/were/been/got/now/all/finally solved/fixed/resolved/sorted
quick/fast/prompt/friendly/kind/patient/competent/knowledgeable fix/help/response/reply/answer/turnaround
quick/fast/prompt/friendly support/person/people/team/service/colleague/colleagues
kind/patient/competent/knowledgeable support/person/people/team/service/colleague/colleagues
so quickly/fast/patient/kind/friendly
recommend/recommended/recommending [you/it/this/your] | quote me | reference for | exceed* _ expectations
best/better tool/system/product/vendor/supplier/decision/software/support/thing/choice/investment | more/better than we/i hoped/expected
wouldn't change a/anything | on track | picked it/this up | picked up the _ in | learned/learnt _ in | up and running
is/are/now/already/team/went/all live
more visits/jobs into/this/per/a | punctual | than ever before | use/uses/using/open/opens/works/work _ daily/every
looks/look at it _ every | served us well | big/huge/real/massive/great help/difference
makes/made/making _ difference/easier/lighter/possible | will/to/would/we'll/gladly [gladly/definitely/certainly] renew/extend
signed the/for/and/order | attached signed | looking forward to working/another/the/it/this
appreciate* | grateful | thankful | full week without | exactly what we/i | so far so good | wins | go ahead with | wants the figures
approved the/our/it
"""

GLAD = (":tada:", ":heart:", ":heart_eyes:", ":star-struck:", "👍", "🎉", "😀", "😊", "❤", ":clap:", ":raised_hands:", "🙌", "👏")
SAD = (":disappointed:", ":cry:", ":rage:", ":angry:", ":-(", ":(", "😡", "😞", "😠", "👎", ":thumbsdown:", ":-1:", "😢")

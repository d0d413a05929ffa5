"""English words that companies and people are also called by: at the start of a sentence, where everything has a capital, no evidence.

A wide list of common nouns, adjectives and verbs, by field; a name that is not in it is taken to be a name.
"""

from cs_core.context.identity.names import word_list

_FIRST_NAMES = frozenset(
    word_list(
        # First names that are words, and months.
        "will mark may bill rob pat sue frank drew chase grace hope faith joy grant guy jack miles rich robin rose ruby skip wade "
        "ward wyatt april june august summer dawn iris ivy lily penny art gene dean max major young chance hunter reed jade olive "
        "violet cliff sky brook melody harmony charity patience prudence constance verity felicity serenity destiny christian "
        "earnest ernest victor noble royal king prince duke baron earl bishop pope archer baker butler carpenter carter cook cooper "
        "farmer fisher fletcher forester gardener glover mason miller page porter potter sawyer shepherd smith tailor tanner taylor "
        "turner walker weaver wright singer piper parker spencer sterling rusty sandy misty stormy autumn winter spring heath glen "
        "dale ridge forest wood woods field fields marsh moor ford banks bridges brooks rivers waters lake lane street park parks "
        "hill hills stone stones bell bells ball bond booth bowman case day days knight lamb love long short small little large big "
        "strong sharp swift wise good best bright brown black white green gray grey silver golden gold wolf fox hawk crane finch "
        "drake swan martin jay lark wren dove "
    )
)
THINGS = frozenset(
    word_list(
        # Sky, weather, land and water.
        "sun moon star stars planet comet meteor orbit eclipse aurora nova galaxy cosmos space horizon zenith apex sunrise sunset "
        "daylight twilight midnight morning evening noon season rain snow frost ice hail storm thunder lightning wind breeze gale "
        "tempest hurricane cyclone typhoon tornado cloud clouds mist fog rainbow flame fire ember embers spark blaze ash smoke "
        "flare torch lantern lamp candle beacon light lights mountain mountains peak summit pinnacle crest crag canyon valley gorge "
        "ravine plateau mesa plain prairie meadow desert dune oasis island isle coast shore beach bay harbor harbour cove cape "
        "delta river stream creek falls waterfall cascade rapids current tide tides wave waves ocean sea reef lagoon pond pool well "
        "fountain glacier iceberg cave cavern volcano lava boulder pebble rock sand clay soil earth ground terrain meridian equator "
        "latitude longitude north south east west northern southern eastern western pole arctic "
        # Plants and animals.
        "tree trees oak maple pine cedar birch elm willow aspen alder poplar cypress juniper sequoia redwood spruce fir palm bamboo "
        "walnut chestnut hazel laurel hawthorn holly magnolia orchid tulip daisy lotus jasmine lavender clover thistle fern moss "
        "sage basil mint thyme saffron ginger pepper cinnamon vanilla nutmeg clove herb herbs leaf leaves branch root roots trunk "
        "bark seed seeds sprout bud bloom blossom petal thorn vine orchard grove garden harvest crop wheat barley corn rice oats "
        "hay straw apple apples pear peach plum cherry berry grape lemon lime mango melon orange fig date almond peanut cashew "
        "acorn honey bee beehive hive ant spider cricket butterfly moth beetle firefly dragonfly lion tiger leopard panther jaguar "
        "lynx cougar puma bear otter beaver badger rabbit hare deer elk moose bison buffalo bull ox horse mustang stallion pony "
        "colt zebra giraffe elephant rhino hippo camel llama goat sheep ram pig boar dog hound cat mouse squirrel monkey gorilla "
        "eagle falcon osprey owl raven crow magpie sparrow swallow starling heron stork pelican gull albatross penguin ostrich "
        "peacock parrot phoenix griffin dragon unicorn salmon trout shark whale dolphin orca seal walrus octopus squid lobster crab "
        "shrimp clam oyster pearl coral turtle tortoise frog toad lizard gecko viper cobra python crocodile wing wings feather claw "
        "talon paw nest flock herd pack "
        # Matter, colours, gems and materials.
        "iron steel copper bronze brass tin lead zinc nickel cobalt chrome titanium platinum mercury carbon silicon neon argon "
        "krypton xenon helium hydrogen oxygen sulfur salt sugar amber onyx opal topaz sapphire emerald diamond crystal quartz "
        "granite marble slate flint ivory ebony garnet agate crimson scarlet indigo azure teal cyan magenta purple pink beige rust "
        "ochre sepia cotton linen silk velvet wool denim leather canvas paper cardboard glass ceramic plastic rubber wax "
        # Made things, buildings, vehicles, tools.
        "anchor sail mast rudder keel helm ship boat ferry canoe raft barge yacht vessel fleet captain pilot navigator compass map "
        "atlas chart sextant telescope lens mirror prism bridge tower castle fort fortress citadel bastion palace temple cathedral "
        "chapel abbey arch pillar column dome vault gate gateway door window wall roof floor ladder stairs elevator lift house home "
        "cottage cabin lodge barn stable mill forge foundry anvil hammer chisel saw axe drill wrench nail screw bolt nut gear gears "
        "lever pulley coil piston engine motor turbine rotor propeller wheel wheels axle brake clutch throttle pump valve pipe tank "
        "barrel bucket basket crate box boxes bag parcel package envelope letter post stamp ticket token coin purse wallet key keys "
        "lock chain rope knot thread needle button zipper fabric loom quilt blanket pillow bed table desk chair bench shelf cabinet "
        "drawer clock watch hourglass calendar book books chapter volume library archive journal diary notebook notes pen pencil "
        "brush paint palette easel frame picture portrait camera film movie scene stage theater theatre curtain mask costume crown "
        "throne scepter shield sword blade dagger spear lance arrow bow quiver armor armour cannon rocket missile satellite shuttle "
        "probe drone robot machine train rail railway track station platform tunnel road highway path trail route avenue boulevard "
        "crossing junction circle square triangle sphere cube pyramid cone cylinder spiral helix ring loop band belt buckle boot "
        "boots shoe shoes hat cap coat jacket glove gloves scarf shirt "
        # Sound, speech, mind and time.
        "music rhythm tempo beat tune song hymn ballad chorus verse sonnet poem opera symphony concert orchestra piano violin cello "
        "harp flute trumpet horn drum chime echo sound voice whisper silence call signal message word words story tale legend myth "
        "fable saga epic lyric riddle puzzle game games chess dice cards poker quest journey voyage odyssey expedition adventure "
        "venture trip travel tour mission vision dream dreams idea thought mind memory wisdom insight genius logic reason sense "
        "focus clarity truth justice liberty freedom unity union alliance league accord concord pact trust honor honour glory pride "
        "courage valor valour virtue spirit soul heart pulse breath life birth youth age era epoch time moment instant minute hour "
        "today tomorrow yesterday future past present history legacy heritage tradition origin origins genesis source beginning "
        "start end finish goal aim target score point points edge corner center centre core nucleus kernel base basis foundation "
        "stem "
        # Force, motion and shape.
        "power force energy impulse momentum motion velocity speed pace rush dash sprint leap jump hop dive slide glide drift flow "
        "surge swell rise climb ascent ascend descent drop fall turn twist spin swing shift switch change pivot push pull boost "
        "thrust launch takeoff landing flight fly soar ripple beam ray laser radar sonar radio frequency spectrum magnet gravity "
        "balance level scale measure ruler gauge meter index ratio factor prime sum total half quarter double triple single first "
        "second third last next final ultimate alpha beta gamma sigma omega zero one two three seven nine ten hundred thousand "
        "million "
        # Trade, work, and what software people name things by.
        "market trade trading exchange bank capital fund funds asset assets equity stock stocks share credit debit cash money "
        "profit margin value worth price cost budget invoice ledger account accounts audit tax deal deals contract agreement offer "
        "quote bid order orders supply demand store shop mall outlet depot warehouse factory plant works workshop studio lab labs "
        "laboratory office agency bureau firm company partners partner associates brothers sons group team crew squad staff club "
        "guild society academy school college institute clinic hospital pharmacy bakery brewery kitchen restaurant cafe diner grill "
        "pizza burger taco coffee tea milk cream butter cheese bread toast cake cookie chocolate candy juice water wine beer cider "
        "whiskey portal hub network net web stack grid mesh matrix node link links channel feed pipeline cycle process system "
        "systems data tables record records file files folder document docs form forms report reports dashboard board panel console "
        "terminal shell script code block blocks queue buffer cache disk drive server client host agent bot driver plugin widget "
        "module component element atom molecule cell tissue genome protein enzyme vector tensor pixel voxel bit byte chip circuit "
        "wire cable plug socket router modem sensor monitor screen display keyboard tablet phone mobile app apps tool tools kit "
        "toolbox workbench blueprint draft sketch design model template pattern shape style theme brand label tag badge flag banner "
        "poster sign logo icon avatar emoji profile identity passport visa license permit pass access login "
    )
)
"""Nothing is said by one of these alone: as a whole sentence ("Summit.") it is a heading, where "Great." is not."""
_DESCRIBING = frozenset(
    word_list(
        # Describing words and verbs that open a sentence.
        "able active agile ample apt bare basic bold brave brief brisk broad calm candid civil clean clear clever close cold cool "
        "crisp deep dense direct dry eager early easy elite equal even exact express extra fair famous fast fine fit fixed flat "
        "fluid formal free fresh full gentle genuine global grand great happy hard healthy heavy hidden high hollow honest hot "
        "ideal infinite inner just keen kind late lean live local lone loose loud lucid lucky main mature mellow mighty mild minor "
        "modern modest mutual narrow national native natural near neat new normal novel old open optimal outer pacific polar polite "
        "popular precise premier private proper proud public pure quick quiet rapid rare raw ready real regal regular rigid ripe "
        "robust rough round safe secure senior sheer silent simple sincere sleek slick slim slow smart smooth sober social soft "
        "solar solid spare special standard stark steady steep stellar still strict subtle super supreme sure sweet tall tender "
        "terra thick thin tidy tight tiny top tough true ultra unique united universal urban urgent valid vast vital vivid warm "
        "wide wild zesty american continental imperial international oriental atlantic vantage advance advantage assist assure "
        "attain avail bind blend bring build burst buy care carry cast catch check choose claim clasp click collect connect convey "
        "craft create cross crush cut dare deliver depict dig draw earn elevate embark emerge empower enable engage enjoy ensure "
        "enter equip evolve excel expand explore extend fetch fill find fix flex float fold follow gain gather get give glow go "
        "grab grasp grow guard guide handle help hire hold hover hunt ignite imagine improve indeed inspire invent invest join "
        "judge keep kick learn lend let list load look make manage march master match meet mend merge mingle mount move need notice "
        "nurture own pair pay pick pitch play plot pour praise press print prompt prove raise ramp ranch range rank reach reap "
        "refer relay rely remit rent reply rescue rest reveal ride roam roll rout row rub run save scan scout scrape search see "
        "seek segment sell send serve set settle sew shine show sing sink sit ski slack snap sow span speak spend split spread spur "
        "stand stay steer step stir stride strike stripe strive study surf swap sweep tackle take talk tap teach tell tempt test "
        "thank think thrive tie toggle touch trace treat trek trim try unite unveil uplift use vary verify view visit vote wait "
        "walk wander want wash wear weave weigh win wish wonder work wrap write yield zoom zest zeal oracle gap notion lattice "
        "gusto brex plaid amazon sentinel guardian warden ranger pioneer settler nomad pilgrim voyager explorer champion hero titan "
        "giant colossus mammoth herald messenger courier envoy ambassador prophet wizard magician samurai ninja pirate viking "
        "spartan trojan maverick rebel rover drifter wanderer keystone cornerstone landmark milestone touchstone capstone "
        "lighthouse watchtower crossroads threshold frontier boundary border perimeter haven refuge shelter sanctuary retreat "
    )
)
ORDINARY_WORDS = _FIRST_NAMES | THINGS | _DESCRIBING
ACTS = frozenset(
    word_list(
        "asked said told wants wanted signed renewed wrote replied responded confirmed requested complained agreed cancelled canceled "
        "churned escalated declined accepted approved insisted mentioned"
    )
)
"""What only somebody can do: a word that does it is a name, even at the start of a sentence."""
_VERBS = frozenset(
    word_list(
        # Small words.
        "is isn are aren was wasn were has hasn have had will won would can could should may might must does doesn did didn do and or "
        "but for with at in on to from of by as per about after before since until than then also still just now already again never "
        "always only both who which that whose over under out up back not "
        # What customers do.
        "asks says tells needs needed signs renews writes calls called replies responds confirms requests complains agrees cancels "
        "churns escalates declines accepts approves insists mentions uses used plans planned expects expected hopes likes loves pays "
        "paid owes runs ran went goes came comes got gets made makes sent sends moved moves started starts stopped stops decided "
        "decides joined joins bought buys grew grows reported reports raised raises opened opens closed closes missed misses attended "
        "prefers considers reviewed reviews tested tests struggles struggled depends relies seems looks feels thinks thought met took "
        "gave found kept left lost held built chose put set let led read spoke spent stood understood won began broke brought caught "
        "felt fell forgot knew meant rose saw sold sat taught became takes gives finds keeps leaves loses holds builds chooses puts "
        "sets lets leads reads speaks spends understands wins begins breaks brings knows means sees sells shows becomes believes "
        "continues remains requires offers provides includes hires cuts drops doubles switches evaluates trials returns "
    )
)
HAS = frozenset(
    word_list(
        # What a customer has in notes about it.
        "renewal account accounts team teams deal contract contracts invoice invoices ticket tickets usage users user admin admins "
        "champion sponsor workshop call calls meeting kickoff onboarding rollout pilot project pricing quote proposal review "
        "expansion upgrade migration integration implementation launch support feedback survey health data staff people employees "
        "management leadership procurement legal finance security sales marketing headquarters hq site office workspace seats licence "
        "licences license licenses "
    )
)
"""What stands between "the" and it is a name: the Summit renewal."""
FOLLOWERS = ACTS | HAS | _VERBS
"""What a name at the start of a sentence is followed by; before another word, in small letters, it may be a word itself."""

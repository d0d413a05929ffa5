-- A store as the second release wrote it: a customer, two cycles, decisions, and a row in every table it had.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'context','m001_initial','2026-11-28 20:18:50.033173+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'context','m002_what_people_know','2026-11-28 20:18:50.035327+00:00');
CREATE TABLE [action] ([id] TEXT PRIMARY KEY NOT NULL, [proposal_id] TEXT, [account_id] TEXT, [agent] TEXT, [kind] TEXT, [channel] TEXT, [recipient] TEXT, [subject] TEXT, [body] TEXT, [created_at] TEXT, [authorised_by] TEXT) STRICT;
INSERT INTO "action" VALUES('68aba04cd6bb9884','2bf41aeeeb273f4d','acme','risk','message','email','ada@acme.example','Use at Acme is down by 60 %','Hello Ada,

Your team''s use fell by 60 %: 80 uses in the last four weeks, 200 in the four before. Your ticket "Export fails" is still open on our side. Most of what remains is in Dispatch board.

Is that a quiet season, or is something in the way?

Best regards,
Ines Calloway','2026-06-28T12:00:00','Ana');
CREATE TABLE [autonomy] ([id] TEXT PRIMARY KEY NOT NULL, [agent] TEXT, [segment] TEXT, [level] TEXT, [why] TEXT, [set_at] TEXT, [by] TEXT) STRICT;
INSERT INTO "autonomy" VALUES('old-autonomy','risk','','review','old why','2026-06-20T09:00:00','Ines Calloway');
CREATE TABLE [churn_event] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [company_ref] TEXT, [churned_on] TEXT, [reason] TEXT, [feedback] TEXT, [refund] REAL, [reactivation] INTEGER) STRICT;
INSERT INTO "churn_event" VALUES('hubspot/churn_event/c-bolt-2026-05-19@a84d7ddceb619d21','hubspot','churn_event','c-bolt-2026-05-19','a84d7ddceb619d21','2026-05-19T00:00:00','2026-06-28T06:00:00','churn_event.csv:2',NULL,'bolt','2026-05-19',NULL,NULL,NULL,NULL);
CREATE TABLE [company] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [name] TEXT, [domain] TEXT, [external_id] TEXT, [parent_ref] TEXT, [industry] TEXT, [country] TEXT, [segment] TEXT, [employees] INTEGER, [plan] TEXT, [seats] INTEGER, [currency] TEXT, [language] TEXT, [time_zone] TEXT, [owner] TEXT, [stage] TEXT, [customer_on] TEXT, [trial] INTEGER, [churn_flag] INTEGER, [merged_refs] TEXT) STRICT;
INSERT INTO "company" VALUES('hubspot/company/acme@357318e2b895bc5b','hubspot','company','acme','357318e2b895bc5b','2024-06-28T00:00:00','2026-06-28T06:00:00','company.csv:2',NULL,'Acme',NULL,NULL,NULL,NULL,'Sweden','mid-market',NULL,NULL,NULL,'EUR',NULL,NULL,'Ines Calloway',NULL,'2024-06-28',NULL,NULL,NULL);
INSERT INTO "company" VALUES('hubspot/company/bolt@7881b8ecd19408a0','hubspot','company','bolt','7881b8ecd19408a0','2024-06-28T00:00:00','2026-06-28T06:00:00','company.csv:3',NULL,'Bolt',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2024-06-28',NULL,NULL,NULL);
CREATE TABLE [coverage] ([id] TEXT PRIMARY KEY NOT NULL, [plan_id] TEXT, [as_of] TEXT, [account_id] TEXT, [mode] TEXT, [person] TEXT, [hours] REAL, [impact] REAL, [low] REAL, [high] REAL, [why] TEXT, [set_at] TEXT) STRICT;
INSERT INTO "coverage" VALUES('old-coverage','old plan_id','2026-06-20','acme','call','Ines Calloway',1.0,1.0,1.0,1.0,'old why','2026-06-20T09:00:00');
CREATE TABLE [cycle] ([id] TEXT PRIMARY KEY NOT NULL, [as_of] TEXT, [started_at] TEXT, [seconds] REAL, [accounts] INTEGER, [model] TEXT, [calls] INTEGER, [tokens] INTEGER, [fallbacks] INTEGER, [summary] TEXT) STRICT;
INSERT INTO "cycle" VALUES('57f5429d25c54fb6','2026-06-27','2026-06-27T12:00:00',5.449,1,'offline',0,0,0,'{"cycle_id": "57f5429d25c54fb6", "as_of": "2026-06-27", "accounts": 1, "seconds": 5.449, "proposals": {"onboarding": 0, "success_planning": 1, "risk": 1, "growth": 0, "renewal": 0, "relationship": 0}, "routed": {"agent": 0, "agent_with_review": 1, "human_with_draft": 0, "human_only": 0, "held": 1, "rejected": 0}, "gates": {"cites_known_facts": {"passed": 2, "failed": 0, "unknown": 0}, "figures_match": {"passed": 2, "failed": 0, "unknown": 0}, "states_nothing_uncited": {"passed": 2, "failed": 0, "unknown": 0}, "facts_are_fresh": {"passed": 2, "failed": 0, "unknown": 0}, "right_recipient": {"passed": 2, "failed": 0, "unknown": 0}, "names_no_other_customer": {"passed": 2, "failed": 0, "unknown": 0}, "keeps_policy": {"passed": 2, "failed": 0, "unknown": 0}, "not_a_duplicate": {"passed": 2, "failed": 0, "unknown": 0}, "is_specific": {"passed": 2, "failed": 0, "unknown": 0}}, "findings": [{"id": "bc5a9ba3e7b4454e", "kind": "missing knowledge", "says": "1 of 1 customers lack when the current term ends, or that it just rolls on by the month (renewal date): renewal could not act on them.", "action": "Import a source that holds it.", "page": "Context"}, {"id": "d6a8c13e7c7cc2f1", "kind": "no goal", "says": "No goal is set: 2 proposals were ordered by expected gain alone.", "action": "Set a goal.", "page": "Strategy"}], "model": {"name": "offline", "calls": 0, "tokens": 0, "fallbacks": 0}, "repeated": 0, "held_again": 0, "not_drafted": 0, "outcomes": 0, "ready": {"onboarding": 1, "success_planning": 1, "risk": 1, "growth": 1, "renewal": 0, "relationship": 1}, "missing": {"onboarding": {}, "success_planning": {}, "risk": {}, "growth": {}, "renewal": {"renewal date": 1}, "relationship": {}}}');
INSERT INTO "cycle" VALUES('a57d974ea96f8267','2026-06-28','2026-06-28T12:00:00',0.507,1,'offline',0,0,0,'{"cycle_id": "a57d974ea96f8267", "as_of": "2026-06-28", "accounts": 1, "seconds": 0.507, "proposals": {"onboarding": 0, "success_planning": 1, "risk": 0, "growth": 0, "renewal": 0, "relationship": 0}, "routed": {"agent": 0, "agent_with_review": 1, "human_with_draft": 0, "human_only": 0, "held": 0, "rejected": 0}, "gates": {"cites_known_facts": {"passed": 1, "failed": 0, "unknown": 0}, "figures_match": {"passed": 1, "failed": 0, "unknown": 0}, "states_nothing_uncited": {"passed": 1, "failed": 0, "unknown": 0}, "facts_are_fresh": {"passed": 1, "failed": 0, "unknown": 0}, "right_recipient": {"passed": 1, "failed": 0, "unknown": 0}, "names_no_other_customer": {"passed": 1, "failed": 0, "unknown": 0}, "keeps_policy": {"passed": 1, "failed": 0, "unknown": 0}, "not_a_duplicate": {"passed": 1, "failed": 0, "unknown": 0}, "is_specific": {"passed": 1, "failed": 0, "unknown": 0}}, "findings": [{"id": "09c2cda2611ed1b7", "kind": "missing knowledge", "says": "1 of 1 customers lack when the current term ends, or that it just rolls on by the month (renewal date): renewal could not act on them.", "action": "Import a source that holds it.", "page": "Context"}, {"id": "5a23ee687112547c", "kind": "no goal", "says": "No goal is set: 1 proposals were ordered by expected gain alone.", "action": "Set a goal.", "page": "Strategy"}], "model": {"name": "offline", "calls": 0, "tokens": 0, "fallbacks": 0}, "repeated": 1, "held_again": 0, "not_drafted": 0, "outcomes": 0, "ready": {"onboarding": 1, "success_planning": 1, "risk": 1, "growth": 1, "renewal": 0, "relationship": 1}, "missing": {"onboarding": {}, "success_planning": {}, "risk": {}, "growth": {}, "renewal": {"renewal date": 1}, "relationship": {}}}');
CREATE TABLE [deal] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [company_ref] TEXT, [name] TEXT, [kind] TEXT, [stage] TEXT, [amount] REAL, [currency] TEXT, [created_on] TEXT, [close_on] TEXT, [closed_on] TEXT, [won] INTEGER, [owner] TEXT, [lost_reason] TEXT, [forecast] TEXT) STRICT;
INSERT INTO "deal" VALUES('hubspot/deal/d-acme-renewal@1010b435f59665af','hubspot','deal','d-acme-renewal','1010b435f59665af','2026-04-29T00:00:00','2026-06-28T06:00:00','deal.csv:2',NULL,'acme','acme renewal','renewal','Negotiation',12000.0,'EUR','2026-04-29',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE [decision] ([id] TEXT PRIMARY KEY NOT NULL, [proposal_id] TEXT, [decision] TEXT, [by] TEXT, [decided_at] TEXT, [body] TEXT, [reason] TEXT, [edit_distance] REAL, [seconds] REAL) STRICT;
INSERT INTO "decision" VALUES('87ef332d6d6f6f70','2bf41aeeeb273f4d','approve','Ana','2026-06-28T12:00:00',NULL,'',0.0,NULL);
CREATE TABLE [delivery] ([id] TEXT PRIMARY KEY NOT NULL, [action_id] TEXT, [at] TEXT, [status] TEXT, [via] TEXT, [why] TEXT) STRICT;
INSERT INTO "delivery" VALUES('65a997776483b95f','68aba04cd6bb9884','2026-06-28T12:00:00','sent','outbox/68aba04cd6bb9884.eml','');
CREATE TABLE [desired_outcome] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [company_ref] TEXT, [outcome] TEXT, [metric] TEXT, [baseline] REAL, [target] REAL, [unit] TEXT, [quote] TEXT, [stated_on] TEXT, [stated_by] TEXT) STRICT;
INSERT INTO "desired_outcome" VALUES('hubspot/desired_outcome/o-acme-2025-12-10@96c4da2248eed780','hubspot','desired_outcome','o-acme-2025-12-10','96c4da2248eed780','2025-12-10T00:00:00','2026-06-28T06:00:00','desired_outcome.csv:2',NULL,'acme','Halve the planning time',NULL,NULL,NULL,NULL,NULL,'2025-12-10',NULL);
CREATE TABLE [field_change] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [of] TEXT, [thing_ref] TEXT, [field] TEXT, [value] TEXT, [changed_at] TEXT, [by] TEXT) STRICT;
INSERT INTO "field_change" VALUES('old-field_change','hubspot','field_change','old-field_change','d','2026-06-20T09:00:00','2026-06-20T09:00:00','field_change.csv:2',NULL,'old of','old thing_ref','old field','old value','2026-06-20T09:00:00','Ines Calloway');
CREATE TABLE [finding] ([id] TEXT PRIMARY KEY NOT NULL, [cycle_id] TEXT, [kind] TEXT, [says] TEXT, [action] TEXT, [page] TEXT) STRICT;
INSERT INTO "finding" VALUES('bc5a9ba3e7b4454e','57f5429d25c54fb6','missing knowledge','1 of 1 customers lack when the current term ends, or that it just rolls on by the month (renewal date): renewal could not act on them.','Import a source that holds it.','Context');
INSERT INTO "finding" VALUES('d6a8c13e7c7cc2f1','57f5429d25c54fb6','no goal','No goal is set: 2 proposals were ordered by expected gain alone.','Set a goal.','Strategy');
INSERT INTO "finding" VALUES('09c2cda2611ed1b7','a57d974ea96f8267','missing knowledge','1 of 1 customers lack when the current term ends, or that it just rolls on by the month (renewal date): renewal could not act on them.','Import a source that holds it.','Context');
INSERT INTO "finding" VALUES('5a23ee687112547c','a57d974ea96f8267','no goal','No goal is set: 1 proposals were ordered by expected gain alone.','Set a goal.','Strategy');
CREATE TABLE [goal] ([id] TEXT PRIMARY KEY NOT NULL, [key] TEXT, [kind] TEXT, [value] REAL, [text] TEXT, [set_at] TEXT, [by] TEXT) STRICT;
INSERT INTO "goal" VALUES('old-goal','grr','goal',0.92,'grr=0.92','2026-06-20T09:00:00','Ines Calloway');
CREATE TABLE [health_weight] ([id] TEXT PRIMARY KEY NOT NULL, [segment] TEXT, [measure] TEXT, [weight] REAL, [worst] REAL, [best] REAL, [set_at] TEXT, [by] TEXT) STRICT;
INSERT INTO "health_weight" VALUES('old-health_weight','mid-market','usage',1.0,0.0,100.0,'2026-06-20T09:00:00','Ines Calloway');
CREATE TABLE [identity_answer] ([id] TEXT PRIMARY KEY NOT NULL, [noun] TEXT, [left_key] TEXT, [right_key] TEXT, [same] INTEGER, [why] TEXT, [by] TEXT, [answered_at] TEXT) STRICT;
INSERT INTO "identity_answer" VALUES('old-identity_answer','company','hubspot/acme','stripe/other',0,'old why','Ines Calloway','2026-06-20T09:00:00');
CREATE TABLE [import_file] ([id] TEXT PRIMARY KEY NOT NULL, [path] TEXT, [system] TEXT, [object] TEXT, [decision] TEXT, [digest] TEXT, [rows] INTEGER, [landed] INTEGER, [unchanged] INTEGER, [refused] INTEGER, [imported_at] TEXT) STRICT;
INSERT INTO "import_file" VALUES('old-import_file','old path','hubspot','old object','old decision','old digest',1,1,1,1,'2026-06-20T09:00:00');
CREATE TABLE [invoice] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [company_ref] TEXT, [subscription_ref] TEXT, [number] TEXT, [issued_on] TEXT, [due_on] TEXT, [paid_on] TEXT, [amount] REAL, [currency] TEXT, [status] TEXT) STRICT;
INSERT INTO "invoice" VALUES('hubspot/invoice/in-acme-2026-06-08@fda079ed425bbf33','hubspot','invoice','in-acme-2026-06-08','fda079ed425bbf33','2026-05-09T00:00:00','2026-06-28T06:00:00','invoice.csv:2',NULL,'acme',NULL,NULL,'2026-05-09','2026-06-08','2026-06-13',1000.0,'EUR','paid');
CREATE TABLE [knowledge] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [kind] TEXT, [name] TEXT, [product] TEXT, [plan] TEXT, [event] TEXT, [text] TEXT, [value] TEXT, [amount] REAL, [unit] TEXT, [days] INTEGER, [main] INTEGER, [version] TEXT, [fixes] TEXT, [published_on] TEXT) STRICT;
INSERT INTO "knowledge" VALUES('vendor/knowledge/milestone-First board-None@25b43822e3fff0c4','vendor','knowledge','milestone-First board-None','25b43822e3fff0c4','2023-10-02T00:00:00','2026-06-28T06:00:00','knowledge.csv:2',NULL,'milestone','First board',NULL,NULL,'dispatch_board',NULL,NULL,5.0,NULL,30,0,NULL,NULL,NULL);
INSERT INTO "knowledge" VALUES('vendor/knowledge/release-Route planner-@c0caa90d4b1b3fee','vendor','knowledge','release-Route planner-','c0caa90d4b1b3fee','2026-05-29T00:00:00','2026-06-28T06:00:00','knowledge.csv:3',NULL,'release','Route planner',NULL,NULL,NULL,'Route planner is here',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-05-29');
CREATE TABLE [label] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [kind] TEXT, [code] TEXT, [label] TEXT, [email] TEXT, [parent] TEXT) STRICT;
INSERT INTO "label" VALUES('old-label','hubspot','label','old-label','d','2026-06-20T09:00:00','2026-06-20T09:00:00','label.csv:2',NULL,'old kind','old code','old label','ada@acme.example','old parent');
CREATE TABLE [lesson_switch] ([id] TEXT PRIMARY KEY NOT NULL, [lesson] TEXT, [off] INTEGER, [by] TEXT, [set_at] TEXT) STRICT;
INSERT INTO "lesson_switch" VALUES('old-lesson_switch','l1',1,'Ines Calloway','2026-06-20T09:00:00');
CREATE TABLE [line] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [of] TEXT, [parent_ref] TEXT, [price_ref] TEXT, [product] TEXT, [quantity] REAL, [amount] REAL, [currency] TEXT, [interval] TEXT, [starts_on] TEXT, [ends_on] TEXT) STRICT;
INSERT INTO "line" VALUES('old-line','hubspot','line','old-line','d','2026-06-20T09:00:00','2026-06-20T09:00:00','line.csv:2',NULL,'old of','old parent_ref','old price_ref','old product',1.0,1.0,'EUR','old interval','2026-06-20','2026-06-20');
CREATE TABLE [link] ([id] TEXT PRIMARY KEY NOT NULL, [company_key] TEXT, [account_id] TEXT, [score] REAL, [why] TEXT, [linked_at] TEXT, [batch] INTEGER) STRICT;
INSERT INTO "link" VALUES('672e6a7ec32dee63','hubspot/acme','acme',1.0,'given by the test','2026-06-28T06:00:00',NULL);
INSERT INTO "link" VALUES('34f37d1f51be44b5','hubspot/bolt','bolt',1.0,'given by the test','2026-06-28T06:00:00',NULL);
CREATE TABLE [mapping] ([id] TEXT PRIMARY KEY NOT NULL, [signature] TEXT, [mapping] TEXT, [by] TEXT, [set_at] TEXT, [gone] INTEGER) STRICT;
INSERT INTO "mapping" VALUES('old-mapping','sig','{}','Ines Calloway','2026-06-20T09:00:00',0);
CREATE TABLE [meeting] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [company_ref] TEXT, [kind] TEXT, [status] TEXT, [held_at] TEXT, [minutes] REAL, [held_by] TEXT, [person_refs] TEXT, [title] TEXT, [attendees] TEXT, [notes] TEXT) STRICT;
INSERT INTO "meeting" VALUES('hubspot/meeting/m-acme-2026-05-29@1da0d1aae7b23345','hubspot','meeting','m-acme-2026-05-29','1da0d1aae7b23345','2026-05-29T14:00:00','2026-06-28T06:00:00','meeting.csv:2',NULL,'acme','Check-in','Completed','2026-05-29T14:00:00',30.0,'Mia Sand',NULL,NULL,NULL,NULL);
CREATE TABLE [merge] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [of] TEXT, [kept_ref] TEXT, [merged_ref] TEXT, [merged_at] TEXT) STRICT;
INSERT INTO "merge" VALUES('old-merge','hubspot','merge','old-merge','d','2026-06-20T09:00:00','2026-06-20T09:00:00','merge.csv:2',NULL,'old of','old kept_ref','old merged_ref','2026-06-20T09:00:00');
CREATE TABLE [message] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [company_ref] TEXT, [channel] TEXT, [thread] TEXT, [sender] TEXT, [sender_name] TEXT, [recipients] TEXT, [sent_at] TEXT, [subject] TEXT, [body] TEXT) STRICT;
INSERT INTO "message" VALUES('email/message/43dbda10687ab1c1@512856c36d4f92de','email','message','43dbda10687ab1c1','512856c36d4f92de','2026-06-23T11:00:00','2026-06-28T06:00:00','message.csv:2',NULL,NULL,'email','th-acme','ada@acme.example',NULL,'mia@ours.example','2026-06-23T11:00:00','When is the next release?','When is the next release?');
CREATE TABLE [meta] ([key] TEXT PRIMARY KEY NOT NULL, [value] TEXT, [set_at] TEXT) STRICT;
INSERT INTO "meta" VALUES('newest_on','2026-06-28','2026-06-28T12:00:00');
CREATE TABLE [note] ([id] TEXT PRIMARY KEY NOT NULL, [account_id] TEXT, [knowledge] TEXT, [key] TEXT, [text] TEXT, [quote] TEXT, [said_by] TEXT, [observed_on] TEXT, [by] TEXT, [at] TEXT, [gone] INTEGER) STRICT;
INSERT INTO "note" VALUES('old-note','acme','remarks','remark','They open a second depot in May.','old quote','old said_by','2026-06-20','Ines Calloway','2026-06-20T09:00:00',0);
CREATE TABLE [outcome] ([id] TEXT PRIMARY KEY NOT NULL, [account_id] TEXT, [cause_id] TEXT, [agent] TEXT, [kind] TEXT, [good] INTEGER, [observed_on] TEXT, [detail] TEXT) STRICT;
INSERT INTO "outcome" VALUES('old-outcome','acme','68aba04cd6bb9884','risk','replied',1,'2026-06-20','old detail');
CREATE TABLE [person] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [company_ref] TEXT, [name] TEXT, [email] TEXT, [phone] TEXT, [title] TEXT, [role] TEXT, [language] TEXT, [time_zone] TEXT, [opted_out] INTEGER, [undeliverable] INTEGER, [created_on] TEXT, [left_on] TEXT, [merged_refs] TEXT) STRICT;
INSERT INTO "person" VALUES('hubspot/person/p-acme-Ada Lind@83b415c3e858b6fc','hubspot','person','p-acme-Ada Lind','83b415c3e858b6fc','2025-06-28T00:00:00','2026-06-28T06:00:00','person.csv:2',NULL,'acme','Ada Lind','ada@acme.example',NULL,'Head of operations','Champion',NULL,NULL,NULL,NULL,'2025-06-28',NULL,NULL);
CREATE TABLE [pilot] ([id] TEXT PRIMARY KEY NOT NULL, [name] TEXT, [as_of] TEXT, [arm] TEXT, [account_id] TEXT, [propensity] REAL, [stratum] TEXT, [started_at] TEXT) STRICT;
INSERT INTO "pilot" VALUES('old-pilot','tail','2026-06-20','holdout','acme',1.0,'old stratum','2026-06-20T09:00:00');
CREATE TABLE [price] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [product_ref] TEXT, [name] TEXT, [amount] REAL, [currency] TEXT, [interval] TEXT, [interval_count] INTEGER) STRICT;
INSERT INTO "price" VALUES('old-price','hubspot','price','old-price','d','2026-06-20T09:00:00','2026-06-20T09:00:00','price.csv:2',NULL,'old product_ref','Winter board',1.0,'EUR','old interval',1);
CREATE TABLE [proposal] ([id] TEXT PRIMARY KEY NOT NULL, [cycle_id] TEXT, [as_of] TEXT, [agent] TEXT, [job] TEXT, [account_id] TEXT, [kind] TEXT, [channel] TEXT, [recipient] TEXT, [recipient_name] TEXT, [subject] TEXT, [body] TEXT, [claims] TEXT, [facts] TEXT, [reason] TEXT, [play] TEXT, [stakes] TEXT, [value] REAL, [value_unit] TEXT, [confidence] REAL, [drafted_by] TEXT, [expires_at] TEXT) STRICT;
INSERT INTO "proposal" VALUES('2bf41aeeeb273f4d','57f5429d25c54fb6','2026-06-27','risk','keep the customer','acme','message','email','ada@acme.example','Ada Lind','Use at Acme is down by 60 %','Hello Ada,

Your team''s use fell by 60 %: 80 uses in the last four weeks, 200 in the four before. Your ticket "Export fails" is still open on our side. Most of what remains is in Dispatch board.

Is that a quiet season, or is something in the way?

Best regards,
Ines Calloway','[{"text": "Your team''s use fell by 60 %: 80 uses in the last four weeks, 200 in the four before.", "fact_ids": ["usage_change:acme:2026-06-21", "usage_4w:acme:2026-06-21", "usage_prev_4w:acme:2026-06-21"]}, {"text": "Your ticket \"Export fails\" is still open on our side.", "fact_ids": ["ticket:acme:t-acme-Export fails-2026-06-18"]}, {"text": "Most of what remains is in Dispatch board.", "fact_ids": ["top_feature:acme:2026-06-21"]}]','[{"id": "usage_4w:acme:2026-06-21", "key": "usage_4w", "value": 80, "unit": "uses", "observed_at": "2026-06-21", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1", "recorded_at": "2026-06-28T06:00:00"}, {"id": "usage_prev_4w:acme:2026-06-21", "key": "usage_prev_4w", "value": 200, "unit": "uses", "observed_at": "2026-06-21", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1", "recorded_at": "2026-06-28T06:00:00"}, {"id": "usage_change:acme:2026-06-21", "key": "usage_change", "value": -60.0, "unit": "%", "observed_at": "2026-06-21", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1", "recorded_at": "2026-06-28T06:00:00"}, {"id": "top_feature:acme:2026-06-21", "key": "top_feature", "value": "dispatch_board", "unit": "", "observed_at": "2026-06-21", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1", "recorded_at": "2026-06-28T06:00:00"}, {"id": "ticket:acme:t-acme-Export fails-2026-06-18", "key": "ticket", "value": "Export fails", "unit": "", "observed_at": "2026-06-18", "source": "hubspot", "source_row": "ticket.csv:2", "recorded_at": "2026-06-28T06:00:00"}]','Use fell by 60 %: 80 uses in the last four weeks, 200 in the four before.','recover use','medium',5.50000000000000072164e-02,'accounts_kept',0.7,'offline','2026-07-04');
INSERT INTO "proposal" VALUES('c8ca72b991dc7d54','57f5429d25c54fb6','2026-06-27','success_planning','know what the customer wants and show progress towards it','acme','message','email','ada@acme.example','Ada Lind','Quarterly check: "Halve the planning time"','Hello Ada,

This is the quarterly look at your goal "Halve the planning time". Over the last four weeks we count 80 uses; over the four before it was 200. Most of it is in Dispatch board.

Does that match what you see on your side, and what is your own figure for the goal now?

Best regards,
Ines Calloway','[{"text": "This is the quarterly look at your goal \"Halve the planning time\".", "fact_ids": ["desired_outcome:acme:2025-12-10"]}, {"text": "Over the last four weeks we count 80 uses; over the four before it was 200.", "fact_ids": ["usage_4w:acme:2026-06-21", "usage_prev_4w:acme:2026-06-21"]}, {"text": "Most of it is in Dispatch board.", "fact_ids": ["top_feature:acme:2026-06-21"]}]','[{"id": "usage_4w:acme:2026-06-21", "key": "usage_4w", "value": 80, "unit": "uses", "observed_at": "2026-06-21", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1", "recorded_at": "2026-06-28T06:00:00"}, {"id": "usage_prev_4w:acme:2026-06-21", "key": "usage_prev_4w", "value": 200, "unit": "uses", "observed_at": "2026-06-21", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1", "recorded_at": "2026-06-28T06:00:00"}, {"id": "top_feature:acme:2026-06-21", "key": "top_feature", "value": "dispatch_board", "unit": "", "observed_at": "2026-06-21", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1", "recorded_at": "2026-06-28T06:00:00"}, {"id": "desired_outcome:acme:2025-12-10", "key": "desired_outcome", "value": "Halve the planning time", "unit": "", "observed_at": "2025-12-10", "source": "hubspot", "source_row": "desired_outcome.csv:2", "recorded_at": "2026-06-28T06:00:00"}]','Quarterly check on "Halve the planning time": 80 uses in the last four weeks against 200 in the four before.','report progress','low',0.0225,'accounts_kept',0.7,'offline','2026-07-11');
INSERT INTO "proposal" VALUES('5bff09977139f7c0','a57d974ea96f8267','2026-06-28','success_planning','know what the customer wants and show progress towards it','acme','message','email','ada@acme.example','Ada Lind','Quarterly check: "Halve the planning time"','Hello Ada,

This is the quarterly look at your goal "Halve the planning time". Your team''s last four weeks: 40 uses, against 200 in the four weeks before. Most of it is in Dispatch board.

Are you where you wanted to be by now?

Best regards,
Ines Calloway','[{"text": "This is the quarterly look at your goal \"Halve the planning time\".", "fact_ids": ["desired_outcome:acme:2025-12-10"]}, {"text": "Your team''s last four weeks: 40 uses, against 200 in the four weeks before.", "fact_ids": ["usage_4w:acme:2026-06-28", "usage_prev_4w:acme:2026-06-28"]}, {"text": "Most of it is in Dispatch board.", "fact_ids": ["top_feature:acme:2026-06-28"]}]','[{"id": "usage_4w:acme:2026-06-28", "key": "usage_4w", "value": 40, "unit": "uses", "observed_at": "2026-06-28", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1", "recorded_at": "2026-06-28T06:00:00"}, {"id": "usage_prev_4w:acme:2026-06-28", "key": "usage_prev_4w", "value": 200, "unit": "uses", "observed_at": "2026-06-28", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1", "recorded_at": "2026-06-28T06:00:00"}, {"id": "top_feature:acme:2026-06-28", "key": "top_feature", "value": "dispatch_board", "unit": "", "observed_at": "2026-06-28", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1", "recorded_at": "2026-06-28T06:00:00"}, {"id": "desired_outcome:acme:2025-12-10", "key": "desired_outcome", "value": "Halve the planning time", "unit": "", "observed_at": "2025-12-10", "source": "hubspot", "source_row": "desired_outcome.csv:2", "recorded_at": "2026-06-28T06:00:00"}]','Quarterly check on "Halve the planning time": 40 uses in the last four weeks against 200 in the four before.','report progress','low',0.0225,'accounts_kept',0.7,'offline','2026-07-12');
CREATE TABLE [reading] ([id] TEXT PRIMARY KEY NOT NULL, [noun] TEXT, [source_key] TEXT, [reader] TEXT, [sentiment] TEXT, [topics] TEXT, [asks] TEXT, [promises] TEXT, [spans] TEXT, [read_at] TEXT) STRICT;
INSERT INTO "reading" VALUES('old-reading','ticket','x','offline-0','negative','[]','[]','[]','[]','2026-06-20T09:00:00');
CREATE TABLE [refused_row] ([id] TEXT PRIMARY KEY NOT NULL, [file] TEXT, [row] INTEGER, [why] TEXT, [content] TEXT, [recorded_at] TEXT) STRICT;
INSERT INTO "refused_row" VALUES('old-refused_row','old file',1,'old why','old content','2026-06-20T09:00:00');
CREATE TABLE [relation] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [left_object] TEXT, [left_ref] TEXT, [right_object] TEXT, [right_ref] TEXT, [kind] TEXT) STRICT;
INSERT INTO "relation" VALUES('old-relation','hubspot','relation','old-relation','d','2026-06-20T09:00:00','2026-06-20T09:00:00','relation.csv:2',NULL,'old left_object','old left_ref','old right_object','old right_ref','old kind');
CREATE TABLE [routed] ([id] TEXT PRIMARY KEY NOT NULL, [proposal_id] TEXT, [cycle_id] TEXT, [as_of] TEXT, [route] TEXT, [why] TEXT, [change] TEXT, [assignee] TEXT, [priority] REAL, [goals] TEXT) STRICT;
INSERT INTO "routed" VALUES('2bf41aeeeb273f4d','2bf41aeeeb273f4d','57f5429d25c54fb6','2026-06-27','agent_with_review','Every gate passed; the risk agent is at level review here, the stakes are medium','A higher level of autonomy on the Agents page','Mia Sand',5.50000000000000072164e-02,'[]');
INSERT INTO "routed" VALUES('c8ca72b991dc7d54','c8ca72b991dc7d54','57f5429d25c54fb6','2026-06-27','held','The risk agent speaks to this customer first: recover use','The other message not being due',NULL,0.0225,'[]');
INSERT INTO "routed" VALUES('5bff09977139f7c0','5bff09977139f7c0','a57d974ea96f8267','2026-06-28','agent_with_review','Every gate passed; the success planning agent is at level review here, the stakes are low','A higher level of autonomy on the Agents page','Mia Sand',0.0225,'[]');
CREATE TABLE [step] ([id] TEXT PRIMARY KEY NOT NULL, [cycle_id] TEXT, [kind] TEXT, [agent] TEXT, [rows_in] INTEGER, [rows_out] INTEGER, [ms] REAL, [detail] TEXT) STRICT;
INSERT INTO "step" VALUES('9162cdab6fb8140a','57f5429d25c54fb6','outcomes','',0,0,5086.142,'');
INSERT INTO "step" VALUES('0d0117c1a2cae161','57f5429d25c54fb6','signals','',0,1,261.607,'');
INSERT INTO "step" VALUES('c8e8fd7f815e37ad','57f5429d25c54fb6','lessons','',0,0,1.394,'');
INSERT INTO "step" VALUES('905322e512c4efc0','57f5429d25c54fb6','readiness','',1,19,45.22,'');
INSERT INTO "step" VALUES('0222677ad44597a3','57f5429d25c54fb6','notice','onboarding',1,0,2.01,'');
INSERT INTO "step" VALUES('5bb36e6ed6002010','57f5429d25c54fb6','notice','success_planning',1,1,1.458,'');
INSERT INTO "step" VALUES('aa8275b30f212ad0','57f5429d25c54fb6','notice','risk',1,1,2.566,'');
INSERT INTO "step" VALUES('34d2c5b412006555','57f5429d25c54fb6','notice','growth',1,0,1.854,'');
INSERT INTO "step" VALUES('ce47d3553b446e94','57f5429d25c54fb6','notice','renewal',0,0,1.881,'');
INSERT INTO "step" VALUES('728de2693c06ec9c','57f5429d25c54fb6','notice','relationship',1,0,2.215,'');
INSERT INTO "step" VALUES('6b1395cd4896baaa','57f5429d25c54fb6','brief','',2,1,20.416,'');
INSERT INTO "step" VALUES('db6ff26f0ffbb00b','57f5429d25c54fb6','draft','',2,2,1.227,'offline');
INSERT INTO "step" VALUES('01d7ff3f89471419','57f5429d25c54fb6','judge','',2,2,13.942,'');
INSERT INTO "step" VALUES('50110c0ffd2bf9aa','57f5429d25c54fb6','route','',2,1,0.186,'');
INSERT INTO "step" VALUES('53da293711661b71','a57d974ea96f8267','outcomes','',0,0,192.741,'');
INSERT INTO "step" VALUES('4b0b49967abe8f41','a57d974ea96f8267','signals','',0,1,185.361,'');
INSERT INTO "step" VALUES('8f21e27ee115bab5','a57d974ea96f8267','lessons','',0,0,2.704,'');
INSERT INTO "step" VALUES('9a1598379f62819b','a57d974ea96f8267','readiness','',1,19,50.704,'');
INSERT INTO "step" VALUES('696c3fc3d6e48f07','a57d974ea96f8267','notice','onboarding',1,0,2.769,'');
INSERT INTO "step" VALUES('34a6f721af68068c','a57d974ea96f8267','notice','success_planning',1,1,1.432,'');
INSERT INTO "step" VALUES('8295344d803a2122','a57d974ea96f8267','notice','risk',1,1,2.551,'');
INSERT INTO "step" VALUES('ece18748d3d30d34','a57d974ea96f8267','notice','growth',1,0,2.039,'');
INSERT INTO "step" VALUES('d0a78e7d89d9d9b0','a57d974ea96f8267','notice','renewal',0,0,1.704,'');
INSERT INTO "step" VALUES('6769bd5746ec1ae2','a57d974ea96f8267','notice','relationship',1,0,2.164,'');
INSERT INTO "step" VALUES('12490b1bd6210f3a','a57d974ea96f8267','brief','',1,1,37.747,'');
INSERT INTO "step" VALUES('4f8c85d0b7c7b148','a57d974ea96f8267','draft','',1,1,0.41,'offline');
INSERT INTO "step" VALUES('5f1de5c927a7e0b2','a57d974ea96f8267','judge','',1,1,11.991,'');
INSERT INTO "step" VALUES('82c3c3a0b09d7794','a57d974ea96f8267','route','',1,1,0.153,'');
CREATE TABLE [subscription] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [company_ref] TEXT, [plan] TEXT, [product] TEXT, [status] TEXT, [started_on] TEXT, [ended_on] TEXT, [cancelled_on] TEXT, [term_start_on] TEXT, [term_end_on] TEXT, [auto_renew] INTEGER, [billing] TEXT, [seats] INTEGER, [mrr] REAL, [currency] TEXT, [discount] REAL, [trial] INTEGER, [upgraded] INTEGER, [downgraded] INTEGER, [churn_flag] INTEGER) STRICT;
INSERT INTO "subscription" VALUES('hubspot/subscription/sub-acme@a60666bc169452d5','hubspot','subscription','sub-acme','a60666bc169452d5','2024-06-28T00:00:00','2026-06-28T06:00:00','subscription.csv:2',NULL,'acme',NULL,NULL,NULL,'2024-06-28',NULL,NULL,NULL,NULL,NULL,NULL,20,1000.0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE [survey] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [company_ref] TEXT, [person_ref] TEXT, [email] TEXT, [kind] TEXT, [score] REAL, [most] REAL, [comment] TEXT, [answered_at] TEXT) STRICT;
INSERT INTO "survey" VALUES('old-survey','hubspot','survey','old-survey','d','2026-06-20T09:00:00','2026-06-20T09:00:00','survey.csv:2',NULL,'acme','old person_ref','ada@acme.example','old kind',1.0,1.0,'old comment','2026-06-20T09:00:00');
CREATE TABLE [task] ([id] TEXT PRIMARY KEY NOT NULL, [account_id] TEXT, [proposal_id] TEXT, [agent] TEXT, [assignee] TEXT, [title] TEXT, [brief] TEXT, [due_on] TEXT, [minutes] REAL, [created_at] TEXT) STRICT;
INSERT INTO "task" VALUES('old-task','acme','2bf41aeeeb273f4d','risk','old assignee','old title','old brief','2026-06-20',1.0,'2026-06-20T09:00:00');
CREATE TABLE [team_edit] ([id] TEXT PRIMARY KEY NOT NULL, [name] TEXT, [email] TEXT, [role] TEXT, [weekly_hours] REAL, [skills] TEXT, [languages] TEXT, [time_zone] TEXT, [leave_from_on] TEXT, [leave_to_on] TEXT, [gone] INTEGER, [set_at] TEXT, [by] TEXT) STRICT;
INSERT INTO "team_edit" VALUES('old-team_edit','Ines Calloway','ada@acme.example','CSM',30.0,'renewal','en','Europe/Stockholm','2026-06-20','2026-06-20',0,'2026-06-20T09:00:00','Ines Calloway');
CREATE TABLE [team_member] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [name] TEXT, [email] TEXT, [role] TEXT, [weekly_hours] REAL, [skills] TEXT, [languages] TEXT, [time_zone] TEXT, [leave_from_on] TEXT, [leave_to_on] TEXT) STRICT;
INSERT INTO "team_member" VALUES('vendor/team_member/Mia Sand@acf255f81f6594b5','vendor','team_member','Mia Sand','acf255f81f6594b5','2023-10-02T00:00:00','2026-06-28T06:00:00','team_member.csv:2',NULL,'Mia Sand','mia@ours.example','CSM',30.0,'technical','en',NULL,NULL,NULL);
CREATE TABLE [ticket] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [deleted] INTEGER, [company_ref] TEXT, [person_ref] TEXT, [subject] TEXT, [body] TEXT, [status] TEXT, [priority] TEXT, [opened_at] TEXT, [closed_at] TEXT, [satisfaction] REAL, [escalated] INTEGER, [first_response_minutes] REAL, [tags] TEXT) STRICT;
INSERT INTO "ticket" VALUES('hubspot/ticket/t-acme-Export fails-2026-06-18@3c7fbd7d070d5117','hubspot','ticket','t-acme-Export fails-2026-06-18','3c7fbd7d070d5117','2026-06-18T09:00:00','2026-06-28T06:00:00','ticket.csv:2',NULL,'acme',NULL,'Export fails',NULL,'open',NULL,'2026-06-18T09:00:00',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE [touch] ([id] TEXT PRIMARY KEY NOT NULL, [account_id] TEXT, [task_id] TEXT, [mode] TEXT, [minutes] REAL, [two_way] INTEGER, [by] TEXT, [at] TEXT, [result] TEXT, [done] INTEGER) STRICT;
INSERT INTO "touch" VALUES('c9909dc876f1aedd','acme',NULL,'call',30.0,1,'Mia Sand','2026-06-21T15:00:00','',1);
CREATE TABLE [verdict] ([id] TEXT PRIMARY KEY NOT NULL, [proposal_id] TEXT, [gate] TEXT, [passed] INTEGER, [why] TEXT) STRICT;
INSERT INTO "verdict" VALUES('2bf41aeeeb273f4d:cites_known_facts','2bf41aeeeb273f4d','cites_known_facts',1,'5 facts cited, all in the brief');
INSERT INTO "verdict" VALUES('2bf41aeeeb273f4d:figures_match','2bf41aeeeb273f4d','figures_match',1,'3 claims agree with the facts they cite');
INSERT INTO "verdict" VALUES('2bf41aeeeb273f4d:states_nothing_uncited','2bf41aeeeb273f4d','states_nothing_uncited',1,'what is uncited is greeting, heading, question, request or sign-off');
INSERT INTO "verdict" VALUES('2bf41aeeeb273f4d:facts_are_fresh','2bf41aeeeb273f4d','facts_are_fresh',1,'every cited fact is as new as its kind must be');
INSERT INTO "verdict" VALUES('2bf41aeeeb273f4d:right_recipient','2bf41aeeeb273f4d','right_recipient',1,'ada@acme.example is known here and may be written to');
INSERT INTO "verdict" VALUES('2bf41aeeeb273f4d:names_no_other_customer','2bf41aeeeb273f4d','names_no_other_customer',1,'no other customer is named');
INSERT INTO "verdict" VALUES('2bf41aeeeb273f4d:keeps_policy','2bf41aeeeb273f4d','keeps_policy',1,'no discount, promise, link or banned phrase');
INSERT INTO "verdict" VALUES('2bf41aeeeb273f4d:not_a_duplicate','2bf41aeeeb273f4d','not_a_duplicate',1,'nothing like it in 90 days');
INSERT INTO "verdict" VALUES('2bf41aeeeb273f4d:is_specific','2bf41aeeeb273f4d','is_specific',1,'5 telling facts cited, 2 needed');
INSERT INTO "verdict" VALUES('c8ca72b991dc7d54:cites_known_facts','c8ca72b991dc7d54','cites_known_facts',1,'4 facts cited, all in the brief');
INSERT INTO "verdict" VALUES('c8ca72b991dc7d54:figures_match','c8ca72b991dc7d54','figures_match',1,'3 claims agree with the facts they cite');
INSERT INTO "verdict" VALUES('c8ca72b991dc7d54:states_nothing_uncited','c8ca72b991dc7d54','states_nothing_uncited',1,'what is uncited is greeting, heading, question, request or sign-off');
INSERT INTO "verdict" VALUES('c8ca72b991dc7d54:facts_are_fresh','c8ca72b991dc7d54','facts_are_fresh',1,'every cited fact is as new as its kind must be');
INSERT INTO "verdict" VALUES('c8ca72b991dc7d54:right_recipient','c8ca72b991dc7d54','right_recipient',1,'ada@acme.example is known here and may be written to');
INSERT INTO "verdict" VALUES('c8ca72b991dc7d54:names_no_other_customer','c8ca72b991dc7d54','names_no_other_customer',1,'no other customer is named');
INSERT INTO "verdict" VALUES('c8ca72b991dc7d54:keeps_policy','c8ca72b991dc7d54','keeps_policy',1,'no discount, promise, link or banned phrase');
INSERT INTO "verdict" VALUES('c8ca72b991dc7d54:not_a_duplicate','c8ca72b991dc7d54','not_a_duplicate',1,'nothing like it in 90 days');
INSERT INTO "verdict" VALUES('c8ca72b991dc7d54:is_specific','c8ca72b991dc7d54','is_specific',1,'4 telling facts cited, 2 needed');
INSERT INTO "verdict" VALUES('5bff09977139f7c0:cites_known_facts','5bff09977139f7c0','cites_known_facts',1,'4 facts cited, all in the brief');
INSERT INTO "verdict" VALUES('5bff09977139f7c0:figures_match','5bff09977139f7c0','figures_match',1,'3 claims agree with the facts they cite');
INSERT INTO "verdict" VALUES('5bff09977139f7c0:states_nothing_uncited','5bff09977139f7c0','states_nothing_uncited',1,'what is uncited is greeting, heading, question, request or sign-off');
INSERT INTO "verdict" VALUES('5bff09977139f7c0:facts_are_fresh','5bff09977139f7c0','facts_are_fresh',1,'every cited fact is as new as its kind must be');
INSERT INTO "verdict" VALUES('5bff09977139f7c0:right_recipient','5bff09977139f7c0','right_recipient',1,'ada@acme.example is known here and may be written to');
INSERT INTO "verdict" VALUES('5bff09977139f7c0:names_no_other_customer','5bff09977139f7c0','names_no_other_customer',1,'no other customer is named');
INSERT INTO "verdict" VALUES('5bff09977139f7c0:keeps_policy','5bff09977139f7c0','keeps_policy',1,'no discount, promise, link or banned phrase');
INSERT INTO "verdict" VALUES('5bff09977139f7c0:not_a_duplicate','5bff09977139f7c0','not_a_duplicate',1,'nothing like it in 90 days');
INSERT INTO "verdict" VALUES('5bff09977139f7c0:is_specific','5bff09977139f7c0','is_specific',1,'4 telling facts cited, 2 needed');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TRIGGER [company_no_update] BEFORE UPDATE ON [company] BEGIN SELECT raise(abort, 'company is append-only: write a new row'); END;
CREATE TRIGGER [company_no_delete] BEFORE DELETE ON [company] BEGIN SELECT raise(abort, 'company is append-only: write a new row'); END;
CREATE TRIGGER [person_no_update] BEFORE UPDATE ON [person] BEGIN SELECT raise(abort, 'person is append-only: write a new row'); END;
CREATE TRIGGER [person_no_delete] BEFORE DELETE ON [person] BEGIN SELECT raise(abort, 'person is append-only: write a new row'); END;
CREATE TRIGGER [subscription_no_update] BEFORE UPDATE ON [subscription] BEGIN SELECT raise(abort, 'subscription is append-only: write a new row'); END;
CREATE TRIGGER [subscription_no_delete] BEFORE DELETE ON [subscription] BEGIN SELECT raise(abort, 'subscription is append-only: write a new row'); END;
CREATE TRIGGER [invoice_no_update] BEFORE UPDATE ON [invoice] BEGIN SELECT raise(abort, 'invoice is append-only: write a new row'); END;
CREATE TRIGGER [invoice_no_delete] BEFORE DELETE ON [invoice] BEGIN SELECT raise(abort, 'invoice is append-only: write a new row'); END;
CREATE TRIGGER [ticket_no_update] BEFORE UPDATE ON [ticket] BEGIN SELECT raise(abort, 'ticket is append-only: write a new row'); END;
CREATE TRIGGER [ticket_no_delete] BEFORE DELETE ON [ticket] BEGIN SELECT raise(abort, 'ticket is append-only: write a new row'); END;
CREATE TRIGGER [deal_no_update] BEFORE UPDATE ON [deal] BEGIN SELECT raise(abort, 'deal is append-only: write a new row'); END;
CREATE TRIGGER [deal_no_delete] BEFORE DELETE ON [deal] BEGIN SELECT raise(abort, 'deal is append-only: write a new row'); END;
CREATE TRIGGER [message_no_update] BEFORE UPDATE ON [message] BEGIN SELECT raise(abort, 'message is append-only: write a new row'); END;
CREATE TRIGGER [message_no_delete] BEFORE DELETE ON [message] BEGIN SELECT raise(abort, 'message is append-only: write a new row'); END;
CREATE TRIGGER [churn_event_no_update] BEFORE UPDATE ON [churn_event] BEGIN SELECT raise(abort, 'churn_event is append-only: write a new row'); END;
CREATE TRIGGER [churn_event_no_delete] BEFORE DELETE ON [churn_event] BEGIN SELECT raise(abort, 'churn_event is append-only: write a new row'); END;
CREATE TRIGGER [desired_outcome_no_update] BEFORE UPDATE ON [desired_outcome] BEGIN SELECT raise(abort, 'desired_outcome is append-only: write a new row'); END;
CREATE TRIGGER [desired_outcome_no_delete] BEFORE DELETE ON [desired_outcome] BEGIN SELECT raise(abort, 'desired_outcome is append-only: write a new row'); END;
CREATE TRIGGER [meeting_no_update] BEFORE UPDATE ON [meeting] BEGIN SELECT raise(abort, 'meeting is append-only: write a new row'); END;
CREATE TRIGGER [meeting_no_delete] BEFORE DELETE ON [meeting] BEGIN SELECT raise(abort, 'meeting is append-only: write a new row'); END;
CREATE TRIGGER [survey_no_update] BEFORE UPDATE ON [survey] BEGIN SELECT raise(abort, 'survey is append-only: write a new row'); END;
CREATE TRIGGER [survey_no_delete] BEFORE DELETE ON [survey] BEGIN SELECT raise(abort, 'survey is append-only: write a new row'); END;
CREATE TRIGGER [knowledge_no_update] BEFORE UPDATE ON [knowledge] BEGIN SELECT raise(abort, 'knowledge is append-only: write a new row'); END;
CREATE TRIGGER [knowledge_no_delete] BEFORE DELETE ON [knowledge] BEGIN SELECT raise(abort, 'knowledge is append-only: write a new row'); END;
CREATE TRIGGER [field_change_no_update] BEFORE UPDATE ON [field_change] BEGIN SELECT raise(abort, 'field_change is append-only: write a new row'); END;
CREATE TRIGGER [field_change_no_delete] BEFORE DELETE ON [field_change] BEGIN SELECT raise(abort, 'field_change is append-only: write a new row'); END;
CREATE TRIGGER [line_no_update] BEFORE UPDATE ON [line] BEGIN SELECT raise(abort, 'line is append-only: write a new row'); END;
CREATE TRIGGER [line_no_delete] BEFORE DELETE ON [line] BEGIN SELECT raise(abort, 'line is append-only: write a new row'); END;
CREATE TRIGGER [price_no_update] BEFORE UPDATE ON [price] BEGIN SELECT raise(abort, 'price is append-only: write a new row'); END;
CREATE TRIGGER [price_no_delete] BEFORE DELETE ON [price] BEGIN SELECT raise(abort, 'price is append-only: write a new row'); END;
CREATE TRIGGER [label_no_update] BEFORE UPDATE ON [label] BEGIN SELECT raise(abort, 'label is append-only: write a new row'); END;
CREATE TRIGGER [label_no_delete] BEFORE DELETE ON [label] BEGIN SELECT raise(abort, 'label is append-only: write a new row'); END;
CREATE TRIGGER [relation_no_update] BEFORE UPDATE ON [relation] BEGIN SELECT raise(abort, 'relation is append-only: write a new row'); END;
CREATE TRIGGER [relation_no_delete] BEFORE DELETE ON [relation] BEGIN SELECT raise(abort, 'relation is append-only: write a new row'); END;
CREATE TRIGGER [merge_no_update] BEFORE UPDATE ON [merge] BEGIN SELECT raise(abort, 'merge is append-only: write a new row'); END;
CREATE TRIGGER [merge_no_delete] BEFORE DELETE ON [merge] BEGIN SELECT raise(abort, 'merge is append-only: write a new row'); END;
CREATE TRIGGER [team_member_no_update] BEFORE UPDATE ON [team_member] BEGIN SELECT raise(abort, 'team_member is append-only: write a new row'); END;
CREATE TRIGGER [team_member_no_delete] BEFORE DELETE ON [team_member] BEGIN SELECT raise(abort, 'team_member is append-only: write a new row'); END;
CREATE TRIGGER [import_file_no_update] BEFORE UPDATE ON [import_file] BEGIN SELECT raise(abort, 'import_file is append-only: write a new row'); END;
CREATE TRIGGER [import_file_no_delete] BEFORE DELETE ON [import_file] BEGIN SELECT raise(abort, 'import_file is append-only: write a new row'); END;
CREATE TRIGGER [refused_row_no_update] BEFORE UPDATE ON [refused_row] BEGIN SELECT raise(abort, 'refused_row is append-only: write a new row'); END;
CREATE TRIGGER [refused_row_no_delete] BEFORE DELETE ON [refused_row] BEGIN SELECT raise(abort, 'refused_row is append-only: write a new row'); END;
CREATE TRIGGER [link_no_update] BEFORE UPDATE ON [link] BEGIN SELECT raise(abort, 'link is append-only: write a new row'); END;
CREATE TRIGGER [link_no_delete] BEFORE DELETE ON [link] BEGIN SELECT raise(abort, 'link is append-only: write a new row'); END;
CREATE TRIGGER [cycle_no_update] BEFORE UPDATE ON [cycle] BEGIN SELECT raise(abort, 'cycle is append-only: write a new row'); END;
CREATE TRIGGER [cycle_no_delete] BEFORE DELETE ON [cycle] BEGIN SELECT raise(abort, 'cycle is append-only: write a new row'); END;
CREATE TRIGGER [proposal_no_update] BEFORE UPDATE ON [proposal] BEGIN SELECT raise(abort, 'proposal is append-only: write a new row'); END;
CREATE TRIGGER [proposal_no_delete] BEFORE DELETE ON [proposal] BEGIN SELECT raise(abort, 'proposal is append-only: write a new row'); END;
CREATE TRIGGER [verdict_no_update] BEFORE UPDATE ON [verdict] BEGIN SELECT raise(abort, 'verdict is append-only: write a new row'); END;
CREATE TRIGGER [verdict_no_delete] BEFORE DELETE ON [verdict] BEGIN SELECT raise(abort, 'verdict is append-only: write a new row'); END;
CREATE TRIGGER [routed_no_update] BEFORE UPDATE ON [routed] BEGIN SELECT raise(abort, 'routed is append-only: write a new row'); END;
CREATE TRIGGER [routed_no_delete] BEFORE DELETE ON [routed] BEGIN SELECT raise(abort, 'routed is append-only: write a new row'); END;
CREATE TRIGGER [decision_no_update] BEFORE UPDATE ON [decision] BEGIN SELECT raise(abort, 'decision is append-only: write a new row'); END;
CREATE TRIGGER [decision_no_delete] BEFORE DELETE ON [decision] BEGIN SELECT raise(abort, 'decision is append-only: write a new row'); END;
CREATE TRIGGER [action_no_update] BEFORE UPDATE ON [action] BEGIN SELECT raise(abort, 'action is append-only: write a new row'); END;
CREATE TRIGGER [action_no_delete] BEFORE DELETE ON [action] BEGIN SELECT raise(abort, 'action is append-only: write a new row'); END;
CREATE TRIGGER [delivery_no_update] BEFORE UPDATE ON [delivery] BEGIN SELECT raise(abort, 'delivery is append-only: write a new row'); END;
CREATE TRIGGER [delivery_no_delete] BEFORE DELETE ON [delivery] BEGIN SELECT raise(abort, 'delivery is append-only: write a new row'); END;
CREATE TRIGGER [task_no_update] BEFORE UPDATE ON [task] BEGIN SELECT raise(abort, 'task is append-only: write a new row'); END;
CREATE TRIGGER [task_no_delete] BEFORE DELETE ON [task] BEGIN SELECT raise(abort, 'task is append-only: write a new row'); END;
CREATE TRIGGER [touch_no_update] BEFORE UPDATE ON [touch] BEGIN SELECT raise(abort, 'touch is append-only: write a new row'); END;
CREATE TRIGGER [touch_no_delete] BEFORE DELETE ON [touch] BEGIN SELECT raise(abort, 'touch is append-only: write a new row'); END;
CREATE TRIGGER [outcome_no_update] BEFORE UPDATE ON [outcome] BEGIN SELECT raise(abort, 'outcome is append-only: write a new row'); END;
CREATE TRIGGER [outcome_no_delete] BEFORE DELETE ON [outcome] BEGIN SELECT raise(abort, 'outcome is append-only: write a new row'); END;
CREATE TRIGGER [finding_no_update] BEFORE UPDATE ON [finding] BEGIN SELECT raise(abort, 'finding is append-only: write a new row'); END;
CREATE TRIGGER [finding_no_delete] BEFORE DELETE ON [finding] BEGIN SELECT raise(abort, 'finding is append-only: write a new row'); END;
CREATE TRIGGER [step_no_update] BEFORE UPDATE ON [step] BEGIN SELECT raise(abort, 'step is append-only: write a new row'); END;
CREATE TRIGGER [step_no_delete] BEFORE DELETE ON [step] BEGIN SELECT raise(abort, 'step is append-only: write a new row'); END;
CREATE TRIGGER [goal_no_update] BEFORE UPDATE ON [goal] BEGIN SELECT raise(abort, 'goal is append-only: write a new row'); END;
CREATE TRIGGER [goal_no_delete] BEFORE DELETE ON [goal] BEGIN SELECT raise(abort, 'goal is append-only: write a new row'); END;
CREATE TRIGGER [autonomy_no_update] BEFORE UPDATE ON [autonomy] BEGIN SELECT raise(abort, 'autonomy is append-only: write a new row'); END;
CREATE TRIGGER [autonomy_no_delete] BEFORE DELETE ON [autonomy] BEGIN SELECT raise(abort, 'autonomy is append-only: write a new row'); END;
CREATE TRIGGER [coverage_no_update] BEFORE UPDATE ON [coverage] BEGIN SELECT raise(abort, 'coverage is append-only: write a new row'); END;
CREATE TRIGGER [coverage_no_delete] BEFORE DELETE ON [coverage] BEGIN SELECT raise(abort, 'coverage is append-only: write a new row'); END;
CREATE TRIGGER [pilot_no_update] BEFORE UPDATE ON [pilot] BEGIN SELECT raise(abort, 'pilot is append-only: write a new row'); END;
CREATE TRIGGER [pilot_no_delete] BEFORE DELETE ON [pilot] BEGIN SELECT raise(abort, 'pilot is append-only: write a new row'); END;
CREATE TRIGGER [team_edit_no_update] BEFORE UPDATE ON [team_edit] BEGIN SELECT raise(abort, 'team_edit is append-only: write a new row'); END;
CREATE TRIGGER [team_edit_no_delete] BEFORE DELETE ON [team_edit] BEGIN SELECT raise(abort, 'team_edit is append-only: write a new row'); END;
CREATE TRIGGER [note_no_update] BEFORE UPDATE ON [note] BEGIN SELECT raise(abort, 'note is append-only: write a new row'); END;
CREATE TRIGGER [note_no_delete] BEFORE DELETE ON [note] BEGIN SELECT raise(abort, 'note is append-only: write a new row'); END;
CREATE TRIGGER [mapping_no_update] BEFORE UPDATE ON [mapping] BEGIN SELECT raise(abort, 'mapping is append-only: write a new row'); END;
CREATE TRIGGER [mapping_no_delete] BEFORE DELETE ON [mapping] BEGIN SELECT raise(abort, 'mapping is append-only: write a new row'); END;
CREATE TRIGGER [identity_answer_no_update] BEFORE UPDATE ON [identity_answer] BEGIN SELECT raise(abort, 'identity_answer is append-only: write a new row'); END;
CREATE TRIGGER [identity_answer_no_delete] BEFORE DELETE ON [identity_answer] BEGIN SELECT raise(abort, 'identity_answer is append-only: write a new row'); END;
CREATE TRIGGER [health_weight_no_update] BEFORE UPDATE ON [health_weight] BEGIN SELECT raise(abort, 'health_weight is append-only: write a new row'); END;
CREATE TRIGGER [health_weight_no_delete] BEFORE DELETE ON [health_weight] BEGIN SELECT raise(abort, 'health_weight is append-only: write a new row'); END;
CREATE TRIGGER [reading_no_update] BEFORE UPDATE ON [reading] BEGIN SELECT raise(abort, 'reading is append-only: write a new row'); END;
CREATE TRIGGER [reading_no_delete] BEFORE DELETE ON [reading] BEGIN SELECT raise(abort, 'reading is append-only: write a new row'); END;
CREATE TRIGGER [lesson_switch_no_update] BEFORE UPDATE ON [lesson_switch] BEGIN SELECT raise(abort, 'lesson_switch is append-only: write a new row'); END;
CREATE TRIGGER [lesson_switch_no_delete] BEFORE DELETE ON [lesson_switch] BEGIN SELECT raise(abort, 'lesson_switch is append-only: write a new row'); END;
CREATE INDEX [company_source] ON [company] (system, object, source_id);
CREATE INDEX [person_source] ON [person] (system, object, source_id);
CREATE INDEX [subscription_source] ON [subscription] (system, object, source_id);
CREATE INDEX [invoice_source] ON [invoice] (system, object, source_id);
CREATE INDEX [ticket_source] ON [ticket] (system, object, source_id);
CREATE INDEX [deal_source] ON [deal] (system, object, source_id);
CREATE INDEX [message_source] ON [message] (system, object, source_id);
CREATE INDEX [churn_event_source] ON [churn_event] (system, object, source_id);
CREATE INDEX [desired_outcome_source] ON [desired_outcome] (system, object, source_id);
CREATE INDEX [meeting_source] ON [meeting] (system, object, source_id);
CREATE INDEX [survey_source] ON [survey] (system, object, source_id);
CREATE INDEX [knowledge_source] ON [knowledge] (system, object, source_id);
CREATE INDEX [field_change_source] ON [field_change] (system, object, source_id);
CREATE INDEX [line_source] ON [line] (system, object, source_id);
CREATE INDEX [price_source] ON [price] (system, object, source_id);
CREATE INDEX [label_source] ON [label] (system, object, source_id);
CREATE INDEX [relation_source] ON [relation] (system, object, source_id);
CREATE INDEX [merge_source] ON [merge] (system, object, source_id);
CREATE INDEX [team_member_source] ON [team_member] (system, object, source_id);
CREATE INDEX [link_company_key] ON [link] (company_key);
CREATE INDEX [proposal_account_id] ON [proposal] (account_id);
CREATE INDEX [proposal_cycle_id] ON [proposal] (cycle_id);
CREATE INDEX [verdict_proposal_id] ON [verdict] (proposal_id);
CREATE INDEX [routed_proposal_id] ON [routed] (proposal_id);
CREATE INDEX [routed_cycle_id] ON [routed] (cycle_id);
CREATE INDEX [decision_proposal_id] ON [decision] (proposal_id);
CREATE INDEX [action_account_id] ON [action] (account_id);
CREATE INDEX [action_proposal_id] ON [action] (proposal_id);
CREATE INDEX [delivery_action_id] ON [delivery] (action_id);
CREATE INDEX [task_account_id] ON [task] (account_id);
CREATE INDEX [touch_account_id] ON [touch] (account_id);
CREATE INDEX [outcome_account_id] ON [outcome] (account_id);
CREATE INDEX [outcome_cause_id] ON [outcome] (cause_id);
CREATE INDEX [step_cycle_id] ON [step] (cycle_id);
CREATE INDEX [refused_row_file] ON [refused_row] (file);
CREATE INDEX [note_account_id] ON [note] (account_id);
CREATE INDEX [reading_source_key] ON [reading] (source_key);
CREATE UNIQUE INDEX decision_once ON decision (proposal_id);
COMMIT;

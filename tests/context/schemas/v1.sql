-- A store as the first release wrote it, with a customer, a cycle and a decision in it.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'context','m001_initial','2026-11-22 21:20:59.717549+00:00');
CREATE TABLE [action] ([id] TEXT PRIMARY KEY NOT NULL, [proposal_id] TEXT, [account_id] TEXT, [agent] TEXT, [kind] TEXT, [channel] TEXT, [recipient] TEXT, [subject] TEXT, [body] TEXT, [created_at] TEXT, [authorised_by] TEXT) STRICT;
CREATE TABLE [autonomy] ([id] TEXT PRIMARY KEY NOT NULL, [agent] TEXT, [segment] TEXT, [level] TEXT, [why] TEXT, [set_at] TEXT, [by] TEXT) STRICT;
CREATE TABLE [churn_event] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [company_ref] TEXT, [churned_on] TEXT, [reason] TEXT, [feedback] TEXT, [refund] REAL, [reactivation] INTEGER) STRICT;
CREATE TABLE [company] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [name] TEXT, [domain] TEXT, [external_id] TEXT, [parent_ref] TEXT, [industry] TEXT, [country] TEXT, [segment] TEXT, [employees] INTEGER, [plan] TEXT, [seats] INTEGER, [currency] TEXT, [language] TEXT, [time_zone] TEXT, [owner] TEXT, [stage] TEXT, [customer_on] TEXT, [trial] INTEGER, [churn_flag] INTEGER, [deleted] INTEGER) STRICT;
INSERT INTO "company" VALUES('hubspot/company/acme@6270790b5e51baad','hubspot','company','acme','6270790b5e51baad','2024-06-28T00:00:00','2026-06-28T06:00:00','company.csv:2','Acme','acme.example',NULL,NULL,NULL,NULL,'mid-market',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2024-06-28',NULL,NULL,NULL);
CREATE TABLE [coverage] ([id] TEXT PRIMARY KEY NOT NULL, [plan_id] TEXT, [as_of] TEXT, [account_id] TEXT, [mode] TEXT, [person] TEXT, [hours] REAL, [impact] REAL, [low] REAL, [high] REAL, [why] TEXT, [set_at] TEXT) STRICT;
CREATE TABLE [cycle] ([id] TEXT PRIMARY KEY NOT NULL, [as_of] TEXT, [started_at] TEXT, [seconds] REAL, [accounts] INTEGER, [model] TEXT, [calls] INTEGER, [tokens] INTEGER, [fallbacks] INTEGER, [summary] TEXT) STRICT;
INSERT INTO "cycle" VALUES('a57d974ea96f8267','2026-06-28','2026-06-28T12:00:00',1.441,1,'offline',0,0,0,'{"cycle_id": "a57d974ea96f8267", "as_of": "2026-06-28", "accounts": 1, "seconds": 1.441, "proposals": {"onboarding": 0, "success_planning": 1, "risk": 1, "growth": 0, "renewal": 0, "relationship": 0}, "routed": {"agent": 0, "agent_with_review": 0, "human_with_draft": 2, "human_only": 0, "held": 0, "rejected": 0}, "gates": {"cites_known_facts": {"passed": 2, "failed": 0, "unknown": 0}, "figures_match": {"passed": 2, "failed": 0, "unknown": 0}, "states_nothing_uncited": {"passed": 2, "failed": 0, "unknown": 0}, "facts_are_fresh": {"passed": 2, "failed": 0, "unknown": 0}, "right_recipient": {"passed": 2, "failed": 0, "unknown": 0}, "names_no_other_customer": {"passed": 2, "failed": 0, "unknown": 0}, "keeps_policy": {"passed": 2, "failed": 0, "unknown": 0}, "not_a_duplicate": {"passed": 2, "failed": 0, "unknown": 0}, "is_specific": {"passed": 2, "failed": 0, "unknown": 0}}, "findings": [{"id": "d403ed76dbb0d348", "kind": "missing knowledge", "says": "1 of 1 customers lack the vendor''s value milestones and how long each should take (milestones): onboarding could not act on them.", "action": "Import a source that holds it.", "page": "Context"}, {"id": "28d2957255f64bb9", "kind": "missing knowledge", "says": "1 of 1 customers lack a person to write to, with an e-mail address (people): relationship could not act on them.", "action": "Import a source that holds it.", "page": "Context"}, {"id": "09c2cda2611ed1b7", "kind": "missing knowledge", "says": "1 of 1 customers lack when the current term ends, or that it just rolls on by the month (renewal date): renewal could not act on them.", "action": "Import a source that holds it.", "page": "Context"}, {"id": "1d5e95bf5edce52f", "kind": "no team", "says": "No team is known, so 0.7 hours of work for people were given out without a limit.", "action": "Enter the team or import team.csv.", "page": "Coverage"}, {"id": "b276c10444148fcf", "kind": "no goal", "says": "No goal is set: 2 proposals were ordered by expected gain alone.", "action": "Set a goal.", "page": "Strategy"}], "model": {"name": "offline", "calls": 0, "tokens": 0, "fallbacks": 0}, "repeated": 0, "held_again": 0, "not_drafted": 0, "outcomes": 0, "ready": {"onboarding": 0, "success_planning": 1, "risk": 1, "growth": 1, "renewal": 0, "relationship": 0}, "missing": {"onboarding": {"milestones": 1}, "success_planning": {}, "risk": {}, "growth": {}, "renewal": {"renewal date": 1}, "relationship": {"people": 1}}}');
CREATE TABLE [deal] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [company_ref] TEXT, [name] TEXT, [kind] TEXT, [stage] TEXT, [amount] REAL, [currency] TEXT, [created_on] TEXT, [close_on] TEXT, [closed_on] TEXT, [won] INTEGER, [owner] TEXT, [lost_reason] TEXT) STRICT;
CREATE TABLE [decision] ([id] TEXT PRIMARY KEY NOT NULL, [proposal_id] TEXT, [decision] TEXT, [by] TEXT, [decided_at] TEXT, [body] TEXT, [reason] TEXT, [edit_distance] REAL, [seconds] REAL) STRICT;
INSERT INTO "decision" VALUES('6553df44e268eded','c7a19bf9e53b1da3','reject','Ana','2026-06-28T14:00:00',NULL,'wrong time',0.0,NULL);
CREATE TABLE [delivery] ([id] TEXT PRIMARY KEY NOT NULL, [action_id] TEXT, [at] TEXT, [status] TEXT, [via] TEXT, [why] TEXT) STRICT;
CREATE TABLE [desired_outcome] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [company_ref] TEXT, [outcome] TEXT, [metric] TEXT, [baseline] REAL, [target] REAL, [unit] TEXT, [quote] TEXT, [stated_on] TEXT, [stated_by] TEXT) STRICT;
CREATE TABLE [finding] ([id] TEXT PRIMARY KEY NOT NULL, [cycle_id] TEXT, [kind] TEXT, [says] TEXT, [action] TEXT, [page] TEXT) STRICT;
INSERT INTO "finding" VALUES('d403ed76dbb0d348','a57d974ea96f8267','missing knowledge','1 of 1 customers lack the vendor''s value milestones and how long each should take (milestones): onboarding could not act on them.','Import a source that holds it.','Context');
INSERT INTO "finding" VALUES('28d2957255f64bb9','a57d974ea96f8267','missing knowledge','1 of 1 customers lack a person to write to, with an e-mail address (people): relationship could not act on them.','Import a source that holds it.','Context');
INSERT INTO "finding" VALUES('09c2cda2611ed1b7','a57d974ea96f8267','missing knowledge','1 of 1 customers lack when the current term ends, or that it just rolls on by the month (renewal date): renewal could not act on them.','Import a source that holds it.','Context');
INSERT INTO "finding" VALUES('1d5e95bf5edce52f','a57d974ea96f8267','no team','No team is known, so 0.7 hours of work for people were given out without a limit.','Enter the team or import team.csv.','Coverage');
INSERT INTO "finding" VALUES('b276c10444148fcf','a57d974ea96f8267','no goal','No goal is set: 2 proposals were ordered by expected gain alone.','Set a goal.','Strategy');
CREATE TABLE [goal] ([id] TEXT PRIMARY KEY NOT NULL, [key] TEXT, [kind] TEXT, [value] REAL, [text] TEXT, [set_at] TEXT, [by] TEXT) STRICT;
CREATE TABLE [import_file] ([id] TEXT PRIMARY KEY NOT NULL, [path] TEXT, [system] TEXT, [object] TEXT, [digest] TEXT, [rows] INTEGER, [landed] INTEGER, [unchanged] INTEGER, [refused] INTEGER, [imported_at] TEXT) STRICT;
CREATE TABLE [invoice] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [company_ref] TEXT, [subscription_ref] TEXT, [number] TEXT, [issued_on] TEXT, [due_on] TEXT, [paid_on] TEXT, [amount] REAL, [currency] TEXT, [status] TEXT) STRICT;
CREATE TABLE [knowledge] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [kind] TEXT, [name] TEXT, [product] TEXT, [plan] TEXT, [event] TEXT, [text] TEXT, [value] TEXT, [amount] REAL, [unit] TEXT, [days] INTEGER, [main] INTEGER, [version] TEXT, [fixes] TEXT, [published_on] TEXT) STRICT;
CREATE TABLE [link] ([id] TEXT PRIMARY KEY NOT NULL, [company_key] TEXT, [account_id] TEXT, [score] REAL, [why] TEXT, [linked_at] TEXT) STRICT;
INSERT INTO "link" VALUES('672e6a7ec32dee63','hubspot/acme','acme',1.0,'given by the test','2026-06-28T06:00:00');
CREATE TABLE [meeting] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [company_ref] TEXT, [kind] TEXT, [status] TEXT, [held_at] TEXT, [minutes] REAL, [held_by] TEXT, [person_refs] TEXT) STRICT;
CREATE TABLE [message] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [company_ref] TEXT, [channel] TEXT, [thread] TEXT, [sender] TEXT, [sender_name] TEXT, [recipients] TEXT, [sent_at] TEXT, [subject] TEXT, [body] TEXT) STRICT;
CREATE TABLE [meta] ([key] TEXT PRIMARY KEY NOT NULL, [value] TEXT, [set_at] TEXT) STRICT;
INSERT INTO "meta" VALUES('lake:events/hubspot/c99313726b2fa136.parquet','30','2026-06-28T06:00:00');
CREATE TABLE [outcome] ([id] TEXT PRIMARY KEY NOT NULL, [account_id] TEXT, [cause_id] TEXT, [agent] TEXT, [kind] TEXT, [good] INTEGER, [observed_on] TEXT, [detail] TEXT) STRICT;
CREATE TABLE [person] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [company_ref] TEXT, [name] TEXT, [email] TEXT, [title] TEXT, [role] TEXT, [language] TEXT, [time_zone] TEXT, [opted_out] INTEGER, [created_on] TEXT, [left_on] TEXT, [deleted] INTEGER) STRICT;
CREATE TABLE [pilot] ([id] TEXT PRIMARY KEY NOT NULL, [name] TEXT, [as_of] TEXT, [arm] TEXT, [account_id] TEXT, [propensity] REAL, [stratum] TEXT, [started_at] TEXT) STRICT;
CREATE TABLE [proposal] ([id] TEXT PRIMARY KEY NOT NULL, [cycle_id] TEXT, [as_of] TEXT, [agent] TEXT, [job] TEXT, [account_id] TEXT, [kind] TEXT, [channel] TEXT, [recipient] TEXT, [recipient_name] TEXT, [subject] TEXT, [body] TEXT, [claims] TEXT, [facts] TEXT, [reason] TEXT, [play] TEXT, [stakes] TEXT, [value] REAL, [value_unit] TEXT, [confidence] REAL, [drafted_by] TEXT, [expires_at] TEXT) STRICT;
INSERT INTO "proposal" VALUES('c7a19bf9e53b1da3','a57d974ea96f8267','2026-06-28','risk','keep the customer','acme','task','crm_task',NULL,NULL,'Acme: use down by 80 %','Use fell by 80 %: 40 uses in the last four weeks, 200 in the four before.

Known:
- Most used at present: Dispatch board.
- Customer since 28 June 2024.

Suggested step: ask what changed, check the open tickets first, and agree one step to bring the work back. Please find out first whom to speak with, and add that person to the CRM.','[{"text": "Use fell by 80 %: 40 uses in the last four weeks, 200 in the four before.", "fact_ids": ["usage_change:acme:2026-06-28", "usage_4w:acme:2026-06-28", "usage_prev_4w:acme:2026-06-28"]}, {"text": "Most used at present: Dispatch board.", "fact_ids": ["top_feature:acme:2026-06-28"]}, {"text": "Customer since 28 June 2024.", "fact_ids": ["customer_on:acme:2026-06-28"]}]','[{"id": "customer_on:acme:2026-06-28", "key": "customer_on", "value": "2024-06-28", "unit": "", "observed_at": "2026-06-28", "source": "hubspot", "source_row": "company.csv:2"}, {"id": "usage_4w:acme:2026-06-28", "key": "usage_4w", "value": 40, "unit": "uses", "observed_at": "2026-06-28", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1"}, {"id": "usage_prev_4w:acme:2026-06-28", "key": "usage_prev_4w", "value": 200, "unit": "uses", "observed_at": "2026-06-28", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1"}, {"id": "usage_change:acme:2026-06-28", "key": "usage_change", "value": -80.0, "unit": "%", "observed_at": "2026-06-28", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1"}, {"id": "top_feature:acme:2026-06-28", "key": "top_feature", "value": "dispatch_board", "unit": "", "observed_at": "2026-06-28", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1"}]','Use fell by 80 %: 40 uses in the last four weeks, 200 in the four before.','recover use','medium',0.065,'accounts_kept',0.7,'offline','2026-07-05');
INSERT INTO "proposal" VALUES('656dabbc905f53bd','a57d974ea96f8267','2026-06-28','success_planning','know what the customer wants and show progress towards it','acme','task','crm_task',NULL,NULL,'Acme: ask for the desired outcome','Customer since 28 June 2024, and what they want to achieve is not on record; they use Dispatch board most.

Known:
- Last four weeks: 40 uses.

Suggested step: ask for one measurable outcome with a target and a date, and record it. Please find out first whom to speak with, and add that person to the CRM.','[{"text": "Customer since 28 June 2024, and what they want to achieve is not on record; they use Dispatch board most.", "fact_ids": ["customer_on:acme:2026-06-28", "top_feature:acme:2026-06-28"]}, {"text": "Last four weeks: 40 uses.", "fact_ids": ["usage_4w:acme:2026-06-28"]}]','[{"id": "customer_on:acme:2026-06-28", "key": "customer_on", "value": "2024-06-28", "unit": "", "observed_at": "2026-06-28", "source": "hubspot", "source_row": "company.csv:2"}, {"id": "usage_4w:acme:2026-06-28", "key": "usage_4w", "value": 40, "unit": "uses", "observed_at": "2026-06-28", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1"}, {"id": "top_feature:acme:2026-06-28", "key": "top_feature", "value": "dispatch_board", "unit": "", "observed_at": "2026-06-28", "source": "hubspot", "source_row": "events.parquet: 8 rows of this account between 1 and 1"}]','Customer since 28 June 2024, and what they want to achieve is not on record; they use Dispatch board most.','ask for the outcome','low',0.015,'accounts_kept',0.7,'offline','2026-07-12');
CREATE TABLE [refused_row] ([id] TEXT PRIMARY KEY NOT NULL, [file] TEXT, [row] INTEGER, [why] TEXT, [content] TEXT, [recorded_at] TEXT) STRICT;
CREATE TABLE [routed] ([id] TEXT PRIMARY KEY NOT NULL, [proposal_id] TEXT, [cycle_id] TEXT, [as_of] TEXT, [route] TEXT, [why] TEXT, [change] TEXT, [assignee] TEXT, [priority] REAL, [goals] TEXT) STRICT;
INSERT INTO "routed" VALUES('c7a19bf9e53b1da3','c7a19bf9e53b1da3','a57d974ea96f8267','2026-06-28','human_with_draft','It is work for one of ours: nobody at the customer can be written to, or the play is not a message','A person at the customer with an e-mail address','unassigned',0.065,'[]');
INSERT INTO "routed" VALUES('656dabbc905f53bd','656dabbc905f53bd','a57d974ea96f8267','2026-06-28','human_with_draft','It is work for one of ours: nobody at the customer can be written to, or the play is not a message','A person at the customer with an e-mail address','unassigned',0.015,'[]');
CREATE TABLE [step] ([id] TEXT PRIMARY KEY NOT NULL, [cycle_id] TEXT, [kind] TEXT, [agent] TEXT, [rows_in] INTEGER, [rows_out] INTEGER, [ms] REAL, [detail] TEXT) STRICT;
INSERT INTO "step" VALUES('53da293711661b71','a57d974ea96f8267','outcomes','',0,0,5.665,'');
INSERT INTO "step" VALUES('4b0b49967abe8f41','a57d974ea96f8267','signals','',0,1,1283.788,'');
INSERT INTO "step" VALUES('8f21e27ee115bab5','a57d974ea96f8267','readiness','',1,3,58.334,'');
INSERT INTO "step" VALUES('9a1598379f62819b','a57d974ea96f8267','notice','onboarding',0,0,3.904,'');
INSERT INTO "step" VALUES('696c3fc3d6e48f07','a57d974ea96f8267','notice','success_planning',1,1,3.096,'');
INSERT INTO "step" VALUES('34a6f721af68068c','a57d974ea96f8267','notice','risk',1,1,5.331,'');
INSERT INTO "step" VALUES('8295344d803a2122','a57d974ea96f8267','notice','growth',1,0,3.945,'');
INSERT INTO "step" VALUES('ece18748d3d30d34','a57d974ea96f8267','notice','renewal',0,0,3.322,'');
INSERT INTO "step" VALUES('d0a78e7d89d9d9b0','a57d974ea96f8267','notice','relationship',0,0,4.553,'');
INSERT INTO "step" VALUES('6769bd5746ec1ae2','a57d974ea96f8267','brief','',2,1,23.167,'');
INSERT INTO "step" VALUES('12490b1bd6210f3a','a57d974ea96f8267','draft','',2,2,0.888,'offline');
INSERT INTO "step" VALUES('4f8c85d0b7c7b148','a57d974ea96f8267','judge','',2,2,32.046,'');
INSERT INTO "step" VALUES('5f1de5c927a7e0b2','a57d974ea96f8267','route','',2,2,0.186,'');
CREATE TABLE [subscription] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [company_ref] TEXT, [plan] TEXT, [product] TEXT, [status] TEXT, [started_on] TEXT, [ended_on] TEXT, [cancelled_on] TEXT, [term_start_on] TEXT, [term_end_on] TEXT, [auto_renew] INTEGER, [billing] TEXT, [seats] INTEGER, [mrr] REAL, [currency] TEXT, [discount] REAL, [trial] INTEGER, [upgraded] INTEGER, [downgraded] INTEGER, [churn_flag] INTEGER) STRICT;
INSERT INTO "subscription" VALUES('hubspot/subscription/sub-acme@a60666bc169452d5','hubspot','subscription','sub-acme','a60666bc169452d5','2024-06-28T00:00:00','2026-06-28T06:00:00','subscription.csv:2','acme',NULL,NULL,NULL,'2024-06-28',NULL,NULL,NULL,NULL,NULL,NULL,20,1000.0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE [task] ([id] TEXT PRIMARY KEY NOT NULL, [account_id] TEXT, [proposal_id] TEXT, [agent] TEXT, [assignee] TEXT, [title] TEXT, [brief] TEXT, [due_on] TEXT, [minutes] REAL, [created_at] TEXT) STRICT;
INSERT INTO "task" VALUES('e423325fc545f89a','acme','c7a19bf9e53b1da3','risk','unassigned','Acme: use down by 80 %','Use fell by 80 %: 40 uses in the last four weeks, 200 in the four before.
Why a person: It is work for one of ours: nobody at the customer can be written to, or the play is not a message

Acme: use down by 80 %

Use fell by 80 %: 40 uses in the last four weeks, 200 in the four before.

Known:
- Most used at present: Dispatch board.
- Customer since 28 June 2024.

Suggested step: ask what changed, check the open tickets first, and agree one step to bring the work back. Please find out first whom to speak with, and add that person to the CRM.','2026-07-03',20.0,'2026-06-28T12:00:00');
INSERT INTO "task" VALUES('a254b49c8bf45215','acme','656dabbc905f53bd','success_planning','unassigned','Acme: ask for the desired outcome','Customer since 28 June 2024, and what they want to achieve is not on record; they use Dispatch board most.
Why a person: It is work for one of ours: nobody at the customer can be written to, or the play is not a message

Acme: ask for the desired outcome

Customer since 28 June 2024, and what they want to achieve is not on record; they use Dispatch board most.

Known:
- Last four weeks: 40 uses.

Suggested step: ask for one measurable outcome with a target and a date, and record it. Please find out first whom to speak with, and add that person to the CRM.','2026-07-08',20.0,'2026-06-28T12:00:00');
CREATE TABLE [team_edit] ([id] TEXT PRIMARY KEY NOT NULL, [name] TEXT, [email] TEXT, [role] TEXT, [weekly_hours] REAL, [skills] TEXT, [languages] TEXT, [time_zone] TEXT, [leave_from_on] TEXT, [leave_to_on] TEXT, [gone] INTEGER, [set_at] TEXT, [by] TEXT) STRICT;
CREATE TABLE [team_member] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [name] TEXT, [email] TEXT, [role] TEXT, [weekly_hours] REAL, [skills] TEXT, [languages] TEXT, [time_zone] TEXT, [leave_from_on] TEXT, [leave_to_on] TEXT) STRICT;
CREATE TABLE [ticket] ([key] TEXT PRIMARY KEY NOT NULL, [system] TEXT, [object] TEXT, [source_id] TEXT, [digest] TEXT, [known_at] TEXT, [recorded_at] TEXT, [source_row] TEXT, [company_ref] TEXT, [person_ref] TEXT, [subject] TEXT, [body] TEXT, [status] TEXT, [priority] TEXT, [opened_at] TEXT, [closed_at] TEXT, [satisfaction] REAL, [escalated] INTEGER, [first_response_minutes] REAL, [tags] TEXT) STRICT;
CREATE TABLE [touch] ([id] TEXT PRIMARY KEY NOT NULL, [account_id] TEXT, [task_id] TEXT, [mode] TEXT, [minutes] REAL, [two_way] INTEGER, [by] TEXT, [at] TEXT, [result] TEXT, [done] INTEGER) STRICT;
CREATE TABLE [verdict] ([id] TEXT PRIMARY KEY NOT NULL, [proposal_id] TEXT, [gate] TEXT, [passed] INTEGER, [why] TEXT) STRICT;
INSERT INTO "verdict" VALUES('c7a19bf9e53b1da3:cites_known_facts','c7a19bf9e53b1da3','cites_known_facts',1,'5 facts cited, all in the brief');
INSERT INTO "verdict" VALUES('c7a19bf9e53b1da3:figures_match','c7a19bf9e53b1da3','figures_match',1,'3 claims agree with the facts they cite');
INSERT INTO "verdict" VALUES('c7a19bf9e53b1da3:states_nothing_uncited','c7a19bf9e53b1da3','states_nothing_uncited',1,'what is uncited is greeting, heading, question, request or sign-off');
INSERT INTO "verdict" VALUES('c7a19bf9e53b1da3:facts_are_fresh','c7a19bf9e53b1da3','facts_are_fresh',1,'every cited fact is as new as its kind must be');
INSERT INTO "verdict" VALUES('c7a19bf9e53b1da3:right_recipient','c7a19bf9e53b1da3','right_recipient',1,'a task for one of ours');
INSERT INTO "verdict" VALUES('c7a19bf9e53b1da3:names_no_other_customer','c7a19bf9e53b1da3','names_no_other_customer',1,'no other customer is named');
INSERT INTO "verdict" VALUES('c7a19bf9e53b1da3:keeps_policy','c7a19bf9e53b1da3','keeps_policy',1,'no discount, promise, link or banned phrase');
INSERT INTO "verdict" VALUES('c7a19bf9e53b1da3:not_a_duplicate','c7a19bf9e53b1da3','not_a_duplicate',1,'nothing like it in 90 days');
INSERT INTO "verdict" VALUES('c7a19bf9e53b1da3:is_specific','c7a19bf9e53b1da3','is_specific',1,'5 telling facts cited, 2 needed');
INSERT INTO "verdict" VALUES('656dabbc905f53bd:cites_known_facts','656dabbc905f53bd','cites_known_facts',1,'3 facts cited, all in the brief');
INSERT INTO "verdict" VALUES('656dabbc905f53bd:figures_match','656dabbc905f53bd','figures_match',1,'2 claims agree with the facts they cite');
INSERT INTO "verdict" VALUES('656dabbc905f53bd:states_nothing_uncited','656dabbc905f53bd','states_nothing_uncited',1,'what is uncited is greeting, heading, question, request or sign-off');
INSERT INTO "verdict" VALUES('656dabbc905f53bd:facts_are_fresh','656dabbc905f53bd','facts_are_fresh',1,'every cited fact is as new as its kind must be');
INSERT INTO "verdict" VALUES('656dabbc905f53bd:right_recipient','656dabbc905f53bd','right_recipient',1,'a task for one of ours');
INSERT INTO "verdict" VALUES('656dabbc905f53bd:names_no_other_customer','656dabbc905f53bd','names_no_other_customer',1,'no other customer is named');
INSERT INTO "verdict" VALUES('656dabbc905f53bd:keeps_policy','656dabbc905f53bd','keeps_policy',1,'no discount, promise, link or banned phrase');
INSERT INTO "verdict" VALUES('656dabbc905f53bd:not_a_duplicate','656dabbc905f53bd','not_a_duplicate',1,'nothing like it in 90 days');
INSERT INTO "verdict" VALUES('656dabbc905f53bd:is_specific','656dabbc905f53bd','is_specific',1,'3 telling facts cited, 2 needed');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TRIGGER [company_no_update] BEFORE UPDATE ON [company] BEGIN SELECT raise(abort, 'company is append-only: write a new row'); END;
CREATE TRIGGER [company_no_delete] BEFORE DELETE ON [company] BEGIN SELECT raise(abort, 'company is append-only: write a new row'); END;
CREATE INDEX [company_source] ON [company] (system, object, source_id);
CREATE TRIGGER [person_no_update] BEFORE UPDATE ON [person] BEGIN SELECT raise(abort, 'person is append-only: write a new row'); END;
CREATE TRIGGER [person_no_delete] BEFORE DELETE ON [person] BEGIN SELECT raise(abort, 'person is append-only: write a new row'); END;
CREATE INDEX [person_source] ON [person] (system, object, source_id);
CREATE TRIGGER [subscription_no_update] BEFORE UPDATE ON [subscription] BEGIN SELECT raise(abort, 'subscription is append-only: write a new row'); END;
CREATE TRIGGER [subscription_no_delete] BEFORE DELETE ON [subscription] BEGIN SELECT raise(abort, 'subscription is append-only: write a new row'); END;
CREATE INDEX [subscription_source] ON [subscription] (system, object, source_id);
CREATE TRIGGER [invoice_no_update] BEFORE UPDATE ON [invoice] BEGIN SELECT raise(abort, 'invoice is append-only: write a new row'); END;
CREATE TRIGGER [invoice_no_delete] BEFORE DELETE ON [invoice] BEGIN SELECT raise(abort, 'invoice is append-only: write a new row'); END;
CREATE INDEX [invoice_source] ON [invoice] (system, object, source_id);
CREATE TRIGGER [ticket_no_update] BEFORE UPDATE ON [ticket] BEGIN SELECT raise(abort, 'ticket is append-only: write a new row'); END;
CREATE TRIGGER [ticket_no_delete] BEFORE DELETE ON [ticket] BEGIN SELECT raise(abort, 'ticket is append-only: write a new row'); END;
CREATE INDEX [ticket_source] ON [ticket] (system, object, source_id);
CREATE TRIGGER [deal_no_update] BEFORE UPDATE ON [deal] BEGIN SELECT raise(abort, 'deal is append-only: write a new row'); END;
CREATE TRIGGER [deal_no_delete] BEFORE DELETE ON [deal] BEGIN SELECT raise(abort, 'deal is append-only: write a new row'); END;
CREATE INDEX [deal_source] ON [deal] (system, object, source_id);
CREATE TRIGGER [message_no_update] BEFORE UPDATE ON [message] BEGIN SELECT raise(abort, 'message is append-only: write a new row'); END;
CREATE TRIGGER [message_no_delete] BEFORE DELETE ON [message] BEGIN SELECT raise(abort, 'message is append-only: write a new row'); END;
CREATE INDEX [message_source] ON [message] (system, object, source_id);
CREATE TRIGGER [churn_event_no_update] BEFORE UPDATE ON [churn_event] BEGIN SELECT raise(abort, 'churn_event is append-only: write a new row'); END;
CREATE TRIGGER [churn_event_no_delete] BEFORE DELETE ON [churn_event] BEGIN SELECT raise(abort, 'churn_event is append-only: write a new row'); END;
CREATE INDEX [churn_event_source] ON [churn_event] (system, object, source_id);
CREATE TRIGGER [desired_outcome_no_update] BEFORE UPDATE ON [desired_outcome] BEGIN SELECT raise(abort, 'desired_outcome is append-only: write a new row'); END;
CREATE TRIGGER [desired_outcome_no_delete] BEFORE DELETE ON [desired_outcome] BEGIN SELECT raise(abort, 'desired_outcome is append-only: write a new row'); END;
CREATE INDEX [desired_outcome_source] ON [desired_outcome] (system, object, source_id);
CREATE TRIGGER [meeting_no_update] BEFORE UPDATE ON [meeting] BEGIN SELECT raise(abort, 'meeting is append-only: write a new row'); END;
CREATE TRIGGER [meeting_no_delete] BEFORE DELETE ON [meeting] BEGIN SELECT raise(abort, 'meeting is append-only: write a new row'); END;
CREATE INDEX [meeting_source] ON [meeting] (system, object, source_id);
CREATE TRIGGER [knowledge_no_update] BEFORE UPDATE ON [knowledge] BEGIN SELECT raise(abort, 'knowledge is append-only: write a new row'); END;
CREATE TRIGGER [knowledge_no_delete] BEFORE DELETE ON [knowledge] BEGIN SELECT raise(abort, 'knowledge is append-only: write a new row'); END;
CREATE INDEX [knowledge_source] ON [knowledge] (system, object, source_id);
CREATE TRIGGER [team_member_no_update] BEFORE UPDATE ON [team_member] BEGIN SELECT raise(abort, 'team_member is append-only: write a new row'); END;
CREATE TRIGGER [team_member_no_delete] BEFORE DELETE ON [team_member] BEGIN SELECT raise(abort, 'team_member is append-only: write a new row'); END;
CREATE INDEX [team_member_source] ON [team_member] (system, object, source_id);
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
CREATE UNIQUE INDEX decision_once ON decision (proposal_id);
COMMIT;

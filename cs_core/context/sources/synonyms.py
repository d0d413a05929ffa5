"""What people call the fields of a noun in tables of their own: words as data, for `propose`.

Names stand in plain form (`propose.named`), best first. A field that is not here is never guessed. ``mrr/12`` is a yearly amount that
becomes `mrr`, ``ref@subscription`` a ref that names a subscription, ``name+first`` the half of a name.
"""

from cs_core.context.sources.abroad import ABROAD
from cs_core.context.sources.abroad import COMPANY as COMPANY_ABROAD

#: What a noun's own rows are called: ``ticket_id`` names a ticket, and so does a file of the name ``tickets``.
OWN: dict[str, tuple[str, ...]] = {
    "company": ("account", "customer", "client", "company", "companies", "organization", "organisation", "org", "tenant", "workspace"),
    "person": ("contact", "person", "people", "user", "member", "persona"),
    "subscription": ("subscription", "contract", "licence", "license", "agreement", "sub"),
    "invoice": ("invoice", "bill", "billing"),
    "ticket": ("ticket", "case", "issue", "request"),
    "deal": ("deal", "opportunity", "opportunities", "opp"),
    "message": ("message", "mail", "email", "post", "comment"),
    "meeting": ("meeting", "call", "appointment", "visit"),
    "churn_event": ("churn", "cancellation", "churn_event", "loss"),
    "survey": ("survey", "response", "answer", "nps", "csat", "ces", "feedback"),
    "event": ("event", "usage", "activity", "activities", "track", "use", "log"),
}

COMPANY = (
    "account_id company_id customer_id organization_id organisation_id org_id client_id tenant_id workspace_id account customer company "
    "client organization organisation account_no customer_no customer_number account_number client_no company_no account_key customer_key "
    "account_ref customer_ref company_ref crm_account_id crm_id account_uuid company_uuid cust_ref cust_id cust_no cust_number "
    "bill_to billed_to sold_to "
    f"{COMPANY_ABROAD}"
)
OWNER = (
    "owner csm account_manager account_owner customer_success_manager success_manager csm_name owner_name managed_by am success_person "
    "success_lead success_owner account_lead csm_am am_csm csm_account_manager account_manager_csm csm_owner "
    "cs_owner account_mgr acct_mgr acct_manager kam key_account_manager relationship_manager"
)
LANGUAGE, ZONE, MONEY = "language locale lang preferred_language", "time_zone timezone tz", "currency currency_code ccy"

SINCE = {
    "known_at": "updated_at last_modified_date last_modified modified_at updated_on last_updated modified updated modified_date "
    "last_changed changed_at changed_on system_modstamp",
}  # fmt: skip

ENGLISH: dict[str, dict[str, str]] = {
    "company": {
        **SINCE,
        "name": "name company_name account_name customer_name client_name organization_name organisation_name org_name company account "
        "customer client organization organisation legal_name display_name firm firm_name business business_name "
        "legal_entity legal_entity_name legal_company_name customer_legal customer_legal_name client_legal client_legal_name company_legal "
        "company_legal_name account_legal account_legal_name",
        "domain": "domain website web_site url company_domain email_domain domain_name company_domain_name homepage web web_page webpage "
        "web_address home_page",
        "customer_on": "customer_since cust_since customer_on signup_date sign_up_date signed_up signed_up_at signup_at since onboarded_on "
        "became_customer became_a_customer_date first_purchase_date activated_on joined joined_on joined_at customer_start_date start_date "
        "go_live go_live_date golive golive_date live_since",
        "parent_ref": "parent_id parent_account_id parent_company_id parent_account parent",
        "industry": "industry sector vertical branch", "country": "country country_code billing_country nation",
        "segment": "segment tier customer_segment size_segment market_segment",
        "employees": "employees employee_count number_of_employees headcount staff num_employees no_of_employees "
        "nr_of_employees",
        "plan": "plan plan_name plan_tier subscription_plan edition package",
        "seats": "seats licences licenses seat_count number_of_seats no_of_seats",
        "currency": MONEY, "language": LANGUAGE, "time_zone": ZONE, "owner": OWNER,
        "stage": "stage lifecycle_stage lifecycle account_status customer_status",
        "external_id": "external_id crm_id crm_account_id salesforce_id hubspot_id",
        "trial": "is_trial trial on_trial",
    },
    "person": {
        **SINCE,
        "email": "email email_address e_mail mail work_email primary_email e_mail_address mail_address business_email",
        "name": "name full_name contact_name person_name display_name contact",
        "name+first": "first_name firstname given_name forename first vorname",
        "name+last": "last_name lastname surname family_name last nachname",
        "company_ref": COMPANY, "title": "title job_title position job",
        "role": "role buying_role contact_role persona function role_in_account account_role", "language": LANGUAGE, "time_zone": ZONE,
        "opted_out": "opted_out unsubscribed do_not_contact do_not_email opt_out email_opt_out",
        "created_on": "created_on created_at created created_date create_date date_added added_on signup_date",
        "left_on": "left_on left_at left_date date_left date_left_company end_date inactive_since",
    },
    "subscription": {
        **SINCE,
        "company_ref": COMPANY,
        "plan": "plan plan_name plan_tier subscription_plan edition package tier", "product": "product product_name sku item",
        "status": "status state subscription_status contract_status renewal_status",
        "started_on": "started_on start_date started_at start started start_on begin_date begins_on contract_start valid_from "
        "effective_date subscription_start from_date date_start go_live go_live_date golive golive_date live_since",
        "ended_on": "ended_on ended_at end_date ended churned_on churn_date terminated_on valid_to date_end end",
        "cancelled_on": "cancelled_on canceled_on cancelled_at canceled_at cancellation_date cancel_date notice_date",
        "term_start_on": "term_start_on term_start term_start_date current_period_start period_start",
        "term_end_on": "term_end_on term_end renewal_date renewal_on renewal renews_on next_renewal next_renewal_date term_end_date "
        "contract_end contract_end_date current_period_end period_end expires_on expiry_date expiration_date next_renewal_on",
        "auto_renew": "auto_renew auto_renewal auto_renew_flag auto_renews autorenew",
        "billing": "billing billing_frequency billing_period billing_interval billing_cycle bill_period interval",
        "seats": "seats licences licenses seat_count number_of_seats users_bought quantity qty",
        "mrr": "mrr mrr_amount monthly_recurring_revenue monthly_amount monthly_price mrr_usd mrr_eur monthly_fee",
        "mrr/12": "arr arr_amount annual_recurring_revenue acv annual_value annual_amount yearly_amount arr_usd arr_eur "
        "annual_contract_value yearly yearly_revenue yearly_value yearly_fee yearly_price yearly_eur yearly_usd annual_fee "
        "annual_price per_year",
        "currency": MONEY, "trial": "is_trial trial on_trial",
        "commitment": "commitment committed_units committed_usage committed_volume committed_quantity included_units included_usage "
        "included_volume included_quantity usage_commitment unit_commitment annual_commitment contracted_units contracted_volume "
        "usage_allowance unit_allowance allowance prepaid_units",
        "unit": "unit unit_of_measure uom usage_unit billing_unit committed_unit unit_name counted_in",
        "meter": "meter meter_name meter_event billable_metric usage_metric usage_event metered_event metric",
        "overage_price": "overage_price overage_rate overage_unit_price overage_fee overage_charge overage price_per_extra_unit "
        "extra_unit_price",
        "notice_days": "notice_days notice_period_days notice_period notice_period_in_days cancellation_notice_days days_of_notice notice",
    },
    "invoice": {
        **SINCE,
        "company_ref": COMPANY, "subscription_ref": "subscription_id subscription contract_id",
        "number": "number invoice_number invoice_no invoice_nr document_number",
        "issued_on": "issued_on issue_date invoice_date issued date_issued issued_at billed_on billing_date date created_at created",
        "due_on": "due_on due_date due payment_due date_due",
        "paid_on": "paid_on paid_at payment_date paid_date date_paid settled_on",
        "amount": "amount total amount_due total_amount invoice_amount gross_amount net_amount total_due value "
        "amount_usd amount_eur amount_gbp",
        "amount/100": "amount_cents total_cents amount_in_cents amount_due_cents",
        "currency": MONEY, "status": "status state payment_status invoice_status",
    },
    "ticket": {
        **SINCE,
        "company_ref": COMPANY, "person_ref": "requester_id contact_id user_id person_id reporter_id "
        "requester_email requester_e_mail reporter_email contact_email",
        "subject": "subject title summary headline issue", "body": "body description text details message",
        "status": "status state ticket_status case_status", "priority": "priority severity urgency",
        "opened_at": "opened_at created_at submitted_at opened created open_date opened_on created_on date_opened created_date reported_at "
        "submitted_on",
        "closed_at": "closed_at resolved_at solved_at closed resolved closed_on resolved_on close_date date_closed closed_date",
        "escalated": "escalated is_escalated escalation_flag escalation",
        "first_response_minutes": "first_response_minutes first_response_time_minutes first_reply_minutes minutes_to_first_response",
        "tags": "tags labels categories category",
    },
    "deal": {
        **SINCE,
        "company_ref": COMPANY, "name": "name deal_name opportunity_name opportunity deal title",
        "kind": "kind type deal_type opportunity_type pipeline", "stage": "stage deal_stage stage_name sales_stage status",
        "amount": "amount value deal_value deal_amount opportunity_amount expected_revenue", "currency": MONEY,
        "created_on": "created_on created_at created created_date create_date opened_on",
        "close_on": "close_on close_date expected_close expected_close_date estimated_close_date",
        "closed_on": "closed_on closed_at closed_date actual_close_date won_on", "won": "won is_won closed_won",
        "owner": "owner deal_owner sales_rep rep owner_name account_executive",
        "lost_reason": "lost_reason loss_reason closed_lost_reason reason_lost",
    },
    "message": {
        "company_ref": COMPANY, "channel": "channel medium source", "thread": "thread thread_id conversation_id ticket_id",
        "sender": "sender from from_email from_address author sender_email author_email",
        "sender_name": "sender_name from_name author_name",
        "recipients": "recipients to to_email to_address receiver recipient",
        "sent_at": "sent_at sent date timestamp created_at posted_at received_at sent_on time",
        "subject": "subject title headline", "body": "body text message content comment html plain_text",
    },
    "meeting": {
        **SINCE,
        "company_ref": COMPANY, "kind": "kind type meeting_type", "status": "status outcome meeting_outcome",
        "held_at": "held_at start start_time starts_at meeting_date date held_on started_at scheduled_at start_date",
        "minutes": "minutes duration_minutes duration_min length_minutes", "held_by": "held_by host organizer organiser owner csm",
        "title": "title subject topic meeting_title meeting_name name",
        "attendees": "attendees participants attendee_emails guests invitees",
        "notes": "notes summary minutes_text description meeting_notes",
    },
    "churn_event": {
        "company_ref": COMPANY,
        "churned_on": "churned_on churn_date churned_at churned cancellation_date cancelled_on cancelled_at left_on lost_on date",
        "reason": "reason churn_reason reason_code cancellation_reason primary_reason",
        "feedback": "feedback feedback_text comment comments notes",
        "refund": "refund refund_amount refund_amount_usd", "reactivation": "reactivation is_reactivation reactivated",
    },
    "survey": {
        "company_ref": COMPANY, "person_ref": "respondent_id contact_id person_id user_id",
        "email": "email email_address e_mail respondent_email respondent_e_mail respondent contact_email user_email e_mail_address",
        "kind": "survey_type survey kind type", "comment": "comment comments feedback verbatim reason remark remarks",
        "score": "score nps nps_score net_promoter_score csat csat_score satisfaction_score ces ces_score effort_score rating",
        "answered_at": "answered_at responded_at response_date submitted_at answered_on completed_at survey_date date created_at timestamp",
    },
    "event": {
        "ref": COMPANY, "ref@subscription": "subscription_id contract_id",
        "person": "user_email email user user_id person member_id actor login",
        "at": "at occurred_at timestamp event_time event_at time date day event_date usage_date activity_date month week created_at ts",
        "event": "event event_name event_type feature feature_name action activity activity_type metric module",
        "count": "count event_count usage_count uses n quantity times total hits occurrences value",
        "seconds": "seconds duration_seconds duration_secs usage_duration_secs duration_sec time_spent_seconds",
        "errors": "errors error_count failures",
    },
}  # fmt: skip

WORDS: dict[str, dict[str, str]] = {
    noun: {field: " ".join(dict.fromkeys(f"{words} {ABROAD.get(noun, {}).get(field, '')}".split())) for field, words in fields.items()}
    for noun, fields in ENGLISH.items()
}

#: Groups of fields of which one each must be found, or the table is not taken for that noun.
ESSENTIAL: dict[str, tuple[str, ...]] = {
    "company": ("name domain customer_on",),
    "person": ("email", "name company_ref title role"),
    "subscription": ("company_ref", "started_on term_start_on term_end_on", "mrr mrr/12 plan product"),
    "invoice": ("company_ref subscription_ref", "issued_on due_on", "amount amount/100"),
    "ticket": ("company_ref person_ref", "opened_at", "subject status priority"),
    "deal": ("name company_ref", "stage", "amount", "close_on closed_on created_on"),
    "message": ("sender", "sent_at", "body"),
    "meeting": ("company_ref attendees", "held_at", "title kind minutes notes"),
    "churn_event": ("company_ref", "churned_on", "reason feedback"),
    "survey": ("score", "answered_at", "email company_ref person_ref"),
    "event": ("ref ref@subscription person", "at", "event"),
}
#: What the cells of a field must hold, where its name and type do not say it already; people and answers may name their company.
HOLDS: dict[str, str] = {
    "email": "email", "sender": "email", "domain": "domain", "currency": "currency", "company_ref": "ref", "person_ref": "ref",
    "subscription_ref": "ref", "parent_ref": "ref", "ref": "ref", "external_id": "ref", "thread": "ref", "number": "ref", "name": "words",
    "sender_name": "words", "owner": "words", "industry": "words", "country": "words", "body": "words", "subject": "words",
    "event": "words", "product": "words", "status": "words", "stage": "words", "reason": "words", "person": "ref", "mrr": "amount",
    "amount": "amount", "segment": "words", "plan": "words", "priority": "text", "channel": "words", "unit": "words", "meter": "words",
    "overage_price": "amount", "survey.company_ref": "text", "person.company_ref": "text",
    "ticket.company_ref": "text", "invoice.company_ref": "text",
}  # fmt: skip
#: What a field is called where people choose it or read of it; any other is called as it is, without underscores.
CALLED: dict[str, str] = {
    "known_at": "last changed", "deleted": "deleted (yes or no)", "trial": "on trial (yes or no)", "churn_flag": "has left (yes or no)",
    "domain": "website", "external_id": "id in another system", "parent_ref": "parent company (id)", "merged_refs": "ids merged into it",
    "customer_on": "customer since", "company_ref": "customer (id)", "person_ref": "contact (id)", "person_refs": "contacts (ids)",
    "subscription_ref": "contract (id)", "opted_out": "wants no mail (yes or no)", "undeliverable": "mail comes back (yes or no)",
    "left_on": "left their company on", "started_on": "start date", "ended_on": "end date (it is over then)",
    "term_start_on": "term start", "term_end_on": "term end (next renewal)", "auto_renew": "renews by itself (yes or no)",
    "mrr": "MRR (monthly revenue)", "mrr/12": "ARR (yearly revenue)", "amount/100": "amount in cents",
    "upgraded": "upgraded (yes or no)", "downgraded": "downgraded (yes or no)", "escalated": "escalated (yes or no)",
    "won": "won (yes or no)", "close_on": "expected to close on", "at": "time", "ref": "customer (id)", "ref@subscription": "contract (id)",
    "uses": "uses, named by the column", "score@nps": "NPS score (0 to 10)", "score@csat": "CSAT score (1 to 5)",
    "score@ces": "CES score (1 to 7)", "name+first": "first name", "name+last": "last name",
}  # fmt: skip


def called(field: str) -> str:
    """A field in words."""
    return CALLED.get(field, field.replace("_", " "))

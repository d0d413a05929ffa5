"""Files that this console wrote itself for a CRM: known when they are brought back, and left out."""

from cs_core.context.sources.table import unneeded

WHY = "written by this console: it is in the record already"
TABLES = (
    unneeded("cs_console", "hubspot_tasks", "Task Title", "Due Date", "Company Record ID", "CS Action ID", why=WHY),
    unneeded("cs_console", "hubspot_notes", "Note body", "Activity date", "Company Record ID", "CS Action ID", why=WHY),
    unneeded("cs_console", "salesforce_tasks", "Subject", "ActivityDate", "WhatId", "CS_Action_Id__c", why=WHY),
    unneeded("cs_console", "outbox_tasks", "action_id", "account_id", "agent", "subject", "body", "authorised_by", why=WHY),
)

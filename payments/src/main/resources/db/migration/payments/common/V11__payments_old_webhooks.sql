-- By their age, for when no processor sends them again: EventRows.old.
CREATE INDEX webhook_event_received ON payments.webhook_event (received_at);

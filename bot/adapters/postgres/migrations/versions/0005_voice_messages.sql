-- Voice messages that callers were asked for. The recording stays with the provider; here is its id.
-- Only additions: the version before this one goes on working while it is rolled out, and asks for none.

CREATE TABLE voice_messages (
    tenant_id      text NOT NULL REFERENCES tenants,
    -- The customer's line on which it is spoken.
    attempt_id     uuid NOT NULL,
    callback_id    uuid NOT NULL,
    offered_at     timestamptz NOT NULL,
    transcribed    boolean NOT NULL,
    -- Empty: nothing was said so far.
    recording_sid  text NOT NULL DEFAULT '',
    seconds        integer NOT NULL DEFAULT 0,
    left_at        timestamptz,
    -- What the provider understood; empty when it could not tell, null before it said anything.
    transcript_enc bytea,
    -- When the caller hung up, or said nothing.
    ended_at       timestamptz,
    -- Null: the text to the business waits for the message.
    told_at        timestamptz,
    PRIMARY KEY (tenant_id, attempt_id),
    FOREIGN KEY (tenant_id, attempt_id) REFERENCES attempts (tenant_id, attempt_id),
    FOREIGN KEY (tenant_id, callback_id) REFERENCES callbacks (tenant_id, callback_id)
);
CREATE INDEX voice_messages_of ON voice_messages (tenant_id, callback_id);

ALTER TABLE voice_messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON voice_messages TO callback_service
    USING (tenant_id = current_setting('app.tenant', true))
    WITH CHECK (tenant_id = current_setting('app.tenant', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON voice_messages TO callback_service;

-- The service connects as its owner and works as callback_service, a role that owns nothing:
-- row-level security therefore holds for every statement it sends.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'callback_service') THEN
        CREATE ROLE callback_service NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of the cluster was faster
END $$;

CREATE TABLE tenants (
    tenant_id  text PRIMARY KEY CHECK (tenant_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    source     text NOT NULL CHECK (source IN ('file', 'database')),
    profile    jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- One row per customer and channel. The talk itself (names, numbers, topics) is encrypted.
CREATE TABLE conversations (
    tenant_id     text NOT NULL REFERENCES tenants,
    channel       text NOT NULL,
    person_hash   bytea NOT NULL,
    state_enc     bytea,
    heard_at      timestamptz NOT NULL,
    -- Fixed window that limits the messages of one sender.
    window_start  timestamptz NOT NULL,
    window_count  integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, channel, person_hash)
);

-- Every message taken in, with the answer it got: a repeated delivery gets the same answer.
CREATE TABLE inbound_events (
    tenant_id  text NOT NULL REFERENCES tenants,
    event_id   text NOT NULL,
    answer_enc bytea,
    heard_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, event_id)
);

-- Append-only: the service's role may insert and read, nothing else.
CREATE TABLE consents (
    tenant_id    text NOT NULL REFERENCES tenants,
    consent_id   uuid NOT NULL,
    person_hash  bytea NOT NULL,
    act          text NOT NULL,
    purpose      text NOT NULL,
    channel      text NOT NULL,
    language     text NOT NULL,
    text_version text NOT NULL,
    text_hash    bytea NOT NULL,
    evidence_enc bytea NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, consent_id)
);

CREATE TABLE callbacks (
    tenant_id     text NOT NULL REFERENCES tenants,
    callback_id   uuid NOT NULL,
    status        text NOT NULL,
    channel       text NOT NULL,
    language      text NOT NULL,
    phone_hash    bytea NOT NULL,
    phone_enc     bytea NOT NULL,
    -- Name, topic, e-mail, page, and the address to answer to.
    details_enc   bytea NOT NULL,
    customer_zone text,
    consent_id    uuid NOT NULL,
    requested_at  timestamptz NOT NULL,
    scheduled_for timestamptz,
    flow_started_at timestamptz,
    provider      text,
    reason        text NOT NULL DEFAULT '',
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, callback_id),
    FOREIGN KEY (tenant_id, consent_id) REFERENCES consents (tenant_id, consent_id)
);
-- Promise: one live flow per number, whatever channels it was asked through.
CREATE UNIQUE INDEX one_live_flow_per_number ON callbacks (tenant_id, phone_hash)
    WHERE status IN ('requested', 'scheduled', 'calling_agent', 'agent_answered',
                     'calling_customer', 'connected', 'unknown');
CREATE INDEX callbacks_recent ON callbacks (tenant_id, requested_at DESC);
CREATE INDEX callbacks_due ON callbacks (scheduled_for)
    WHERE status IN ('requested', 'scheduled', 'calling_agent');

-- One try to reach one agent (or to hand over to one PBX queue). The row is there before the provider is asked.
CREATE TABLE attempts (
    tenant_id    text NOT NULL REFERENCES tenants,
    attempt_id   uuid NOT NULL,
    callback_id  uuid NOT NULL,
    provider     text NOT NULL,
    agent_id     text,
    state        text NOT NULL,
    outcome      text,
    call_sid     text,
    asked_at     timestamptz NOT NULL,
    look_ups     integer NOT NULL DEFAULT 0,
    duration_seconds integer,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, attempt_id),
    FOREIGN KEY (tenant_id, callback_id) REFERENCES callbacks (tenant_id, callback_id)
);
CREATE UNIQUE INDEX one_live_attempt_per_callback ON attempts (tenant_id, callback_id) WHERE state <> 'ended';
CREATE UNIQUE INDEX one_live_attempt_per_agent ON attempts (tenant_id, agent_id) WHERE state <> 'ended';
CREATE UNIQUE INDEX one_attempt_per_call ON attempts (tenant_id, call_sid) WHERE call_sid IS NOT NULL;
CREATE INDEX attempts_of_callback ON attempts (tenant_id, callback_id, asked_at);

-- Every event and decision with its reason. No personal data in here: it outlives erasure.
CREATE TABLE timeline (
    tenant_id   text NOT NULL REFERENCES tenants,
    callback_id uuid NOT NULL,
    seq         bigint GENERATED ALWAYS AS IDENTITY,
    at          timestamptz NOT NULL,
    actor       text NOT NULL,
    kind        text NOT NULL,
    status      text NOT NULL,
    data        jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, callback_id, seq)
);

-- What we send. The purpose is unique per callback, so nothing is told twice.
CREATE TABLE messages (
    tenant_id    text NOT NULL REFERENCES tenants,
    message_id   uuid NOT NULL,
    callback_id  uuid,
    purpose      text NOT NULL,
    channel      text NOT NULL,
    to_enc       bytea NOT NULL,
    body_enc     bytea NOT NULL,
    state        text NOT NULL,
    message_sid  text,
    error_code   text NOT NULL DEFAULT '',
    asked_at     timestamptz,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, message_id)
);
CREATE UNIQUE INDEX told_once ON messages (tenant_id, callback_id, purpose) WHERE callback_id IS NOT NULL;

CREATE TABLE opt_outs (
    tenant_id   text NOT NULL REFERENCES tenants,
    person_hash bytea NOT NULL,
    channel     text NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, person_hash)
);

CREATE TABLE idempotency_keys (
    tenant_id    text NOT NULL REFERENCES tenants,
    key_hash     bytea NOT NULL,
    request_hash bytea NOT NULL,
    answer_enc   bytea,
    at           timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key_hash)
);

-- When each agent was rung last: where round-robin goes on, and who has waited longest.
CREATE TABLE agent_rings (
    tenant_id text NOT NULL REFERENCES tenants,
    agent_id  text NOT NULL,
    rung_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, agent_id)
);

CREATE TABLE link_clicks (
    tenant_id text NOT NULL REFERENCES tenants,
    day       date NOT NULL,
    clicks    integer NOT NULL,
    PRIMARY KEY (tenant_id, day)
);

-- Counters used while Valkey is away.
CREATE TABLE limit_hits (
    tenant_id text NOT NULL,
    key       text NOT NULL,
    member    text NOT NULL,
    at        timestamptz NOT NULL
);
CREATE INDEX limit_hits_window ON limit_hits (tenant_id, key, at);

DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['conversations', 'inbound_events', 'consents', 'callbacks', 'attempts', 'timeline',
                             'messages', 'opt_outs', 'idempotency_keys', 'agent_rings', 'link_clicks',
                             'limit_hits'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_tenant ON %I TO callback_service '
                       'USING (tenant_id = current_setting(''app.tenant'', true)) '
                       'WITH CHECK (tenant_id = current_setting(''app.tenant'', true))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO callback_service', t);
    END LOOP;
END $$;
REVOKE UPDATE, DELETE ON consents FROM callback_service;
REVOKE UPDATE, DELETE ON timeline FROM callback_service;
GRANT SELECT, INSERT, UPDATE ON tenants TO callback_service;

-- The sweep looks over all tenants, but learns ids only.
CREATE FUNCTION overdue_callbacks(before timestamptz) RETURNS TABLE (tenant_id text, callback_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.tenant_id, c.callback_id FROM callbacks c
    WHERE c.status IN ('requested', 'scheduled', 'calling_agent') AND c.scheduled_for < before
      AND NOT EXISTS (SELECT FROM attempts a WHERE a.tenant_id = c.tenant_id
                      AND a.callback_id = c.callback_id AND a.state <> 'ended')
    LIMIT 500 $$;
CREATE FUNCTION silent_attempts(before timestamptz) RETURNS TABLE (tenant_id text, attempt_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.tenant_id, a.attempt_id FROM attempts a
    WHERE a.state <> 'ended' AND a.updated_at < before LIMIT 500 $$;
REVOKE ALL ON FUNCTION overdue_callbacks, silent_attempts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION overdue_callbacks, silent_attempts TO callback_service;

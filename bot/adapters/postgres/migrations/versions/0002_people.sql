-- The people of the business: who is there, who takes what was missed, how calls went, who may ask by API.
-- Only additions: the version before this one goes on working while it is rolled out.

ALTER TABLE callbacks ADD COLUMN claimed_by text;

-- What an agent said of themselves. No row: reachable by phone whenever the business is open.
CREATE TABLE presence (
    tenant_id  text NOT NULL REFERENCES tenants,
    agent_id   text NOT NULL,
    state      text NOT NULL CHECK (state IN ('online', 'busy', 'offline')),
    -- When the state ends by itself; null: not before it is changed.
    until      timestamptz,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, agent_id)
);

-- Alerts that wait for somebody to take them, and who did.
CREATE TABLE alerts (
    tenant_id    text NOT NULL REFERENCES tenants,
    callback_id  uuid NOT NULL,
    -- How many of the contacts have been told so far.
    told         integer NOT NULL DEFAULT 0,
    alerted_at   timestamptz NOT NULL,
    claimed_by   text,
    claimed_at   timestamptz,
    PRIMARY KEY (tenant_id, callback_id),
    FOREIGN KEY (tenant_id, callback_id) REFERENCES callbacks (tenant_id, callback_id)
);
CREATE INDEX alerts_open ON alerts (tenant_id, alerted_at) WHERE claimed_by IS NULL;

-- How a call went, in the agent's own word; null: asked, and not answered.
CREATE TABLE dispositions (
    tenant_id   text NOT NULL REFERENCES tenants,
    callback_id uuid NOT NULL,
    agent_id    text NOT NULL,
    outcome     text CHECK (outcome IN ('reached', 'call_again', 'done')),
    asked_at    timestamptz NOT NULL,
    at          timestamptz,
    PRIMARY KEY (tenant_id, callback_id, agent_id),
    FOREIGN KEY (tenant_id, callback_id) REFERENCES callbacks (tenant_id, callback_id)
);

-- Keys of the business's own programs. Only the hash is kept.
CREATE TABLE api_keys (
    tenant_id  text NOT NULL REFERENCES tenants,
    key_id     text NOT NULL,
    key_hash   bytea NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, key_id)
);

DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['presence', 'alerts', 'dispositions', 'api_keys'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_tenant ON %I TO callback_service '
                       'USING (tenant_id = current_setting(''app.tenant'', true)) '
                       'WITH CHECK (tenant_id = current_setting(''app.tenant'', true))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO callback_service', t);
    END LOOP;
END $$;

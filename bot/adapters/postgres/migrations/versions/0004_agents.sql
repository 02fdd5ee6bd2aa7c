-- Consoles of agents, whose silence counts, and numbers of agents that are rung after a code came back.
-- Only additions: the version before this one goes on working while it is rolled out, and knows phones only.

-- When the agent's console spoke last; null: they said it by phone.
ALTER TABLE presence ADD COLUMN console_heard_at timestamptz;

-- One row per number that was sent a code. The number itself and its codes are kept as keyed hashes only.
CREATE TABLE agent_numbers (
    tenant_id   text NOT NULL REFERENCES tenants,
    number_hash bytea NOT NULL,
    -- The newest code; null: none is waited for.
    code_hash   bytea,
    expires_at  timestamptz,
    tries       integer NOT NULL DEFAULT 0,
    verified_at timestamptz,
    PRIMARY KEY (tenant_id, number_hash)
);

ALTER TABLE agent_numbers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON agent_numbers TO callback_service
    USING (tenant_id = current_setting('app.tenant', true))
    WITH CHECK (tenant_id = current_setting('app.tenant', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON agent_numbers TO callback_service;

-- Agents who are rung at the same time, and customers who wait on the line while agents are rung.
-- Only additions: the version before this one goes on working while it is rolled out, all in lane 0.

ALTER TABLE attempts ADD COLUMN lane smallint NOT NULL DEFAULT 0;
-- Promise: one live attempt per callback and lane, and one agent at most who has the customer.
CREATE UNIQUE INDEX one_live_attempt_per_lane ON attempts (tenant_id, callback_id, lane) WHERE state <> 'ended';
CREATE UNIQUE INDEX one_agent_has_the_customer ON attempts (tenant_id, callback_id)
    WHERE state IN ('accepted', 'bridged') AND lane >= 0;
DROP INDEX one_live_attempt_per_callback;

-- A customer who waits on the line is no attempt to reach an agent: the callback is overdue all the same.
CREATE OR REPLACE FUNCTION overdue_callbacks(before timestamptz) RETURNS TABLE (tenant_id text, callback_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.tenant_id, c.callback_id FROM callbacks c
    WHERE c.status IN ('requested', 'scheduled', 'calling_agent') AND c.scheduled_for < before
      AND NOT EXISTS (SELECT FROM attempts a WHERE a.tenant_id = c.tenant_id
                      AND a.callback_id = c.callback_id AND a.state <> 'ended' AND a.lane >= 0)
    LIMIT 500 $$;

-- Entries wait in a queue and get their places from the sequencer. An empty line ends a
-- statement. Whoever inserts an entry takes no lock; nobody forgets to put it into the queue.
CREATE FUNCTION audit_put_in_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_queue (entry_id, transaction, queued_at)
    VALUES (NEW.id, CAST(CAST(pg_current_xact_id() AS text) AS bigint), clock_timestamp());
  RETURN NULL;
END
$$;

-- Places are dense: the next one only, one sequencer at a time (it holds the advisory lock).
CREATE FUNCTION audit_refuse_other_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq) + 1, 0) FROM audit_order) THEN
    RAISE EXCEPTION 'an entry gets the next place of the log, never another one'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;

-- What waits leaves the queue only once it has its place.
CREATE FUNCTION audit_refuse_unplaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM audit_order WHERE entry_id = OLD.entry_id) THEN
    RAISE EXCEPTION 'an entry without a place stays in the queue'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END
$$;

-- A detail goes only together with an entry of the same transaction that says so.
-- `audit.erasure` holds that entry's id.
CREATE OR REPLACE FUNCTION audit_refuse_unsaid_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM audit_entry AS erasure JOIN audit_queue ON entry_id = erasure.id
    WHERE CAST(erasure.id AS text) = current_setting('audit.erasure', true)
      AND erasure.act = 'pii.erase'
      AND transaction = CAST(CAST(pg_current_xact_id() AS text) AS bigint)
  ) THEN
    RAISE EXCEPTION 'a detail of the audit log is erased only by an act of erasure'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END
$$;

DROP FUNCTION audit_give_place() CASCADE;

DROP FUNCTION audit_refuse_own_place() CASCADE;

CREATE TRIGGER audit_entry_queue AFTER INSERT ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_put_in_queue();

CREATE TRIGGER audit_order_next_place BEFORE INSERT ON audit_order
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_other_place();

CREATE TRIGGER audit_queue_no_change BEFORE UPDATE ON audit_queue
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_queue_placed BEFORE DELETE ON audit_queue
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_unplaced();

CREATE TRIGGER audit_queue_no_truncate BEFORE TRUNCATE ON audit_queue
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_checkpoint_no_change BEFORE UPDATE OR DELETE ON audit_checkpoint
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_checkpoint_no_truncate BEFORE TRUNCATE ON audit_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_node_no_change BEFORE UPDATE OR DELETE ON audit_node
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_node_no_truncate BEFORE TRUNCATE ON audit_node
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_note_no_change BEFORE UPDATE OR DELETE ON audit_note
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_note_no_truncate BEFORE TRUNCATE ON audit_note
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_cosignature_no_change BEFORE UPDATE OR DELETE ON audit_cosignature
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_cosignature_no_truncate BEFORE TRUNCATE ON audit_cosignature
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- ALWAYS: they also hold where replication would skip triggers.
ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_queue;

ALTER TABLE audit_order ENABLE ALWAYS TRIGGER audit_order_next_place;

ALTER TABLE audit_queue
  ENABLE ALWAYS TRIGGER audit_queue_no_change,
  ENABLE ALWAYS TRIGGER audit_queue_placed,
  ENABLE ALWAYS TRIGGER audit_queue_no_truncate;

ALTER TABLE audit_checkpoint
  ENABLE ALWAYS TRIGGER audit_checkpoint_no_change,
  ENABLE ALWAYS TRIGGER audit_checkpoint_no_truncate;

ALTER TABLE audit_node
  ENABLE ALWAYS TRIGGER audit_node_no_change,
  ENABLE ALWAYS TRIGGER audit_node_no_truncate;

ALTER TABLE audit_note
  ENABLE ALWAYS TRIGGER audit_note_no_change,
  ENABLE ALWAYS TRIGGER audit_note_no_truncate;

ALTER TABLE audit_cosignature
  ENABLE ALWAYS TRIGGER audit_cosignature_no_change,
  ENABLE ALWAYS TRIGGER audit_cosignature_no_truncate;

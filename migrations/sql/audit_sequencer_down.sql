-- Gives entries their places at commit again, as before the sequencer.
CREATE FUNCTION audit_give_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('expert_pool.audit_order'));
  INSERT INTO audit_order (seq, entry_id)
    SELECT coalesce(max(seq) + 1, 0), NEW.id FROM audit_order;
  RETURN NULL;
END
$$;

CREATE FUNCTION audit_refuse_own_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'the place of an entry is given at commit, never chosen'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION audit_refuse_unsaid_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM audit_entry AS erasure
    WHERE CAST(erasure.id AS text) = current_setting('audit.erasure', true)
      AND erasure.act = 'pii.erase'
      AND NOT EXISTS (SELECT FROM audit_order WHERE entry_id = erasure.id)
  ) THEN
    RAISE EXCEPTION 'a detail of the audit log is erased only by an act of erasure'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END
$$;

CREATE CONSTRAINT TRIGGER audit_entry_place AFTER INSERT ON audit_entry
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION audit_give_place();

CREATE TRIGGER audit_order_own_place BEFORE INSERT ON audit_order
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_own_place();

ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_place;

ALTER TABLE audit_order ENABLE ALWAYS TRIGGER audit_order_own_place;

DROP FUNCTION audit_put_in_queue() CASCADE;

DROP FUNCTION audit_refuse_other_place() CASCADE;

DROP FUNCTION audit_refuse_unplaced() CASCADE;

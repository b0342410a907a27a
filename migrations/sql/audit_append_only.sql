-- Makes the log append-only and gives each entry its place. An empty line ends a statement.
-- This stops mistakes and a captured application, not a superuser: only copies of the
-- log's head that are kept outside do that.
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;

-- A place is given while the transaction commits, one transaction at a time: places are
-- dense and follow the commits, and nobody waits for work that comes after an append.
CREATE FUNCTION audit_give_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('expert_pool.audit_order'));
  INSERT INTO audit_order (seq, entry_id)
    SELECT coalesce(max(seq) + 1, 0), NEW.id FROM audit_order;
  RETURN NULL;
END
$$;

-- Places are given by the trigger above and by nobody else.
CREATE FUNCTION audit_refuse_own_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'the place of an entry is given at commit, never chosen'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;

-- A detail goes only together with an entry of the same transaction that says so: one
-- that has no place yet. `audit.erasure` holds that entry's id.
CREATE FUNCTION audit_refuse_unsaid_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

CREATE CONSTRAINT TRIGGER audit_entry_place AFTER INSERT ON audit_entry
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION audit_give_place();

CREATE TRIGGER audit_order_own_place BEFORE INSERT ON audit_order
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_own_place();

CREATE TRIGGER audit_order_no_change BEFORE UPDATE OR DELETE ON audit_order
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_order_no_truncate BEFORE TRUNCATE ON audit_order
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_detail_no_change BEFORE UPDATE ON audit_detail
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_detail_erasure BEFORE DELETE ON audit_detail
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_unsaid_erasure();

CREATE TRIGGER audit_detail_no_truncate BEFORE TRUNCATE ON audit_detail
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- ALWAYS: they also hold where replication would skip triggers.
ALTER TABLE audit_entry
  ENABLE ALWAYS TRIGGER audit_entry_no_change,
  ENABLE ALWAYS TRIGGER audit_entry_no_truncate,
  ENABLE ALWAYS TRIGGER audit_entry_place;

ALTER TABLE audit_order
  ENABLE ALWAYS TRIGGER audit_order_own_place,
  ENABLE ALWAYS TRIGGER audit_order_no_change,
  ENABLE ALWAYS TRIGGER audit_order_no_truncate;

ALTER TABLE audit_detail
  ENABLE ALWAYS TRIGGER audit_detail_no_change,
  ENABLE ALWAYS TRIGGER audit_detail_erasure,
  ENABLE ALWAYS TRIGGER audit_detail_no_truncate;

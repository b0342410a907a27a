-- Keeps what stands in an integrity file. An empty line ends a statement.
CREATE FUNCTION credit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the integrity file is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER credit_event_no_change BEFORE UPDATE OR DELETE ON credit_event
  FOR EACH ROW EXECUTE FUNCTION credit_refuse();

CREATE TRIGGER credit_event_no_truncate BEFORE TRUNCATE ON credit_event
  FOR EACH STATEMENT EXECUTE FUNCTION credit_refuse();

ALTER TABLE credit_event
  ENABLE ALWAYS TRIGGER credit_event_no_change,
  ENABLE ALWAYS TRIGGER credit_event_no_truncate;

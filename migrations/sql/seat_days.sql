CREATE FUNCTION keep_seat_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    binding text[] := ARRAY['pending', 'accepted', 'attended'];
    keeps boolean := NEW.keeps_days AND NEW.outcome = ANY (binding);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF keeps AND OLD.keeps_days AND OLD.outcome = ANY (binding)
           AND (OLD.expert_id, OLD.review_from, OLD.review_to, OLD.review_days)
             = (NEW.expert_id, NEW.review_from, NEW.review_to, NEW.review_days) THEN
            RETURN NULL;
        END IF;
        DELETE FROM seat_day WHERE assignment_id = NEW.id;
    END IF;
    IF keeps THEN
        -- The key of hold_seating: whoever seats anybody waits for whoever is about to.
        PERFORM pg_advisory_xact_lock(7240003);
        INSERT INTO seat_day (assignment_id, expert_id, day)
        SELECT DISTINCT NEW.id, NEW.expert_id, day
          FROM unnest(CASE WHEN cardinality(NEW.review_days) > 0 THEN NEW.review_days
               ELSE ARRAY(SELECT generate_series(NEW.review_from, NEW.review_to, '1 day')::date)
               END) AS day;
    END IF;
    RETURN NULL;
END
$$

CREATE TRIGGER assignment_keeps_days AFTER INSERT OR UPDATE ON assignment
    FOR EACH ROW EXECUTE FUNCTION keep_seat_days()

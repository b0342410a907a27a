-- Takes away what audit_append_only.sql made; the triggers go with their functions.
DROP FUNCTION audit_refuse() CASCADE;

DROP FUNCTION audit_give_place() CASCADE;

DROP FUNCTION audit_refuse_own_place() CASCADE;

DROP FUNCTION audit_refuse_unsaid_erasure() CASCADE;

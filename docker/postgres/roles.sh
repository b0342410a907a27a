#!/bin/sh
# Makes the role and the database of the service when the database server is first started.
# The role owns its own database and nothing else: it is no superuser.
set -eu
psql --no-psqlrc --set=ON_ERROR_STOP=1 --set=password="$SERVICE_PASSWORD" \
  --username="${POSTGRES_USER:-postgres}" <<'SQL'
CREATE ROLE expert_pool LOGIN PASSWORD :'password';
CREATE DATABASE expert_pool OWNER expert_pool TEMPLATE template0
  ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8';
SQL

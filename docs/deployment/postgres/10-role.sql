-- Run once, when the volume is empty. The server gets a role that owns its database and nothing else;
-- the superuser can then log in only inside the container (docker compose exec db psql -U postgres).
\getenv password POSTGRES_PASSWORD
CREATE ROLE crs LOGIN PASSWORD :'password';
CREATE DATABASE crs OWNER crs;
REVOKE CONNECT ON DATABASE crs FROM PUBLIC;
ALTER ROLE postgres PASSWORD NULL;

-- How a provider is spoken to, where its format alone does not say it.
ALTER TABLE provider ADD COLUMN also_serves SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE provider ADD COLUMN credential_header TEXT NOT NULL DEFAULT '';

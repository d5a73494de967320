-- What a key may ask for in a minute; 0 is unlimited.
ALTER TABLE api_key ADD COLUMN requests_per_minute BIGINT NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN tokens_per_minute BIGINT NOT NULL DEFAULT 0;

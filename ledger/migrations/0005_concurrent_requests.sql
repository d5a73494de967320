-- How many requests of a key, and calls of a provider, may be under way at once; 0 is unlimited.
ALTER TABLE api_key ADD COLUMN concurrent_requests BIGINT NOT NULL DEFAULT 0;
ALTER TABLE provider ADD COLUMN concurrent_requests BIGINT NOT NULL DEFAULT 0;

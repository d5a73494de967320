-- What media routes are metered by: milliseconds of audio heard, characters spoken, search units.
ALTER TABLE generation ADD COLUMN audio_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN characters BIGINT NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN search_units BIGINT NOT NULL DEFAULT 0;

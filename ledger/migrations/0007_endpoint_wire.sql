-- How one model of a provider is spoken to, where that differs from its other models.
ALTER TABLE endpoint ADD COLUMN format SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE endpoint ADD COLUMN reasoning_field SMALLINT NOT NULL DEFAULT 0;

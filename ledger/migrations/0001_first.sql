-- The first schema. docs/ledger.md explains every table.
--
-- Portable subset: TEXT, BIGINT, SMALLINT (0/1 and small enumerations of core/). Three tokens stand
-- for what the databases spell differently: @rowid is the integer row id that the database hands
-- out, @blob is a byte string, @clustered says that rows lie in the order of their primary key,
-- where the database can do that. Amounts are nano-dollars (_nusd), times microseconds UTC (_us), days
-- and window keys those of core/Window.h. A row id of 0 means "none" in the tables that the ledger
-- writer fills; they declare no foreign keys, so that history survives whatever it names.

CREATE TABLE ledger_meta (
    only_row SMALLINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    uuid TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    created_us BIGINT NOT NULL
);

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- People and what they belong to.

CREATE TABLE organization (
    id @rowid,
    organization_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    pool_enabled SMALLINT NOT NULL DEFAULT 0,
    created_us BIGINT NOT NULL,
    deleted_us BIGINT
);

CREATE TABLE person (
    id @rowid,
    person_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    deleted_us BIGINT
);

CREATE TABLE membership (
    organization_id BIGINT NOT NULL REFERENCES organization (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    role TEXT NOT NULL CHECK (role IN ('admin', 'member')),
    created_us BIGINT NOT NULL,
    PRIMARY KEY (organization_id, person_id)
);

CREATE TABLE workspace (
    id @rowid,
    uuid TEXT NOT NULL UNIQUE,
    organization_id BIGINT NOT NULL REFERENCES organization (id),
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    is_default SMALLINT NOT NULL DEFAULT 0,
    created_us BIGINT NOT NULL,
    deleted_us BIGINT
);
CREATE UNIQUE INDEX workspace_slug ON workspace (organization_id, slug) WHERE deleted_us IS NULL;

CREATE TABLE api_key (
    id @rowid,
    hash TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    name TEXT NOT NULL,
    organization_id BIGINT NOT NULL REFERENCES organization (id),
    workspace_id BIGINT NOT NULL REFERENCES workspace (id),
    person_id BIGINT REFERENCES person (id),
    is_management SMALLINT NOT NULL DEFAULT 0,
    limit_nusd BIGINT,
    limit_window SMALLINT NOT NULL DEFAULT 0,
    budget_mode SMALLINT NOT NULL DEFAULT 0,
    counts_byok SMALLINT NOT NULL DEFAULT 0,
    disabled SMALLINT NOT NULL DEFAULT 0,
    expires_us BIGINT,
    created_us BIGINT NOT NULL,
    updated_us BIGINT NOT NULL DEFAULT 0,
    deleted_us BIGINT
);
CREATE INDEX api_key_workspace ON api_key (workspace_id, id);

-- The catalogue.

CREATE TABLE provider (
    id @rowid,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    format SMALLINT NOT NULL,
    base_url TEXT NOT NULL,
    enabled SMALLINT NOT NULL DEFAULT 1,
    on_cancel SMALLINT NOT NULL DEFAULT 1,
    reasoning_outside_max_tokens SMALLINT NOT NULL DEFAULT 0,
    connect_timeout_ms BIGINT NOT NULL DEFAULT 10000,
    first_byte_timeout_ms BIGINT NOT NULL DEFAULT 120000,
    stall_timeout_ms BIGINT NOT NULL DEFAULT 60000,
    total_timeout_ms BIGINT NOT NULL DEFAULT 3600000,
    ca_file TEXT NOT NULL DEFAULT '',
    proxy_url TEXT NOT NULL DEFAULT '',
    data_policy TEXT NOT NULL DEFAULT '{}',
    privacy_url TEXT NOT NULL DEFAULT '',
    terms_url TEXT NOT NULL DEFAULT '',
    status_url TEXT NOT NULL DEFAULT '',
    simulated SMALLINT NOT NULL DEFAULT 0,
    created_us BIGINT NOT NULL,
    updated_us BIGINT NOT NULL DEFAULT 0,
    deleted_us BIGINT
);

CREATE TABLE provider_credential (
    id @rowid,
    provider_id BIGINT NOT NULL REFERENCES provider (id),
    workspace_id BIGINT REFERENCES workspace (id),
    label TEXT NOT NULL,
    ciphertext @blob NOT NULL,
    nonce @blob NOT NULL,
    enabled SMALLINT NOT NULL DEFAULT 1,
    created_us BIGINT NOT NULL
);
CREATE INDEX provider_credential_provider ON provider_credential (provider_id);

CREATE TABLE model (
    id @rowid,
    slug TEXT NOT NULL UNIQUE,
    canonical_slug TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    type TEXT NOT NULL DEFAULT 'chat',
    context_length BIGINT NOT NULL DEFAULT 0,
    input_modalities TEXT NOT NULL DEFAULT 'text',
    output_modalities TEXT NOT NULL DEFAULT 'text',
    tokenizer TEXT NOT NULL DEFAULT 'Other',
    created_us BIGINT NOT NULL,
    deleted_us BIGINT
);

CREATE TABLE endpoint (
    id @rowid,
    model_id BIGINT NOT NULL REFERENCES model (id),
    provider_id BIGINT NOT NULL REFERENCES provider (id),
    upstream_model TEXT NOT NULL,
    variant TEXT NOT NULL DEFAULT '',
    tag TEXT NOT NULL,
    context_length BIGINT NOT NULL DEFAULT 0,
    max_output BIGINT NOT NULL DEFAULT 0,
    quantization TEXT NOT NULL DEFAULT '',
    supported_parameters TEXT NOT NULL DEFAULT '',
    position BIGINT NOT NULL DEFAULT 0,
    enabled SMALLINT NOT NULL DEFAULT 1,
    over_bound_flag SMALLINT NOT NULL DEFAULT 0,
    price_sheet_id BIGINT,
    created_us BIGINT NOT NULL,
    deleted_us BIGINT,
    UNIQUE (model_id, provider_id, tag)
);

-- Never changed, never deleted: rows of history name them.
CREATE TABLE price_sheet (
    id @rowid,
    endpoint_id BIGINT NOT NULL REFERENCES endpoint (id),
    version BIGINT NOT NULL,
    json TEXT NOT NULL,
    source TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    UNIQUE (endpoint_id, version)
);

-- What happened. Filled by the ledger writer and by replay alone.

CREATE TABLE label (
    id @rowid,
    text TEXT NOT NULL UNIQUE
);

CREATE TABLE app (
    id @rowid,
    referer TEXT NOT NULL,
    title TEXT NOT NULL,
    UNIQUE (referer, title)
);

CREATE TABLE user_agent (
    id @rowid,
    text TEXT NOT NULL UNIQUE
);

CREATE TABLE scope_set (
    id @rowid,
    scopes TEXT NOT NULL UNIQUE
);

CREATE TABLE trail (
    id @rowid,
    hash BIGINT NOT NULL,
    json TEXT NOT NULL
);
CREATE INDEX trail_hash ON trail (hash);

CREATE TABLE generation (
    id @rowid,
    gen_id TEXT NOT NULL UNIQUE,
    admitted_us BIGINT NOT NULL,
    day BIGINT NOT NULL,
    organization_id BIGINT NOT NULL,
    workspace_id BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    model_id BIGINT NOT NULL,
    endpoint_id BIGINT NOT NULL,
    provider_id BIGINT NOT NULL,
    price_sheet_id BIGINT NOT NULL,
    api SMALLINT NOT NULL,
    state SMALLINT NOT NULL,
    usage_origin SMALLINT NOT NULL,
    http_status SMALLINT NOT NULL,
    flags BIGINT NOT NULL,
    request_count BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    cache_read_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    cache_write_1h_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    audio_in_tokens BIGINT NOT NULL,
    audio_out_tokens BIGINT NOT NULL,
    audio_cache_read_tokens BIGINT NOT NULL,
    image_tokens BIGINT NOT NULL,
    images BIGINT NOT NULL,
    images_out BIGINT NOT NULL,
    searches BIGINT NOT NULL,
    cost_nusd BIGINT NOT NULL,
    prompt_cost_nusd BIGINT NOT NULL,
    completion_cost_nusd BIGINT NOT NULL,
    counted_nusd BIGINT NOT NULL,
    held_nusd BIGINT NOT NULL,
    lost_nusd BIGINT NOT NULL,
    upstream_cost_nusd BIGINT,
    waited_us BIGINT NOT NULL,
    connect_us BIGINT NOT NULL,
    first_token_us BIGINT NOT NULL,
    total_us BIGINT NOT NULL,
    attempt_count BIGINT NOT NULL,
    scope_set_id BIGINT NOT NULL,
    requested_model_id BIGINT NOT NULL,
    finish_reason_id BIGINT NOT NULL,
    native_finish_reason_id BIGINT NOT NULL,
    error_type_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    user_agent_id BIGINT NOT NULL,
    trail_id BIGINT NOT NULL,
    error_text TEXT,
    upstream_id TEXT,
    upstream_hash BIGINT,
    session TEXT,
    end_user TEXT
);
-- Between which rows the generations of a day lie, among those of other days: what an index by day
-- would tell, for one row a commit.
CREATE TABLE generation_day (
    day BIGINT NOT NULL PRIMARY KEY,
    first_row BIGINT NOT NULL,
    last_row BIGINT NOT NULL
) @clustered;
-- Clients hold the provider's id, since answers pass through as they are. Such ids are random, so
-- they are indexed by blocks of rows: what is written lies close together, and a look-up asks each
-- block. upstream_hash: CRC32C of upstream_id as a signed number of 32 bits.
-- For pricing later what had no price (8: unpriced). Without such rows it is empty.
CREATE INDEX generation_unpriced ON generation (endpoint_id) WHERE (flags & 8) <> 0;
CREATE INDEX generation_upstream ON generation ((id / 16384), upstream_hash)
    WHERE upstream_hash IS NOT NULL;

CREATE TABLE attempt (
    generation_id BIGINT NOT NULL,
    number SMALLINT NOT NULL,
    endpoint_id BIGINT NOT NULL,
    provider_id BIGINT NOT NULL,
    price_sheet_id BIGINT NOT NULL,
    outcome SMALLINT NOT NULL,
    status SMALLINT NOT NULL,
    started_us BIGINT NOT NULL,
    duration_us BIGINT NOT NULL,
    held_nusd BIGINT NOT NULL,
    lost_nusd BIGINT NOT NULL,
    PRIMARY KEY (generation_id, number)
) @clustered;

-- What is summed: one cell is written once per transaction. Each equals its generations.

CREATE TABLE limit_window (
    scope_kind SMALLINT NOT NULL,
    owner BIGINT NOT NULL,
    window_kind SMALLINT NOT NULL,
    window_key BIGINT NOT NULL,
    spent_nusd BIGINT NOT NULL,
    PRIMARY KEY (scope_kind, owner, window_kind, window_key)
) @clustered;

-- kind: CreditKind of core/Organization.h. A charge (5) is below zero; there is one a pool and day.
CREATE TABLE credit_entry (
    id @rowid,
    organization_id BIGINT NOT NULL,
    kind SMALLINT NOT NULL,
    day BIGINT,
    amount_nusd BIGINT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    person_id BIGINT,
    created_us BIGINT NOT NULL,
    CHECK ((kind = 5) = (day IS NOT NULL))
);
CREATE UNIQUE INDEX credit_entry_charge ON credit_entry (organization_id, day) WHERE day IS NOT NULL;

CREATE TABLE usage_cube_daily (
    day BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    model_id BIGINT NOT NULL,
    provider_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    simulated SMALLINT NOT NULL,
    byok SMALLINT NOT NULL,
    requests BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    cost_nusd BIGINT NOT NULL,
    counted_nusd BIGINT NOT NULL,
    lost_nusd BIGINT NOT NULL,
    ttft_us BIGINT NOT NULL,
    ttft_count BIGINT NOT NULL,
    total_us BIGINT NOT NULL,
    PRIMARY KEY (day, key_id, model_id, provider_id, app_id, simulated, byok)
) @clustered;
CREATE INDEX usage_cube_daily_key ON usage_cube_daily (key_id, day);
CREATE INDEX usage_cube_daily_model ON usage_cube_daily (model_id, day);

CREATE TABLE usage_daily_key (
    day BIGINT NOT NULL,
    organization_id BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    simulated SMALLINT NOT NULL,
    byok SMALLINT NOT NULL,
    requests BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    cost_nusd BIGINT NOT NULL,
    counted_nusd BIGINT NOT NULL,
    lost_nusd BIGINT NOT NULL,
    ttft_us BIGINT NOT NULL,
    ttft_count BIGINT NOT NULL,
    total_us BIGINT NOT NULL,
    PRIMARY KEY (day, organization_id, key_id, simulated, byok)
) @clustered;
CREATE INDEX usage_daily_key_key ON usage_daily_key (key_id, day);

-- week: the day of its Monday.
CREATE TABLE usage_weekly_key (
    week BIGINT NOT NULL,
    organization_id BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    simulated SMALLINT NOT NULL,
    byok SMALLINT NOT NULL,
    requests BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    cost_nusd BIGINT NOT NULL,
    counted_nusd BIGINT NOT NULL,
    lost_nusd BIGINT NOT NULL,
    ttft_us BIGINT NOT NULL,
    ttft_count BIGINT NOT NULL,
    total_us BIGINT NOT NULL,
    PRIMARY KEY (week, organization_id, key_id, simulated, byok)
) @clustered;

CREATE TABLE usage_daily_model (
    day BIGINT NOT NULL,
    organization_id BIGINT NOT NULL,
    model_id BIGINT NOT NULL,
    provider_id BIGINT NOT NULL,
    simulated SMALLINT NOT NULL,
    byok SMALLINT NOT NULL,
    requests BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    cost_nusd BIGINT NOT NULL,
    counted_nusd BIGINT NOT NULL,
    lost_nusd BIGINT NOT NULL,
    ttft_us BIGINT NOT NULL,
    ttft_count BIGINT NOT NULL,
    total_us BIGINT NOT NULL,
    PRIMARY KEY (day, organization_id, model_id, provider_id, simulated, byok)
) @clustered;

CREATE TABLE usage_daily_provider (
    day BIGINT NOT NULL,
    organization_id BIGINT NOT NULL,
    provider_id BIGINT NOT NULL,
    simulated SMALLINT NOT NULL,
    byok SMALLINT NOT NULL,
    requests BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    cost_nusd BIGINT NOT NULL,
    counted_nusd BIGINT NOT NULL,
    lost_nusd BIGINT NOT NULL,
    ttft_us BIGINT NOT NULL,
    ttft_count BIGINT NOT NULL,
    total_us BIGINT NOT NULL,
    PRIMARY KEY (day, organization_id, provider_id, simulated, byok)
) @clustered;

CREATE TABLE usage_daily_app (
    day BIGINT NOT NULL,
    organization_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    simulated SMALLINT NOT NULL,
    byok SMALLINT NOT NULL,
    requests BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    cost_nusd BIGINT NOT NULL,
    counted_nusd BIGINT NOT NULL,
    lost_nusd BIGINT NOT NULL,
    ttft_us BIGINT NOT NULL,
    ttft_count BIGINT NOT NULL,
    total_us BIGINT NOT NULL,
    PRIMARY KEY (day, organization_id, app_id, simulated, byok)
) @clustered;

CREATE TABLE usage_daily_workspace (
    day BIGINT NOT NULL,
    organization_id BIGINT NOT NULL,
    workspace_id BIGINT NOT NULL,
    simulated SMALLINT NOT NULL,
    byok SMALLINT NOT NULL,
    requests BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    cost_nusd BIGINT NOT NULL,
    counted_nusd BIGINT NOT NULL,
    lost_nusd BIGINT NOT NULL,
    ttft_us BIGINT NOT NULL,
    ttft_count BIGINT NOT NULL,
    total_us BIGINT NOT NULL,
    PRIMARY KEY (day, organization_id, workspace_id, simulated, byok)
) @clustered;

-- hour: hours since 1970-01-01 UTC.
CREATE TABLE usage_hourly (
    hour BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    model_id BIGINT NOT NULL,
    provider_id BIGINT NOT NULL,
    simulated SMALLINT NOT NULL,
    byok SMALLINT NOT NULL,
    requests BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    cost_nusd BIGINT NOT NULL,
    counted_nusd BIGINT NOT NULL,
    lost_nusd BIGINT NOT NULL,
    ttft_us BIGINT NOT NULL,
    ttft_count BIGINT NOT NULL,
    total_us BIGINT NOT NULL,
    PRIMARY KEY (hour, key_id, model_id, provider_id, simulated, byok)
) @clustered;

CREATE TABLE usage_hourly_model (
    hour BIGINT NOT NULL,
    organization_id BIGINT NOT NULL,
    model_id BIGINT NOT NULL,
    provider_id BIGINT NOT NULL,
    simulated SMALLINT NOT NULL,
    byok SMALLINT NOT NULL,
    requests BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    cost_nusd BIGINT NOT NULL,
    counted_nusd BIGINT NOT NULL,
    lost_nusd BIGINT NOT NULL,
    ttft_us BIGINT NOT NULL,
    ttft_count BIGINT NOT NULL,
    total_us BIGINT NOT NULL,
    PRIMARY KEY (hour, organization_id, model_id, provider_id, simulated, byok)
) @clustered;

-- Who changed what. A hash chain: ledger/AuditChain.h.
CREATE TABLE audit_event (
    id @rowid,
    at_us BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    before_json TEXT NOT NULL,
    after_json TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
);
CREATE INDEX audit_event_subject ON audit_event (subject);

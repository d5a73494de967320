-- How endpoints have answered lately, so that a restart does not send requests to one that is out.
-- The numbers of circuit and last_failure are those of core/EndpointHealth.h.
CREATE TABLE endpoint_health (
    endpoint_id BIGINT NOT NULL PRIMARY KEY REFERENCES endpoint (id),
    circuit SMALLINT NOT NULL,
    trips BIGINT NOT NULL,
    failures_in_a_row BIGINT NOT NULL,
    since_us BIGINT NOT NULL,
    until_us BIGINT NOT NULL,
    last_failure SMALLINT NOT NULL,
    last_status SMALLINT NOT NULL,
    last_failure_us BIGINT NOT NULL,
    rate_limits_in_a_row BIGINT NOT NULL,
    rate_limited_since_us BIGINT NOT NULL,
    rate_limited_until_us BIGINT NOT NULL,
    latency_ms BIGINT NOT NULL,
    milli_tokens_per_second BIGINT NOT NULL
);

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/PolicyFileSample.h"

namespace turnpike {

const char *const wholePolicyFile = R"({
  "$schema": "policy-file.schema.json",
  "version": 1,
  "organization": {
    "name": "Acme", "owner": {"name": "Ada", "email": "ada@example.org"},
    "budgets_count_upstream": false,
    "credits": {"pool": true, "total": "25.000000001"}
  },
  "providers": [
    {"slug": "first", "name": "First", "format": "openai", "base_url": "https://api.example.org/v1",
     "credential": "env:FIRST_KEY", "timeouts": {"connect_ms": 2000}, "on_cancel": "stops_billing",
     "data_policy": {"trains": false, "retention_days": 30}, "proxy": "http://proxy:3128",
     "concurrent_requests": 4},
    {"slug": "local", "base_url": "http://127.0.0.1:11434/v1"}
  ],
  "models": [
    {"slug": "test/plain", "context_length": 128000, "endpoints": [
      {"provider": "first", "model": "plain", "max_output": 4096,
       "pricing": {"prompt": "0.00000015", "completion": "0.0000006", "discount": "0.25",
                   "overrides": [{"min_prompt_tokens": 200000, "prompt": "0.0000003",
                                  "utc_days": ["monday"], "utc_start": 1830}]}},
      {"provider": "local", "model": "plain:7b",
       "format": "openai-responses", "reasoning_field": "reasoning_details"}
    ]}
  ],
  "keys": [
    {"name": "ci", "limit": "10", "limit_reset": "weekly", "limit_mode": "hard",
     "rate_limit": {"requests_per_minute": 60, "tokens_per_minute": 90000,
                    "concurrent_requests": 8}},
    {"name": "fixed", "secret": "env:FIXED_KEY", "disabled": true},
    {"name": "adopted", "label": "sk-tp-v1-abc...xyz", "expires_at": "2027-01-31T00:00:00Z",
     "hash": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}
  ],
  "management_keys": [{"name": "terraform"}]
})";

const char *const fewerPolicyFile = R"({
  "keys": [{"name": "ci", "limit": "10", "limit_reset": "weekly", "limit_mode": "hard"}],
  "models": [],
  "providers": []
})";

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// The table of verbs; docs/command-line.md says the same for people.
#include "app/CommandLine.h"

namespace turnpike {

namespace {

constexpr OptionSpec initOptions[] = {
    {"name", "NAME", "The owner's name; by default that of the operating-system account"},
    {"email", "ADDRESS", "The owner's e-mail address"},
    {"organization", "NAME", "The first organization's name"},
};
constexpr OptionSpec serveOptions[] = {
    {"port", "PORT", "Port to listen on; 0 picks a free one"},
    {"listen", "ADDRESS", "Address to listen on"},
    {"threads", "N", "Gateway threads"},
    {"response-cache", "BYTES", "Memory for answers that clients ask to be kept; 0 keeps none"},
    {"log-level", "LEVEL", "error, warning, info or debug"},
    {"demo", nullptr, "Serve 90 days of sample activity from a temporary ledger, removed at exit"},
};
constexpr OptionSpec applyOptions[] = {
    {"dry-run", nullptr, "Print what would change, and change nothing"},
};
constexpr OptionSpec keyCreateOptions[] = {
    {"limit", "USD", "Spending limit, a decimal number of US dollars"},
    {"reset", "INTERVAL", "daily, weekly or monthly; without it the limit is for life"},
    {"mode", "MODE", "soft (the default) or hard: hard admits only what fits in the worst case"},
    {"requests-per-minute", "N", "Requests that it may send in a minute (UTC)"},
    {"tokens-per-minute", "N", "Tokens that it may use in a minute (UTC)"},
    {"concurrent-requests", "N", "Requests that it may have under way at once; more wait in turn"},
    {"expires", "TIME", "RFC 3339 time (UTC) at which the key stops working"},
    {"workspace", "UUID", "Workspace that the key belongs to; by default the default one"},
    {"management", nullptr, "Make a management key instead of an API key"},
};
constexpr OptionSpec keyRateLimitOptions[] = {
    {"requests-per-minute", "N", "Requests that it may send in a minute (UTC); 0 is unlimited"},
    {"tokens-per-minute", "N", "Tokens that it may use in a minute (UTC); 0 is unlimited"},
    {"concurrent-requests", "N", "Requests that it may have under way at once; 0 is unlimited"},
};
constexpr OptionSpec providerLimitOptions[] = {
    {"concurrent-requests", "N", "Calls that it may have under way at once; 0 is unlimited"},
};
constexpr OptionSpec providerAddOptions[] = {
    {"name", "NAME", "Name to show; by default the slug"},
    {"base-url", "URL", "Where the provider answers, for example https://api.example.com/v1"},
    {"format", "FORMAT", "openai (the default), openai-responses, anthropic or gemini"},
    {"also-serves", "APIS", "Other client APIs that it speaks, with commas: responses,messages"},
    {"credential-header", "NAME", "Header for the credential, as api-key for Azure"},
    {"concurrent-requests", "N", "Calls that it may have under way at once; more wait in turn"},
    {"credential", "REFERENCE",
     "env:NAME, file:PATH or stdin; never the credential itself. Left out for servers that want "
     "none"},
};
constexpr OptionSpec providerCredentialOptions[] = {
    {"credential", "REFERENCE", "env:NAME, file:PATH or stdin; never the credential itself"},
};
constexpr OptionSpec catalogueRefreshOptions[] = {
    {"from", "FILE|URL",
     "The list: models.dev's, or a provider's own /models; by default https://models.dev/api.json"},
    {"provider", "SLUG", "Whose list it is, when it is a provider's own"},
    {"remove-gone", nullptr, "Remove endpoints, too, that their providers do not list any more"},
    {"dry-run", nullptr, "Print what would change, and change nothing"},
};
constexpr OptionSpec creditsAddOptions[] = {
    {"note", "TEXT", "Why; kept with the entry"},
};
constexpr OptionSpec reportOptions[] = {
    {"by", "DIMENSION",
     "day, model, key or provider, or detail: all of them at once; by default day"},
    {"from", "DATE", "First day (UTC), for example 2026-07-01; by default 29 days before --to"},
    {"to", "DATE", "Last day (UTC), included; by default today"},
    {"format", "FORMAT", "csv or json; by default csv, json with --json"},
    {"include-simulated", nullptr, "Count requests to the simulator, too"},
};
constexpr OptionSpec backupOptions[] = {
    {"passphrase", "REFERENCE",
     "env:NAME, file:PATH or stdin: also keep the master key, wrapped under this passphrase"},
};
constexpr OptionSpec restoreOptions[] = {
    {"passphrase", "REFERENCE", "env:NAME, file:PATH or stdin: unwraps the master key"},
    {"replace", nullptr, "Replace the ledger that is in the folder; it is kept aside"},
};

constexpr VerbSpec verbTable[] = {
    {"init", "", "Make a new ledger with its owner, organization, workspace and first key", 0, 0,
     VerbPlace::Here, initOptions},
    {"serve", "", "Run the gateway until SIGTERM", 0, 0, VerbPlace::Here, serveOptions},
    {"apply", "FILE|-", "Make the ledger match a policy file", 1, 1, VerbPlace::Owner,
     applyOptions},
    {"export", "", "Write the policy file, without secrets", 0, 0, VerbPlace::Reader, {}},
    {"key create", "NAME", "Make a key; its secret is printed once", 1, 1, VerbPlace::Owner,
     keyCreateOptions},
    {"key list", "", "List the keys", 0, 0, VerbPlace::Owner, {}},
    {"key disable", "KEY", "Let a key answer 401 until it is enabled", 1, 1, VerbPlace::Owner, {}},
    {"key enable", "KEY", "Let a disabled key work again", 1, 1, VerbPlace::Owner, {}},
    {"key rate-limit", "KEY", "Change what a key may send in a minute and at once", 1, 1,
     VerbPlace::Owner, keyRateLimitOptions},
    {"key delete", "KEY", "Delete a key; its history stays", 1, 1, VerbPlace::Owner, {}},
    {"provider add", "SLUG", "Add a provider", 1, 1, VerbPlace::Owner, providerAddOptions},
    {"provider test",
     "SLUG",
     "Ask a provider whether the credential works",
     1,
     1,
     VerbPlace::Owner,
     {}},
    {"provider list", "", "List the providers", 0, 0, VerbPlace::Owner, {}},
    {"provider credential", "SLUG", "Replace a provider's credential", 1, 1, VerbPlace::Owner,
     providerCredentialOptions},
    {"provider limit", "SLUG", "Change how many calls of a provider may be under way at once", 1, 1,
     VerbPlace::Owner, providerLimitOptions},
    {"provider enable", "SLUG", "Use a provider again", 1, 1, VerbPlace::Owner, {}},
    {"provider disable", "SLUG", "Stop using a provider", 1, 1, VerbPlace::Owner, {}},
    {"provider clear-flags",
     "SLUG",
     "Let endpoints serve hard limits again that billed above their worst case",
     1,
     1,
     VerbPlace::Owner,
     {}},
    {"provider remove", "SLUG", "Remove a provider; its history stays", 1, 1, VerbPlace::Owner, {}},
    {"catalogue refresh", "", "Bring models, prices and limits up to date from a list", 0, 0,
     VerbPlace::Owner, catalogueRefreshOptions},
    {"credits show", "", "Show the credit pool", 0, 0, VerbPlace::Owner, {}},
    {"credits add", "USD", "Add credits; turns the pool on", 1, 1, VerbPlace::Owner,
     creditsAddOptions},
    {"report", "", "Print usage and cost", 0, 0, VerbPlace::Reader, reportOptions},
    {"verify", "", "Prove balances, rollups, journal and audit chain", 0, 0, VerbPlace::Reader, {}},
    {"backup", "FILE", "Write the whole ledger into one file, also while it is in use", 1, 1,
     VerbPlace::Owner, backupOptions},
    {"raise",
     "",
     "Bring the window of the program that owns the ledger to the front",
     0,
     0,
     VerbPlace::Owner,
     {}},
    {"restore", "FILE", "Make a backup the ledger of a folder", 1, 1, VerbPlace::Here,
     restoreOptions},
};

} // namespace

std::span<const VerbSpec> CommandLine::verbs()
{
    return verbTable;
}

const VerbSpec *CommandLine::findVerb(const QString &name)
{
    for (const VerbSpec &verb : verbTable)
        if (name == QLatin1String(verb.name))
            return &verb;
    return nullptr;
}

} // namespace turnpike

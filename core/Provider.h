// SPDX-License-Identifier: GPL-3.0-or-later
// A provider as an admin configures it. What the gateway works from is ProviderPolicy.
#pragma once

#include "core/Id.h"
#include "core/Policy.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>

namespace turnpike {

/// What a provider does with prompts. Unknown means "retains and trains".
struct DataPolicy
{
    std::optional<bool> trains;
    std::optional<bool> retains;
    std::optional<std::int32_t> retentionDays;
    QString source; ///< Where this is written, a URL; empty unknown.
    QString checkedOn; ///< ISO date of the source; empty unknown.

    friend bool operator==(const DataPolicy &, const DataPolicy &) = default;
};

/// What an admin sets of a provider; everything but its credential.
struct ProviderDraft
{
    QString slug; ///< Lowercase letters, digits and dashes; cannot be changed later.
    QString name;
    ProviderFormat format = ProviderFormat::OpenAi;
    ApiSet alsoServes = 0; ///< As in ProviderPolicy: chat, messages, responses, completions.
    QString credentialHeader; ///< Empty: the format's own.
    QString baseUrl; ///< "https://api.openai.com/v1"; http or https, no query.
    Timeouts timeouts;
    OnCancel onCancel = OnCancel::BillsAll;
    bool reasoningOutsideMaxTokens = false;
    DataPolicy dataPolicy;
    QString caFile; ///< Absolute path of extra CA certificates; empty: the system's alone.
    QString proxy; ///< "http://host:port"; empty: none.
    std::int64_t concurrentRequests = 0; ///< Calls under way at once; 0 unlimited.
    QString privacyUrl;
    QString termsUrl;
    QString statusUrl;
    bool isEnabled = true;
};

struct Provider
{
    ProviderId id;
    ProviderDraft settings;
    bool hasCredential = false;
    QString credentialLabel; ///< "sk-abc...xyz", safe to show; empty when there is none.
    std::int64_t createdUs = 0;
    std::int64_t updatedUs = 0;
    std::int32_t modelCount = 0; ///< Models with an endpoint here.
};

/// Why a provider is left out of what the gateway works from.
struct ProviderProblem
{
    ProviderId provider;
    QString sentence; ///< Without its name.
};

/// What a connection test found.
struct ConnectionReport
{
    int status = 0; ///< HTTP status of the provider.
    std::int64_t milliseconds = 0; ///< From the start to the whole answer.
    std::int64_t answeredMs = 0; ///< From the start to the head of the answer.
    std::int32_t modelCount = 0; ///< Models that it listed; 0 when it lists none.
    QStringList models{}; ///< Their names there, those that have one.
    /// It lists them to everybody: nothing is known of the credential.
    bool isListOpen = false;
    /// It says so in its answer: Gemini refuses an unknown key with status 400.
    bool isKeyCalledInvalid = false;

    /// The provider answers and does not take the credential.
    bool isRefused() const { return status == 401 || status == 403 || isKeyCalledInvalid; }
};

} // namespace turnpike

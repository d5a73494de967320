// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ProviderNames.h"
#include "core/Timestamp.h"
#include "services/policyfile/MemberReader.h"
#include "services/policyfile/PolicyFile.h"

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr std::int64_t fileVersion = 1;
constexpr std::int64_t maxTime = 2400; // HHMM
constexpr int ppmPerOne = 1'000'000;
constexpr std::array<std::string_view, 7> dayNames
    = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

tl::unexpected<Error> invalid(const QString &sentence, const QString &pointer)
{
    return fail(ErrorCode::InvalidArgument, sentence, pointer);
}

Result<> readReference(MemberReader &reader, std::string_view name, QString &into)
{
    TRY(reader.text(name, into));
    if (!into.isEmpty() && into != u"stdin" && !(into.startsWith(u"env:") && into.size() > 4)
        && !(into.startsWith(u"file:") && into.size() > 5))
        return invalid(u"A secret is never written here: write env:NAME, file:PATH or stdin."_s,
                       reader.at(name));
    return {};
}

/// Of something in a time or at once.
Result<> readCount(MemberReader &reader, std::string_view name, std::int64_t &count)
{
    TRY(reader.whole(name, count));
    if (count < 0 || count > RateLimit::most)
        return invalid(
            u"This must be a number from 1 to %1; 0 is unlimited."_s.arg(RateLimit::most),
            reader.at(name));
    return {};
}

Result<> readOrganization(MemberReader &reader, OrganizationEntry &entry)
{
    TRY(reader.text("name", entry.name, Need::Required));
    TRY(reader.object("owner", [&](MemberReader &owner) -> Result<> {
        TRY(owner.text("name", entry.ownerName, Need::Required));
        return owner.text("email", entry.ownerEmail);
    }));
    TRY(reader.flag("budgets_count_upstream", entry.budgetsCountUpstream));
    TRY(reader.object("free_limit", [&](MemberReader &inner) -> Result<> {
        FreeLimit &limit = entry.freeLimit.emplace();
        TRY(readCount(inner, "requests_per_minute", limit.requestsPerMinute));
        return readCount(inner, "requests_per_day", limit.requestsPerDay);
    }));
    return reader.object("credits", [&](MemberReader &credits) -> Result<> {
        TRY(credits.flag("pool", entry.credits.isPoolOn));
        return credits.money("total", entry.credits.total);
    });
}

Result<> readTime(MemberReader &reader, std::string_view name, std::chrono::milliseconds &time)
{
    std::int64_t count = time.count();
    TRY(reader.whole(name, count));
    time = std::chrono::milliseconds(count);
    return {};
}

Result<> readDataPolicy(MemberReader &reader, DataPolicy &policy)
{
    TRY(reader.flag("trains", policy.trains));
    TRY(reader.flag("retains", policy.retains));
    std::int64_t days = -1;
    TRY(reader.whole("retention_days", days));
    if (days > 36'500)
        return invalid(u"This is more than a hundred years; leave it out if it is for ever."_s,
                       reader.at("retention_days"));
    if (days >= 0)
        policy.retentionDays = static_cast<std::int32_t>(days);
    TRY(reader.text("source", policy.source));
    return reader.text("checked_on", policy.checkedOn);
}

/// Names of APIs, each one that may be passed on.
Result<> readAlsoServes(MemberReader &reader, ApiSet &apis)
{
    QStringList names;
    TRY(reader.words("also_serves", names));
    for (const QString &name : names) {
        const auto *const found
            = std::find_if(passableApis.begin(), passableApis.end(), [&name](const auto &known) {
                  return name.toStdString() == known.first;
              });
        if (found == passableApis.end())
            return invalid(u"\"%1\" is none of chat, responses, messages, completions."_s.arg(name),
                           reader.at("also_serves"));
        apis |= apiBit(found->second);
    }
    return {};
}

Result<> readProvider(MemberReader &reader, ProviderEntry &entry)
{
    ProviderDraft &draft = entry.draft;
    TRY(reader.text("slug", draft.slug, Need::Required));
    draft.name = draft.slug;
    TRY(reader.text("name", draft.name));
    int format = static_cast<int>(ProviderFormat::OpenAi);
    TRY(reader.choice("format",
                      {{"openai", int(ProviderFormat::OpenAi)},
                       {"anthropic", int(ProviderFormat::Anthropic)},
                       {"gemini", int(ProviderFormat::Gemini)},
                       {"openai-responses", int(ProviderFormat::Responses)},
                       {"simulator", int(ProviderFormat::Simulator)}},
                      format));
    draft.format = static_cast<ProviderFormat>(format);
    TRY(readAlsoServes(reader, draft.alsoServes));
    TRY(reader.text("credential_header", draft.credentialHeader));
    TRY(reader.text("base_url", draft.baseUrl, Need::Required));
    TRY(readReference(reader, "credential", entry.credential));
    TRY(reader.flag("enabled", draft.isEnabled));
    TRY(reader.object("timeouts", [&](MemberReader &times) -> Result<> {
        TRY(readTime(times, "connect_ms", draft.timeouts.connect));
        TRY(readTime(times, "first_byte_ms", draft.timeouts.firstByte));
        TRY(readTime(times, "stall_ms", draft.timeouts.stall));
        return readTime(times, "total_ms", draft.timeouts.total);
    }));
    int onCancel = static_cast<int>(draft.onCancel);
    TRY(reader.choice(
        "on_cancel",
        {{"stops_billing", int(OnCancel::StopsBilling)}, {"bills_all", int(OnCancel::BillsAll)}},
        onCancel));
    draft.onCancel = static_cast<OnCancel>(onCancel);
    TRY(reader.flag("reasoning_outside_max_tokens", draft.reasoningOutsideMaxTokens));
    TRY(reader.object("data_policy", [&](MemberReader &policy) {
        return readDataPolicy(policy, draft.dataPolicy);
    }));
    TRY(reader.text("ca_file", draft.caFile));
    TRY(reader.text("proxy", draft.proxy));
    TRY(readCount(reader, "concurrent_requests", draft.concurrentRequests));
    TRY(reader.text("privacy_url", draft.privacyUrl));
    TRY(reader.text("terms_url", draft.termsUrl));
    return reader.text("status_url", draft.statusUrl);
}

Result<> readPrices(MemberReader &reader, PriceTable &table)
{
    for (std::size_t i = 0; i < priceUnitCount; ++i)
        TRY(reader.price(priceKey(static_cast<PriceUnit>(i)), table[i]));
    return {};
}

Result<> readHour(MemberReader &reader, std::string_view name, std::optional<int> &time)
{
    std::int64_t hhmm = -1;
    TRY(reader.whole(name, hhmm));
    if (hhmm > maxTime || (hhmm >= 0 && hhmm % 100 > 59))
        return invalid(u"This must be a time of day as a number, hours times 100 and minutes: "
                       "1830."_s,
                       reader.at(name));
    if (hhmm >= 0)
        time = static_cast<int>(hhmm);
    return {};
}

Result<> readOverride(MemberReader &reader, PriceOverride &entry)
{
    std::int64_t minimum = -1;
    TRY(reader.whole("min_prompt_tokens", minimum));
    if (minimum >= 0)
        entry.minPromptTokens = minimum;
    TRY(readHour(reader, "utc_start", entry.utcStart));
    TRY(readHour(reader, "utc_end", entry.utcEnd));
    QStringList days;
    TRY(reader.words("utc_days", days));
    for (qsizetype i = 0; i < days.size(); ++i) {
        const auto *const day = std::find(dayNames.begin(), dayNames.end(), days[i].toStdString());
        if (day == dayNames.end())
            return invalid(u"This must be a day of the week in English, in lowercase."_s,
                           pointerTo(reader.at("utc_days"), static_cast<std::size_t>(i)));
        entry.utcDays |= static_cast<std::uint8_t>(1U << (day - dayNames.begin()));
    }
    return readPrices(reader, entry.prices);
}

Result<> readPricing(MemberReader &reader, PriceSheet &sheet)
{
    TRY(readPrices(reader, sheet.prices));
    std::optional<FemtoUsd> discount; // A ratio, written as prices are: a decimal string.
    TRY(reader.price("discount", discount));
    if (discount) {
        constexpr FemtoUsd femtoPerPpm = 1'000'000'000;
        if (*discount % femtoPerPpm != 0 || *discount / femtoPerPpm > ppmPerOne)
            return invalid(u"A discount is a fraction from \"0\" to \"1\", at most six decimals."_s,
                           reader.at("discount"));
        sheet.discountPpm = *discount / femtoPerPpm;
    }
    TRY(reader.objects("overrides", [&](MemberReader &inner, const QString &) {
        return readOverride(inner, sheet.overrides.emplace_back());
    }));
    return {};
}

/// How this one model is spoken to, where that is not as the provider's others.
Result<> readWire(MemberReader &reader, EndpointDraft &draft)
{
    int format = 0;
    TRY(reader.choice("format",
                      {{"openai", int(ProviderFormat::OpenAi)},
                       {"anthropic", int(ProviderFormat::Anthropic)},
                       {"gemini", int(ProviderFormat::Gemini)},
                       {"openai-responses", int(ProviderFormat::Responses)}},
                      format));
    if (format != 0)
        draft.format = static_cast<ProviderFormat>(format);
    int field = static_cast<int>(ReasoningField::None);
    TRY(reader.choice("reasoning_field",
                      {{"reasoning_content", int(ReasoningField::ReasoningContent)},
                       {"reasoning", int(ReasoningField::Reasoning)},
                       {"reasoning_details", int(ReasoningField::ReasoningDetails)}},
                      field));
    draft.reasoningField = static_cast<ReasoningField>(field);
    return {};
}

Result<> readEndpoint(MemberReader &reader, EndpointDraft &draft)
{
    TRY(reader.text("provider", draft.provider, Need::Required));
    TRY(reader.text("model", draft.upstreamModel, Need::Required));
    TRY(reader.text("variant", draft.variant));
    TRY(reader.whole("context_length", draft.contextLength));
    TRY(reader.whole("max_output", draft.maxOutput));
    TRY(reader.text("quantization", draft.quantization));
    TRY(reader.words("supported_parameters", draft.supportedParameters));
    TRY(readWire(reader, draft));
    TRY(reader.object("pricing",
                      [&](MemberReader &pricing) { return readPricing(pricing, draft.prices); }));
    return reader.flag("enabled", draft.isEnabled);
}

Result<> readModel(MemberReader &reader, ModelDraft &draft)
{
    TRY(reader.text("slug", draft.slug, Need::Required));
    draft.name = draft.slug;
    draft.type = u"chat"_s;
    TRY(reader.text("name", draft.name));
    TRY(reader.text("description", draft.description));
    TRY(reader.text("type", draft.type));
    TRY(reader.whole("created", draft.createdS));
    TRY(reader.whole("context_length", draft.contextLength));
    TRY(reader.text("tokenizer", draft.tokenizer));
    TRY(reader.words("input_modalities", draft.inputModalities));
    TRY(reader.words("output_modalities", draft.outputModalities));
    TRY(reader.objects("endpoints", [&](MemberReader &inner, const QString &) {
        return readEndpoint(inner, draft.endpoints.emplace_back());
    }));
    return {};
}

Result<> readLimit(MemberReader &reader, KeyDraft &draft)
{
    std::optional<Money> amount;
    TRY(reader.money("limit", amount));
    int reset = static_cast<int>(Window::Lifetime);
    TRY(reader.choice("limit_reset",
                      {{"daily", int(Window::Day)},
                       {"weekly", int(Window::Week)},
                       {"monthly", int(Window::Month)},
                       {"never", int(Window::Lifetime)}},
                      reset));
    int mode = static_cast<int>(BudgetMode::Soft);
    TRY(reader.choice("limit_mode",
                      {{"soft", int(BudgetMode::Soft)}, {"hard", int(BudgetMode::Hard)}}, mode));
    if (!amount && (reset != int(Window::Lifetime) || mode != int(BudgetMode::Soft)))
        return invalid(u"limit_reset and limit_mode need a limit beside them."_s,
                       reader.at("limit"));
    if (amount)
        draft.limit = KeyLimit{.amount = *amount,
                               .reset = static_cast<Window>(reset),
                               .mode = static_cast<BudgetMode>(mode)};
    return {};
}

Result<> readRateLimit(MemberReader &reader, RateLimit &limit)
{
    return reader.object("rate_limit", [&](MemberReader &inner) -> Result<> {
        TRY(readCount(inner, "requests_per_minute", limit.requestsPerMinute));
        TRY(readCount(inner, "tokens_per_minute", limit.tokensPerMinute));
        return readCount(inner, "concurrent_requests", limit.concurrentRequests);
    });
}

Result<> readKey(MemberReader &reader, KeyEntry &entry)
{
    TRY(reader.text("name", entry.draft.name, Need::Required));
    if (!entry.draft.isManagement) {
        TRY(readLimit(reader, entry.draft));
        TRY(readRateLimit(reader, entry.draft.rateLimit));
    }
    TRY(reader.flag("disabled", entry.isDisabled));
    QString expires;
    TRY(reader.text("expires_at", expires));
    if (!expires.isEmpty()) {
        const auto at = parseTimestamp(expires.toStdString());
        if (!at)
            return invalid(u"This must be a time in UTC such as 2027-01-31T00:00:00Z."_s,
                           reader.at("expires_at"));
        entry.draft.expiresUs = *at;
    }
    TRY(readReference(reader, "secret", entry.secret));
    TRY(reader.text("hash", entry.hash));
    TRY(reader.text("label", entry.label));
    if (!entry.hash.isEmpty() && !entry.secret.isEmpty())
        return invalid(u"A key has a secret or a hash here, not both."_s, reader.at("secret"));
    if (entry.hash.isEmpty() != entry.label.isEmpty())
        return invalid(u"hash and label belong together: write both or none."_s,
                       reader.at(entry.hash.isEmpty() ? "hash" : "label"));
    return {};
}

/// What tells two entries of one list apart.
class Unique
{
public:
    Result<> check(const QString &identity, const QString &pointer)
    {
        if (m_seen.contains(identity))
            return invalid(u"Another entry above has the same one."_s, pointer);
        m_seen.append(identity);
        return {};
    }

private:
    QStringList m_seen;
};

Result<> readKeys(MemberReader &reader, std::string_view section, bool isManagement,
                  std::optional<std::vector<KeyEntry>> &keys)
{
    std::vector<KeyEntry> entries;
    Unique hashes;
    Unique names;
    TRY_ASSIGN(const bool isThere,
               reader.objects(section, [&](MemberReader &inner, const QString &at) -> Result<> {
                   KeyEntry &entry = entries.emplace_back();
                   entry.draft.isManagement = isManagement;
                   TRY(readKey(inner, entry));
                   return entry.hash.isEmpty() ? names.check(entry.draft.name, at + u"/name"_s)
                                               : hashes.check(entry.hash, at + u"/hash"_s);
               }));
    if (isThere)
        keys = std::move(entries);
    return {};
}

Result<> readSections(MemberReader &reader, PolicyFile &file)
{
    reader.ignore("$schema");
    std::int64_t version = fileVersion;
    TRY(reader.whole("version", version));
    if (version != fileVersion)
        return invalid(u"This program reads version 1 of the file."_s, reader.at("version"));
    TRY(reader.object("organization", [&](MemberReader &inner) {
        return readOrganization(inner, file.organization.emplace());
    }));
    Unique slugs;
    std::vector<ProviderEntry> providers;
    TRY_ASSIGN(const bool hasProviders,
               reader.objects("providers", [&](MemberReader &inner, const QString &at) -> Result<> {
                   TRY(readProvider(inner, providers.emplace_back()));
                   return slugs.check(providers.back().draft.slug, at + u"/slug"_s);
               }));
    if (hasProviders)
        file.providers = std::move(providers);
    Unique modelSlugs;
    std::vector<ModelDraft> models;
    TRY_ASSIGN(const bool hasModels,
               reader.objects("models", [&](MemberReader &inner, const QString &at) -> Result<> {
                   TRY(readModel(inner, models.emplace_back()));
                   return modelSlugs.check(models.back().slug, at + u"/slug"_s);
               }));
    if (hasModels)
        file.models = std::move(models);
    TRY(readKeys(reader, "keys", false, file.keys));
    return readKeys(reader, "management_keys", true, file.managementKeys);
}

} // namespace

Result<PolicyFile> readPolicyFile(MemberReader &reader)
{
    PolicyFile file;
    TRY(readSections(reader, file));
    TRY(reader.finish());
    return file;
}

Result<PolicyFile> parsePolicyFile(std::string_view json)
{
    TRY_ASSIGN(const JsonNode root, parseStrictJson(json));
    if (root.kind != JsonNode::Kind::Object)
        return invalid(u"A policy file is one JSON object."_s, QString());
    MemberReader reader(root, QString());
    return readPolicyFile(reader);
}

} // namespace turnpike

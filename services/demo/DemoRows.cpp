// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/DemoRows.h"

#include "ledger/Session.h"
#include "ledger/repositories/ModelRepository.h"
#include "ledger/repositories/OrganizationRepository.h"
#include "services/demo/DemoCast.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::demo {

namespace {

constexpr std::uint64_t seed = 90;
constexpr std::int64_t maxOutput = 32'768; ///< What clients ask for at most.
const QString simulatorSlug = u"turnpike/simulator"_s;

QString text(std::string_view latin1)
{
    return QString::fromLatin1(latin1.data(), static_cast<qsizetype>(latin1.size()));
}

/// As the gateway writes the trail of a request that leaves the order to the policy.
std::string trailOf(const Model &model)
{
    boost::json::array considered;
    boost::json::array order;
    for (const Endpoint &endpoint : model.endpoints) {
        const std::string tag = endpoint.settings.provider.toStdString();
        considered.push_back({{"model", model.settings.slug.toStdString()}, {"endpoint", tag}});
        order.emplace_back(tag);
    }
    return boost::json::serialize(boost::json::object{{"strategy", "direct"},
                                                      {"order", std::move(order)},
                                                      {"ordered_by", "policy"},
                                                      {"considered", std::move(considered)}});
}

Result<CastIds::Model> idsOf(const QList<Model> &all, const QString &slug)
{
    const auto found = std::ranges::find(all, slug, [](const Model &m) { return m.settings.slug; });
    if (found == all.end())
        return fail(ErrorCode::NotFound, u"The model %1 is not there."_s.arg(slug));
    CastIds::Model ids{found->id, slug.toStdString(), {}, trailOf(*found)};
    for (const Endpoint &endpoint : found->endpoints)
        ids.endpoints.push_back({endpoint.id, endpoint.provider, endpoint.priceSheet});
    return ids;
}

struct Fault
{
    std::uint16_t status;
    AttemptOutcome outcome;
    std::uint16_t upstreamStatus;
    std::string_view type;
    std::string_view text;
};

constexpr std::array<Fault, 4> faults{{
    {502, AttemptOutcome::Status, 503, "provider_unavailable",
     "The provider answered with status 503."},
    {502, AttemptOutcome::ConnectFailed, 0, "provider_unavailable",
     "The provider could not be reached."},
    {504, AttemptOutcome::TimedOut, 0, "timeout", "The provider did not answer in time."},
    {429, AttemptOutcome::Status, 429, "rate_limit_exceeded",
     "The provider allows no more requests at present."},
}};

} // namespace

Result<CastIds> CastIds::read(Session &session)
{
    CastIds ids;
    TRY_ASSIGN(const auto organization, OrganizationRepository::first(session));
    if (!organization)
        return fail(ErrorCode::NotFound, u"There is no organization."_s);
    ids.organization = organization->id;
    TRY_ASSIGN(const Person owner, OrganizationRepository::owner(session, organization->id));
    ids.person = owner.id;
    TRY_ASSIGN(const QList<Workspace> workspaces,
               OrganizationRepository::workspaces(session, organization->id));
    ids.workspace = workspaces.constFirst().id;
    TRY_ASSIGN(const QList<turnpike::Model> catalogue, ModelRepository::list(session));
    for (const ModelPart &part : demo::models()) {
        TRY_ASSIGN(Model model, idsOf(catalogue, text(part.slug)));
        ids.models.push_back(std::move(model));
    }
    TRY_ASSIGN(Model simulator, idsOf(catalogue, simulatorSlug));
    ids.models.push_back(std::move(simulator));
    return ids;
}

Rows::Rows(CastIds ids)
    : m_ids(std::move(ids))
    , m_keys(keys().size())
    , m_names(seed)
    , m_random(seed)
{}

const GenerationRecord &Rows::next(const Request &request)
{
    m_row = {};
    m_errorText.clear();
    admit(request);
    switch (request.fate) {
    case Fate::OverLimit:
    case Fate::Rejected: refuse(request); return m_row;
    case Fate::Failed: fall(request); break;
    case Fate::Answered:
    case Fate::FellBack:
    case Fate::Cancelled:
    case Fate::Simulated: answer(request); break;
    }
    attempt(request);
    bookScopes(request);
    return m_row;
}

void Rows::admit(const Request &request)
{
    const KeyPart &key = keys()[request.key];
    const bool isSimulated = request.fate == Fate::Simulated;
    const CastIds::Model &model = isSimulated ? m_ids.models.back() : m_ids.models[request.model];
    m_row.id = m_names.next(request.atUs);
    m_row.admittedUs = request.atUs;
    m_row.organization = m_ids.organization;
    m_row.workspace = m_ids.workspace;
    m_row.key = m_keys[request.key];
    m_row.person = m_ids.person;
    m_row.model = model.id;
    m_row.flags = request.isStreamed ? GenerationFlag::Streamed : 0;
    if (isSimulated)
        m_row.flags |= GenerationFlag::Simulated;
    m_row.requestedModel = model.slug;
    m_row.title = key.title;
    m_row.userAgent = key.userAgent;
    m_row.trail = model.trail;
    m_row.totalUs = request.totalUs;
}

void Rows::answer(const Request &request)
{
    std::array<char, 32> id{};
    std::snprintf(id.data(), id.size(), "chatcmpl-%016llx",
                  static_cast<unsigned long long>(m_random()));
    m_upstreamId = id.data();
    m_row.upstreamId = m_upstreamId;
    m_row.httpStatus = 200;
    m_row.usage = request.usage;
    m_row.cost = m_row.counted = request.cost.total;
    m_row.promptCost = request.cost.promptPart;
    m_row.completionCost = request.cost.completionPart;
    m_row.firstTokenUs = request.firstTokenUs;
    if (request.fate == Fate::Cancelled) {
        m_row.state = GenerationState::Cancelled;
        m_row.usageOrigin = UsageOrigin::Estimated;
        return;
    }
    const bool wantsTool = keys()[request.key].rhythm == Rhythm::Office && m_random() % 100 < 55;
    m_row.finishReason = m_row.nativeFinishReason = wantsTool ? "tool_calls" : "stop";
}

void Rows::fall(const Request &)
{
    const Fault &fault = faults[m_random() % faults.size()];
    m_row.state = GenerationState::Failed;
    m_row.httpStatus = fault.status;
    m_row.errorType = fault.type;
    m_row.errorText = fault.text;
}

void Rows::refuse(const Request &request)
{
    m_row.state = GenerationState::Refused;
    if (request.fate == Fate::Rejected) {
        m_row.httpStatus = 400;
        m_row.errorType = "invalid_request";
        m_row.errorText = "The messages must not be empty.";
        return;
    }
    const KeyPart &key = keys()[request.key];
    m_errorText = "The limit of key \"" + std::string(key.name) + "\" ($"
        + jsonText({key.limit.cents * 10'000'000}) + " per day) is spent.";
    m_row.httpStatus = 402;
    m_row.errorType = "payment_required";
    m_row.errorText = m_errorText;
}

void Rows::attempt(const Request &request)
{
    const bool isSimulated = request.fate == Fate::Simulated;
    const CastIds::Model &model = isSimulated ? m_ids.models.back() : m_ids.models[request.model];
    const CastIds::Endpoint &last = model.endpoints[request.offer];
    m_row.endpoint = last.id;
    m_row.provider = last.provider;
    m_row.priceSheet = last.priceSheet;
    m_row.attemptCount = static_cast<std::uint32_t>(request.offer + 1);
    m_row.connectUs
        = m_random() % 20 == 0 ? 18'000 + static_cast<std::int64_t>(m_random() % 40'000) : 0;
    if (!isSimulated) {
        const PriceSheet sheet = sheetOf(demo::models()[request.model].offers[request.offer]);
        m_row.held = holdFor(std::max<std::int64_t>(request.usage.prompt, 1'000),
                             dearestPromptPrice(sheet, false))
            + holdFor(maxOutput, dearestOutputPrice(sheet));
    }
    if (request.offer == 0)
        return;
    const bool isAnswered = request.fate == Fate::FellBack;
    const std::int64_t second = isAnswered ? request.firstTokenUs / 2 : request.totalUs / 2;
    const Fault &fault = faults[m_random() % faults.size()];
    const CastIds::Endpoint &first = model.endpoints.front();
    m_row.attempts.push_back({.endpoint = first.id,
                              .provider = first.provider,
                              .priceSheet = first.priceSheet,
                              .outcome = fault.outcome,
                              .status = fault.upstreamStatus,
                              .startedUs = 0,
                              .durationUs = second,
                              .held = m_row.held,
                              .lost = {}});
    m_row.attempts.push_back(
        {.endpoint = last.id,
         .provider = last.provider,
         .priceSheet = last.priceSheet,
         .outcome = isAnswered ? AttemptOutcome::Succeeded : AttemptOutcome::Status,
         .status = static_cast<std::uint16_t>(isAnswered ? 200 : 503),
         .startedUs = second,
         .durationUs = request.totalUs - second,
         .held = m_row.held,
         .lost = {}});
}

void Rows::bookScopes(const Request &request)
{
    if (request.fate == Fate::Simulated)
        return;
    m_row.scopes[0] = {ScopeKind::KeyLimit, m_row.key.value};
    m_row.scopes[1] = {ScopeKind::CreditPool, m_row.organization.value};
    m_row.scopeCount = 2;
}

} // namespace turnpike::demo

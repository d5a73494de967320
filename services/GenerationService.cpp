// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/GenerationService.h"

#include "ledger/Session.h"
#include "ledger/repositories/GenerationRepository.h"
#include "ledger/repositories/NameRepository.h"
#include "ledger/repositories/PriceSheetRepository.h"
#include "services/Actor.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr int maxPage = 1000;

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

bool isVisible(const Actor &actor, const GenerationRow &row)
{
    return row.organization == actor.organization()
        && (actor.role() == Actor::Role::Admin || (actor.key() && row.key == actor.key()));
}

} // namespace

GenerationRow unnamedRow(const GenerationRecord &record)
{
    GenerationRow row;
    row.id = textOf(record.id.view());
    row.admittedUs = record.admittedUs;
    row.organization = record.organization;
    row.workspace = record.workspace;
    row.key = record.key;
    row.model = record.model;
    row.requestedModel = textOf(record.requestedModel);
    row.endpoint = record.endpoint;
    row.provider = record.provider;
    row.priceSheet = record.priceSheet;
    row.api = record.api;
    row.state = record.state;
    row.usageOrigin = record.usageOrigin;
    row.httpStatus = record.httpStatus;
    row.flags = record.flags;
    row.requestCount = record.count;
    row.usage = record.usage;
    row.cost = record.cost;
    row.promptCost = record.promptCost;
    row.completionCost = record.completionCost;
    row.counted = record.counted;
    row.held = record.held;
    row.lost = record.lost;
    row.upstreamCost = record.upstreamCost;
    row.waitedUs = record.waitedUs;
    row.connectUs = record.connectUs;
    row.firstTokenUs = record.firstTokenUs;
    row.totalUs = record.totalUs;
    row.attemptCount = static_cast<int>(record.attemptCount);
    row.finishReason = textOf(record.finishReason);
    row.nativeFinishReason = textOf(record.nativeFinishReason);
    row.errorType = textOf(record.errorType);
    row.errorText = textOf(record.errorText);
    row.referer = textOf(record.referer);
    row.title = textOf(record.title);
    row.userAgent = textOf(record.userAgent);
    row.upstreamId = textOf(record.upstreamId);
    row.session = textOf(record.session);
    row.endUser = textOf(record.endUser);
    row.trail = textOf(record.trail);
    if (record.attempts.size() > 1)
        for (const AttemptRecord &attempt : record.attempts)
            row.attempts.push_back({.record = attempt, .provider = {}, .tag = {}});
    return row;
}

Result<GenerationRow> GenerationService::find(const Actor &actor, const QString &id) const
{
    TRY(authorize(actor, Permission::ViewOwnUsage));
    std::optional<GenerationRow> found;
    const KeyId ofKey = actor.role() == Actor::Role::Admin ? KeyId{} : actor.key();
    TRY(m_session.read([&](Session &session) -> Result<> {
        TRY_ASSIGN(found, GenerationRepository::find(session, id, ofKey));
        return {};
    }));
    if (!found || !isVisible(actor, *found))
        return fail(ErrorCode::NotFound, u"Generation not found."_s);
    return *std::move(found);
}

Result<GenerationRow> GenerationService::named(const Actor &actor, GenerationRow row) const
{
    TRY(authorize(actor, Permission::ViewOwnUsage));
    if (!isVisible(actor, row))
        return fail(ErrorCode::NotFound, u"Generation not found."_s);
    bool hasApp = false;
    TRY(m_session.read([&](Session &session) -> Result<> {
        TRY_ASSIGN(hasApp, GenerationRepository::addNames(session, row));
        return {};
    }));
    if (!hasApp)
        return fail(ErrorCode::Conflict, u"The generation is not committed yet."_s);
    return row;
}

Result<QList<GenerationRow>> GenerationService::list(const Actor &actor,
                                                     const GenerationPage &page) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    if (page.limit < 1 || page.limit > maxPage)
        return fail(ErrorCode::InvalidArgument, u"A page holds 1 to 1,000 generations."_s,
                    u"/limit"_s);
    return GenerationRepository::list(m_session,
                                      {.beforeRow = page.beforeRow,
                                       .afterRow = page.afterRow,
                                       .key = page.key,
                                       .limit = page.limit});
}

Result<PriceVersion> GenerationService::prices(const Actor &actor, PriceSheetId id) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    TRY_ASSIGN(const auto found, PriceSheetRepository::find(m_session, id));
    if (!found)
        return fail(ErrorCode::NotFound, u"These prices are not in the ledger."_s);
    return *found;
}

Result<LedgerNames> GenerationService::names(const Actor &actor) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    LedgerNames names;
    TRY(m_session.read([&](Session &session) -> Result<> {
        TRY_ASSIGN(names, NameRepository::all(session, actor.organization()));
        return {};
    }));
    return names;
}

} // namespace turnpike

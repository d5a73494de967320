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
    const bool isVisible = found && found->organization == actor.organization()
        && (actor.role() == Actor::Role::Admin || (actor.key() && found->key == actor.key()));
    if (!isVisible)
        return fail(ErrorCode::NotFound, u"Generation not found."_s);
    return *std::move(found);
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

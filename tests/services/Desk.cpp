// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/Desk.h"

#include "services/Simulator.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

Desk::Desk(Start start)
    : ledger(clock)
    , session(*Session::open(ledger.path(), Session::Access::ReadWrite))
    , vault(ledger.text("SELECT uuid FROM ledger_meta"))
    , publisher(*session, vault, slotNumbers, &policies)
    , committer(*session, clock, &publisher, nullptr)
    , organization(*session, clock, committer)
    , keys(*session, clock, committer)
    , providers(*session, clock, committer, vault)
    , catalog(*session, clock, committer)
    , policyFile(*session, committer, organization, keys, providers, catalog)
{
    bool isReady = ledger.isReady() && vault.unlock(Secret(std::string(32, 'k'))).has_value();
    isReady = isReady
        && session->write([&](Session &writing) { return Simulator::seed(writing, clock.nowUs()); })
               .has_value();
    if (start == Start::WithOrganization)
        isReady = isReady
            && organization.create(owner(), {u"Acme"_s, u"Ada"_s, u"ada@example.org"_s})
                   .has_value();
    if (!isReady)
        qFatal("the ledger of the test could not be made");
}

std::int64_t Desk::rows(const char *table) const
{
    return ledger.integer(("SELECT COUNT(*) FROM " + std::string(table)).c_str());
}

Result<Provider> Desk::addProvider(const QString &slug, const std::string &credential)
{
    ProviderDraft draft;
    draft.slug = slug;
    draft.name = slug;
    draft.baseUrl = u"http://127.0.0.1:9/v1"_s;
    return providers.add(owner(), draft, Secret(credential));
}

} // namespace turnpike

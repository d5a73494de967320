// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/LedgerReader.h"

#include "ledger/Session.h"
#include "services/ActivityService.h"
#include "services/Authenticator.h"
#include "services/Committer.h"
#include "services/GenerationService.h"
#include "services/KeyService.h"
#include "services/OrganizationService.h"
#include "services/OverviewService.h"
#include "services/ProviderHealthService.h"
#include "services/ReportService.h"

namespace turnpike {

struct LedgerReader::Room
{
    Room(std::unique_ptr<Session> opened, const Clock &clock)
        : session(std::move(opened))
        , authenticator(*session)
        , generations(*session)
        , committer(*session, clock, nullptr, nullptr)
        , organization(*session, clock, committer)
        , activity(*session, clock)
        , keys(*session, clock, committer)
        , overview(*session, clock)
        , reports(*session, clock)
        , health(*session, clock)
    {}

    std::unique_ptr<Session> session;
    Authenticator authenticator;
    GenerationService generations;
    Committer committer;
    OrganizationService organization;
    ActivityService activity;
    KeyService keys;
    OverviewService overview;
    ReportService reports;
    ProviderHealthService health;
};

Result<std::unique_ptr<LedgerReader>> LedgerReader::open(const QString &ledgerPath,
                                                         const Clock &clock, std::size_t maxQueued)
{
    std::unique_ptr<LedgerReader> reader(new LedgerReader(maxQueued));
    Result<> opened;
    reader->m_thread->postAndWait([&] {
        Result<std::unique_ptr<Session>> session
            = Session::open(ledgerPath, Session::Access::ReadOnly);
        if (session)
            reader->m_room = std::make_unique<Room>(*std::move(session), clock);
        else
            opened = tl::unexpected(session.error());
    });
    if (!opened)
        return tl::unexpected(opened.error());
    return reader;
}

LedgerReader::LedgerReader(std::size_t maxQueued)
    : m_thread(std::make_unique<WorkThread>(maxQueued))
{}

LedgerReader::~LedgerReader()
{
    m_thread->postAndWait([this] { m_room.reset(); });
}

bool LedgerReader::post(std::function<void(const ReadServices &)> work)
{
    return m_thread->post([this, work = std::move(work)] {
        work({m_room->authenticator, m_room->generations, m_room->organization, m_room->activity,
              m_room->keys, m_room->overview, m_room->reports, m_room->health});
    });
}

} // namespace turnpike

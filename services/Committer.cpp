// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/Committer.h"

#include "core/Clock.h"
#include "ledger/Session.h"
#include "ledger/repositories/AuditRepository.h"
#include "services/Actor.h"
#include "services/PolicyPublisher.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr Topic allTopics[]
    = {Topic::Organization, Topic::Credits, Topic::Keys, Topic::Providers, Topic::Catalog};

std::uint32_t bitOf(Topic topic)
{
    return 1U << static_cast<unsigned>(topic);
}

} // namespace

Committer::Committer(Session &session, const Clock &clock, PolicyPublisher *publisher,
                     ChangeListener *listener)
    : m_session(session)
    , m_clock(clock)
    , m_publisher(publisher)
    , m_listener(listener)
{}

Result<> Committer::run(Topic topic, const std::function<Result<>(Session &)> &work)
{
    if (m_depth > 0) {
        m_topics |= bitOf(topic);
        return join(work);
    }
    return commit(bitOf(topic), work);
}

Result<> Committer::group(const std::function<Result<>(Session &)> &work)
{
    return m_depth > 0 ? join(work) : commit(0, work);
}

Result<> Committer::commit(std::uint32_t topics, const std::function<Result<>(Session &)> &work)
{
    m_topics = topics;
    TRY(m_session.write([&](Session &) { return join(work); }));
    Result<> published;
    if (m_publisher != nullptr && m_topics != 0)
        published = m_publisher->publish();
    for (const Topic changed : allTopics) {
        if (m_listener != nullptr && (m_topics & bitOf(changed)) != 0)
            m_listener->changed(changed);
    }
    if (!published)
        return fail(ErrorCode::Internal,
                    u"The change is saved, but the gateway does not use it yet: "_s
                        + published.error().message);
    return {};
}

Result<> Committer::rehearse(const std::function<Result<>(Session &)> &work)
{
    return m_session.rehearse([&](Session &) { return join(work); });
}

Result<> Committer::join(const std::function<Result<>(Session &)> &work)
{
    ++m_depth;
    Result<> done = work(m_session);
    --m_depth;
    return done;
}

Result<> Committer::audit(const Actor &actor, const AuditNote &note)
{
    Q_ASSERT(m_depth > 0);
    return AuditRepository::append(m_session,
                                   {.id = 0,
                                    .atUs = m_clock.nowUs(),
                                    .actor = actor.name(),
                                    .action = note.action,
                                    .subject = note.subject,
                                    .before = note.before,
                                    .after = note.after});
}

} // namespace turnpike

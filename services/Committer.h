// SPDX-License-Identifier: GPL-3.0-or-later
// The one way in which services change the ledger.
#pragma once

#include "core/Result.h"

#include <QString>

#include <cstdint>
#include <functional>

namespace turnpike {

class Actor;
class Clock;
class PolicyPublisher;
class Session;

/// What a change was about, for those who show it.
enum class Topic : std::uint8_t { Organization, Credits, Keys, Providers, Catalog };

/// Hears of committed and published changes, on the control thread.
class ChangeListener
{
public:
    virtual ~ChangeListener() = default;
    virtual void changed(Topic topic) = 0;
};

/// What an audit line says besides who and when. `before` and `after`: compact JSON, no secrets.
struct AuditNote
{
    QString action; ///< "key.create"
    QString subject; ///< Public id of what changed.
    QString before;
    QString after;
};

/// Change and audit in one transaction, then publication, then notice. Calls nest: an inner run()
/// joins the transaction of the outer one, which alone commits and publishes, once.
class Committer
{
public:
    /// `publisher` and `listener` may be null and must outlive this.
    Committer(Session &session, const Clock &clock, PolicyPublisher *publisher,
              ChangeListener *listener);

    /// Errors: what `work` says, with nothing changed; Internal when the change is saved but could
    /// not be published (its message says so).
    Result<> run(Topic topic, const std::function<Result<>(Session &)> &work);
    /// The same for a group of inner calls: publishes only if one of them ran.
    Result<> group(const std::function<Result<>(Session &)> &work);
    /// Runs `work` and takes all of it back: nothing is changed, published or noticed.
    Result<> rehearse(const std::function<Result<>(Session &)> &work);
    /// Appends to the audit log; only inside run() or rehearse().
    Result<> audit(const Actor &actor, const AuditNote &note);

private:
    Result<> commit(std::uint32_t topics, const std::function<Result<>(Session &)> &work);
    Result<> join(const std::function<Result<>(Session &)> &work);

    Session &m_session;
    const Clock &m_clock;
    PolicyPublisher *m_publisher;
    ChangeListener *m_listener;
    int m_depth = 0;
    std::uint32_t m_topics = 0; ///< Bits by Topic, of the transaction at work.
};

} // namespace turnpike

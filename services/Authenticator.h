// SPDX-License-Identifier: GPL-3.0-or-later
// Turns a proven identity into an Actor.
#pragma once

#include "services/Actor.h"

namespace turnpike {

class Session;

/// The one maker of Actors. Lives on its session's thread.
class Authenticator
{
public:
    explicit Authenticator(Session &session)
        : m_session(session)
    {}

    /// The owner of the ledger, at the console of their own account. Before the first run an
    /// administrator without person or organization, who may create them.
    Result<Actor> owner() const;
    /// The owner acting through the command line of this operating-system user.
    Result<Actor> commandLine(const QString &osUser) const;
    /// A key that the gateway has authenticated. A management key is an administrator, any other
    /// key sees its own usage only.
    /// Errors: Unauthenticated when the key is deleted, disabled or expired at `nowUs`.
    Result<Actor> key(KeyId id, std::int64_t nowUs) const;

private:
    Session &m_session;
};

} // namespace turnpike

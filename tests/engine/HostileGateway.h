// SPDX-License-Identifier: GPL-3.0-or-later
// A gateway before a provider that misbehaves, and what such providers say.
#pragma once

#include "tests/engine/Dialects.h"
#include "tests/engine/GatewayFixture.h"

Q_DECLARE_METATYPE(turnpike::test::Answer)

namespace turnpike::test {

QByteArray chunkOf(const QByteArray &choices, const QByteArray &more = {});
QByteArray contentOf(const QByteArray &text); ///< A chunk with this content of choice 0.
QByteArray dataEvent(const QByteArray &data);
Answer untilClose(Answer answer); ///< The same without length or chunks.

/// One endpoint only, unless a test wants to fall back.
class HostileGateway : public GatewayFixture
{
public:
    explicit HostileGateway(int endpoints = 1);

    /// Has both providers speak this format, before start(); chat completions else.
    void speak(const ProviderDialect &dialect);
    Reply ask(const ClientDialect &client, const QByteArray &body);
    /// Time-outs of a moment, for providers that hang. Before start().
    void losePatience();
    /// What the first upstream does; with patience lost where it hangs.
    void meet(const test::Answer &answer);
    Money held() { return book.usage(key.slot, clock.nowUs()).held; }
    Money spent() { return book.usage(key.slot, clock.nowUs()).spent[0]; }

    /// Empty when there are `rows` records, nothing is held, and a sound request is served as if
    /// nothing had been.
    QByteArray problemAfterwards(int rows);

private:
    const ProviderDialect *m_dialect = &providerDialects().front();
};

} // namespace turnpike::test

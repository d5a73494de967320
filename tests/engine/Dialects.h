// SPDX-License-Identifier: GPL-3.0-or-later
// The same conversation in every format that a provider speaks, and in every API of a client.
#pragma once

#include <functional>
#include <span>

#include "tests/engine/ChatAnswerCheck.h"

namespace turnpike::test {

/// A provider that answers "Hello!" in two pieces, for 10 tokens in and 5 out.
struct ProviderDialect
{
    const char *name;
    ProviderFormat format;
    QByteArrayList events; ///< Its sound stream.
    qsizetype firstContent; ///< Of `events`: holds "Hello". The next one holds "!".
    qsizetype lastContent; ///< From the next one on the answer may count as finished.
    QByteArray whole; ///< The same, not streamed.
    QByteArray errorEvent; ///< How it tells that it gives up in the middle of a stream.
    /// events[firstContent] with another text, which is put into JSON as it is.
    std::function<QByteArray(const QByteArray &text)> content;
    std::function<QByteArrayList(const QByteArray &text)> call; ///< A stream: one call, `text` its
                                                                ///< arguments, in one delta.
};

struct ClientDialect
{
    const char *name;
    ProviderFormat own; ///< That passes byte for byte.
    QByteArray path;
    std::function<QByteArray(bool isStream, const QByteArray &more)> body;
    std::function<ReadStream(const QByteArray &body)> read; ///< As strict clients do.
    std::function<QString(const QByteArray &body)> textOf; ///< Of an answer that is not streamed.
    /// `schema` as that of `count` tools; begins with a comma.
    std::function<QByteArray(const QByteArray &schema, int count)> tools;
};

std::span<const ProviderDialect> providerDialects();
std::span<const ClientDialect> clientDialects();

/// Empty when `reply` is a whole JSON error with a sentence, shaped as the client's API shapes it.
QString problemOfPlainError(const ClientDialect &client, const Reply &reply);

} // namespace turnpike::test

// SPDX-License-Identifier: GPL-3.0-or-later
// Judges, without any of the gateway's own readers, whether what a client got is legal.
#pragma once

#include <QByteArray>
#include <QString>

#include "tests/engine/GatewayFixture.h"

namespace turnpike::test {

/// A stream as a strict client reads it.
struct ReadStream
{
    QString problem; ///< Empty when every event is legal and the end is one.
    QString text; ///< Content of choice 0, joined.
    bool isDone = false; ///< Ended by [DONE].
    QByteArray errorType; ///< Of the error event that ended it.
    int errorCode = 0;
};

/// Every event must be a comment, a chunk with all members that strict clients want, or the one
/// that ends the stream: `[DONE]`, or an error event with finish reason "error" (data-plane 4.5).
ReadStream readChatStream(const QByteArray &body);

/// Empty when `reply` is a whole JSON error whose code is its status and whose type is `errorType`;
/// else what is wrong.
QString problemOfError(const Reply &reply, int status, const QByteArray &errorType);

} // namespace turnpike::test

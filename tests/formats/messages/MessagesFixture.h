// SPDX-License-Identifier: GPL-3.0-or-later
// Streams as Anthropic sends them.
#pragma once

#include <QFile>

#include <string>

namespace turnpike {

/// tests/formats/fixtures/messages/NAME.sse
inline std::string messagesFixture(const char *name)
{
    QFile file(QStringLiteral(TURNPIKE_FIXTURES "/%1.sse").arg(QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

} // namespace turnpike

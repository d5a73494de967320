// SPDX-License-Identifier: GPL-3.0-or-later
// Provider keys that the program was started with.
#pragma once

#include "core/Secret.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace turnpike::ui {

struct EnvironmentKey
{
    QString provider; ///< Slug.
    QByteArray variable; ///< "OPENAI_API_KEY"
    QString tail; ///< Its last four characters; empty for a short one.
};

/// Of these providers, by the names that their own SDKs and tools read. A key of a gateway like
/// this one is left out: it opens no provider.
QList<EnvironmentKey> findEnvironmentKeys(const QStringList &providers);

/// Empty when it is not set any more.
Secret environmentKey(const QByteArray &variable);

} // namespace turnpike::ui

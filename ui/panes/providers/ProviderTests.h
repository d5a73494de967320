// SPDX-License-Identifier: GPL-3.0-or-later
// The last test of each provider in this session.
#pragma once

#include "core/Id.h"
#include "models/ProviderRow.h"
#include "ui/Console.h"

#include <QHash>
#include <QList>
#include <QObject>

namespace turnpike::ui {

class ProviderTest;

class ProviderTests final : public QObject
{
    Q_OBJECT

public:
    ProviderTests(Console &console, QObject *parent);

    void start(ProviderId provider);
    /// Null when it was not tested since the window opened, or its key changed since.
    ProviderTest *find(ProviderId provider) const;
    TestOutcome outcome(ProviderId provider) const;
    void forget(ProviderId provider);

Q_SIGNALS:
    void changed(turnpike::ProviderId provider);

private:
    Console &m_console;
    QHash<std::int64_t, ProviderTest *> m_tests; ///< Children.
};

} // namespace turnpike::ui

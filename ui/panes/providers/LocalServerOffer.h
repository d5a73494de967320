// SPDX-License-Identifier: GPL-3.0-or-later
// "Ollama is running here with 3 models": what was found on this machine, to be added or not.
#pragma once

#include "core/Provider.h"
#include "services/LocalServers.h"
#include "ui/Console.h"

#include <QList>
#include <QSet>
#include <QWidget>

class QVBoxLayout;

namespace turnpike::ui {

/// Hidden while there is nothing to offer. Nothing is added before its button is pressed.
class LocalServerOffer final : public QWidget
{
    Q_OBJECT

public:
    LocalServerOffer(Console &console, QWidget *parent);

    /// Asks the usual ports; does nothing in a console that finds no local servers.
    void look();
    /// Those that are there already are not offered.
    void setProviders(const QList<Provider> &providers);

Q_SIGNALS:
    void added(turnpike::ProviderId provider);

private:
    bool isOffered(const LocalServer &server) const;
    void showFound();
    QWidget *makeRow(const LocalServer &server);
    void add(const LocalServer &server, QWidget &row);
    static void showProblem(const QWidget &row, const QString &sentence);

    Console &m_console;
    QVBoxLayout *m_column;
    QList<Provider> m_providers;
    QList<LocalServer> m_found;
    QList<LocalServer> m_shown;
    QSet<quint16> m_declined; ///< While the window is open.
};

} // namespace turnpike::ui

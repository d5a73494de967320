// SPDX-License-Identifier: GPL-3.0-or-later
// "Refresh catalogue": gets a list of models, shows what differs, and takes what was chosen.
#pragma once

#include "services/CatalogueFetch.h"
#include "services/CatalogueRefresh.h"
#include "ui/Console.h"

#include <QObject>

class QWidget;

namespace turnpike::ui {

class CatalogueDialog;

/// Opens its dialog over `host`. Failures stand in the dialog or in a banner.
class CatalogueUpdate final : public QObject
{
    Q_OBJECT

public:
    /// `from`: an address or the path of a file.
    CatalogueUpdate(Console &console, QWidget &host, QString from = modelsDevUrl());

    /// Nothing while one is under way.
    void start();

Q_SIGNALS:
    /// While the list is on its way and compared.
    void busyChanged(bool isBusy);

private:
    void compare(const QByteArray &list);
    void show(const CatalogueDiff &diff);
    void apply(CatalogueDialog *dialog, const std::vector<CatalogueChange> &chosen);
    void showProblem(const QString &sentence);
    void setBusy(bool isBusy);

    Console &m_console;
    QWidget &m_host;
    const QString m_from;
    bool m_isBusy = false;
};

} // namespace turnpike::ui

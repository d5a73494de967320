// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done to providers, from asking to undoing.
#pragma once

#include "core/Catalog.h"
#include "core/Result.h"
#include "models/ProviderRow.h"
#include "ui/Console.h"

#include <QObject>

class QMenu;
class QWidget;

namespace turnpike::ui {

class ProviderTests;

/// "Key of Cedar saved; 2 models added."
QString savedText(const QString &name, int models);

/// Opens the dialogs over `host`. Failures stand in the dialog or in a banner.
class ProviderActions final : public QObject
{
    Q_OBJECT

public:
    ProviderActions(Console &console, ProviderTests &tests, QWidget &host);

    /// `slug`: chosen already; may be empty.
    void add(const QString &slug = {});
    void replaceKey(const Provider &provider);
    void setEnabled(const Provider &provider, bool isEnabled);
    /// Reads which models would be left without an endpoint, then asks.
    void remove(const Provider &provider);
    void showActivity(const Provider &provider);
    void showRequests(const Provider &provider);
    void fillMenu(QMenu &menu, const Provider &provider);
    /// After a form saved, wherever it stands.
    void tellSaved(ProviderId provider, const QString &name, int models);

Q_SIGNALS:
    void saved(turnpike::ProviderId provider);

private:
    void open(const std::optional<Provider> &provider, const QString &slug);
    void askToRemove(const Provider &provider, const Result<QList<Model>> &models);
    void removeNow(const Provider &provider);
    void changeEnabled(const Provider &provider, bool isEnabled, std::function<void()> done);
    void showProblem(const QString &sentence);

    Console &m_console;
    ProviderTests &m_tests;
    QWidget &m_host;
    bool m_isAsking = false; ///< A removal waits for the models.
};

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// "Live requests": traffic as it happens.
#pragma once

#include "models/LiveFilterModel.h"
#include "models/LiveModel.h"
#include "ui/panes/live/LiveDetails.h"
#include "ui/shell/Pane.h"

#include <QTimer>

#include <optional>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace turnpike::ui {

class DataTable;
class EmptyState;
class LiveExport;
class LiveInspector;
class LiveLedger;
class LiveStatusLine;
class LiveToolbar;
class StoppedStrip;

/// The list follows while it stands at its top and nothing is selected; else new rows wait, and a
/// pill says how many.
class LivePane final : public Pane
{
    Q_OBJECT

public:
    LivePane(Console &console, QWidget *parent = nullptr);

    QString title() const override { return tr("Live requests"); }
    QString scope() const override;
    /// "key" (row id), "model" (slug) and "search" filter, "generation" is inspected, in sight or
    /// not.
    void enter(const QVariantMap &arguments) override;
    void leave() override;
    QVariantMap state() const override;
    bool supports(Act act) const override;
    void focusFilter() override;
    void refresh() override;
    void toggleInspector() override;
    void exportView() override;
    QList<QWidget *> regions() override;

    bool isPaused() const { return m_isPaused; }
    void setPaused(bool isPaused);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void buildTable();
    void addCommands();
    void listen();
    void apply(const LiveBatch &batch);
    void updateHold();
    void updatePill();
    void updatePages();
    void followGateway();
    void updateStatus();
    void filterChanged();
    void tick();
    void readOlderIfNeeded();
    void takeOlder(const QList<LiveRequest> &older, bool isEnd, const QString &problem);
    void followAgain();
    void clearView();

    void select(const QModelIndex &index);
    void selectionChanged();
    void inspect(const LiveRequest &request);
    void inspectorNews(const LiveBatch &batch);
    void showDetails(LiveDetails details);
    void closeInspector();
    void openInspector();
    void showMenu(const QModelIndex &index, const QPoint &at);
    void filterBy(const QModelIndex &index);
    void copyId();
    void copyCurl();
    void openKey();
    void tellExported(qint64 written, qint64 leftOut);
    void tellNotExported(const QString &problem);

    LiveModel m_model;
    LiveFilterModel m_filtered;
    LiveLedger *m_ledger;
    LiveExport *m_export;
    LiveStatusLine *m_status = nullptr;
    LiveToolbar *m_toolbar = nullptr;
    StoppedStrip *m_strip = nullptr;
    QSplitter *m_splitter = nullptr;
    QStackedWidget *m_pages = nullptr;
    DataTable *m_table = nullptr;
    EmptyState *m_empty = nullptr;
    EmptyState *m_noMatch = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_pill = nullptr;
    LiveInspector *m_inspector = nullptr;
    QTimer m_ticker;
    QString m_awaited; ///< Id to inspect once it is found, in the list or in the ledger.
    std::optional<LiveRequest> m_inspected; ///< What the inspector shows, selected or not.
    bool m_isPaused = false;
    bool m_isShown = false;
    bool m_isCleared = false; ///< Older rows stay away until the pane is entered anew.
    bool m_isAtEnd = false; ///< The ledger has no older rows.
    bool m_hasReadOlder = false;
};

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Routing: which endpoints are out and why, and where a request would go now.
#pragma once

#include "core/Result.h"
#include "models/EndpointHealthModel.h"
#include "ui/shell/Pane.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace turnpike::ui {

class DataTable;
class EmptyState;
class FilterChip;
class RoutePreviewPanel;
class RoutingFeed;
class SearchField;
class SideSplit;

/// Arguments of its place: "endpoint" or "provider" (row id: selects it), "model" and the rest of
/// RouteForm::state() (the preview asks about it), and what state() tells.
class RoutingPane final : public Pane
{
    Q_OBJECT

public:
    RoutingPane(Console &console, QWidget *parent);

    QString title() const override;
    QString scope() const override;
    bool followsWorkspace() const override { return false; }
    void enter(const QVariantMap &arguments) override;
    void leave() override;
    QVariantMap state() const override;
    bool supports(Act act) const override;
    void focusFilter() override;
    void refresh() override;
    void toggleInspector() override;
    QList<QWidget *> regions() override;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum Page { Loading, Table, NoTraffic, NoMatch, Problem };

    QWidget *buildList();
    QWidget *buildToolbar(QWidget *parent);
    void buildTable();
    void buildPages();
    QWidget *buildFooter(QWidget *parent);
    void connectParts();

    void take(const QList<EndpointHealthRow> &rows, qint64 nowUs);
    void showProblem(const Error &error);
    void applyFilter();
    void clearFilter();
    void offerProviders();
    void showPage();
    void showFooter();
    void select(qlonglong id);
    qlonglong selected() const;
    void setPreviewShown(bool isShown);
    void openProvider(const QModelIndex &index);
    void showRequests(const QModelIndex &index);
    void previewModel(const QModelIndex &index);
    void openMenu(const QModelIndex &index, const QPoint &at);
    void copyName();

    EndpointHealthModel *m_model;
    RoutingFeed *m_feed;
    SideSplit *m_split;
    RoutePreviewPanel *m_preview;
    QWidget *m_toolbar = nullptr;
    SearchField *m_search = nullptr;
    FilterChip *m_states = nullptr;
    FilterChip *m_providers = nullptr;
    QPushButton *m_clear = nullptr;
    QPushButton *m_previewButton = nullptr;
    DataTable *m_table = nullptr;
    QStackedWidget *m_pages = nullptr;
    EmptyState *m_problem = nullptr;
    QWidget *m_footer = nullptr;
    QLabel *m_counts = nullptr;
    QLabel *m_note = nullptr;
    QList<QPair<ProviderId, QString>> m_offered;
    qlonglong m_toSelect = 0; ///< As soon as it is in the list.
    bool m_isLoaded = false;
    QString m_trouble; ///< Why names are not fresh; empty when they are.
};

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Models: what can be called, at which price, and whether it answers.
#pragma once

#include "core/Result.h"
#include "models/ModelsModel.h"
#include "ui/shell/Pane.h"

#include <optional>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace turnpike::ui {

class CatalogueUpdate;
class DataTable;
class EmptyState;
class FilterChip;
class ModelActions;
class ModelInspector;
class ModelLens;
class ModelsFeed;
class SearchField;
class SideSplit;

/// Arguments of its place: "model" (slug: selects it and opens the inspector), "refresh" (true:
/// gets the list of models), and what state() tells.
class ModelsPane final : public Pane
{
    Q_OBJECT

public:
    ModelsPane(Console &console, QWidget *parent);

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
    enum Page { Loading, Table, NoModels, NoMatch, Problem };

    QWidget *buildList();
    QWidget *buildToolbar(QWidget *parent);
    void buildTable();
    void buildPages();
    QWidget *buildFooter(QWidget *parent);
    void connectParts();

    void take(const QList<ModelRow> &rows);
    void showProblem(const Error &error);
    void applyFilter();
    void clearFilter();
    void offerAuthors(const QList<ModelRow> &rows);
    void showPage();
    void showFooter();
    void showSelection();
    void setInspectorWanted(bool isWanted);
    void select(const QString &slug);
    void openMenu(const QModelIndex &index, const QPoint &at);
    void copySlug();
    void toggleFavourite();
    void openRequests(const ModelRow &row);
    std::optional<ModelRow> selected() const;

    ModelsModel *m_models;
    ModelFilterModel *m_shown;
    ModelsFeed *m_feed;
    ModelActions *m_actions;
    CatalogueUpdate *m_update;
    SideSplit *m_split;
    ModelInspector *m_inspector = nullptr;
    QWidget *m_toolbar = nullptr;
    SearchField *m_search = nullptr;
    ModelLens *m_lens = nullptr;
    FilterChip *m_states = nullptr;
    FilterChip *m_features = nullptr;
    FilterChip *m_authors = nullptr;
    QPushButton *m_clear = nullptr;
    QPushButton *m_refresh = nullptr;
    DataTable *m_table = nullptr;
    QStackedWidget *m_pages = nullptr;
    EmptyState *m_problem = nullptr;
    QWidget *m_footer = nullptr;
    QLabel *m_counts = nullptr;
    QLabel *m_note = nullptr;
    QStringList m_authorNames;
    QVariantList m_authorsWanted; ///< Of a place, until they are known.
    QString m_toSelect; ///< As soon as it is in the list.
    bool m_isLoaded = false;
    bool m_wantsInspector = true;
    QString m_trouble; ///< Why the list is not fresh; empty when it is.
};

} // namespace turnpike::ui

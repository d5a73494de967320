// SPDX-License-Identifier: GPL-3.0-or-later
// How the Models pane is put together.
#include "ui/panes/keys/SideSplit.h"
#include "ui/panes/models/CatalogueUpdate.h"
#include "ui/panes/models/ModelActions.h"
#include "ui/panes/models/ModelInspector.h"
#include "ui/panes/models/ModelLens.h"
#include "ui/panes/models/ModelsFeed.h"
#include "ui/panes/models/ModelsPane.h"
#include "ui/shell/Navigation.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/SearchField.h"
#include "ui/widgets/Skeleton.h"
#include "ui/widgets/WrapLayout.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

enum RowAction { PreviewRoute, Favourite };

} // namespace

QWidget *ModelsPane::buildList()
{
    const Theme &theme = console().theme;
    auto *list = new QWidget(m_split);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(theme.px(24), theme.px(14), theme.px(20), theme.px(4));
    column->setSpacing(theme.px(12));
    m_toolbar = buildToolbar(list);
    column->addWidget(m_toolbar);
    m_pages = new QStackedWidget(list);
    buildPages();
    column->addWidget(m_pages, 1);
    m_footer = buildFooter(list);
    column->addWidget(m_footer);
    return list;
}

QWidget *ModelsPane::buildToolbar(QWidget *parent)
{
    const Theme &theme = console().theme;
    auto *bar = new QWidget(parent);
    auto *line = new WrapLayout(theme.px(8), theme.px(8), bar);
    m_search = new SearchField(theme, tr("author: price< ctx> tools"), bar);
    m_search->setObjectName(QStringLiteral("searchModels"));
    m_search->setAccessibleName(tr("Search models"));
    m_search->setFixedWidth(theme.px(220));
    const auto chip = [&](const QString &label, const char *name) {
        auto *made = new FilterChip(theme, label, bar);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_states = chip(tr("State"), "filterStates");
    QList<Choice> states;
    for (int state = 0; state < modelStates; ++state)
        states.append({modelStateBadge(static_cast<ModelState>(state)).text, state});
    m_states->setChoices(states, true);
    m_features = chip(tr("Can"), "filterFeatures");
    QList<Choice> features;
    for (int feature = 0; feature < modelFeatures; ++feature)
        features.append({featureText(static_cast<ModelFeature>(feature)), feature});
    m_features->setChoices(features, true);
    m_authors = chip(tr("Author"), "filterAuthors");
    m_authors->hide();
    m_lens = new ModelLens(console(), *m_models, *m_shown, bar);
    m_clear = makeButton(theme, tr("Clear"), {}, "link", bar);
    m_clear->setObjectName(QStringLiteral("clearFilters"));
    m_clear->hide();
    auto *columns = makeFramedIconButton(theme, QStringLiteral("columns"), tr("Columns"), bar);
    m_refresh = makeButton(theme, tr("Refresh catalogue"), QStringLiteral("refresh"), nullptr, bar);
    m_refresh->setObjectName(QStringLiteral("refreshCatalogue"));
    m_refresh->setToolTip(
        tr("Get models.dev's list of models and prices, and choose what to take"));
    for (QWidget *each : {static_cast<QWidget *>(m_search), static_cast<QWidget *>(m_lens),
                          static_cast<QWidget *>(m_states), static_cast<QWidget *>(m_features),
                          static_cast<QWidget *>(m_authors), static_cast<QWidget *>(m_clear)})
        line->addWidget(each);
    auto *trailing = new QHBoxLayout;
    trailing->setSpacing(theme.px(8));
    trailing->addWidget(columns);
    trailing->addWidget(m_refresh);
    line->setTrailing(trailing);
    connect(columns, &QToolButton::clicked, this, [this, columns] {
        m_table->showColumnChooser(columns->mapToGlobal(QPoint(0, columns->height())));
    });
    return bar;
}

void ModelsPane::buildTable()
{
    m_table = new DataTable(console().theme, tr("Models"), m_pages);
    m_table->setObjectName(QStringLiteral("modelsTable"));
    m_table->setModel(m_shown);
    QList<DataTable::Column> columns(m_models->columnCount());
    columns[ModelsModel::Name] = {.width = 240, .stretch = true};
    columns[ModelsModel::State] = {.width = 132};
    columns[ModelsModel::Features] = {.width = 170, .priority = 1};
    columns[ModelsModel::Context] = {.width = 78, .priority = 3};
    columns[ModelsModel::Input] = {.width = 88};
    columns[ModelsModel::Output] = {.width = 92};
    columns[ModelsModel::CacheRead] = {.width = 110, .isHidden = true};
    columns[ModelsModel::Providers] = {.width = 86, .priority = 2};
    columns[ModelsModel::Author] = {.width = 110, .isHidden = true};
    columns[ModelsModel::Published] = {.width = 110, .isHidden = true};
    columns[ModelsModel::Spend] = {.width = 96};
    m_table->setColumns(columns);
    m_table->sortByColumn(ModelsModel::Name, Qt::AscendingOrder);
    m_table->setStateKey(QStringLiteral("models/v2"));
    m_table->setRowActions({{QStringLiteral("route"), tr("Route preview")},
                            {QStringLiteral("star"), tr("Favourite (F)")}});
    const auto key = [this](const QKeySequence &sequence, void (ModelsPane::*act)()) {
        auto *shortcut = new QShortcut(sequence, m_table);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    key(QKeySequence::Copy, &ModelsPane::copySlug);
    key(Qt::Key_Space, &ModelsPane::toggleInspector);
    key(Qt::Key_F, &ModelsPane::toggleFavourite);
}

void ModelsPane::buildPages()
{
    const Theme &theme = console().theme;
    m_pages->addWidget(new Skeleton(theme, Skeleton::Kind::Rows, m_pages));
    buildTable();
    m_pages->addWidget(m_table);
    auto *noModels = new EmptyState(theme, m_pages);
    noModels->setObjectName(QStringLiteral("noModels"));
    noModels->set(QStringLiteral("library"), tr("No models yet"),
                  tr("They come with a provider: its catalogue is added along with its key."),
                  tr("Add provider key"), {});
    connect(noModels, &EmptyState::primary, this, [this] {
        console().navigation.go({QStringLiteral("providers"), {{QStringLiteral("add"), true}}});
    });
    m_pages->addWidget(noModels);
    auto *noMatch = new EmptyState(theme, m_pages);
    noMatch->setObjectName(QStringLiteral("noMatch"));
    noMatch->set(QStringLiteral("search"), tr("No model fits"),
                 tr("Others are hidden by the filters."), tr("Clear filters"), {});
    connect(noMatch, &EmptyState::primary, this, &ModelsPane::clearFilter);
    m_pages->addWidget(noMatch);
    m_problem = new EmptyState(theme, m_pages);
    m_problem->setObjectName(QStringLiteral("modelsProblem"));
    connect(m_problem, &EmptyState::primary, this, &ModelsPane::refresh);
    m_pages->addWidget(m_problem);
}

QWidget *ModelsPane::buildFooter(QWidget *parent)
{
    auto *footer = new QWidget(parent);
    footer->setObjectName(QStringLiteral("modelsFooter"));
    auto *line = new QHBoxLayout(footer);
    line->setContentsMargins(2, 0, 2, 0);
    m_counts = makeLabel({}, "small", footer);
    m_counts->setObjectName(QStringLiteral("modelsCounts"));
    m_note = makeLabel(tr("Dollars per million tokens"), "small", footer);
    line->addWidget(m_counts, 1);
    line->addWidget(m_note);
    footer->setFixedHeight(console().theme.px(28));
    return footer;
}

void ModelsPane::connectParts()
{
    connect(m_feed, &ModelsFeed::loaded, this, &ModelsPane::take);
    connect(m_feed, &ModelsFeed::measured, m_inspector, &ModelInspector::showHealth);
    connect(m_feed, &ModelsFeed::failed, this, &ModelsPane::showProblem);
    connect(m_lens, &ModelLens::changed, this, &ModelsPane::applyFilter);
    connect(m_lens, &ModelLens::failed, this, &ModelsPane::showProblem);
    // Not clicked(): the inspector opens with the press, and then something else is below the
    // pointer.
    connect(m_table, &QAbstractItemView::pressed, this, [this](const QModelIndex &index) {
        if (index.column() == ModelsModel::Spend
            && !QGuiApplication::mouseButtons().testFlag(Qt::RightButton))
            openRequests(m_shown->model(index));
    });
    connect(m_search, &SearchField::searched, this, &ModelsPane::applyFilter);
    for (FilterChip *chip : {m_states, m_features, m_authors})
        connect(chip, &FilterChip::changed, this, &ModelsPane::applyFilter);
    connect(m_clear, &QPushButton::clicked, this, &ModelsPane::clearFilter);
    connect(m_refresh, &QPushButton::clicked, m_update, &CatalogueUpdate::start);
    connect(m_update, &CatalogueUpdate::busyChanged, this, [this](bool isBusy) {
        m_refresh->setEnabled(!isBusy);
        m_refresh->setText(isBusy ? tr("Getting the list…") : tr("Refresh catalogue"));
    });
    connect(m_table, &DataTable::selectedRowsChanged, this, &ModelsPane::showSelection);
    connect(m_table, &QAbstractItemView::activated, this, [this] { setInspectorWanted(true); });
    connect(m_table, &DataTable::menuRequested, this, &ModelsPane::openMenu);
    connect(m_table, &DataTable::rowAction, this, [this](const QModelIndex &index, int action) {
        if (action == PreviewRoute)
            m_actions->previewRoute(m_shown->model(index));
        else
            m_lens->toggleFavourite(m_shown->model(index).settings.slug);
    });
    connect(m_inspector, &ModelInspector::closed, this, [this] {
        setInspectorWanted(false);
        m_table->setFocus();
    });
}

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/ModelsPane.h"

#include "core/Format.h"
#include "ui/panes/activity/ActivityView.h"
#include "ui/panes/keys/SideSplit.h"
#include "ui/panes/models/CatalogueUpdate.h"
#include "ui/panes/models/ModelActions.h"
#include "ui/panes/models/ModelInspector.h"
#include "ui/panes/models/ModelLens.h"
#include "ui/panes/models/ModelsFeed.h"
#include "ui/shell/Navigation.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/SearchField.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

const QString searchKey = QStringLiteral("search");
const QString statesKey = QStringLiteral("states");
const QString featuresKey = QStringLiteral("features");
const QString authorsKey = QStringLiteral("authors");
const QString sortKey = QStringLiteral("sort");
const QString descendingKey = QStringLiteral("descending");
const QString modelKey = QStringLiteral("model");
const QString refreshKey = QStringLiteral("refresh");

QSet<int> numbersOf(const QVariantList &values)
{
    QSet<int> numbers;
    for (const QVariant &value : values)
        numbers.insert(value.toInt());
    return numbers;
}

} // namespace

ModelsPane::ModelsPane(Console &console, QWidget *parent)
    : Pane(console, parent)
    , m_models(new ModelsModel(this))
    , m_shown(new ModelFilterModel(*m_models, this))
    , m_feed(new ModelsFeed(console, this))
    , m_actions(new ModelActions(console, *this))
    , m_update(new CatalogueUpdate(console, *this))
    , m_split(new SideSplit(console.theme, QStringLiteral("models/inspectorWidth"), this))
{
    setObjectName(QStringLiteral("modelsPane"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_split);
    m_inspector = new ModelInspector(console, *m_actions, m_split);
    m_split->setParts(buildList(), m_inspector);
    connectParts();
}

// What the window asks

QString ModelsPane::title() const
{
    return tr("Models");
}

QString ModelsPane::scope() const
{
    return tr("Organization-wide");
}

void ModelsPane::enter(const QVariantMap &arguments)
{
    if (arguments.contains(sortKey))
        m_table->sortByColumn(arguments[sortKey].toInt(),
                              arguments[descendingKey].toBool() ? Qt::DescendingOrder
                                                                : Qt::AscendingOrder);
    if (arguments.contains(searchKey))
        m_search->setText(arguments[searchKey].toString());
    if (arguments.contains(statesKey))
        m_states->setValues(arguments[statesKey].toList());
    if (arguments.contains(featuresKey))
        m_features->setValues(arguments[featuresKey].toList());
    if (arguments.contains(authorsKey)) {
        m_authorsWanted = arguments[authorsKey].toList();
        m_authors->setValues(m_authorsWanted);
    }
    m_lens->enter(arguments);
    applyFilter();
    select(arguments.value(modelKey).toString());
    m_feed->start();
    if (arguments.value(refreshKey).toBool())
        m_update->start();
}

void ModelsPane::leave()
{
    m_feed->stop();
}

QVariantMap ModelsPane::state() const
{
    const QHeaderView *header = m_table->horizontalHeader();
    QVariantMap state{{searchKey, m_search->text()},
                      {statesKey, m_states->values()},
                      {featuresKey, m_features->values()},
                      {authorsKey, m_authors->values()},
                      {sortKey, header->sortIndicatorSection()},
                      {descendingKey, header->sortIndicatorOrder() == Qt::DescendingOrder}};
    state.insert(m_lens->state());
    if (const std::optional<ModelRow> row = selected())
        state[modelKey] = row->settings.slug;
    return state;
}

bool ModelsPane::supports(Act act) const
{
    return act == Act::Filter || act == Act::Refresh || act == Act::Inspect;
}

void ModelsPane::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ModelsPane::refresh()
{
    m_feed->refresh();
    m_lens->refresh();
}

void ModelsPane::toggleInspector()
{
    if (!m_split->isSideVisible() && !selected() && m_table->currentIndex().isValid())
        m_table->selectionModel()->select(m_table->currentIndex(),
                                          QItemSelectionModel::ClearAndSelect
                                              | QItemSelectionModel::Rows);
    setInspectorWanted(!m_split->isSideVisible());
}

QList<QWidget *> ModelsPane::regions()
{
    return {m_toolbar, m_pages->currentWidget(), m_inspector, m_footer};
}

void ModelsPane::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_split->isSideVisible())
        setInspectorWanted(false);
    else if (event->key() == Qt::Key_Escape && m_shown->hasFilter())
        clearFilter();
    else
        Pane::keyPressEvent(event);
}

// What is shown

void ModelsPane::take(const QList<ModelRow> &rows)
{
    m_isLoaded = true;
    m_trouble.clear();
    const std::optional<ModelRow> before = selected();
    m_models->setModels(rows);
    offerAuthors(rows);
    if (!m_toSelect.isEmpty())
        select(std::exchange(m_toSelect, {}));
    else if (before)
        select(before->settings.slug);
    showPage();
    showSelection();
}

void ModelsPane::showProblem(const Error &error)
{
    m_trouble = error.message;
    m_problem->set(QStringLiteral("circle-x"), tr("The models could not be read"), error.message,
                   tr("Try again"), {});
    showPage();
}

void ModelsPane::offerAuthors(const QList<ModelRow> &rows)
{
    QStringList authors;
    for (const ModelRow &row : rows)
        authors.append(row.author());
    authors.removeDuplicates();
    authors.sort(Qt::CaseInsensitive);
    if (authors == m_authorNames)
        return;
    m_authorNames = authors;
    const QVariantList chosen
        = m_authorsWanted.isEmpty() ? m_authors->values() : std::exchange(m_authorsWanted, {});
    QList<Choice> choices;
    for (const QString &author : authors)
        choices.append({author, author});
    m_authors->setChoices(choices, true);
    m_authors->setValues(chosen);
    m_authors->setVisible(authors.size() > 1);
}

void ModelsPane::applyFilter()
{
    m_shown->setSearch(m_search->text());
    m_shown->setStates(numbersOf(m_states->values()));
    m_shown->setFeatures(numbersOf(m_features->values()));
    QSet<QString> authors;
    for (const QVariant &author : m_authors->values())
        authors.insert(author.toString());
    m_shown->setAuthors(authors);
    const int active = int(!m_states->values().isEmpty()) + int(!m_features->values().isEmpty())
        + int(!m_authors->values().isEmpty()) + int(m_lens->isActive());
    m_clear->setVisible(active > 1);
    showPage();
}

void ModelsPane::clearFilter()
{
    m_search->clear();
    for (FilterChip *chip : {m_states, m_features, m_authors})
        chip->setValues({});
    m_lens->clear();
    applyFilter();
}

void ModelsPane::showPage()
{
    Page page = Table;
    if (!m_isLoaded)
        page = m_trouble.isEmpty() ? Loading : Problem;
    else if (m_models->rowCount() == 0)
        page = NoModels;
    else if (m_shown->rowCount() == 0)
        page = NoMatch;
    m_pages->setCurrentIndex(page);
    m_split->setSideVisible(m_wantsInspector && page == Table && selected());
    showFooter();
}

void ModelsPane::showFooter()
{
    if (!m_isLoaded) {
        m_counts->clear();
        return;
    }
    const int all = m_models->rowCount();
    const int shown = m_shown->rowCount();
    int unpriced = 0;
    for (int row = 0; row < all; ++row)
        unpriced += modelState(m_models->row(row)) == ModelState::Unpriced ? 1 : 0;
    QStringList parts{shown == all
                          ? tr("%1 models").arg(format::count(all))
                          : tr("%1 of %2 models").arg(format::count(shown), format::count(all))};
    if (unpriced > 0)
        parts.append(tr("%1 unpriced").arg(format::count(unpriced)));
    if (!m_trouble.isEmpty())
        parts.append(m_trouble);
    m_counts->setText(parts.join(QStringLiteral("   ·   ")));
}

void ModelsPane::showSelection()
{
    const std::optional<ModelRow> row = selected();
    m_inspector->show(row);
    m_split->setSideVisible(m_wantsInspector && row && m_pages->currentIndex() == Table);
}

void ModelsPane::setInspectorWanted(bool isWanted)
{
    m_wantsInspector = isWanted;
    showSelection();
}

void ModelsPane::select(const QString &slug)
{
    if (slug.isEmpty())
        return;
    for (int row = 0; row < m_shown->rowCount(); ++row) {
        if (m_shown->model(m_shown->index(row, 0)).settings.slug != slug)
            continue;
        // Not selectRow(): with Ctrl still held after a shortcut, that would deselect.
        m_table->selectionModel()->setCurrentIndex(m_shown->index(row, 0),
                                                   QItemSelectionModel::ClearAndSelect
                                                       | QItemSelectionModel::Rows);
        return;
    }
    if (!m_isLoaded)
        m_toSelect = slug;
}

std::optional<ModelRow> ModelsPane::selected() const
{
    const QList<int> rows = m_table->selectedRows();
    if (rows.size() != 1)
        return std::nullopt;
    return m_shown->model(m_shown->index(rows.first(), 0));
}

// What is done

void ModelsPane::openMenu(const QModelIndex &index, const QPoint &at)
{
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("modelMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const ModelRow row = m_shown->model(index);
    const Theme &theme = console().theme;
    menu->addAction(theme.icon(QStringLiteral("route")), tr("Route preview"), this,
                    [this, row] { m_actions->previewRoute(row); });
    menu->addAction(theme.icon(QStringLiteral("star")),
                    m_models->isFavourite(row) ? tr("No favourite any more") : tr("Favourite"),
                    this, [this, row] { m_lens->toggleFavourite(row.settings.slug); });
    menu->addAction(theme.icon(QStringLiteral("radio")), tr("Show its requests"), this,
                    [this, row] { openRequests(row); });
    menu->addAction(theme.icon(QStringLiteral("copy")), tr("Copy slug"), this,
                    [this, row] { m_actions->copySlug(row); });
    menu->addSeparator();
    for (const ModelRow::Place &place : row.places) {
        menu->addAction(tr("Prices at %1…").arg(place.providerName), this,
                        [this, row, place] { m_actions->setPrices(row, place); });
        const bool isOn = place.endpoint.settings.isEnabled;
        menu->addAction(isOn ? tr("Do not use at %1").arg(place.providerName)
                             : tr("Use at %1").arg(place.providerName),
                        this,
                        [this, row, place, isOn] { m_actions->setEnabled(row, place, !isOn); });
    }
    menu->popup(at);
}

void ModelsPane::toggleFavourite()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid())
        m_lens->toggleFavourite(m_shown->model(current).settings.slug);
}

/// Those of the last 30 days, which is what the column adds up.
void ModelsPane::openRequests(const ModelRow &row)
{
    console().navigation.go({QStringLiteral("activity"),
                             {{QStringLiteral("range"), int(DateRange::Days30)},
                              {argumentOf(ActivityDimension::Model), qlonglong(row.id.value)},
                              {QStringLiteral("tab"), int(ActivityView::Tab::Requests)}}});
}

void ModelsPane::copySlug()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid())
        m_actions->copySlug(m_shown->model(current));
}

} // namespace turnpike::ui

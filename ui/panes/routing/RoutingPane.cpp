// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/routing/RoutingPane.h"

#include "core/Format.h"
#include "ui/panes/keys/SideSplit.h"
#include "ui/panes/overview/OverviewPlaces.h"
#include "ui/panes/routing/RouteForm.h"
#include "ui/panes/routing/RoutePreviewPanel.h"
#include "ui/panes/routing/RoutingFeed.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/SearchField.h"
#include "ui/widgets/Skeleton.h"
#include "ui/widgets/WrapLayout.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

enum RowAction { OpenProvider, ShowRequests };

constexpr int roomForBoth = 1240; ///< Narrower, and SideSplit lays one over the other.

const QString modelKey = QStringLiteral("model");
const QString searchKey = QStringLiteral("search");
const QString statesKey = QStringLiteral("states");
const QString endpointKey = QStringLiteral("endpoint");
const QString providerKey = QStringLiteral("provider");
const QString previewKey = QStringLiteral("preview");

QSet<int> numbersOf(const QVariantList &values)
{
    QSet<int> numbers;
    for (const QVariant &value : values)
        numbers.insert(value.toInt());
    return numbers;
}

QSet<qlonglong> idsOf(const QVariantList &values)
{
    QSet<qlonglong> ids;
    for (const QVariant &value : values)
        ids.insert(value.toLongLong());
    return ids;
}

} // namespace

RoutingPane::RoutingPane(Console &console, QWidget *parent)
    : Pane(console, parent)
    , m_model(new EndpointHealthModel(this))
    , m_feed(new RoutingFeed(console, this))
    , m_split(new SideSplit(console.theme, QStringLiteral("routing/previewWidth"), this))
    , m_preview(new RoutePreviewPanel(console, m_split))
{
    setObjectName(QStringLiteral("routingPane"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_split);
    m_split->setParts(buildList(), m_preview);
    setPreviewShown(true);
    connectParts();
}

// Building

QWidget *RoutingPane::buildList()
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

QWidget *RoutingPane::buildToolbar(QWidget *parent)
{
    const Theme &theme = console().theme;
    auto *bar = new QWidget(parent);
    auto *line = new WrapLayout(theme.px(8), theme.px(8), bar);
    m_search = new SearchField(theme, tr("Search endpoints"), bar);
    m_search->setObjectName(QStringLiteral("searchEndpoints"));
    m_search->setFixedWidth(theme.px(260));
    m_states = new FilterChip(theme, tr("State"), bar);
    m_states->setObjectName(QStringLiteral("filterStates"));
    QList<Choice> states;
    for (int state = 0; state < endpointStates; ++state)
        states.append({endpointStateBadge(static_cast<EndpointState>(state)).text, state});
    m_states->setChoices(states, true);
    m_providers = new FilterChip(theme, tr("Provider"), bar);
    m_providers->setObjectName(QStringLiteral("filterProviders"));
    m_providers->hide();
    m_clear = makeButton(theme, tr("Clear"), {}, "link", bar);
    m_clear->setObjectName(QStringLiteral("clearFilters"));
    m_clear->hide();
    m_previewButton = makeButton(theme, tr("Preview"), QStringLiteral("route"), nullptr, bar);
    m_previewButton->setObjectName(QStringLiteral("showPreview"));
    m_previewButton->setToolTip(tr("Where would a request go now? (Ctrl+I)"));
    for (QWidget *each : {static_cast<QWidget *>(m_search), static_cast<QWidget *>(m_states),
                          static_cast<QWidget *>(m_providers), static_cast<QWidget *>(m_clear)})
        line->addWidget(each);
    auto *trailing = new QHBoxLayout;
    trailing->addWidget(m_previewButton);
    line->setTrailing(trailing);
    return bar;
}

void RoutingPane::buildTable()
{
    m_table = new DataTable(console().theme, tr("Health of endpoints"), m_pages);
    m_table->setObjectName(QStringLiteral("endpointsTable"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(false);
    QList<DataTable::Column> columns(EndpointHealthModel::Columns);
    columns[EndpointHealthModel::Name] = {.width = 190, .stretch = true};
    columns[EndpointHealthModel::State] = {.width = 128};
    columns[EndpointHealthModel::Reason] = {.width = 206, .priority = 6};
    columns[EndpointHealthModel::Since] = {.width = 86, .priority = 5};
    columns[EndpointHealthModel::Until] = {.width = 84, .priority = 7};
    columns[EndpointHealthModel::Uptime] = {.width = 78};
    columns[EndpointHealthModel::LatencyP50] = {.width = 86, .priority = 4};
    columns[EndpointHealthModel::LatencyP90] = {.width = 86, .priority = 1};
    columns[EndpointHealthModel::Throughput] = {.width = 98, .priority = 3};
    columns[EndpointHealthModel::Requests] = {.width = 82, .priority = 2};
    m_table->setColumns(columns);
    m_table->setStateKey(QStringLiteral("routing/v1"));
    m_table->setRowActions({{QStringLiteral("lock"), tr("Open provider")},
                            {QStringLiteral("radio"), tr("Show requests")}});
    const auto key = [this](const QKeySequence &sequence, void (RoutingPane::*act)()) {
        auto *shortcut = new QShortcut(sequence, m_table);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    key(QKeySequence::Copy, &RoutingPane::copyName);
    key(Qt::Key_Space, &RoutingPane::toggleInspector);
}

void RoutingPane::buildPages()
{
    const Theme &theme = console().theme;
    m_pages->addWidget(new Skeleton(theme, Skeleton::Kind::Rows, m_pages));
    buildTable();
    m_pages->addWidget(m_table);
    auto *noTraffic = new EmptyState(theme, m_pages);
    noTraffic->setObjectName(QStringLiteral("noTraffic"));
    noTraffic->set(QStringLiteral("route"), tr("No endpoint has had a request yet"),
                   tr("How each of them answers stands here from the first request on."),
                   tr("Connect a tool"), {});
    connect(noTraffic, &EmptyState::primary, this, [this] {
        console().navigation.go({QStringLiteral("connect"), {}});
    });
    m_pages->addWidget(noTraffic);
    auto *noMatch = new EmptyState(theme, m_pages);
    noMatch->setObjectName(QStringLiteral("noMatch"));
    noMatch->set(QStringLiteral("search"), tr("No endpoint fits"),
                 tr("Others are hidden by the filters."), tr("Clear filters"), {});
    connect(noMatch, &EmptyState::primary, this, &RoutingPane::clearFilter);
    m_pages->addWidget(noMatch);
    m_problem = new EmptyState(theme, m_pages);
    m_problem->setObjectName(QStringLiteral("routingProblem"));
    connect(m_problem, &EmptyState::primary, this, &RoutingPane::refresh);
    m_pages->addWidget(m_problem);
}

QWidget *RoutingPane::buildFooter(QWidget *parent)
{
    auto *footer = new QWidget(parent);
    footer->setObjectName(QStringLiteral("routingFooter"));
    auto *line = new QHBoxLayout(footer);
    line->setContentsMargins(2, 0, 2, 0);
    m_counts = makeLabel({}, "small", footer);
    m_counts->setObjectName(QStringLiteral("routingCounts"));
    m_note = makeLabel(tr("Figures of the last five minutes"), "small", footer);
    line->addWidget(m_counts, 1);
    line->addWidget(m_note);
    footer->setFixedHeight(console().theme.px(28));
    return footer;
}

void RoutingPane::connectParts()
{
    connect(m_feed, &RoutingFeed::loaded, this, &RoutingPane::take);
    connect(m_feed, &RoutingFeed::failed, this, &RoutingPane::showProblem);
    connect(m_feed, &RoutingFeed::named, m_preview->form(), &RouteForm::setNames);
    connect(m_search, &SearchField::searched, this, &RoutingPane::applyFilter);
    connect(m_states, &FilterChip::changed, this, &RoutingPane::applyFilter);
    connect(m_providers, &FilterChip::changed, this, &RoutingPane::applyFilter);
    connect(m_clear, &QPushButton::clicked, this, &RoutingPane::clearFilter);
    connect(m_previewButton, &QPushButton::clicked, this, [this] {
        setPreviewShown(true);
        m_preview->form()->firstField()->setFocus();
    });
    connect(m_preview, &RoutePreviewPanel::closed, this, [this] {
        setPreviewShown(false);
        m_table->setFocus();
    });
    connect(m_table, &QAbstractItemView::activated, this, &RoutingPane::openProvider);
    connect(m_table, &DataTable::menuRequested, this, &RoutingPane::openMenu);
    connect(m_table, &DataTable::rowAction, this, [this](const QModelIndex &index, int action) {
        if (action == OpenProvider)
            openProvider(index);
        else
            showRequests(index);
    });
}

// What the window asks

QString RoutingPane::title() const
{
    return tr("Routing");
}

QString RoutingPane::scope() const
{
    return tr("Organization-wide");
}

void RoutingPane::enter(const QVariantMap &arguments)
{
    if (arguments.contains(searchKey))
        m_search->setText(arguments[searchKey].toString());
    if (arguments.contains(statesKey))
        m_states->setValues(arguments[statesKey].toList());
    if (arguments.contains(previewKey))
        setPreviewShown(arguments[previewKey].toBool());
    else if (arguments.contains(modelKey))
        setPreviewShown(true);
    else if (!m_isLoaded) // Where it would cover the list, it waits to be asked for.
        setPreviewShown(window()->width() >= console().theme.px(roomForBoth));
    m_preview->form()->setState(arguments);
    applyFilter();
    if (const qlonglong endpoint = arguments.value(endpointKey).toLongLong())
        select(endpoint);
    else if (const qlonglong provider = arguments.value(providerKey).toLongLong())
        select(-provider);
    m_feed->start();
    m_preview->refresh();
}

void RoutingPane::leave()
{
    m_feed->stop();
}

QVariantMap RoutingPane::state() const
{
    QVariantMap state = m_preview->form()->state();
    state[searchKey] = m_search->text();
    state[statesKey] = m_states->values();
    state[previewKey] = m_split->isSideVisible();
    if (const qlonglong id = selected(); id != 0)
        state[id > 0 ? endpointKey : providerKey] = qAbs(id);
    return state;
}

bool RoutingPane::supports(Act act) const
{
    return act == Act::Filter || act == Act::Refresh || act == Act::Inspect;
}

void RoutingPane::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void RoutingPane::refresh()
{
    m_feed->refresh();
    m_preview->refresh();
}

void RoutingPane::toggleInspector()
{
    setPreviewShown(!m_split->isSideVisible());
}

QList<QWidget *> RoutingPane::regions()
{
    return {m_toolbar, m_pages->currentWidget(), m_preview, m_footer};
}

void RoutingPane::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_split->isSideVisible())
        setPreviewShown(false);
    else if (event->key() == Qt::Key_Escape && m_model->hasFilter())
        clearFilter();
    else
        Pane::keyPressEvent(event);
}

// What is shown

void RoutingPane::take(const QList<EndpointHealthRow> &rows, qint64 nowUs)
{
    m_isLoaded = true;
    m_trouble.clear();
    const qlonglong before = selected();
    m_model->setEndpoints(rows, nowUs);
    offerProviders();
    if (m_toSelect != 0 && m_model->rowOf(m_toSelect) >= 0)
        select(std::exchange(m_toSelect, 0));
    else if (before != 0 && selected() != before)
        select(before);
    showPage();
    if (m_split->isSideVisible())
        m_preview->refresh();
}

void RoutingPane::showProblem(const Error &error)
{
    m_trouble = error.message;
    m_problem->set(QStringLiteral("circle-x"), tr("The catalogue could not be read"), error.message,
                   tr("Try again"), {});
    showPage();
}

void RoutingPane::offerProviders()
{
    const QList<QPair<ProviderId, QString>> providers = m_model->providers();
    if (providers == m_offered)
        return;
    m_offered = providers;
    const QVariantList chosen = m_providers->values();
    QList<Choice> choices;
    for (const auto &[id, name] : providers)
        choices.append({name, qlonglong(id.value)});
    m_providers->setChoices(choices, true);
    m_providers->setValues(chosen);
    m_providers->setVisible(providers.size() > 1);
}

void RoutingPane::applyFilter()
{
    const qlonglong before = selected();
    m_model->setText(m_search->text());
    m_model->setStates(numbersOf(m_states->values()));
    m_model->setProviders(idsOf(m_providers->values()));
    m_clear->setVisible(!m_states->values().isEmpty() && !m_providers->values().isEmpty());
    if (before != 0 && selected() != before)
        select(before);
    showPage();
}

void RoutingPane::clearFilter()
{
    m_search->clear();
    m_states->setValues({});
    m_providers->setValues({});
    applyFilter();
}

void RoutingPane::showPage()
{
    Page page = Table;
    if (!m_isLoaded)
        page = m_trouble.isEmpty() ? Loading : Problem;
    else if (m_model->all().endpoints == 0)
        page = NoTraffic;
    else if (m_model->rowCount() == 0)
        page = NoMatch;
    m_pages->setCurrentIndex(page);
    showFooter();
}

void RoutingPane::showFooter()
{
    const EndpointHealthModel::Counts all = m_model->all();
    const EndpointHealthModel::Counts shown = m_model->shown();
    QStringList parts;
    if (m_isLoaded)
        parts << (shown.endpoints == all.endpoints
                      ? tr("%1 endpoints").arg(format::count(all.endpoints))
                      : tr("%1 of %2 endpoints")
                            .arg(format::count(shown.endpoints), format::count(all.endpoints)))
              << (all.out == 0 ? tr("none is out") : tr("%1 out").arg(format::count(all.out)));
    if (!m_trouble.isEmpty() && m_isLoaded)
        parts << m_trouble;
    m_counts->setText(parts.join(QStringLiteral("   ·   ")));
}

void RoutingPane::select(qlonglong id)
{
    const int row = m_model->rowOf(id);
    if (row < 0) {
        m_toSelect = id;
        return;
    }
    // Not selectRow(): with Ctrl still held after a shortcut, that would deselect.
    m_table->selectionModel()->setCurrentIndex(
        m_model->index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

qlonglong RoutingPane::selected() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? current.data(IdRole).toLongLong() : 0;
}

void RoutingPane::setPreviewShown(bool isShown)
{
    m_split->setSideVisible(isShown);
    m_previewButton->setVisible(!isShown);
    if (isShown)
        m_preview->refresh();
}

// What is done

void RoutingPane::openProvider(const QModelIndex &index)
{
    if (index.isValid())
        console().navigation.go(
            {QStringLiteral("providers"),
             {{QStringLiteral("provider"), qlonglong(m_model->provider(index.row()).value)}}});
}

void RoutingPane::showRequests(const QModelIndex &index)
{
    if (index.isValid())
        console().navigation.go(places::requests(m_model->provider(index.row())));
}

void RoutingPane::previewModel(const QModelIndex &index)
{
    const EndpointHealthRow *row = m_model->endpoint(index.row());
    if (!row)
        return;
    setPreviewShown(true);
    m_preview->form()->setState({{QStringLiteral("model"), row->model}});
    m_preview->refresh();
}

void RoutingPane::openMenu(const QModelIndex &index, const QPoint &at)
{
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("endpointMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QPersistentModelIndex kept(index);
    const auto add = [&](const char *icon, const QString &text,
                         void (RoutingPane::*act)(const QModelIndex &)) {
        menu->addAction(console().theme.icon(QLatin1String(icon)), text, this, [this, kept, act] {
            if (kept.isValid())
                (this->*act)(kept);
        });
    };
    add("lock", tr("Open provider"), &RoutingPane::openProvider);
    add("radio", tr("Show requests"), &RoutingPane::showRequests);
    if (m_model->endpoint(index.row()))
        add("route", tr("Preview a request for this model"), &RoutingPane::previewModel);
    menu->popup(at);
}

void RoutingPane::copyName()
{
    const EndpointHealthRow *row = m_model->endpoint(m_table->currentIndex().row());
    if (!row)
        return;
    QGuiApplication::clipboard()->setText(row->tag);
    console().notices.toast(tr("%1 copied.").arg(row->tag));
}

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/LivePane.h"

#include "core/Clock.h"
#include "core/ports/GatewayControl.h"
#include "services/ControlPlane.h"
#include "services/LiveFeed.h"
#include "ui/panes/live/LiveExport.h"
#include "ui/panes/live/LiveInspector.h"
#include "ui/panes/live/LiveLedger.h"
#include "ui/panes/live/LiveStatusLine.h"
#include "ui/panes/live/LiveToolbar.h"
#include "ui/panes/live/StoppedStrip.h"
#include "ui/shell/CommandRegistry.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/WorkspaceScope.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/SearchField.h"

#include <QAction>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>

namespace turnpike::ui {

namespace {

constexpr int leastInspector = 110;
constexpr int rowHeight = 34;
constexpr int tickMs = 100;

/// Widths of the picture at 1440 px; the first ten are shown from the start.
QList<DataTable::Column> columns()
{
    return {
        {92, false, 0, false},  {152, false, 0, false}, {168, false, 7, false},
        {180, true, 0, false},  {104, false, 3, false}, {76, false, 5, false},
        {74, false, 6, false},  {84, false, 2, false},  {84, false, 4, false},
        {112, false, 0, false}, {84, false, 1, true},   {96, false, 1, true},
        {76, false, 1, true},   {130, false, 1, true},  {110, false, 1, true},
        {140, false, 1, true},  {140, false, 1, true},  {180, false, 1, true},
    };
}

/// As arguments and state() name them.
const std::pair<QString, QSet<QString> LiveFilter::*> rareFilters[] = {
    {QStringLiteral("apps"), &LiveFilter::apps},
    {QStringLiteral("paths"), &LiveFilter::paths},
    {QStringLiteral("finishes"), &LiveFilter::finishes},
};

} // namespace

LivePane::LivePane(Console &console, QWidget *parent)
    : Pane(console, parent)
    , m_filtered(m_model)
    , m_ledger(new LiveLedger(console.reads, this))
    , m_export(new LiveExport(console.reads, this))
{
    build();
    listen();
    addCommands();
    m_ledger->readNames();
}

void LivePane::build()
{
    const Theme &theme = console().theme;
    auto *lines = new QVBoxLayout(this);
    lines->setContentsMargins(theme.px(24), theme.px(14), theme.px(24), theme.px(16));
    lines->setSpacing(theme.px(12));
    m_status = new LiveStatusLine(theme, this);
    m_toolbar = new LiveToolbar(theme, this);
    lines->addWidget(m_status);
    lines->addWidget(m_toolbar);
    m_strip = new StoppedStrip(theme, console().gateway, this);
    lines->addWidget(m_strip);
    m_problem = makeLabel({}, "error", this);
    m_problem->setObjectName(QStringLiteral("liveProblem"));
    m_problem->hide();
    lines->addWidget(m_problem);

    buildTable();
    m_inspector = new LiveInspector(theme);
    m_inspector->hide();
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setObjectName(QStringLiteral("liveSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(theme.px(12));
    m_splitter->addWidget(m_pages);
    m_splitter->addWidget(m_inspector);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_inspector->setMinimumHeight(theme.px(leastInspector));
    lines->addWidget(m_splitter, 1);
}

void LivePane::buildTable()
{
    const Theme &theme = console().theme;
    m_pages = new QStackedWidget;
    m_table = new DataTable(theme, tr("Live requests"), m_pages);
    m_table->setObjectName(QStringLiteral("liveTable"));
    m_table->setModel(&m_filtered);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSortingEnabled(false);
    m_table->setColumns(columns());
    m_table->setRowHeight(rowHeight);
    m_table->setStateKey(QStringLiteral("live/v1"));
    m_table->setRowActions({{QStringLiteral("copy"), tr("Copy generation id")},
                            {QStringLiteral("key-round"), tr("Open key")}});
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_empty = new EmptyState(theme, m_pages);
    m_empty->setObjectName(QStringLiteral("liveEmpty"));
    m_noMatch = new EmptyState(theme, m_pages);
    m_noMatch->setObjectName(QStringLiteral("liveNoMatch"));
    m_noMatch->set(QStringLiteral("filter"), tr("No request matches"),
                   tr("Requests are there, but none fits the filter."), {}, tr("Clear filters"));
    m_pages->addWidget(m_table);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_noMatch);
    m_pill = makeButton(theme, {}, QStringLiteral("arrow-up"), "primary", m_table);
    m_pill->setObjectName(QStringLiteral("newPill"));
    m_pill->setIcon(theme.icon(QStringLiteral("arrow-up"), theme.colours().onAccent));
    m_pill->hide();

    auto *copy = new QAction(tr("Copy generation id"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copy);
    connect(copy, &QAction::triggered, this, &LivePane::copyId);
}

void LivePane::listen()
{
    Console &all = console();
    connect(&all.live, &LiveFeed::happened, this, &LivePane::apply);
    connect(&all.live, &LiveFeed::statisticsChanged, this, &LivePane::updateStatus);
    connect(&all.live, &LiveFeed::committed, this, [this] {
        if (m_inspected && !m_inspector->details().row && !m_inspected->isRunning())
            m_ledger->readDetails(*m_inspected);
    });
    for (const auto signal : {&ControlPlane::keysChanged, &ControlPlane::providersChanged,
                              &ControlPlane::catalogChanged, &ControlPlane::organizationChanged})
        connect(&all.control, signal, m_ledger, &LiveLedger::readNames);
    all.gateway.onChange(this, [this] { followGateway(); });
    connect(&all.scope, &WorkspaceScope::changed, this, [this] {
        filterChanged();
        Q_EMIT titleChanged();
    });

    connect(m_ledger, &LiveLedger::namesRead, this, [this](const LedgerNames &names) {
        m_model.setNames(names);
        m_toolbar->offer(m_model);
        m_filtered.invalidate(); // Names are among what the filter looks at.
    });
    connect(m_ledger, &LiveLedger::olderRead, this, &LivePane::takeOlder);
    connect(m_ledger, &LiveLedger::detailsRead, this, &LivePane::showDetails);
    connect(&m_model, &LiveModel::waitingChanged, this, &LivePane::updatePill);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, [this] { m_isAtEnd = false; });

    connect(m_status, &LiveStatusLine::pauseAsked, this, [this] { setPaused(!m_isPaused); });
    connect(m_status, &LiveStatusLine::clearAsked, this, &LivePane::clearView);
    connect(m_toolbar, &LiveToolbar::filterChanged, this, &LivePane::filterChanged);
    connect(m_toolbar, &LiveToolbar::columnsAsked, m_table, &DataTable::showColumnChooser);
    connect(m_toolbar, &LiveToolbar::exportAsked, this, &LivePane::exportView);
    connect(m_export, &LiveExport::finished, this, &LivePane::tellExported);
    connect(m_export, &LiveExport::failed, this, &LivePane::tellNotExported);
    connect(m_empty, &EmptyState::primary, this, [this] {
        console().navigation.go({QStringLiteral("connect"), {}});
    });
    connect(m_noMatch, &EmptyState::link, m_toolbar, &LiveToolbar::clear);
    connect(m_pill, &QPushButton::clicked, this, &LivePane::followAgain);

    connect(m_table, &DataTable::selectedRowsChanged, this, &LivePane::selectionChanged);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        updateHold();
        readOlderIfNeeded();
    });
    connect(m_table, &QAbstractItemView::activated, this, &LivePane::select);
    connect(m_table, &DataTable::menuRequested, this, &LivePane::showMenu);
    connect(m_table, &DataTable::rowAction, this, [this](const QModelIndex &index, int action) {
        select(index);
        action == 0 ? copyId() : openKey();
    });
    connect(m_inspector, &LiveInspector::copyCurlAsked, this, &LivePane::copyCurl);
    connect(m_inspector, &LiveInspector::openKeyAsked, this, &LivePane::openKey);
    connect(m_inspector, &LiveInspector::closeAsked, this, &LivePane::closeInspector);

    m_ticker.setInterval(tickMs);
    connect(&m_ticker, &QTimer::timeout, this, &LivePane::tick);
}

void LivePane::addCommands()
{
    const auto isShown = [this] { return m_isShown; };
    const auto isSelected = [this] { return m_isShown && m_inspected; };
    CommandRegistry &commands = console().commands;
    const QString group = tr("Actions");
    commands.add(this,
                 {QStringLiteral("live.pause"), tr("Pause or resume the live view"),
                  tr("Live requests"), QStringLiteral("pause"), QStringLiteral("Ctrl+."), group,
                  [this] { setPaused(!m_isPaused); }, isShown});
    commands.add(this,
                 {QStringLiteral("live.clear"),
                  tr("Clear the live view"),
                  tr("Live requests"),
                  QStringLiteral("x"),
                  {},
                  group,
                  [this] { clearView(); },
                  isShown});
    commands.add(this,
                 {QStringLiteral("live.curl"),
                  tr("Copy request as curl"),
                  tr("Live requests"),
                  QStringLiteral("terminal"),
                  {},
                  group,
                  [this] { copyCurl(); },
                  isSelected});
    commands.add(this,
                 {QStringLiteral("live.key"),
                  tr("Open the key of this request"),
                  tr("Live requests"),
                  QStringLiteral("key-round"),
                  {},
                  group,
                  [this] { openKey(); },
                  isSelected});
}

QString LivePane::scope() const
{
    return console().scope.name();
}

void LivePane::enter(const QVariantMap &arguments)
{
    const bool isFirst = !m_hasReadOlder;
    m_isShown = true;
    m_isCleared = false;
    if (isFirst) {
        m_hasReadOlder = true;
        LiveBatch all;
        for (const LiveRequest &request : console().live.requests())
            all.added.append(request);
        apply(all);
        m_ledger->readOlder({}, {});
    }
    LiveFilter filter = arguments.isEmpty() ? m_toolbar->filter() : LiveFilter();
    if (const qint64 key = arguments.value(QStringLiteral("key")).toLongLong(); key != 0)
        filter.keys = {key};
    if (const QString model = arguments.value(QStringLiteral("model")).toString(); !model.isEmpty())
        filter.models = {model};
    filter.words = arguments.value(QStringLiteral("search"), filter.words).toString();
    for (const QVariant &outcome : arguments.value(QStringLiteral("status")).toList())
        filter.outcomes.insert(outcome.toInt());
    for (const QVariant &provider : arguments.value(QStringLiteral("providers")).toList())
        filter.providers.insert(provider.toLongLong());
    for (const auto &[name, member] : rareFilters)
        for (const QString &value : arguments.value(name).toStringList())
            (filter.*member).insert(value);
    m_toolbar->offer(m_model, filter); // A chip keeps what it can name only.
    m_toolbar->setFilter(filter);
    m_awaited = arguments.value(QStringLiteral("generation")).toString();
    if (const int row = m_filtered.rowOf(m_awaited); row >= 0) {
        select(m_filtered.index(row, 0));
    } else if (!m_awaited.isEmpty()) {
        LiveRequest wanted;
        wanted.id = m_awaited;
        m_ledger->readDetails(wanted);
    }
    followGateway();
    updateStatus();
    tick();
}

void LivePane::leave()
{
    m_isShown = false;
    m_ticker.stop();
}

QVariantMap LivePane::state() const
{
    const LiveFilter filter = m_toolbar->filter();
    QVariantMap state{{QStringLiteral("search"), filter.words},
                      {QStringLiteral("generation"), m_inspected ? m_inspected->id : QString()}};
    if (filter.keys.size() == 1)
        state.insert(QStringLiteral("key"), qlonglong(*filter.keys.begin()));
    if (filter.models.size() == 1)
        state.insert(QStringLiteral("model"), *filter.models.begin());
    QVariantList outcomes;
    for (const int outcome : filter.outcomes)
        outcomes.append(outcome);
    state.insert(QStringLiteral("status"), outcomes);
    QVariantList providers;
    for (const std::int64_t provider : filter.providers)
        providers.append(qlonglong(provider));
    state.insert(QStringLiteral("providers"), providers);
    for (const auto &[name, member] : rareFilters)
        state.insert(name, QStringList((filter.*member).values()));
    return state;
}

bool LivePane::supports(Act act) const
{
    return act == Act::Filter || act == Act::Inspect || act == Act::Refresh || act == Act::Export;
}

void LivePane::focusFilter()
{
    m_toolbar->search()->setFocus(Qt::ShortcutFocusReason);
}

void LivePane::refresh()
{
    m_ledger->readNames();
    readOlderIfNeeded();
}

QList<QWidget *> LivePane::regions()
{
    return {m_toolbar, m_table, m_inspector};
}

// What happens.

void LivePane::apply(const LiveBatch &batch)
{
    if (batch.isReset)
        m_isAtEnd = false;
    m_model.apply(batch);
    if (m_model.lacksNames())
        m_ledger->readNames();
    updatePages();
    inspectorNews(batch);
    if (const int row = m_awaited.isEmpty() ? -1 : m_filtered.rowOf(m_awaited); row >= 0)
        select(m_filtered.index(row, 0));
    if (m_isShown && !m_ticker.isActive() && m_model.hasRunning())
        m_ticker.start();
}

void LivePane::tick()
{
    m_model.tick(console().clock.nowUs());
    if (!m_model.hasRunning())
        m_ticker.stop();
    else if (m_isShown && !m_ticker.isActive())
        m_ticker.start();
}

void LivePane::updateHold()
{
    const bool isAtTop = m_table->verticalScrollBar()->value() == 0;
    const bool follows = isAtTop && !m_inspected;
    m_model.setHold(m_isPaused    ? LiveModel::Hold::Everything
                        : follows ? LiveModel::Hold::Nothing
                                  : LiveModel::Hold::Rows);
}

void LivePane::setPaused(bool isPaused)
{
    m_isPaused = isPaused;
    if (isPaused)
        updateHold();
    else
        followAgain();
    updateStatus();
}

/// To the top and on: what waited comes in.
void LivePane::followAgain()
{
    m_isPaused = false;
    closeInspector();
    m_table->verticalScrollBar()->setValue(0);
    updateHold();
    updateStatus();
    updatePages();
}

void LivePane::updatePill()
{
    const std::int64_t waiting = m_filtered.waitingCount();
    m_pill->setVisible(waiting > 0);
    if (waiting == 0)
        return;
    m_pill->setText(tr("%1 new").arg(waiting));
    m_pill->setToolTip(tr("Show them and follow again"));
    m_pill->adjustSize();
    const Theme &theme = console().theme;
    m_pill->move((m_table->width() - m_pill->width()) / 2, theme.px(42));
    m_pill->raise();
}

void LivePane::updatePages()
{
    QWidget *page = m_table;
    if (m_model.rowCount() == 0)
        page = m_empty;
    else if (m_filtered.rowCount() == 0)
        page = m_noMatch;
    if (page == m_empty) {
        const QString url = console().gateway.status().url;
        const QString sentence
            = url.isEmpty() ? tr("The proxy is not running.") : tr("Point a tool at %1.").arg(url);
        m_empty->set(QStringLiteral("radio"),
                     m_isCleared ? tr("Nothing since you cleared the view") : tr("No requests yet"),
                     m_isCleared ? tr("New requests appear here as they come.") : sentence,
                     m_isCleared ? QString() : tr("Connect a tool"));
    }
    if (m_pages->currentWidget() != page)
        m_pages->setCurrentWidget(page);
}

void LivePane::followGateway()
{
    m_strip->follow();
    updateStatus();
    updatePages();
}

void LivePane::updateStatus()
{
    const bool isUp = console().gateway.status().state == GatewayStatus::State::Running;
    m_status->setState(m_isPaused ? LiveStatusLine::State::Held
                           : isUp ? LiveStatusLine::State::Live
                                  : LiveStatusLine::State::Idle);
    m_status->setStatistics(console().live.statistics());
}

void LivePane::filterChanged()
{
    LiveFilter filter = m_toolbar->filter();
    filter.workspace = console().scope.current();
    m_filtered.setFilter(filter);
    m_toolbar->offer(m_model);
    updatePages();
    updatePill();
    readOlderIfNeeded();
}

void LivePane::clearView()
{
    m_isCleared = true;
    closeInspector();
    m_model.clear();
    updatePages();
}

/// The ledger goes on where the list ends, as long as its end is in sight.
void LivePane::readOlderIfNeeded()
{
    const QScrollBar *bar = m_table->verticalScrollBar();
    const bool isEndInSight = m_filtered.rowCount() == 0 || bar->value() >= bar->maximum();
    if (!m_hasReadOlder || m_isCleared || m_isAtEnd || !isEndInSight || !m_model.canTakeOlder()
        || m_ledger->isReadingOlder())
        return;
    std::optional<LiveRequest> last;
    for (int row = m_model.rowCount() - 1; row >= 0 && !last; --row) {
        if (!m_model.request(row).isRunning())
            last = m_model.request(row);
    }
    m_ledger->readOlder(last, {});
}

void LivePane::takeOlder(const QList<LiveRequest> &older, bool isEnd, const QString &problem)
{
    m_problem->setText(tr("Older requests could not be read: %1").arg(problem));
    m_problem->setVisible(!problem.isEmpty());
    if (!problem.isEmpty() || m_isCleared)
        return;
    console().live.catchUp(); // What is newer comes in at the top, and only there.
    const int taken = m_model.appendOlder(older);
    // A page of nothing but what is here already would be asked for again and again.
    m_isAtEnd = isEnd || taken == 0;
    if (m_model.lacksNames())
        m_ledger->readNames();
    m_toolbar->offer(m_model);
    updatePages();
    if (const int row = m_awaited.isEmpty() ? -1 : m_filtered.rowOf(m_awaited); row >= 0)
        select(m_filtered.index(row, 0));
    readOlderIfNeeded();
}

} // namespace turnpike::ui

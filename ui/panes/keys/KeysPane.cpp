// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeysPane.h"

#include "core/Clock.h"
#include "core/Format.h"
#include "ui/panes/keys/KeyActions.h"
#include "ui/panes/keys/KeyFilterModel.h"
#include "ui/panes/keys/KeyInspector.h"
#include "ui/panes/keys/KeyMenu.h"
#include "ui/panes/keys/KeysCsv.h"
#include "ui/panes/keys/KeysFeed.h"
#include "ui/panes/keys/KeysToolbar.h"
#include "ui/panes/keys/SideSplit.h"
#include "ui/shell/Notices.h"
#include "ui/shell/WorkspaceScope.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Skeleton.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QSaveFile>
#include <QScrollBar>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

enum RowAction { SetLimitAction };

const QString keyArgument = QStringLiteral("key");
const QString createArgument = QStringLiteral("create");
const QString sortArgument = QStringLiteral("sort");
const QString descendingArgument = QStringLiteral("descending");
const QString scrollArgument = QStringLiteral("scroll");

} // namespace

KeysPane::KeysPane(Console &console, QWidget *parent)
    : Pane(console, parent)
    , m_keys(new KeysModel(this))
    , m_shown(new KeyFilterModel(*m_keys, this))
    , m_feed(new KeysFeed(console, this))
    , m_actions(new KeyActions(console, *this))
{
    setObjectName(QStringLiteral("keysPane"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_split = new SideSplit(console.theme, QStringLiteral("keys/inspectorWidth"), this);
    column->addWidget(m_split);
    m_inspector = new KeyInspector(console, *m_actions, m_split);
    m_split->setParts(buildList(), m_inspector);
    connectParts();
}

// Building

QWidget *KeysPane::buildList()
{
    const Theme &theme = console().theme;
    auto *list = new QWidget(m_split);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(theme.px(24), theme.px(14), theme.px(20), theme.px(4));
    column->setSpacing(theme.px(12));
    m_toolbar = new KeysToolbar(theme, list);
    column->addWidget(m_toolbar);
    m_pages = new QStackedWidget(list);
    buildPages();
    column->addWidget(m_pages, 1);
    m_footer = buildFooter();
    column->addWidget(m_footer);
    return list;
}

void KeysPane::buildTable()
{
    m_table = new DataTable(console().theme, tr("API keys"), m_pages);
    m_table->setObjectName(QStringLiteral("keysTable"));
    m_table->setModel(m_shown);
    m_table->setCheckBoxes(true);
    QList<DataTable::Column> columns(KeysModel::columns);
    columns[KeysModel::Name] = {.width = 218, .stretch = true};
    columns[KeysModel::Label] = {.width = 190, .priority = 1};
    columns[KeysModel::Owner] = {.width = 70, .priority = 4};
    columns[KeysModel::Today] = {.width = 78};
    columns[KeysModel::ThisMonth] = {.width = 92, .priority = 3};
    columns[KeysModel::Limit] = {.width = 224};
    columns[KeysModel::Resets] = {.width = 90, .isHidden = true};
    columns[KeysModel::LastUsed] = {.width = 100, .priority = 2};
    columns[KeysModel::Created] = {.width = 110, .isHidden = true};
    columns[KeysModel::Expires] = {.width = 110, .isHidden = true};
    columns[KeysModel::Hash] = {.width = 200, .isHidden = true};
    m_table->setColumns(columns);
    m_table->sortByColumn(KeysModel::LastUsed, Qt::DescendingOrder);
    m_table->setStateKey(QStringLiteral("keys/v1"));
    m_table->setRowActions({{QStringLiteral("wallet"), tr("Set limit…")}});
    addTableKey(Qt::Key_F2, &KeysPane::rename);
    addTableKey(Qt::Key_Delete, &KeysPane::remove);
    addTableKey(QKeySequence::Copy, &KeysPane::copyId);
    addTableKey(Qt::Key_Space, &KeysPane::toggleInspector);
}

void KeysPane::addTableKey(const QKeySequence &key, void (KeysPane::*act)())
{
    auto *shortcut = new QShortcut(key, m_table);
    shortcut->setContext(Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, this, act);
}

void KeysPane::buildPages()
{
    const Theme &theme = console().theme;
    m_pages->addWidget(new Skeleton(theme, Skeleton::Kind::Rows, m_pages));
    buildTable();
    m_pages->addWidget(m_table);
    auto *noKeys = new EmptyState(theme, m_pages);
    noKeys->setObjectName(QStringLiteral("noKeys"));
    noKeys->set(QStringLiteral("key-round"), tr("No keys yet"),
                tr("A key lets a tool use the gateway."), tr("Create key"), {});
    connect(noKeys, &EmptyState::primary, this, &KeysPane::create);
    m_pages->addWidget(noKeys);
    auto *noMatch = new EmptyState(theme, m_pages);
    noMatch->setObjectName(QStringLiteral("noMatch"));
    noMatch->set(QStringLiteral("search"), tr("No key fits"),
                 tr("Other keys are hidden by the filters."), tr("Clear filters"), {});
    connect(noMatch, &EmptyState::primary, m_toolbar, &KeysToolbar::clear);
    m_pages->addWidget(noMatch);
    m_problem = new EmptyState(theme, m_pages);
    m_problem->setObjectName(QStringLiteral("keysProblem"));
    connect(m_problem, &EmptyState::primary, this, &KeysPane::refresh);
    m_pages->addWidget(m_problem);
}

QWidget *KeysPane::buildFooter()
{
    auto *footer = new QWidget(m_split);
    footer->setObjectName(QStringLiteral("keysFooter"));
    auto *line = new QHBoxLayout(footer);
    line->setContentsMargins(2, 0, 2, 0);
    m_counts = makeLabel({}, "small", footer);
    m_sums = makeLabel({}, "small", footer);
    line->addWidget(m_counts, 1);
    line->addWidget(m_sums);
    footer->setFixedHeight(console().theme.px(28));
    return footer;
}

void KeysPane::connectParts()
{
    connect(m_feed, &KeysFeed::loaded, this, &KeysPane::take);
    connect(m_feed, &KeysFeed::failed, this, &KeysPane::showProblem);
    connect(m_actions, &KeyActions::created, this, [this](KeyId key) { m_toSelect = key; });
    connect(m_toolbar, &KeysToolbar::filterChanged, this, &KeysPane::applyFilter);
    connect(m_toolbar, &KeysToolbar::columnsWanted, m_table, &DataTable::showColumnChooser);
    connect(m_toolbar, &KeysToolbar::exportWanted, this, &KeysPane::exportView);
    connect(m_toolbar, &KeysToolbar::createWanted, this, &KeysPane::create);
    connect(m_toolbar, &KeysToolbar::disableWanted, this,
            [this] { m_actions->setDisabled(selectedKeys(), true); });
    connect(m_toolbar, &KeysToolbar::enableWanted, this,
            [this] { m_actions->setDisabled(selectedKeys(), false); });
    connect(m_toolbar, &KeysToolbar::deselectWanted, this, &KeysPane::deselect);
    connect(m_table, &DataTable::selectedRowsChanged, this, &KeysPane::showSelection);
    connect(m_table, &DataTable::menuRequested, this, &KeysPane::openMenu);
    connect(m_table, &QAbstractItemView::activated, this, [this] { setInspectorWanted(true); });
    connect(m_table, &DataTable::rowAction, this, [this](const QModelIndex &index, int action) {
        if (action == SetLimitAction)
            m_actions->setLimit(m_shown->key(index).key);
    });
    connect(m_inspector, &KeyInspector::closed, this, [this] {
        setInspectorWanted(false);
        m_table->setFocus();
    });
    connect(m_inspector, &KeyInspector::renameWanted, this, &KeysPane::rename);
    WorkspaceScope &scope = console().scope;
    connect(&scope, &WorkspaceScope::changed, this, [this, &scope] {
        m_shown->setWorkspace(scope.current());
        showPage();
        Q_EMIT titleChanged();
    });
    m_shown->setWorkspace(scope.current());
}

// What the window asks

QString KeysPane::title() const
{
    return tr("API keys");
}

QString KeysPane::scope() const
{
    return console().scope.name();
}

void KeysPane::enter(const QVariantMap &arguments)
{
    m_feed->start();
    showPage();
    if (arguments.contains(sortArgument))
        m_table->sortByColumn(arguments[sortArgument].toInt(),
                              arguments[descendingArgument].toBool() ? Qt::DescendingOrder
                                                                     : Qt::AscendingOrder);
    if (!arguments.isEmpty())
        m_toolbar->setState(arguments);
    m_table->verticalScrollBar()->setValue(arguments.value(scrollArgument).toInt());
    select({arguments.value(keyArgument).toLongLong()});
    if (arguments.value(createArgument).toBool())
        create();
}

void KeysPane::leave()
{
    m_feed->stop();
}

QVariantMap KeysPane::state() const
{
    QVariantMap state = m_toolbar->state();
    const QHeaderView *header = m_table->horizontalHeader();
    state[sortArgument] = header->sortIndicatorSection();
    state[descendingArgument] = header->sortIndicatorOrder() == Qt::DescendingOrder;
    state[scrollArgument] = m_table->verticalScrollBar()->value();
    const QList<Key> selected = selectedKeys();
    if (selected.size() == 1)
        state[keyArgument] = qlonglong(selected.first().id.value);
    return state;
}

bool KeysPane::supports(Act act) const
{
    return act != Act::Export || m_shown->rowCount() > 0;
}

void KeysPane::create()
{
    m_actions->create(names());
}

void KeysPane::focusFilter()
{
    m_toolbar->focusSearch();
}

void KeysPane::refresh()
{
    m_feed->refresh();
}

void KeysPane::toggleInspector()
{
    if (!m_split->isSideVisible() && selectedKeys().isEmpty()) {
        if (const std::optional<Key> key = currentKey())
            select(key->id);
    }
    setInspectorWanted(!m_split->isSideVisible());
}

void KeysPane::exportView()
{
    if (m_shown->rowCount() == 0)
        return;
    auto *dialog = new QFileDialog(window(), tr("Export API keys"));
    dialog->setObjectName(QStringLiteral("exportKeys"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("CSV (*.csv)"));
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("api-keys.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &KeysPane::saveTo);
    dialog->open();
}

void KeysPane::saveTo(const QString &path)
{
    static const QString banner = QStringLiteral("keys.export");
    QSaveFile file(path);
    const QByteArray csv = keysCsv(shownRows(), m_keys->nowUs());
    if (file.open(QIODevice::WriteOnly) && file.write(csv) == csv.size() && file.commit()) {
        console().notices.clearBanner(banner);
        console().notices.toast(tr("%1 keys exported.").arg(format::count(m_shown->rowCount())));
    } else {
        console().notices.setBanner(banner, Tone::Danger, QStringLiteral("circle-x"),
                                    tr("The export failed: %1").arg(file.errorString()), {}, {},
                                    true);
    }
}

QList<QWidget *> KeysPane::regions()
{
    return {m_toolbar, m_pages->currentWidget(), m_inspector, m_footer};
}

void KeysPane::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape) {
        Pane::keyPressEvent(event);
        return;
    }
    if (selectedKeys().size() > 1)
        deselect();
    else if (m_split->isSideVisible())
        setInspectorWanted(false);
    else if (m_shown->hasFilter())
        m_toolbar->clear();
    else
        Pane::keyPressEvent(event);
}

// What is shown

void KeysPane::take(const QList<KeyRow> &rows, qint64 nowUs)
{
    m_isLoaded = true;
    m_trouble.clear();
    m_keys->setKeys(rows, nowUs);
    QStringList owners;
    for (const KeyRow &row : rows)
        owners.append(row.key.creatorName);
    owners.removeDuplicates();
    owners.sort(Qt::CaseInsensitive);
    m_toolbar->setOwners(owners);
    if (m_toSelect)
        select(m_toSelect);
    showPage();
    showSelection();
    Q_EMIT titleChanged();
}

void KeysPane::showProblem(const Error &error)
{
    m_trouble = error.message;
    m_problem->set(QStringLiteral("circle-x"), tr("The keys could not be read"), error.message,
                   tr("Try again"), {});
    showPage();
}

void KeysPane::applyFilter()
{
    m_shown->setText(m_toolbar->text());
    m_shown->setStates(m_toolbar->states());
    m_shown->setOwners(m_toolbar->owners());
    showPage();
}

void KeysPane::showPage()
{
    Page page = Table;
    if (!m_isLoaded)
        page = m_trouble.isEmpty() ? Loading : Problem;
    else if (m_keys->rowCount() == 0)
        page = NoKeys;
    else if (m_shown->rowCount() == 0)
        page = NoMatch;
    m_pages->setCurrentIndex(page);
    showFooter();
}

void KeysPane::showFooter()
{
    const qsizetype all = m_keys->rowCount();
    const qsizetype shown = m_shown->rowCount();
    Money today;
    Money month;
    for (const KeyRow &row : shownRows()) {
        today += row.key.usage[static_cast<std::size_t>(Window::Day)];
        month += row.key.usage[static_cast<std::size_t>(Window::Month)];
    }
    m_footer->setVisible(m_isLoaded && all > 0);
    QStringList parts{shown == 0
                          ? tr("0 of %1 keys").arg(format::count(all))
                          : tr("1–%1 of %2 keys").arg(format::count(shown), format::count(all))};
    if (shown < all)
        parts.append(tr("%1 hidden by filter").arg(format::count(all - shown)));
    if (!m_trouble.isEmpty())
        parts.append(tr("as of %1: %2").arg(format::timeOfDay(m_keys->nowUs()), m_trouble));
    m_counts->setText(parts.join(QStringLiteral("   ·   ")));
    m_sums->setText(
        tr("Today %1   ·   This month %2").arg(format::money(today), format::money(month)));
    m_sums->setToolTip(
        tr("Today %1, this month %2").arg(format::exactMoney(today), format::exactMoney(month)));
}

void KeysPane::showSelection()
{
    const QList<Key> keys = selectedKeys();
    m_toolbar->setSelected(keys);
    const KeyRow *row = keys.size() == 1 ? m_keys->find(keys.first().id) : nullptr;
    m_inspector->show(row == nullptr ? std::nullopt : std::optional(*row), m_keys->nowUs());
    m_split->setSideVisible(m_wantsInspector && row != nullptr);
}

void KeysPane::setInspectorWanted(bool isWanted)
{
    m_wantsInspector = isWanted;
    showSelection();
}

void KeysPane::select(KeyId key)
{
    if (!key)
        return;
    const QModelIndex index = m_shown->indexOf(key);
    m_toSelect = index.isValid() ? KeyId{} : key;
    if (!index.isValid())
        return;
    m_table->setCurrentIndex(index);
    m_table->selectRow(index.row());
    m_table->scrollTo(index);
}

void KeysPane::deselect()
{
    // Before the buttons for several keys go: focus that moves on by itself selects a row.
    m_table->setFocus();
    m_table->clearSelection();
}

void KeysPane::openMenu(const QModelIndex &index, const QPoint &at)
{
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("keyMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const Key key = m_shown->key(index).key;
    fillKeyMenu(*menu, console().theme, *m_actions, key,
                [this, key] { m_actions->rename(key, names()); });
    menu->popup(at);
}

void KeysPane::rename()
{
    if (const std::optional<Key> key = currentKey())
        m_actions->rename(*key, names());
}

void KeysPane::remove()
{
    if (const std::optional<Key> key = currentKey())
        m_actions->remove(*key);
}

void KeysPane::copyId()
{
    if (const std::optional<Key> key = currentKey())
        m_actions->copyId(*key);
}

QList<Key> KeysPane::selectedKeys() const
{
    QList<Key> keys;
    for (const int row : m_table->selectedRows())
        keys.append(m_shown->key(m_shown->index(row, 0)).key);
    return keys;
}

std::optional<Key> KeysPane::currentKey() const
{
    const QList<Key> selected = selectedKeys();
    if (selected.size() == 1)
        return selected.first();
    const QModelIndex current = m_table->currentIndex();
    if (!selected.isEmpty() || !current.isValid())
        return std::nullopt;
    return m_shown->key(current).key;
}

QStringList KeysPane::names() const
{
    QStringList names;
    for (const KeyRow &row : m_keys->keys())
        names.append(row.key.name);
    return names;
}

QList<KeyRow> KeysPane::shownRows() const
{
    QList<KeyRow> rows;
    for (int row = 0; row < m_shown->rowCount(); ++row)
        rows.append(m_shown->key(m_shown->index(row, 0)));
    return rows;
}

} // namespace turnpike::ui

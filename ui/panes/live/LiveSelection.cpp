// SPDX-License-Identifier: GPL-3.0-or-later
// LivePane: the selected request, its inspector, and what can be done with it.
#include "core/Clock.h"
#include "core/Format.h"
#include "core/ports/GatewayControl.h"
#include "models/LiveCells.h"
#include "ui/panes/live/LiveExport.h"
#include "ui/panes/live/LiveInspector.h"
#include "ui/panes/live/LiveLedger.h"
#include "ui/panes/live/LivePane.h"
#include "ui/panes/live/LiveToolbar.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/DataTable.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QSplitter>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int inspectorHeight = 276;
const QString exportBanner = QStringLiteral("live.export");

} // namespace

void LivePane::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape)
        return Pane::keyPressEvent(event);
    if (m_inspected)
        closeInspector();
    else if (!m_toolbar->filter().isEmpty())
        m_toolbar->clear();
    else
        Pane::keyPressEvent(event);
}

bool LivePane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::Resize)
        updatePill();
    if (watched == m_table->viewport() && event->type() == QEvent::MouseButtonPress) {
        const auto *press = static_cast<QMouseEvent *>(event);
        const bool isFilter
            = press->button() == Qt::LeftButton && press->modifiers().testFlag(Qt::AltModifier);
        if (isFilter) {
            filterBy(m_table->indexAt(press->position().toPoint()));
            return true;
        }
    }
    return Pane::eventFilter(watched, event);
}

void LivePane::select(const QModelIndex &index)
{
    m_awaited.clear();
    m_table->setCurrentIndex(index.siblingAtColumn(0));
    m_table->selectRow(index.row());
}

void LivePane::selectionChanged()
{
    const QList<int> rows = m_table->selectedRows();
    if (!rows.isEmpty())
        inspect(m_filtered.request(rows.front()));
    else if (m_inspected)
        closeInspector();
}

void LivePane::inspect(const LiveRequest &request)
{
    LiveDetails details;
    if (m_inspected && m_inspected->id == request.id)
        details = m_inspector->details(); // Keeps what was read of it.
    details.request = request;
    details.names = m_model.names();
    m_inspected = request;
    openInspector();
    m_inspector->setDetails(details, console().clock.nowUs());
    if (!request.isRunning() && !details.row)
        m_ledger->readDetails(request);
    updateHold();
}

void LivePane::openInspector()
{
    if (m_inspector->isVisibleTo(this))
        return;
    m_inspector->show();
    // In large text not even both at their least fit well: the list keeps two fifths then.
    const int room = m_splitter->height() - m_splitter->handleWidth();
    const int wanted = std::min(console().theme.px(inspectorHeight), room * 3 / 5);
    m_splitter->setSizes({std::max(room - wanted, 1), wanted});
}

void LivePane::showDetails(LiveDetails details)
{
    details.names = m_model.names();
    if (details.row && details.request.id == m_awaited) {
        m_awaited.clear();
        m_inspected = details.request;
        openInspector();
        updateHold();
    }
    if (m_inspected && m_inspected->id == details.request.id)
        m_inspector->setDetails(details, console().clock.nowUs());
}

void LivePane::inspectorNews(const LiveBatch &batch)
{
    if (!m_inspected || m_isPaused)
        return;
    const auto news = std::find_if(
        batch.changed.begin(), batch.changed.end(),
        [this](const LiveRequest &request) { return request.id == m_inspected->id; });
    if (news != batch.changed.end())
        inspect(*news);
}

void LivePane::closeInspector()
{
    const bool hadFocus = m_inspector->isAncestorOf(QApplication::focusWidget());
    m_inspected.reset();
    m_inspector->hide();
    m_table->clearSelection();
    if (hadFocus)
        m_table->setFocus(Qt::OtherFocusReason);
    updateHold();
}

void LivePane::toggleInspector()
{
    if (m_inspected)
        return closeInspector();
    QModelIndex index = m_table->currentIndex();
    if (!index.isValid())
        index = m_filtered.index(0, 0);
    if (index.isValid())
        select(index);
}

void LivePane::showMenu(const QModelIndex &index, const QPoint &at)
{
    if (!index.isValid())
        return;
    select(index);
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("liveMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy generation id"), this, &LivePane::copyId);
    menu->addAction(tr("Copy as curl"), this, &LivePane::copyCurl);
    menu->addSeparator();
    menu->addAction(tr("Open key"), this, &LivePane::openKey)
        ->setEnabled(m_inspected && m_inspected->key);
    menu->addSeparator();
    const std::pair<LiveColumn, QString> filters[] = {
        {LiveColumn::Key, tr("Show this key only")},
        {LiveColumn::Model, tr("Show this model only")},
        {LiveColumn::Provider, tr("Show this provider only")},
        {LiveColumn::Status, tr("Show this status only")},
    };
    for (const auto &[column, text] : filters) {
        const QPersistentModelIndex cell = index.siblingAtColumn(static_cast<int>(column));
        menu->addAction(text, this, [this, cell] { filterBy(cell); });
    }
    menu->popup(at);
}

void LivePane::filterBy(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const LiveRequest request = m_filtered.request(index.row());
    LiveFilter filter = m_toolbar->filter();
    switch (static_cast<LiveColumn>(index.column())) {
    case LiveColumn::Status: filter.outcomes = {static_cast<int>(liveOutcome(request))}; break;
    case LiveColumn::Key: filter.keys = {request.key.value}; break;
    case LiveColumn::Model: filter.models = {liveModel(request, m_model.names())}; break;
    case LiveColumn::Provider:
        if (!request.provider)
            return;
        filter.providers = {request.provider.value};
        break;
    case LiveColumn::App: filter.apps = {liveApp(request)}; break;
    case LiveColumn::Endpoint: filter.paths = {livePath(request.api)}; break;
    case LiveColumn::Finish: filter.finishes = {request.finishReason}; break;
    case LiveColumn::Session: filter.words = request.session; break;
    default: return;
    }
    m_toolbar->offer(m_model, filter);
    m_toolbar->setFilter(filter);
}

void LivePane::copyId()
{
    if (!m_inspected)
        return;
    QGuiApplication::clipboard()->setText(m_inspected->id);
    console().notices.toast(tr("Generation id copied."));
}

void LivePane::copyCurl()
{
    if (!m_inspected)
        return;
    const GatewayStatus status = console().gateway.status();
    const QString url = status.url.isEmpty()
        ? QStringLiteral("http://%1/api/v1").arg(status.address)
        : status.url;
    QGuiApplication::clipboard()->setText(
        curlText(*m_inspected, liveModel(*m_inspected, m_model.names()), url));
    console().notices.toast(tr("Copied, with $TURNPIKE_KEY for the key and a greeting for the "
                               "prompt, which is not stored."));
}

void LivePane::openKey()
{
    if (!m_inspected || !m_inspected->key)
        return;
    console().navigation.go(
        {QStringLiteral("keys"), {{QStringLiteral("key"), qlonglong(m_inspected->key.value)}}});
}

void LivePane::exportView()
{
    if (m_filtered.rowCount() == 0 || m_export->isRunning())
        return;
    auto *dialog = new QFileDialog(window(), tr("Export the requests in view"));
    dialog->setObjectName(QStringLiteral("exportLive"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("CSV (*.csv)"));
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("requests.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QStringList ids;
        for (int row = 0; row < m_filtered.rowCount(); ++row)
            ids.append(m_filtered.request(row).id);
        m_export->write(path, ids);
    });
    dialog->open();
}

void LivePane::tellExported(qint64 written, qint64 leftOut)
{
    console().notices.clearBanner(exportBanner);
    QString text = written == 1 ? tr("1 request exported.")
                                : tr("%1 requests exported.").arg(format::count(written));
    if (leftOut > 0)
        text += QLatin1Char(' ')
            + tr("Left out, as the ledger does not have them yet: %1.").arg(format::count(leftOut));
    console().notices.toast(text);
}

void LivePane::tellNotExported(const QString &problem)
{
    console().notices.setBanner(exportBanner, Tone::Danger, QStringLiteral("circle-x"),
                                tr("The export failed: %1").arg(problem), {}, {}, true);
}

} // namespace turnpike::ui

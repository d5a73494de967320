// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyHistoryView.h"

#include "core/Format.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

#include <QListWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

/// The action of an audit entry in words; what is not known is named as the audit log does.
QString done(const QString &action)
{
    static const QHash<QString, const char *> words{
        {QStringLiteral("key.create"), QT_TRANSLATE_NOOP("KeyHistoryView", "Created")},
        {QStringLiteral("key.rename"), QT_TRANSLATE_NOOP("KeyHistoryView", "Renamed")},
        {QStringLiteral("key.limit"), QT_TRANSLATE_NOOP("KeyHistoryView", "Limit changed")},
        {QStringLiteral("key.disable"), QT_TRANSLATE_NOOP("KeyHistoryView", "Disabled")},
        {QStringLiteral("key.enable"), QT_TRANSLATE_NOOP("KeyHistoryView", "Enabled")},
        {QStringLiteral("key.delete"), QT_TRANSLATE_NOOP("KeyHistoryView", "Deleted")},
        {QStringLiteral("key.undelete"), QT_TRANSLATE_NOOP("KeyHistoryView", "Deletion undone")},
    };
    const char *word = words.value(action);
    return word == nullptr ? action : KeyHistoryView::tr(word);
}

} // namespace

KeyHistoryView::KeyHistoryView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme.px(12), 0, 0);
    m_problem = makeLabel({}, "error", this);
    m_problem->setWordWrap(true);
    column->addWidget(m_problem);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("keyHistory"));
    m_list->setAccessibleName(tr("History of the key"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setWordWrap(true);
    m_list->viewport()->setAutoFillBackground(false);
    column->addWidget(m_list, 1);
    clear();
}

void KeyHistoryView::clear()
{
    m_list->clear();
    m_problem->hide();
}

void KeyHistoryView::show(const Result<QList<KeyEvent>> &events, std::int64_t nowUs)
{
    clear();
    if (!events) {
        m_problem->setText(events.error().message);
        m_problem->show();
        return;
    }
    for (const KeyEvent &event : *events) {
        auto *item = new QListWidgetItem(
            tr("%1\n%2 · %3")
                .arg(done(event.entry.action), event.who, format::ago(event.entry.atUs, nowUs)),
            m_list);
        item->setToolTip(format::dateTime(event.entry.atUs));
        item->setSizeHint({0, m_theme.px(44)});
    }
}

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ChoicePopup.h"

#include "ui/theme/Theme.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QScreen>

#include <algorithm>

namespace turnpike::ui {
namespace {

constexpr int searchedFrom = 8;

} // namespace

ChoicePopup::ChoicePopup(const Theme &theme, const QString &name, QWidget *parent)
    : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_theme(theme)
    , m_search(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("popover"));
    setAccessibleName(name);
    m_search->setAccessibleName(tr("Find in %1").arg(name));
    m_search->setPlaceholderText(tr("Find"));
    m_search->setProperty("search", true);
    m_list->setAccessibleName(name);
    m_list->setObjectName(QStringLiteral("choices"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(6);
    column->addWidget(m_search);
    column->addWidget(m_list);
    m_list->installEventFilter(this);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, &ChoicePopup::show);
    connect(m_list, &QListWidget::itemClicked, this, &ChoicePopup::toggle);
}

void ChoicePopup::setChoices(const QList<Choice> &choices, bool many)
{
    m_isMany = many;
    m_list->clear();
    for (const Choice &choice : choices) {
        auto *item = new QListWidgetItem(choice.text, m_list);
        item->setData(Qt::UserRole, choice.value);
        // Toggled by us: a click anywhere in the row counts.
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        item->setCheckState(Qt::Unchecked);
    }
    m_search->setVisible(choices.size() >= searchedFrom);
}

void ChoicePopup::setChosen(const QVariantList &values)
{
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        item->setCheckState(values.contains(item->data(Qt::UserRole)) ? Qt::Checked
                                                                      : Qt::Unchecked);
    }
}

QVariantList ChoicePopup::chosen() const
{
    QVariantList values;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->checkState() == Qt::Checked)
            values.append(m_list->item(row)->data(Qt::UserRole));
    }
    return values;
}

void ChoicePopup::openUnder(const QWidget &anchor)
{
    m_search->clear();
    const int rows = std::clamp(m_list->count(), 1, 10);
    m_list->setFixedHeight(rows * m_theme.px(30) + 4);
    setFixedWidth(std::max(m_theme.px(240), anchor.width()));
    adjustSize();
    QPoint at = anchor.mapToGlobal(QPoint(0, anchor.height() + 4));
    if (const QScreen *screen = anchor.screen()) {
        const QRect room = screen->availableGeometry();
        at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
        if (at.y() + height() > room.bottom())
            at.setY(anchor.mapToGlobal(QPoint(0, -4)).y() - height());
    }
    move(at);
    QFrame::show();
    QWidget *first = m_search->isHidden() ? static_cast<QWidget *>(m_list) : m_search;
    first->setFocus(Qt::PopupFocusReason);
    if (m_list->currentRow() < 0)
        m_list->setCurrentRow(0);
}

void ChoicePopup::show(const QString &wanted)
{
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        item->setHidden(!item->text().contains(wanted, Qt::CaseInsensitive));
    }
    // What Space ticks must be seen.
    for (int row = 0; row < m_list->count(); ++row) {
        if (!m_list->item(row)->isHidden()) {
            m_list->setCurrentRow(row);
            return;
        }
    }
    m_list->setCurrentRow(-1);
}

void ChoicePopup::toggle(QListWidgetItem *item)
{
    if (!item)
        return;
    const bool wasChosen = item->checkState() == Qt::Checked;
    if (!m_isMany) {
        for (int row = 0; row < m_list->count(); ++row)
            m_list->item(row)->setCheckState(Qt::Unchecked);
    }
    item->setCheckState(wasChosen && m_isMany ? Qt::Unchecked : Qt::Checked);
    Q_EMIT chosenChanged();
    if (!m_isMany)
        close();
}

bool ChoicePopup::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (watched == m_search && (key == Qt::Key_Down || key == Qt::Key_Return)) {
        m_list->setFocus(Qt::TabFocusReason);
        return true;
    }
    if (watched == m_list
        && (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter)) {
        // Space ticks; Enter ticks one of one, and closes a list of many.
        if (key == Qt::Key_Space || !m_isMany)
            toggle(m_list->currentItem());
        else
            close();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace turnpike::ui

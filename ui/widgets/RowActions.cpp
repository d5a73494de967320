// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/RowActions.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace turnpike::ui {

RowActions::RowActions(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    setCursor(Qt::ArrowCursor);
}

void RowActions::setActions(const QList<QPair<QString, QString>> &actions)
{
    while (QLayoutItem *item = m_row->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (qsizetype i = 0; i < actions.size(); ++i) {
        QToolButton *button = makeIconButton(m_theme, actions[i].first, actions[i].second, this);
        connect(button, &QToolButton::clicked, this, [this, i] { Q_EMIT pressed(int(i)); });
        m_row->addWidget(button);
    }
    QToolButton *more
        = makeIconButton(m_theme, QStringLiteral("ellipsis"), tr("More actions"), this);
    connect(more, &QToolButton::clicked, this,
            [this, more] { Q_EMIT moreRequested(more->mapToGlobal(QPoint(0, more->height()))); });
    m_row->addWidget(more);
}

void RowActions::setGround(const QColor &ground)
{
    m_ground = ground;
    update();
}

bool RowActions::hasFocusInside() const
{
    const QWidget *focus = QApplication::focusWidget();
    return focus && isAncestorOf(focus);
}

void RowActions::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_ground);
}

} // namespace turnpike::ui

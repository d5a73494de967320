// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/NavRow.h"

#include "ui/theme/Theme.h"

#include <QKeyEvent>
#include <QKeySequence>
#include <QPainter>

namespace turnpike::ui {

NavRow::NavRow(const Theme &theme, const QString &title, const QString &icon, QWidget *parent)
    : PaintedButton(theme, parent)
    , m_icon(icon)
{
    setText(title);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void NavRow::setCurrent(bool isCurrent)
{
    m_isCurrent = isCurrent;
    describe();
    update();
}

void NavRow::setFigure(const QString &figure)
{
    if (m_figure == figure)
        return;
    m_figure = figure;
    describe();
    update();
}

void NavRow::setRail(bool isRail)
{
    m_isRail = isRail;
    describe();
    update();
}

void NavRow::setShortcutHint(const QString &shortcut)
{
    m_shortcut = QKeySequence(shortcut).toString(QKeySequence::NativeText);
    describe();
}

void NavRow::describe()
{
    setAccessibleName(text());
    QStringList parts;
    if (m_isCurrent)
        parts << tr("current page");
    if (!m_figure.isEmpty())
        parts << m_figure;
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
    if (m_isRail)
        setToolTip(m_shortcut.isEmpty() ? text() : tr("%1 (%2)").arg(text(), m_shortcut));
    else
        setToolTip(m_shortcut);
}

QSize NavRow::sizeHint() const
{
    return {theme().px(36), theme().px(28)};
}

void NavRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Colours &colours = theme().colours();
    if (m_isCurrent)
        paintBox(painter, colours.navSelected, {}, 6);
    else if (isHovered())
        paintBox(painter, colours.hover, {}, 6);
    paintIcon(painter, m_icon, 10, 14, 16, m_isCurrent ? colours.accent : colours.text2);
    if (m_isRail)
        return;
    QFont font = theme().font(Theme::Font::Body);
    if (m_isCurrent)
        font.setWeight(QFont::DemiBold);
    QRect line = rect().adjusted(theme().px(36), 0, -theme().px(10), 0);
    if (!m_figure.isEmpty()) {
        painter.setFont(theme().font(Theme::Font::Micro));
        painter.setPen(m_isCurrent ? colours.navSelectedText : colours.text3);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, m_figure);
        line.setRight(line.right() - painter.fontMetrics().horizontalAdvance(m_figure)
                      - theme().px(8));
    }
    painter.setFont(font);
    painter.setPen(m_isCurrent ? colours.navSelectedText : colours.text);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, line.width()));
}

void NavRow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down)
        focusNextChild();
    else if (event->key() == Qt::Key_Up)
        focusPreviousChild();
    else
        PaintedButton::keyPressEvent(event);
}

} // namespace turnpike::ui

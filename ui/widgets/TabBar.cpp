// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/TabBar.h"

#include "ui/theme/FocusRing.h"
#include "ui/theme/Theme.h"

#include <QPainter>

namespace turnpike::ui {
namespace {

constexpr int gap = 24;

} // namespace

TabBar::TabBar(const Theme &theme, QWidget *parent)
    : QTabBar(parent)
    , m_theme(theme)
{
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(false);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    wearFocusRing(*this, 4);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void TabBar::setTabs(const QStringList &texts)
{
    while (count() > 0)
        removeTab(0);
    for (const QString &text : texts)
        addTab(text);
}

void TabBar::setTabCount(int index, int figure)
{
    setTabData(index, figure < 0 ? QVariant() : QVariant(figure));
    updateGeometry();
    update();
}

void TabBar::setHeight(int at100)
{
    m_height = at100;
    updateGeometry();
}

QString TabBar::shownText(int index) const
{
    const QVariant figure = tabData(index);
    if (!figure.isValid())
        return tabText(index);
    return tabText(index) + QLatin1Char(' ') + locale().toString(figure.toInt());
}

QSize TabBar::tabSizeHint(int index) const
{
    // The widest face, so that nothing moves when the selection does.
    QFont font = m_theme.font(Theme::Font::Strong);
    font.setWeight(QFont::DemiBold);
    return {QFontMetrics(font).horizontalAdvance(shownText(index)) + m_theme.px(gap),
            m_theme.px(m_height)};
}

QSize TabBar::minimumTabSizeHint(int index) const
{
    return tabSizeHint(index);
}

void TabBar::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    painter.setPen(QPen(colours.hairline, 1));
    painter.drawLine(0, height() - 1, width(), height() - 1);
    const QPoint mouse = mapFromGlobal(QCursor::pos());
    for (int i = 0; i < count(); ++i) {
        const QRect room = tabRect(i).adjusted(0, 0, -m_theme.px(gap), 0);
        const bool isCurrent = i == currentIndex();
        QFont font = m_theme.font(Theme::Font::Strong);
        if (isCurrent)
            font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(!isTabEnabled(i)                        ? colours.disabled
                           : isCurrent || room.contains(mouse) ? colours.text
                                                               : colours.text2);
        painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextDontClip, shownText(i));
        if (isCurrent) {
            const qreal thick = m_theme.pxF(2.5);
            painter.fillRect(QRectF(room.left(), height() - thick, room.width(), thick),
                             colours.accent);
        }
    }
}

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/ToolTile.h"

#include "ui/theme/Theme.h"

#include <QPainter>

namespace turnpike::ui {

ToolTile::ToolTile(const Theme &theme, const Tool &tool, QWidget *parent)
    : PaintedButton(theme, parent)
    , m_tool(tool)
{
    setCheckable(true);
    setText(tool.name);
    setObjectName(QStringLiteral("tool-") + tool.id);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    name();
}

void ToolTile::setFound(const QString &version)
{
    m_isFound = true;
    m_version = version;
    name();
    update();
}

void ToolTile::name()
{
    setAccessibleName(m_tool.name);
    setAccessibleDescription(secondLine());
}

/// What keeps it from working matters more than that it is there.
QString ToolTile::secondLine() const
{
    if (!m_isFound || m_tool.support != ToolSupport::Served)
        return m_tool.subtitle;
    return m_version.isEmpty() ? tr("installed") : tr("%1 installed").arg(m_version);
}

QSize ToolTile::sizeHint() const
{
    return {theme().px(200), theme().px(64)};
}

void ToolTile::paintEvent(QPaintEvent *)
{
    const Colours &colours = theme().colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal line = isChecked() ? 2 : 1;
    const QRectF frame = QRectF(rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2);
    painter.setPen(QPen(isChecked() ? colours.accent : colours.border, line));
    painter.setBrush(isChecked()        ? colours.infoTint
                         : underMouse() ? colours.hover
                                        : colours.surface);
    painter.drawRoundedRect(frame, theme().px(8), theme().px(8));

    const int side = theme().px(34);
    const QRect monogram(theme().px(14), (height() - side) / 2, side, side);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor::fromRgb(m_tool.colour));
    painter.drawRoundedRect(monogram, theme().px(8), theme().px(8));
    QFont letters = theme().font(Theme::Font::Body);
    letters.setPixelSize(theme().px(14));
    letters.setWeight(QFont::DemiBold);
    painter.setFont(letters);
    painter.setPen(Qt::white);
    painter.drawText(monogram, Qt::AlignCenter, m_tool.monogram);

    const int left = monogram.right() + 1 + theme().px(12);
    const int width = this->width() - left - theme().px(10);
    const QFont strong = [this] {
        QFont font = theme().font(Theme::Font::Strong);
        font.setWeight(QFont::DemiBold);
        return font;
    }();
    painter.setFont(strong);
    painter.setPen(colours.text);
    const int middle = height() / 2;
    painter.drawText(QRect(left, middle - theme().px(19), width, theme().px(18)),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_tool.name, Qt::ElideRight, width));

    int shift = 0;
    if (m_isFound && m_tool.support == ToolSupport::Served) {
        const qreal dot = theme().pxF(6);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.success);
        painter.drawEllipse(QRectF(left + 1, middle + theme().pxF(10) - dot / 2, dot, dot));
        shift = theme().px(12);
    }
    painter.setFont(theme().font(Theme::Font::Small));
    painter.setPen(m_tool.support == ToolSupport::Served ? colours.text2 : colours.warning);
    painter.drawText(QRect(left + shift, middle + theme().px(2), width - shift, theme().px(16)),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(secondLine(), Qt::ElideRight, width - shift));
}

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProviderTile.h"

#include "ui/theme/Theme.h"

#include <QPainter>

namespace turnpike::ui {

ProviderTile::ProviderTile(const Theme &theme, const QString &slug, const QString &name,
                           QWidget *parent)
    : PaintedButton(theme, parent)
    , m_slug(slug)
    , m_monogram(Monogram::of(slug, name))
{
    setCheckable(true);
    setText(name);
    setToolTip(name);
    setAccessibleName(name);
    setObjectName(slug.isEmpty() ? QStringLiteral("customProvider")
                                 : QStringLiteral("provider-") + slug);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ProviderTile::setAdded(bool isAdded)
{
    m_isAdded = isAdded;
    setAccessibleDescription(isAdded ? tr("added") : QString());
    setToolTip(isAdded ? tr("%1, added").arg(text()) : text());
    update();
}

QSize ProviderTile::sizeHint() const
{
    return {theme().px(94), theme().px(71)};
}

void ProviderTile::paintCustom(QPainter &painter, const QRectF &box) const
{
    const Colours &colours = theme().colours();
    QPen dashes(colours.text3, 1.2);
    dashes.setDashPattern({3, 2.4});
    painter.setPen(dashes);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), theme().px(6), theme().px(6));
    const int side = theme().px(14);
    painter.drawPixmap(
        QPointF(box.center().x() - side / 2.0, box.center().y() - side / 2.0),
        theme().pixmap(QStringLiteral("plus"), side, colours.text2, devicePixelRatioF()));
}

void ProviderTile::paintEvent(QPaintEvent *)
{
    const Colours &colours = theme().colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal line = isChecked() ? 2 : 1;
    painter.setPen(QPen(isChecked() ? colours.accent : colours.border, line));
    painter.setBrush(isChecked()       ? colours.infoTint
                         : isHovered() ? colours.hover
                                       : colours.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2),
                            theme().px(8), theme().px(8));
    const int side = theme().px(28);
    const QRectF box((width() - side) / 2.0, theme().px(11), side, side);
    if (isCustom())
        paintCustom(painter, box);
    else
        m_monogram.paint(painter, theme(), box);
    if (m_isAdded) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.success);
        const qreal dot = theme().pxF(7);
        painter.drawEllipse(QRectF(width() - dot - theme().pxF(8), theme().pxF(8), dot, dot));
    }
    QFont font = theme().font(Theme::Font::Small);
    font.setWeight(isChecked() ? QFont::DemiBold : QFont::Medium);
    painter.setFont(font);
    painter.setPen(isChecked() ? colours.accent : colours.text);
    const int margin = theme().px(5);
    const QRect name(margin, theme().px(43), width() - 2 * margin, theme().px(20));
    painter.drawText(name, Qt::AlignCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, name.width()));
}

} // namespace turnpike::ui

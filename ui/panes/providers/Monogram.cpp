// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/Monogram.h"

#include "ui/theme/Theme.h"

#include <QPainter>

#include <array>

namespace turnpike::ui {

namespace {

constexpr std::array<QRgb, 8> grounds{0xffb5522b, 0xff5b4bb8, 0xff1f7285, 0xff0f7a5c,
                                      0xff6b3fa0, 0xffa23a6f, 0xff2f6fae, 0xff5a6270};
constexpr QRgb quietGround = 0xff22314f;

} // namespace

Monogram Monogram::of(const QString &slug, const QString &name, bool isInUse)
{
    unsigned sum = 0;
    for (const QChar c : slug)
        sum = sum * 31 + c.unicode();
    const QString shown = name.isEmpty() ? slug : name;
    return {shown.left(1).toUpper(),
            QColor::fromRgb(isInUse ? grounds[sum % grounds.size()] : quietGround)};
}

void Monogram::paint(QPainter &painter, const Theme &theme, const QRectF &box) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    const qreal round = box.width() * 0.22;
    painter.drawRoundedRect(box, round, round);
    QFont font = theme.font(Theme::Font::Strong);
    font.setPixelSize(static_cast<int>(box.width() * 0.46));
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(Qt::white);
    painter.drawText(box, Qt::AlignCenter, letter);
}

MonogramMark::MonogramMark(const Theme &theme, int size, QWidget *parent)
    : PaintedFigure(theme, parent)
    , m_size(size)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void MonogramMark::setMonogram(const Monogram &monogram, const QString &name)
{
    m_monogram = monogram;
    setAccessibleName(name);
    update();
}

QSize MonogramMark::sizeHint() const
{
    return {theme().px(m_size), theme().px(m_size)};
}

void MonogramMark::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_monogram.paint(painter, theme(), rect());
}

} // namespace turnpike::ui

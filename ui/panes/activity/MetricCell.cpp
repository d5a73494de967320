// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/MetricCell.h"

#include "ui/theme/FocusRing.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QPainter>

namespace turnpike::ui {

namespace {

constexpr int stripHeight = 66;
constexpr int underline = 3;

} // namespace

MetricCell::MetricCell(const Theme &theme, const QString &label, bool isChoice, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setText(label);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCheckable(isChoice);
    setAutoExclusive(isChoice);
    if (isChoice) {
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::PointingHandCursor);
        wearFocusRing(*this, 4);
    } else {
        setFocusPolicy(Qt::NoFocus);
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void MetricCell::setContent(const Content &content)
{
    m_content = content;
    setToolTip(content.exact);
    const QString said = content.spoken.isEmpty() ? content.value : content.spoken;
    setAccessibleName(
        content.change.isEmpty()
            ? tr("%1 %2").arg(text(), said)
            : tr("%1 %2, %3 against the period before").arg(text(), said, content.change));
    update();
}

QSize MetricCell::sizeHint() const
{
    return {m_theme.px(120), m_theme.px(stripHeight)};
}

void MetricCell::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF room = QRectF(rect()).adjusted(m_theme.px(16), 0, 0, 0);
    QFont font = m_theme.font(Theme::Font::Small);
    font.setWeight(QFont::Medium);
    painter.setFont(font);
    painter.setPen(isChecked() ? colours.accent : underMouse() ? colours.text : colours.text2);
    painter.drawText(QRectF(room.left(), m_theme.pxF(10), room.width(), m_theme.pxF(18)),
                     Qt::AlignVCenter | Qt::AlignLeft, text());
    font = m_theme.font(Theme::Font::Figure);
    painter.setFont(font);
    painter.setPen(colours.text);
    const QRectF line(room.left(), m_theme.pxF(30), room.width(), m_theme.pxF(26));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, m_content.value);
    const qreal width = QFontMetricsF(font).horizontalAdvance(m_content.value);
    painter.setFont(m_theme.font(Theme::Font::Small));
    painter.setPen(colours.of(m_content.tone));
    drawNumber(painter, line.adjusted(width + m_theme.pxF(8), m_theme.pxF(2), 0, 0), Qt::AlignLeft,
               m_content.change);
    if (isChecked())
        painter.fillRect(QRectF(room.left(), height() - m_theme.pxF(underline),
                                room.width() - m_theme.px(16), m_theme.pxF(underline)),
                         colours.accent);
}

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/routing/RouteStep.h"

#include "core/Format.h"
#include "models/RouteText.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QPainter>

namespace turnpike::ui {

namespace {

constexpr int stepHeight = 54;
constexpr int margin = 12;
constexpr int circle = 22;
constexpr int textLeft = 45;
constexpr int gap = 8;

QString priceOf(const RoutePreviewCandidate &candidate)
{
    return candidate.estimate ? QStringLiteral("≈ ") + format::requestMoney(*candidate.estimate)
                              : RouteStep::tr("unpriced");
}

} // namespace

RouteStep::RouteStep(const Theme &theme, QWidget *parent)
    : PaintedButton(theme, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void RouteStep::setStep(const RoutePreview &preview, std::size_t place)
{
    m_candidate = preview.candidates[place];
    m_place = place;
    m_price = priceOf(m_candidate);
    m_speed
        = m_candidate.latencyMs == 0 ? QString() : format::latency(m_candidate.latencyMs * 1'000);
    m_reason = routePlaceText(preview, place);
    setObjectName(QStringLiteral("routeStep%1").arg(place));
    setText(m_candidate.place.providerName);
    setAccessibleName(
        tr("%1. %2, %3: %4, %5")
            .arg(place + 1)
            .arg(m_candidate.place.providerName, m_candidate.place.model, m_reason, m_price));
    setToolTip(tr("%1 · %2\n%3\n%4")
                   .arg(m_candidate.place.model, m_candidate.place.tag, routePriceText(m_candidate),
                        m_reason));
    update();
}

QSize RouteStep::sizeHint() const
{
    return {theme().px(300), theme().px(stepHeight)};
}

QSize RouteStep::minimumSizeHint() const
{
    return {theme().px(180), theme().px(stepHeight)};
}

void RouteStep::paintNumber(QPainter &painter) const
{
    const Colours &colours = theme().colours();
    const int side = theme().px(circle);
    const QRectF box(theme().px(margin), (height() - side) / 2.0, side, side);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_place == 0 ? colours.accentFill : colours.neutralTint);
    painter.drawEllipse(box);
    painter.setFont(theme().font(Theme::Font::Micro));
    painter.setPen(m_place == 0 ? colours.onAccent : colours.text2);
    painter.drawText(box, Qt::AlignCenter, QString::number(m_place + 1));
}

int RouteStep::paintAtEnd(QPainter &painter, const QString &text, int top, int height) const
{
    const int right = width() - theme().px(margin);
    const int wide = int(numberWidth(painter.fontMetrics(), text)) + 1;
    drawNumber(painter, QRectF(right - wide, top, wide, height), Qt::AlignRight | Qt::AlignVCenter,
               text);
    return right - wide - theme().px(gap);
}

void RouteStep::paintEvent(QPaintEvent *)
{
    const Colours &colours = theme().colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isFirst = m_place == 0;
    paintBox(painter,
             isFirst           ? colours.infoTint
                 : isHovered() ? colours.hover
                               : colours.surface,
             isFirst ? colours.accent : colours.border, 6);
    paintNumber(painter);
    const int left = theme().px(textLeft);
    const int line = theme().px(18);
    const int first = height() / 2 - line;
    const int second = height() / 2;
    painter.setFont(theme().font(Theme::Font::Body));
    painter.setPen(m_candidate.estimate ? colours.text : colours.text3);
    int end = paintAtEnd(painter, m_price, first, line);
    painter.setFont(theme().font(Theme::Font::Strong));
    painter.setPen(colours.text);
    const QFontMetrics strong = painter.fontMetrics();
    const QString name
        = strong.elidedText(m_candidate.place.providerName, Qt::ElideRight, end - left);
    painter.drawText(QRect(left, first, end - left, line), Qt::AlignVCenter, name);
    const int modelLeft = left + strong.horizontalAdvance(name) + theme().px(gap);
    painter.setFont(theme().font(Theme::Font::Small));
    painter.setPen(colours.text2);
    painter.drawText(QRect(modelLeft, first, end - modelLeft, line), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_candidate.place.model, Qt::ElideMiddle,
                                                      std::max(0, end - modelLeft)));
    end = paintAtEnd(painter, m_speed, second, line);
    painter.setPen(m_candidate.demotion.isEmpty() ? colours.text2 : colours.warning);
    painter.drawText(QRect(left, second, end - left, line), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_reason, Qt::ElideRight, end - left));
}

} // namespace turnpike::ui

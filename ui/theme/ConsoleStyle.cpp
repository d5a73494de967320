// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/ConsoleStyle.h"

#include "ui/theme/Colours.h"
#include "ui/theme/Icons.h"

#include <QFocusFrame>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>
#include <QVariant>

#include <algorithm>

namespace turnpike::ui {

ConsoleStyle::ConsoleStyle(const Colours &colours, qreal scale)
    : QProxyStyle(QStyleFactory::create(QStringLiteral("fusion")))
    , m_colours(&colours)
    , m_scale(scale)
{}

void ConsoleStyle::setTokens(const Colours &colours, qreal scale)
{
    m_colours = &colours;
    m_scale = scale;
}

void ConsoleStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                                 QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case PE_FrameFocusRect: return; // The focus ring says it.
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: return drawCheckBox(*option, *painter);
    case PE_IndicatorRadioButton: return drawRadioButton(*option, *painter);
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
        return drawArrow(option->rect, element == PE_IndicatorArrowUp,
                         option->state & State_Enabled ? m_colours->text2 : m_colours->disabled,
                         *painter);
    default: QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void ConsoleStyle::drawControl(ControlElement element, const QStyleOption *option,
                               QPainter *painter, const QWidget *widget) const
{
    if (element == CE_FocusFrame)
        return drawFocusRing(*option, *painter, widget);
    QProxyStyle::drawControl(element, option, painter, widget);
}

void ConsoleStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                      QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ComboBox) {
        drawField(*option, *painter, widget);
        drawArrow(subControlRect(control, option, SC_ComboBoxArrow, widget), false,
                  option->state & State_Enabled ? m_colours->text2 : m_colours->disabled, *painter);
        return;
    }
    if (control == CC_SpinBox) {
        drawField(*option, *painter, widget);
        const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        if (!spin || spin->buttonSymbols == QAbstractSpinBox::NoButtons)
            return;
        const auto arrow = [&](SubControl part, QAbstractSpinBox::StepEnabledFlag step) {
            drawArrow(subControlRect(control, option, part, widget), part == SC_SpinBoxUp,
                      spin->stepEnabled & step ? m_colours->text2 : m_colours->disabled, *painter);
        };
        arrow(SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled);
        arrow(SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect ConsoleStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                   SubControl part, const QWidget *widget) const
{
    const QRect whole = option->rect;
    const int arrow = px(28);
    QRect rect;
    if (control == CC_ComboBox && part == SC_ComboBoxArrow)
        rect = QRect(whole.right() - arrow + 1, whole.top(), arrow - px(4), whole.height());
    else if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        rect = whole.adjusted(px(10), 1, -arrow, -1);
    else if (control == CC_SpinBox && part == SC_SpinBoxUp)
        rect = QRect(whole.right() - px(22), whole.top() + px(3), px(18),
                     whole.height() / 2 - px(3));
    else if (control == CC_SpinBox && part == SC_SpinBoxDown)
        rect = QRect(whole.right() - px(22), whole.top() + whole.height() / 2, px(18),
                     whole.height() / 2 - px(3));
    else if (control == CC_SpinBox && part == SC_SpinBoxEditField)
        rect = whole.adjusted(px(7), 1, -px(24), -1);
    else
        return QProxyStyle::subControlRect(control, option, part, widget);
    return visualRect(option->direction, whole, rect);
}

QSize ConsoleStyle::sizeFromContents(ContentsType type, const QStyleOption *option,
                                     const QSize &size, const QWidget *widget) const
{
    QSize wanted = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ComboBox)
        wanted = QSize(size.width() + px(10 + 28), px(32));
    if (type == CT_SpinBox)
        wanted.setHeight(px(32));
    return wanted;
}

int ConsoleStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                              const QWidget *widget) const
{
    switch (metric) {
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin: return px(3);
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return px(16);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return px(8);
    case PM_SmallIconSize:
    case PM_ButtonIconSize: return px(16);
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical: return 0;
    case PM_SplitterWidth: return px(5);
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ConsoleStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                            QStyleHintReturn *answer) const
{
    switch (hint) {
    case SH_FocusFrame_AboveWidget: return 1;
    case SH_FocusFrame_Mask: return 0;
    case SH_ComboBox_Popup: return 0;
    case SH_DialogButtonBox_ButtonsHaveIcons: return 0;
    case SH_EtchDisabledText: return 0;
    case SH_ItemView_ActivateItemOnSingleClick: return 0;
    default: return QProxyStyle::styleHint(hint, option, widget, answer);
    }
}

void ConsoleStyle::drawCheckBox(const QStyleOption &option, QPainter &painter) const
{
    const bool isEnabled = option.state & State_Enabled;
    const bool isSet = option.state & (State_On | State_NoChange);
    const qreal side = px(16);
    const QPointF centre = QRectF(option.rect).center();
    const QRectF box(centre.x() - side / 2, centre.y() - side / 2, side, side);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal line = 1.2 * m_scale;
    if (isSet) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isEnabled ? m_colours->accentFill : m_colours->disabled);
    } else {
        painter.setPen(QPen(isEnabled ? m_colours->borderInput : m_colours->border, line));
        painter.setBrush(m_colours->surface);
    }
    painter.drawRoundedRect(isSet ? box : box.adjusted(line / 2, line / 2, -line / 2, -line / 2),
                            4 * m_scale, 4 * m_scale);
    if (isSet) {
        painter.setPen(
            QPen(m_colours->onAccent, 1.8 * m_scale, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const auto at = [&](qreal x, qreal y) {
            return box.topLeft() + QPointF(x * side / 16, y * side / 16);
        };
        if (option.state & State_On)
            painter.drawPolyline(QPolygonF({at(4, 8.4), at(6.8, 11.1), at(12, 5.4)}));
        else
            painter.drawLine(at(4.5, 8), at(11.5, 8));
    }
    painter.restore();
}

void ConsoleStyle::drawRadioButton(const QStyleOption &option, QPainter &painter) const
{
    const bool isEnabled = option.state & State_Enabled;
    const QPointF centre = QRectF(option.rect).center();
    const qreal radius = px(16) / 2.0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (option.state & State_On) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isEnabled ? m_colours->accentFill : m_colours->disabled);
        painter.drawEllipse(centre, radius, radius);
        painter.setBrush(m_colours->onAccent);
        painter.drawEllipse(centre, radius * 0.375, radius * 0.375);
    } else {
        const qreal line = 1.2 * m_scale;
        painter.setPen(QPen(isEnabled ? m_colours->borderInput : m_colours->border, line));
        painter.setBrush(m_colours->surface);
        painter.drawEllipse(centre, radius - line / 2, radius - line / 2);
    }
    painter.restore();
}

void ConsoleStyle::drawArrow(const QRect &rect, bool isUp, const QColor &colour,
                             QPainter &painter) const
{
    const int side = std::min(px(14), std::max(rect.height(), px(10)));
    const qreal dpr = painter.device() ? painter.device()->devicePixelRatioF() : 1.0;
    const QPixmap arrow = iconPixmap(
        isUp ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down"), side, colour, dpr);
    painter.drawPixmap(rect.center() - QPoint(side / 2, side / 2) + QPoint(1, 1), arrow);
}

void ConsoleStyle::drawField(const QStyleOption &option, QPainter &painter,
                             const QWidget *widget) const
{
    const bool isEnabled = option.state & State_Enabled;
    const bool isWrong = widget && widget->property("invalid").toBool();
    const bool hasFocus = (option.state & State_HasFocus) && isEnabled;
    const QColor line = isWrong ? m_colours->danger
        : hasFocus              ? m_colours->accent
        : isEnabled             ? m_colours->borderInput
                                : m_colours->border;
    const qreal width = hasFocus && !isWrong ? 2 * m_scale : 1;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(line, width));
    painter.setBrush(isEnabled ? m_colours->surface : m_colours->surface2);
    const qreal in = width / 2;
    painter.drawRoundedRect(QRectF(option.rect).adjusted(in, in, -in, -in), 6 * m_scale - in,
                            6 * m_scale - in);
    painter.restore();
}

void ConsoleStyle::drawFocusRing(const QStyleOption &option, QPainter &painter,
                                 const QWidget *widget) const
{
    qreal radius = px(6);
    if (const auto *frame = qobject_cast<const QFocusFrame *>(widget);
        frame && frame->widget() && frame->widget()->property("ringRadius").isValid())
        radius = px(frame->widget()->property("ringRadius").toInt());
    const qreal line = 2 * m_scale;
    const QRectF ring = QRectF(option.rect).adjusted(line / 2, line / 2, -line / 2, -line / 2);
    radius = std::min(radius + 2 * m_scale, ring.height() / 2);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_colours->accent, line));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(ring, radius, radius);
    painter.restore();
}

} // namespace turnpike::ui

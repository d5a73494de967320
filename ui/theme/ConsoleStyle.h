// SPDX-License-Identifier: GPL-3.0-or-later
// Fusion with our check boxes, radio buttons, combo and spin boxes, arrows and focus ring: what a
// style sheet cannot recolour or scale.
#pragma once

#include <QProxyStyle>

namespace turnpike::ui {

struct Colours;

class ConsoleStyle : public QProxyStyle
{
    Q_OBJECT
public:
    /// `colours` must outlive the style, which the application owns.
    ConsoleStyle(const Colours &colours, qreal scale);
    void setTokens(const Colours &colours, qreal scale);

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                            QPainter *painter, const QWidget *widget = nullptr) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget = nullptr) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget = nullptr) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option = nullptr,
                    const QWidget *widget = nullptr) const override;
    int styleHint(StyleHint hint, const QStyleOption *option = nullptr,
                  const QWidget *widget = nullptr,
                  QStyleHintReturn *answer = nullptr) const override;

private:
    int px(int at100) const { return qRound(at100 * m_scale); }
    void drawCheckBox(const QStyleOption &option, QPainter &painter) const;
    void drawRadioButton(const QStyleOption &option, QPainter &painter) const;
    void drawArrow(const QRect &rect, bool isUp, const QColor &colour, QPainter &painter) const;
    void drawField(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;
    void drawFocusRing(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;

    const Colours *m_colours;
    qreal m_scale;
};

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// One endpoint of a route preview: its place, name, price, speed and why it stands there.
#pragma once

#include "core/RoutePreview.h"
#include "ui/widgets/PaintedButton.h"

namespace turnpike::ui {

/// Pressing it opens the provider.
class RouteStep final : public PaintedButton
{
    Q_OBJECT

public:
    RouteStep(const Theme &theme, QWidget *parent);

    /// `place` counts from 0.
    void setStep(const RoutePreview &preview, std::size_t place);
    ProviderId provider() const { return m_candidate.place.provider; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintNumber(QPainter &painter) const;
    /// Returns where it begins.
    int paintAtEnd(QPainter &painter, const QString &text, int top, int height) const;

    RoutePreviewCandidate m_candidate;
    std::size_t m_place = 0;
    QString m_price;
    QString m_speed;
    QString m_reason;
};

} // namespace turnpike::ui

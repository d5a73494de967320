// SPDX-License-Identifier: GPL-3.0-or-later
// The foot of the sidebar: what the gateway does, in every pane.
#pragma once

#include "core/ports/GatewayControl.h"
#include "models/Cell.h"
#include "ui/widgets/PaintedButton.h"

class QPushButton;
class QToolButton;
class QVariantAnimation;

namespace turnpike::ui {

/// How a state is drawn and said.
struct PillFace
{
    Mark mark = Mark::Dot;
    Tone tone = Tone::Success;
    QString title; ///< "Proxy running"
    QString figure; ///< "3 active"; may be empty.
    QString detail; ///< "127.0.0.1:4417", or why it failed.
    bool isAddress = false; ///< `detail` is in mono and can be copied.
};

/// `failing`: providers that fail just now, which matters while it runs.
PillFace faceOf(const GatewayStatus &status, qsizetype failing = 0);

/// Clicking it asks for the gateway's menu; the copy button copies the base URL.
class ProxyPill final : public PaintedButton
{
    Q_OBJECT

public:
    ProxyPill(const Theme &theme, QWidget *parent);

    /// A change of state, not of figures, is announced.
    void setStatus(const GatewayStatus &status, qsizetype failing = 0);
    void setRail(bool isRail);

    QSize sizeHint() const override;

Q_SIGNALS:
    void copyAsked();
    /// What do the failing providers answer?
    void healthAsked();
    /// Only the simulator answers: somebody should add a key.
    void keyAsked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void paintMark(QPainter &painter, QPointF centre) const;
    void placeButtons();
    void placeLink(QPushButton &link);
    QFont detailFont() const;

    PillFace m_face;
    QToolButton *m_copy;
    QPushButton *m_health;
    QPushButton *m_addKey;
    bool m_isFailing = false; ///< A provider is.
    bool m_isSimulated = false; ///< All is well, and only the simulator answers.
    QVariantAnimation *m_spin;
    bool m_isRail = false;
};

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// One provider to choose: its monogram above its name.
#pragma once

#include "ui/panes/providers/Monogram.h"
#include "ui/widgets/PaintedButton.h"

namespace turnpike::ui {

/// Checkable: the checked one is the chosen provider. An empty slug is "Custom".
class ProviderTile final : public PaintedButton
{
    Q_OBJECT

public:
    ProviderTile(const Theme &theme, const QString &slug, const QString &name, QWidget *parent);

    const QString &slug() const { return m_slug; }
    bool isCustom() const { return m_slug.isEmpty(); }
    /// It is in the ledger already.
    void setAdded(bool isAdded);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintCustom(QPainter &painter, const QRectF &box) const;

    QString m_slug;
    Monogram m_monogram;
    bool m_isAdded = false;
};

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// A state as word, shape and colour: 18 px high.
#pragma once

#include "models/Cell.h"

#include <QLabel>

namespace turnpike::ui {

class Theme;

class Badge : public QLabel
{
    Q_OBJECT
public:
    explicit Badge(const Theme &theme, QWidget *parent = nullptr);

    /// An empty text hides it.
    void setBadge(const CellBadge &badge);
    const CellBadge &badge() const { return m_badge; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    CellBadge m_badge;
};

} // namespace turnpike::ui

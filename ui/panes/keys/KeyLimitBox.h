// SPDX-License-Identifier: GPL-3.0-or-later
// How much of a key's limit is spent, and when it resets.
#pragma once

#include "models/KeyRow.h"

#include <QWidget>

class QLabel;

namespace turnpike::ui {

class LimitBar;
class TintBox;
class Theme;

class KeyLimitBox final : public QWidget
{
    Q_OBJECT

public:
    KeyLimitBox(const Theme &theme, QWidget *parent);

    void show(const KeyRow &row, std::int64_t nowUs);
    /// Requests of today that were refused; 0 says nothing.
    void setRefused(std::int64_t requests);

private:
    void tell();

    const Theme &m_theme;
    TintBox *m_box;
    QLabel *m_spent;
    QLabel *m_share;
    LimitBar *m_bar;
    QLabel *m_note;
    QString m_resets;
    std::int64_t m_refused = 0;
};

} // namespace turnpike::ui

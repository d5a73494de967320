// SPDX-License-Identifier: GPL-3.0-or-later
// "What this key can do": one line each, with what decides it, leading to where it is told in full.
#pragma once

#include "models/KeyRow.h"

#include <QWidget>

namespace turnpike::ui {

class Theme;

class KeyAbilities final : public QWidget
{
    Q_OBJECT

public:
    KeyAbilities(const Theme &theme, QWidget *parent);

    void show(const KeyRow &row, std::int64_t nowUs);

Q_SIGNALS:
    void limitsWanted();
    void accessWanted();

private:
    class Line;

    Line *m_requests;
    Line *m_models;
    Line *m_spend;
    Line *m_end;
};

} // namespace turnpike::ui

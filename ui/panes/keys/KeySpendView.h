// SPDX-License-Identifier: GPL-3.0-or-later
// Thirty days of a key's spend, and where it went.
#pragma once

#include "core/Result.h"
#include "ui/panes/keys/KeyFigures.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace turnpike::ui {

class MiniBars;
class Theme;

class KeySpendView final : public QWidget
{
    Q_OBJECT

public:
    KeySpendView(const Theme &theme, QWidget *parent);

    void clear();
    /// Days that spent the whole of a daily limit stand out.
    void show(const Result<KeyFigures> &figures, const std::optional<KeyLimit> &limit);

private:
    void showModels(const KeyFigures &figures);

    const Theme &m_theme;
    QLabel *m_total;
    MiniBars *m_days;
    QLabel *m_problem;
    QWidget *m_models;
    QGridLayout *m_modelRows;
};

} // namespace turnpike::ui

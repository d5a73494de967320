// SPDX-License-Identifier: GPL-3.0-or-later
// What was done to a key, by whom and when.
#pragma once

#include "core/Result.h"
#include "ui/panes/keys/KeyFigures.h"

#include <QWidget>

class QLabel;
class QListWidget;

namespace turnpike::ui {

class Theme;

class KeyHistoryView final : public QWidget
{
    Q_OBJECT

public:
    KeyHistoryView(const Theme &theme, QWidget *parent);

    void clear();
    void show(const Result<QList<KeyEvent>> &events, std::int64_t nowUs);

private:
    const Theme &m_theme;
    QListWidget *m_list;
    QLabel *m_problem;
};

} // namespace turnpike::ui

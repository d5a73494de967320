// SPDX-License-Identifier: GPL-3.0-or-later
// What a request cost, line by line, down to the total.
#pragma once

#include "ui/panes/live/LiveDetails.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace turnpike::ui {

class Theme;

class BillTable final : public QWidget
{
    Q_OBJECT

public:
    explicit BillTable(const Theme &theme, QWidget *parent = nullptr);

    void setBill(const Bill &bill, const LiveRequest &request);

private:
    void addRow(int row, const BillLine &line, bool isTotal);
    QLabel *addFigure(int row, int column, const QString &text, const char *role);

    const Theme &m_theme;
    QGridLayout *m_grid;
};

} // namespace turnpike::ui

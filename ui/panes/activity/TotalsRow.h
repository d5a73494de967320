// SPDX-License-Identifier: GPL-3.0-or-later
// The sums below a breakdown, each under its column.
#pragma once

#include <QWidget>

namespace turnpike {

class BreakdownModel;

namespace ui {

class DataTable;
class Theme;

class TotalsRow final : public QWidget
{
    Q_OBJECT

public:
    /// `table` shows `model`, sorted or not.
    TotalsRow(const Theme &theme, const BreakdownModel &model, DataTable &table,
              QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void tellName();

    const Theme &m_theme;
    const BreakdownModel &m_model;
    DataTable &m_table;
};

} // namespace ui
} // namespace turnpike

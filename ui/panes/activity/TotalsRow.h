// SPDX-License-Identifier: GPL-3.0-or-later
// The sums below a breakdown, each under its column.
#pragma once

#include "models/Cell.h"

#include <QWidget>

#include <functional>

class QAbstractItemModel;

namespace turnpike {

namespace ui {

class DataTable;
class Theme;

class TotalsRow final : public QWidget
{
    Q_OBJECT

public:
    /// `table` shows `model`, sorted or not; `totalCell` gives the sums of a column, which are new
    /// when the model is reset or its head changes.
    TotalsRow(const Theme &theme, const QAbstractItemModel &model, DataTable &table,
              std::function<Cell(int column)> totalCell, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void tellName();

    const Theme &m_theme;
    const QAbstractItemModel &m_model;
    std::function<Cell(int column)> m_totalCell;
    DataTable &m_table;
};

} // namespace ui
} // namespace turnpike

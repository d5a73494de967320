// SPDX-License-Identifier: GPL-3.0-or-later
// Search and filter chips above the list of live requests.
#pragma once

#include "models/LiveFilterModel.h"

#include <QWidget>

class QPushButton;

namespace turnpike {
class LiveModel;
}

namespace turnpike::ui {

class FilterChip;
class SearchField;
class Theme;

class LiveToolbar final : public QWidget
{
    Q_OBJECT

public:
    explicit LiveToolbar(const Theme &theme, QWidget *parent = nullptr);

    /// Without the workspace, which is the window's.
    LiveFilter filter() const;
    void setFilter(const LiveFilter &filter);
    void clear();
    /// Offers the keys, models and providers among the rows, and those chosen.
    void offer(const LiveModel &model);
    void offer(const LiveModel &model, const LiveFilter &chosen);
    SearchField *search() const { return m_search; }

Q_SIGNALS:
    void filterChanged();
    void columnsAsked(const QPoint &globalPosition);

private:
    FilterChip *addChip(const QString &label, const QString &name);
    void tell();

    SearchField *m_search;
    FilterChip *m_status;
    FilterChip *m_keys;
    FilterChip *m_models;
    FilterChip *m_providers;
    QPushButton *m_clear;
};

} // namespace turnpike::ui

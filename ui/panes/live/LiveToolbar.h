// SPDX-License-Identifier: GPL-3.0-or-later
// Search and filter chips above the list of live requests.
#pragma once

#include "models/LiveFilterModel.h"

#include <QWidget>

#include <array>

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
    /// Offers what is among the rows, and those chosen.
    void offer(const LiveModel &model);
    void offer(const LiveModel &model, const LiveFilter &chosen);
    SearchField *search() const { return m_search; }

Q_SIGNALS:
    void filterChanged();
    void columnsAsked(const QPoint &globalPosition);
    void exportAsked();

private:
    static constexpr std::size_t rareFilters = 3;

    /// One that shows when it was asked for.
    struct RareFilter
    {
        FilterChip *chip;
        QString label;
        QSet<QString> LiveFilter::*member;
    };

    void openMore();
    void tell();

    SearchField *m_search;
    FilterChip *m_status;
    FilterChip *m_keys;
    FilterChip *m_models;
    FilterChip *m_providers;
    std::array<RareFilter, rareFilters> m_rare;
    QPushButton *m_more;
    QPushButton *m_clear;
};

} // namespace turnpike::ui

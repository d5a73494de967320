// SPDX-License-Identifier: GPL-3.0-or-later
// How endpoints stand, each below its provider.
#pragma once

#include "models/EndpointHealthRow.h"

#include <QAbstractTableModel>
#include <QList>
#include <QSet>

namespace turnpike {

/// A row is a provider or, below it, one of its endpoints: providers by name, endpoints by model,
/// so that rows do not jump about. IdRole is the endpoint's row id; of a provider, its own below 0.
class EndpointHealthModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Name,
        State,
        Reason,
        Since,
        Until,
        Uptime,
        LatencyP50,
        LatencyP90,
        Throughput,
        Requests,
        Columns
    };

    struct Counts
    {
        int endpoints = 0;
        int out = 0;
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// In any order.
    void setEndpoints(const QList<EndpointHealthRow> &rows, std::int64_t nowUs);
    /// Every word must occur in the provider's name, the model or the tag.
    void setText(const QString &words);
    /// Empty: all.
    void setStates(const QSet<int> &states);
    void setProviders(const QSet<qlonglong> &providers);
    bool hasFilter() const;

    bool isProvider(int row) const { return m_items[row].endpoint < 0; }
    ProviderId provider(int row) const;
    /// Null for a provider's row.
    const EndpointHealthRow *endpoint(int row) const;
    /// -1 when it is not shown.
    int rowOf(qlonglong id) const;
    Counts all() const;
    Counts shown() const;
    /// Providers of all endpoints, by name.
    QList<QPair<ProviderId, QString>> providers() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Item
    {
        qsizetype first = 0; ///< Into m_rows: of a provider, its first endpoint that is shown.
        qsizetype endpoint = -1; ///< Into m_rows; below 0: a provider's row.
        int shown = 0; ///< Endpoints of a provider's row.
        qlonglong id = 0;
    };

    bool fits(const EndpointHealthRow &row) const;
    QList<Item> items() const;
    void show();
    Cell cellOf(const Item &item, int column) const;
    Cell providerCell(const Item &item, int column) const;
    Cell endpointCell(const EndpointHealthRow &row, int column) const;
    QString toolTip(const Item &item, int column) const;

    QList<EndpointHealthRow> m_rows; ///< By provider and model.
    QList<Item> m_items;
    std::int64_t m_nowUs = 0;
    QStringList m_words;
    QSet<int> m_states;
    QSet<qlonglong> m_providers;
};

} // namespace turnpike

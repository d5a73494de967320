// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/EndpointHealthModel.h"

#include "core/Format.h"

#include <algorithm>

namespace turnpike {

namespace {

constexpr std::int64_t usPerMs = 1'000;
constexpr std::size_t p50 = 0;
constexpr std::size_t p90 = 2;

bool isBefore(const EndpointHealthRow &a, const EndpointHealthRow &b)
{
    if (const int order = a.providerName.localeAwareCompare(b.providerName); order != 0)
        return order < 0;
    if (a.provider != b.provider)
        return a.provider < b.provider;
    if (a.model != b.model)
        return a.model < b.model;
    return a.tag != b.tag ? a.tag < b.tag : a.view.record.endpoint < b.view.record.endpoint;
}

Cell number(const QString &text)
{
    Cell cell;
    cell.text = text;
    cell.isNumber = true;
    return cell;
}

Cell share(std::int64_t attempts, std::int64_t failures)
{
    if (attempts == 0)
        return number(format::dash);
    const double good = 1.0 - double(failures) / double(attempts);
    Cell cell = number(format::percent(good, failures == 0 ? 0 : 1));
    if (failures * 5 > attempts)
        cell.tone = Tone::Danger;
    else if (failures * 20 > attempts)
        cell.tone = Tone::Warning;
    return cell;
}

/// Of the window, else the last that was known, quieter.
Cell latency(const EndpointHealthView &view, std::size_t percentile)
{
    const std::int64_t ms = view.hasPercentiles ? view.latencyMs[percentile]
        : percentile == p50                     ? view.record.latencyMs
                                                : 0;
    Cell cell = number(ms == 0 ? format::dash : format::latency(ms * usPerMs));
    if (!view.hasPercentiles)
        cell.tone = Tone::Faint;
    return cell;
}

Cell throughput(const EndpointHealthView &view)
{
    Cell cell = number(throughputText(view.hasPercentiles ? view.milliTokensPerSecond[p50]
                                                          : view.record.milliTokensPerSecond));
    if (!view.hasPercentiles)
        cell.tone = Tone::Faint;
    return cell;
}

} // namespace

void EndpointHealthModel::setEndpoints(const QList<EndpointHealthRow> &rows, std::int64_t nowUs)
{
    m_rows = rows;
    std::ranges::sort(m_rows, isBefore);
    m_nowUs = nowUs;
    show();
}

void EndpointHealthModel::setText(const QString &words)
{
    m_words = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    show();
}

void EndpointHealthModel::setStates(const QSet<int> &states)
{
    m_states = states;
    show();
}

void EndpointHealthModel::setProviders(const QSet<qlonglong> &providers)
{
    m_providers = providers;
    show();
}

bool EndpointHealthModel::hasFilter() const
{
    return !m_words.isEmpty() || !m_states.isEmpty() || !m_providers.isEmpty();
}

bool EndpointHealthModel::fits(const EndpointHealthRow &row) const
{
    return (m_states.isEmpty() || m_states.contains(int(endpointState(row.view, m_nowUs))))
        && (m_providers.isEmpty() || m_providers.contains(row.provider.value))
        && std::ranges::all_of(m_words, [&](const QString &word) {
               return row.providerName.contains(word, Qt::CaseInsensitive)
                   || row.model.contains(word, Qt::CaseInsensitive)
                   || row.tag.contains(word, Qt::CaseInsensitive);
           });
}

QList<EndpointHealthModel::Item> EndpointHealthModel::items() const
{
    QList<Item> items;
    qsizetype head = -1;
    for (qsizetype at = 0; at < m_rows.size(); ++at) {
        const EndpointHealthRow &row = m_rows[at];
        if (!fits(row))
            continue;
        if (head < 0 || m_rows[items[head].first].provider != row.provider) {
            head = items.size();
            items.append({.first = at, .id = -row.provider.value});
        }
        ++items[head].shown;
        items.append({.first = at, .endpoint = at, .id = row.view.record.endpoint.value});
    }
    return items;
}

/// Changes in place where the same things stand at the same places.
void EndpointHealthModel::show()
{
    QList<Item> now = items();
    const bool isSame = std::ranges::equal(now, m_items, {}, &Item::id, &Item::id);
    if (!isSame)
        beginResetModel();
    m_items = std::move(now);
    if (!isSame)
        endResetModel();
    else if (!m_items.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_items.size()) - 1, Columns - 1));
}

ProviderId EndpointHealthModel::provider(int row) const
{
    return m_rows[m_items[row].first].provider;
}

const EndpointHealthRow *EndpointHealthModel::endpoint(int row) const
{
    if (row < 0 || row >= m_items.size() || isProvider(row))
        return nullptr;
    return &m_rows[m_items[row].endpoint];
}

int EndpointHealthModel::rowOf(qlonglong id) const
{
    const auto found = std::ranges::find(m_items, id, &Item::id);
    return found == m_items.end() ? -1 : int(found - m_items.begin());
}

EndpointHealthModel::Counts EndpointHealthModel::all() const
{
    Counts counts;
    for (const EndpointHealthRow &row : m_rows) {
        ++counts.endpoints;
        counts.out += isOut(endpointState(row.view, m_nowUs)) ? 1 : 0;
    }
    return counts;
}

EndpointHealthModel::Counts EndpointHealthModel::shown() const
{
    Counts counts;
    for (const Item &item : m_items) {
        if (item.endpoint < 0)
            continue;
        ++counts.endpoints;
        counts.out += isOut(endpointState(m_rows[item.endpoint].view, m_nowUs)) ? 1 : 0;
    }
    return counts;
}

QList<QPair<ProviderId, QString>> EndpointHealthModel::providers() const
{
    QList<QPair<ProviderId, QString>> all;
    for (const EndpointHealthRow &row : m_rows) {
        if (all.isEmpty() || all.last().first != row.provider)
            all.append({row.provider, row.providerName});
    }
    return all;
}

int EndpointHealthModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_items.size());
}

int EndpointHealthModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(Columns);
}

Cell EndpointHealthModel::providerCell(const Item &item, int column) const
{
    std::int64_t attempts = 0;
    std::int64_t failures = 0;
    int out = 0;
    for (qsizetype at = item.first, left = item.shown; left > 0; ++at) {
        const EndpointHealthRow &row = m_rows[at];
        if (!fits(row))
            continue;
        --left;
        attempts += row.view.attempts;
        failures += row.view.failures;
        out += isOut(endpointState(row.view, m_nowUs)) ? 1 : 0;
    }
    Cell cell;
    switch (column) {
    case Name:
        cell.text = m_rows[item.first].providerName;
        cell.isStrong = true;
        cell.detail = item.shown == 1 ? tr("1 endpoint")
                                      : tr("%1 endpoints").arg(format::count(item.shown));
        break;
    case State:
        if (out > 0)
            cell.badge = CellBadge{tr("%1 of %2 out").arg(out).arg(item.shown),
                                   out == item.shown ? Tone::Danger : Tone::Warning,
                                   out == item.shown ? Mark::Cross : Mark::Triangle};
        break;
    case Uptime: cell = share(attempts, failures); break;
    case Requests: cell = number(format::count(attempts)); break;
    default: break;
    }
    return cell;
}

Cell EndpointHealthModel::endpointCell(const EndpointHealthRow &row, int column) const
{
    Cell cell;
    const std::int64_t until = outUntilUs(row.view, m_nowUs);
    switch (column) {
    case Name:
        cell.text = QStringLiteral("    ") + row.model;
        cell.detail = row.tag;
        cell.spoken = tr("%1 at %2, %3").arg(row.model, row.providerName, row.tag);
        break;
    case State: cell.badge = endpointStateBadge(endpointState(row.view, m_nowUs)); break;
    case Reason:
        cell.text = endpointReason(row.view, m_nowUs);
        cell.tone = Tone::Quiet;
        break;
    case Since:
        if (const std::int64_t since = outSinceUs(row.view, m_nowUs))
            cell.text = format::ago(since, m_nowUs);
        break;
    case Until:
        if (until > m_nowUs) {
            cell.text = tr("in %1").arg(remaining(until - m_nowUs));
        } else if (endpointState(row.view, m_nowUs) == EndpointState::Trial) {
            cell.text = tr("next request");
            cell.spoken = tr("the next request decides");
        }
        break;
    case Uptime: return share(row.view.attempts, row.view.failures);
    case LatencyP50: return latency(row.view, p50);
    case LatencyP90: return latency(row.view, p90);
    case Throughput: return throughput(row.view);
    case Requests:
        cell = number(format::count(row.view.attempts));
        if (row.view.rateLimited > 0)
            cell.spoken
                = tr("%1, and %2 limited").arg(cell.text, format::count(row.view.rateLimited));
        break;
    default: break;
    }
    return cell;
}

Cell EndpointHealthModel::cellOf(const Item &item, int column) const
{
    return item.endpoint < 0 ? providerCell(item, column)
                             : endpointCell(m_rows[item.endpoint], column);
}

QString EndpointHealthModel::toolTip(const Item &item, int column) const
{
    if (item.endpoint < 0)
        return {};
    const EndpointHealthRow &row = m_rows[item.endpoint];
    switch (column) {
    case Name: return tr("%1 at %2 (%3)").arg(row.model, row.providerName, row.tag);
    case Reason: return endpointReason(row.view, m_nowUs);
    case Since:
        if (const std::int64_t since = outSinceUs(row.view, m_nowUs))
            return format::dateTime(since);
        return {};
    case Until:
        if (const std::int64_t until = outUntilUs(row.view, m_nowUs))
            return format::dateTime(until);
        return {};
    case Uptime:
    case Requests:
        return tr("%1 of %2 attempts failed in the last five minutes; %3 more were rate limited")
            .arg(format::count(row.view.failures), format::count(row.view.attempts),
                 format::count(row.view.rateLimited));
    case LatencyP50:
    case LatencyP90:
    case Throughput:
        return row.view.hasPercentiles ? tr("Of the last five minutes")
                                       : tr("The last that was known");
    default: return {};
    }
}

QVariant EndpointHealthModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Item &item = m_items[index.row()];
    switch (role) {
    case IdRole: return item.id;
    case SortRole: return index.row();
    case Qt::ToolTipRole: return toolTip(item, index.column());
    default: return cellData(cellOf(item, index.column()), role);
    }
}

QVariant EndpointHealthModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section < Uptime ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return section >= Uptime ? tr("In the last five minutes") : QString();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Endpoint");
    case State: return tr("State");
    case Reason: return tr("Why");
    case Since: return tr("Since");
    case Until: return tr("Back");
    case Uptime: return tr("Success");
    case LatencyP50: return tr("TTFT p50");
    case LatencyP90: return tr("TTFT p90");
    case Throughput: return tr("Speed p50");
    case Requests: return tr("Attempts");
    default: return {};
    }
}

} // namespace turnpike

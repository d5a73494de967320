// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/LiveFilterModel.h"

#include "models/LiveModel.h"

#include <algorithm>

namespace turnpike {

namespace {

bool hasWords(const QString &words, const LiveRequest &request, const LedgerNames &names)
{
    const QStringList wanted = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (wanted.isEmpty())
        return true;
    const QStringList texts{liveKey(request, names), liveModel(request, names),
                            request.requestedModel,  liveProvider(request, names),
                            liveApp(request),        request.session,
                            livePath(request.api),   liveNote(request),
                            request.errorText,       request.id};
    return std::all_of(wanted.begin(), wanted.end(), [&texts](const QString &word) {
        return std::any_of(texts.begin(), texts.end(), [&word](const QString &text) {
            return text.contains(word, Qt::CaseInsensitive);
        });
    });
}

template <typename Value>
bool holds(const QSet<Value> &wanted, const Value &value)
{
    return wanted.isEmpty() || wanted.contains(value);
}

} // namespace

bool LiveFilter::isEmpty() const
{
    return words.trimmed().isEmpty() && outcomes.isEmpty() && keys.isEmpty() && models.isEmpty()
        && providers.isEmpty() && apps.isEmpty() && paths.isEmpty() && finishes.isEmpty()
        && !workspace;
}

bool LiveFilter::accepts(const LiveRequest &request, const LedgerNames &names) const
{
    return (!workspace || request.workspace == *workspace)
        && holds(outcomes, static_cast<int>(liveOutcome(request))) && holds(keys, request.key.value)
        && holds(providers, request.provider.value) && holds(finishes, request.finishReason)
        && (apps.isEmpty() || apps.contains(liveApp(request)))
        && (paths.isEmpty() || paths.contains(livePath(request.api)))
        && (models.isEmpty() || models.contains(liveModel(request, names)))
        && hasWords(words, request, names);
}

LiveFilterModel::LiveFilterModel(LiveModel &model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(&model);
}

void LiveFilterModel::setFilter(const LiveFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    invalidateFilter();
}

const LiveRequest &LiveFilterModel::request(int row) const
{
    return m_model.request(mapToSource(index(row, 0)).row());
}

int LiveFilterModel::rowOf(const QString &id) const
{
    const int row = m_model.rowOf(id);
    return row < 0 ? -1 : mapFromSource(m_model.index(row, 0)).row();
}

std::int64_t LiveFilterModel::waitingCount() const
{
    if (m_filter.isEmpty())
        return m_model.waitingCount();
    const auto &waiting = m_model.waiting();
    return std::count_if(waiting.begin(), waiting.end(), [this](const LiveRequest &request) {
        return m_filter.accepts(request, m_model.names());
    });
}

bool LiveFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    return m_filter.isEmpty() || m_filter.accepts(m_model.request(sourceRow), m_model.names());
}

} // namespace turnpike

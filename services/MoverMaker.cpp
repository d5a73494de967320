// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/MoverMaker.h"

#include "core/Int128.h"
#include "services/FigureMaker.h"

#include <algorithm>
#include <map>

namespace turnpike::MoverMaker {

namespace {

constexpr std::size_t at(SpendCause cause)
{
    return static_cast<std::size_t>(cause);
}

/// `amount` x `part` / `whole`, rounded half away from zero. `whole` is above 0.
Money scaled(Money amount, std::int64_t part, std::int64_t whole)
{
    const Int128 product = Int128(amount.nanoUsd) * part;
    const Int128 half = whole / 2;
    return {std::int64_t((product < 0 ? product - half : product + half) / whole)};
}

/// What the tokens of now would have cost at the models' prices before; a model that was not used
/// before has only its price of now.
Money atPricesBefore(const QList<ModelChange> &models)
{
    Money sum;
    for (const ModelChange &model : models) {
        const std::int64_t tokens = tokensOf(model.before);
        sum += tokens > 0 ? scaled(model.before.cost, tokensOf(model.now), tokens) : model.now.cost;
    }
    return sum;
}

} // namespace

CauseAmounts causesOf(const QList<ModelChange> &models)
{
    ActivitySums now;
    ActivitySums before;
    for (const ModelChange &model : models) {
        FigureMaker::add(now, model.now);
        FigureMaker::add(before, model.before);
    }
    CauseAmounts causes{};
    const Money change = now.cost - before.cost;
    if (before.requests == 0) {
        causes[at(SpendCause::New)] = change;
        return causes;
    }
    const Money asMany = scaled(before.cost, now.requests, before.requests);
    causes[at(SpendCause::Requests)] = asMany - before.cost;
    Money left = change - causes[at(SpendCause::Requests)];
    if (const std::int64_t tokens = tokensOf(before); tokens > 0) {
        const Money asLong = scaled(before.cost, tokensOf(now), tokens);
        causes[at(SpendCause::Length)] = asLong - asMany;
        causes[at(SpendCause::Models)] = atPricesBefore(models) - asLong;
        left -= causes[at(SpendCause::Length)] + causes[at(SpendCause::Models)];
    }
    causes[at(SpendCause::Price)] = left;
    return causes;
}

Result<ActivityMovers> make(Session &session, const ActivityQuery &query,
                            const QList<ActivityCell> &now, const QList<ActivityCell> &before)
{
    ActivityMovers movers;
    std::map<std::int64_t, std::map<std::int64_t, ModelChange>> models;
    for (const ActivityCell &cell : now) {
        FigureMaker::add(models[cell.first][cell.second].now, cell);
        FigureMaker::add(movers.now, cell);
    }
    for (const ActivityCell &cell : before) {
        FigureMaker::add(models[cell.first][cell.second].before, cell);
        FigureMaker::add(movers.before, cell);
    }
    // The rows of both periods: what is gone has moved, too.
    TRY_ASSIGN(const QList<ActivityRow> rows,
               FigureMaker::rows(session, query, now + before, before));
    for (ActivityRow row : rows) {
        QList<ModelChange> changes;
        row.now = {};
        row.before = {};
        for (const auto &[id, change] : models[row.rowId]) {
            changes.append(change);
            FigureMaker::add(row.now, change.now);
            FigureMaker::add(row.before, change.before);
        }
        const CauseAmounts causes = causesOf(changes);
        for (std::size_t i = 0; i < spendCauses; ++i)
            movers.causes[i] += causes[i];
        movers.rows.append({row, causes});
    }
    std::ranges::stable_sort(movers.rows, std::greater<>(), [](const ActivityMover &mover) {
        return std::abs(mover.change().nanoUsd);
    });
    return movers;
}

} // namespace turnpike::MoverMaker

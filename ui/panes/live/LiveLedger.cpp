// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/LiveLedger.h"

#include "services/GenerationService.h"
#include "services/LedgerReads.h"

namespace turnpike::ui {

namespace {

struct OlderPage
{
    QList<LiveRequest> rows;
    bool isEnd = false;
};

Result<OlderPage> olderPage(const GenerationService &generations, const Actor &actor,
                            const std::optional<LiveRequest> &last, KeyId key)
{
    GenerationPage page;
    page.key = key;
    page.limit = LiveLedger::pageSize;
    if (last)
        page.beforeRow = last->rowId;
    if (last && last->rowId == 0) {
        // It came from a journal, which does not say its row. One that is not committed yet is
        // newer than every row: the newest page it is.
        const auto found = generations.find(actor, last->id);
        if (!found && found.error().code != ErrorCode::NotFound)
            return tl::unexpected(found.error());
        page.beforeRow = found ? found->rowId : 0;
    }
    TRY_ASSIGN(const QList<GenerationRow> rows, generations.list(actor, page));
    OlderPage older;
    older.isEnd = rows.size() < LiveLedger::pageSize;
    for (const GenerationRow &row : rows)
        older.rows.append(liveRequest(row));
    return older;
}

Result<LiveDetails> details(const GenerationService &generations, const Actor &actor,
                            const QString &id)
{
    LiveDetails details;
    TRY_ASSIGN(details.row, generations.find(actor, id));
    details.request = liveRequest(*details.row);
    if (details.row->priceSheet) {
        TRY_ASSIGN(details.prices, generations.prices(actor, details.row->priceSheet));
    }
    return details;
}

} // namespace

LiveLedger::LiveLedger(LedgerReads &reads, QObject *parent)
    : QObject(parent)
    , m_reads(reads)
{}

void LiveLedger::readNames()
{
    if (std::exchange(m_isReadingNames, true))
        return;
    m_reads.run(
        this,
        [](const ReadServices &services, const Actor &actor) {
            return services.generations.names(actor);
        },
        [this](const Result<LedgerNames> &names) {
            m_isReadingNames = false;
            if (names) // Else ids stay without names until the next change or row asks again.
                Q_EMIT namesRead(*names);
        });
}

void LiveLedger::readOlder(const std::optional<LiveRequest> &last, KeyId key)
{
    if (std::exchange(m_isReadingOlder, true))
        return;
    m_reads.run(
        this,
        [last, key](const ReadServices &services, const Actor &actor) {
            return olderPage(services.generations, actor, last, key);
        },
        [this](const Result<OlderPage> &page) {
            m_isReadingOlder = false;
            if (page)
                Q_EMIT olderRead(page->rows, page->isEnd, {});
            else
                Q_EMIT olderRead({}, false, page.error().message);
        });
}

void LiveLedger::readDetails(const LiveRequest &request)
{
    m_wanted = request.id;
    m_reads.run(
        this,
        [id = request.id](const ReadServices &services, const Actor &actor) {
            return details(services.generations, actor, id);
        },
        [this, request](const Result<LiveDetails> &read) {
            if (m_wanted != request.id)
                return;
            LiveDetails answer;
            answer.request = request;
            if (read)
                answer = *read;
            else if (read.error().code != ErrorCode::NotFound) // Not committed yet is no problem.
                answer.problem = read.error().message;
            Q_EMIT detailsRead(answer);
        });
}

} // namespace turnpike::ui

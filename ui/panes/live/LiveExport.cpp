// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/LiveExport.h"

#include "reports/CsvTables.h"
#include "services/GenerationService.h"
#include "services/LedgerReads.h"

#include <QSaveFile>

namespace turnpike::ui {

namespace {

/// How many rows were written. Errors: those of find() besides NotFound; Unavailable with the
/// system's words.
Result<qint64> writeRequests(const GenerationService &generations, const Actor &actor,
                             const QStringList &ids, const QString &path)
{
    QSaveFile file(path);
    const auto cannotWrite = [&file] {
        return tl::unexpected(Error{ErrorCode::Unavailable, file.errorString(), {}});
    };
    if (!file.open(QIODevice::WriteOnly) || file.write(requestsCsvHead()) < 0)
        return cannotWrite();
    qint64 written = 0;
    for (const QString &id : ids) {
        const Result<GenerationRow> row = generations.find(actor, id);
        if (!row && row.error().code == ErrorCode::NotFound)
            continue;
        if (!row)
            return tl::unexpected(row.error());
        if (file.write(requestsCsvRows({*row})) < 0)
            return cannotWrite();
        ++written;
    }
    if (!file.commit())
        return cannotWrite();
    return written;
}

} // namespace

LiveExport::LiveExport(LedgerReads &reads, QObject *parent)
    : QObject(parent)
    , m_reads(reads)
{}

void LiveExport::write(const QString &path, const QStringList &ids)
{
    if (std::exchange(m_isRunning, true))
        return;
    m_reads.run(
        this,
        [path, ids](const ReadServices &services, const Actor &actor) {
            return writeRequests(services.generations, actor, ids, path);
        },
        [this, asked = ids.size()](const Result<qint64> &written) {
            m_isRunning = false;
            if (written)
                Q_EMIT finished(*written, asked - *written);
            else
                Q_EMIT failed(written.error().message);
        });
}

} // namespace turnpike::ui

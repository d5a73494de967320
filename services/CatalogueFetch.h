// SPDX-License-Identifier: GPL-3.0-or-later
// Gets a list of models for CatalogueRefresh, from a file or over the network.
#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <functional>

class QObject;

namespace turnpike {

/// models.dev's list of all providers.
QString modelsDevUrl();

struct FetchLimits
{
    qint64 bytes = 16 << 20; ///< As much as is read strictly.
    std::chrono::milliseconds time{60'000}; ///< To the last byte.
};

/// `from`: an http or https address, else the path of a file. Nothing secret is sent. Blocks; not
/// for the thread of a window. Errors: InvalidArgument, NotFound, UpstreamFailed, Timeout.
Result<QByteArray> fetchModelList(const QString &from, FetchLimits limits = {});

/// The same without blocking: `done` is called on the thread of `context`, unless it is gone by
/// then.
void fetchModelList(QObject *context, const QString &from,
                    std::function<void(const Result<QByteArray> &)> done);

} // namespace turnpike

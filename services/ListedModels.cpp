// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ListedModels.h"

#include <QSet>

#include <algorithm>

namespace turnpike {

namespace {

constexpr qsizetype mostModels = 2'000;
constexpr qsizetype longestName = 120;

QString slugPart(const QString &id)
{
    QString part;
    for (const QChar c : id) {
        const bool isAlphanumeric
            = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
        if (isAlphanumeric)
            part += c;
        else if (!part.isEmpty())
            part += c == u'.' || c == u'_' || c == u':' ? c : QChar(u'-');
    }
    return part;
}

} // namespace

std::vector<ModelDraft> listedModels(const QString &provider, const QStringList &names)
{
    std::vector<ModelDraft> models;
    QSet<QString> taken;
    for (const QString &id : names.first(std::min(names.size(), mostModels))) {
        const QString part = slugPart(id);
        if (part.isEmpty() || id.size() > longestName || taken.contains(part))
            continue;
        taken.insert(part);
        ModelDraft model;
        model.slug = provider + u'/' + part;
        model.name = id;
        // The list tells names alone.
        const bool embeds = id.contains(QStringLiteral("embed"), Qt::CaseInsensitive);
        model.type = embeds ? QStringLiteral("embeddings") : QStringLiteral("chat");
        if (embeds)
            model.outputModalities = {QStringLiteral("embeddings")};
        EndpointDraft endpoint;
        endpoint.provider = provider;
        endpoint.upstreamModel = id;
        model.endpoints = {endpoint};
        models.push_back(std::move(model));
    }
    return models;
}

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// How models.dev and providers call what OpenRouter and we call otherwise:
// resources/catalogue_names.json, which tools/make_catalogue.py reads as well.
#pragma once

#include "core/Policy.h"
#include "core/Result.h"

#include <QHash>
#include <QList>
#include <QRegularExpression>
#include <QSet>
#include <QString>
#include <QStringList>

#include <string_view>

namespace turnpike {

class CatalogueNames
{
public:
    /// A model's slug and the variant of the endpoint that serves it.
    struct Place
    {
        QString slug;
        QString variant;
    };

    /// Those that the program has in itself.
    static Result<CatalogueNames> own();
    /// Errors: InvalidArgument with the JSON pointer of the first fault.
    static Result<CatalogueNames> parse(std::string_view json);

    /// The slug of models.dev's provider in our catalogue; empty when it is not in it.
    QString providerOf(const QString &source) const { return m_providers.value(source); }
    /// The other way round; empty when models.dev has no name for it.
    QString sourceOf(const QString &provider) const { return m_providers.key(provider); }
    /// `name` as the provider has it; `known`: OpenRouter's slugs.
    Place placeOf(const QString &source, const QString &name, const QSet<QString> &known) const;
    /// "chat", "embeddings", "completions" or the type of a model of media; empty for what no route
    /// of the gateway serves.
    QString kindOf(const QString &source, const QString &name, const QStringList &inputs,
                   const QStringList &outputs) const;
    /// "image", "speech" or "transcription", where that source passes them on; else empty.
    QString mediaKindOf(const QString &source, const QString &name) const;
    /// Neither a model nor a price of one.
    bool isLeftOut(const QString &source, const QString &name) const;
    /// models.dev does not list it though the provider has it: its absence tells nothing.
    bool isUnlisted(const QString &source, const QString &name) const;
    /// The provider serves the model by Responses, and not by chat completions.
    bool isByResponsesOnly(const QString &source, const QString &name) const;
    /// It reads `reasoning_details` back, of all models.
    bool readsDetails(const QString &source) const { return m_readsDetails.contains(source); }
    /// What a model takes that can be sampled.
    QStringList sampling(ProviderFormat format, const QString &provider) const;

private:
    QString slugOf(const QString &source, const QString &name) const;

    QHash<QString, QString> m_providers;
    QHash<QString, QString> m_firstParty;
    QHash<QString, QString> m_authors;
    QList<QPair<QString, QString>> m_families; ///< In the order to try.
    QHash<QString, QString> m_spellings;
    QHash<QString, QStringList> m_servedAs;
    QHash<QString, QStringList> m_sampling;
    QHash<QString, QRegularExpression> m_responsesOnly;
    QSet<QString> m_readsDetails;
    QSet<QString> m_unlisted; ///< "source/name"
    QHash<QString, QRegularExpression> m_media; ///< By type; of "source/name".
    QRegularExpression m_leftOut;
    QRegularExpression m_embedders;
    QRegularExpression m_completers;
    QRegularExpression m_others;
};

} // namespace turnpike

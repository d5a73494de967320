// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/CatalogChecks.h"

#include "services/Simulator.h"
#include "services/Texts.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr qsizetype maxSlug = 200;

Result<> checkSlug(const QString &slug)
{
    static const QRegularExpression shape(
        uR"(\A[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._:-]*\z)"_s);
    if (slug.size() > maxSlug || !shape.match(slug).hasMatch())
        return fail(ErrorCode::InvalidArgument,
                    u"A model's slug is written author/model, with letters, digits, dots, dashes, "
                    "underscores and colons."_s,
                    u"/slug"_s);
    if (Simulator::owns(slug))
        return fail(ErrorCode::InvalidArgument,
                    u"This slug belongs to the built-in simulator; take another one."_s,
                    u"/slug"_s);
    return {};
}

/// Words that are stored in one comma-separated field.
Result<> checkWords(const QStringList &words, const QString &field)
{
    static const QRegularExpression shape(uR"(\A[A-Za-z0-9_.-]{1,64}\z)"_s);
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (!shape.match(words[i]).hasMatch())
            return fail(ErrorCode::InvalidArgument,
                        u"Each entry is a word of letters, digits, dots, dashes and underscores."_s,
                        field + u'/' + QString::number(i));
    }
    return {};
}

Result<> checkCount(std::int64_t count, const QString &field)
{
    if (count < 0)
        return fail(ErrorCode::InvalidArgument, u"A number of tokens cannot be negative."_s, field);
    return {};
}

Result<> checkPrices(const PriceSheet &sheet, const QString &field)
{
    if (sheet.isPriced())
        return {};
    const bool isEmpty
        = std::none_of(sheet.prices.begin(), sheet.prices.end(),
                       [](const std::optional<FemtoUsd> &price) { return price.has_value(); })
        && sheet.overrides.empty() && sheet.discountPpm == 0;
    if (!isEmpty)
        return fail(ErrorCode::InvalidArgument,
                    u"Prices need prompt and completion; write \"0\" for what is free, or leave "
                    "the prices out while they are unknown."_s,
                    field);
    return {};
}

Result<> checkEndpoint(const EndpointDraft &endpoint, const QString &at)
{
    static const QRegularExpression variant(uR"(\A[a-z0-9._-]{0,64}\z)"_s);
    if (endpoint.provider.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"An endpoint needs its provider's slug."_s,
                    at + u"/provider"_s);
    TRY(checkedName(endpoint.upstreamModel, at + u"/model"_s));
    if (!variant.match(endpoint.variant).hasMatch())
        return fail(ErrorCode::InvalidArgument,
                    u"A variant has lowercase letters, digits, dots, dashes and underscores."_s,
                    at + u"/variant"_s);
    TRY(checkCount(endpoint.contextLength, at + u"/context_length"_s));
    TRY(checkCount(endpoint.maxOutput, at + u"/max_output"_s));
    TRY(checkedNote(endpoint.quantization, at + u"/quantization"_s));
    TRY(checkWords(endpoint.supportedParameters, at + u"/supported_parameters"_s));
    return checkPrices(endpoint.prices, at + u"/pricing"_s);
}

Result<> checkEndpoints(const std::vector<EndpointDraft> &endpoints)
{
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        const QString at = u"/endpoints/"_s + QString::number(i);
        TRY(checkEndpoint(endpoints[i], at));
        for (std::size_t earlier = 0; earlier < i; ++earlier) {
            if (endpoints[earlier].provider == endpoints[i].provider
                && endpoints[earlier].variant == endpoints[i].variant)
                return fail(ErrorCode::InvalidArgument,
                            u"This provider is listed above already; give one of them a variant."_s,
                            at);
        }
    }
    return {};
}

/// What a model of that type puts out where nobody says; empty for a type that there is not.
QString outputOfType(const QString &type)
{
    if (type == u"chat" || type == u"completions")
        return u"text"_s;
    static const QStringList others{u"embeddings"_s, u"image"_s, u"speech"_s, u"transcription"_s,
                                    u"rerank"_s};
    return others.contains(type) ? type : QString();
}

QStringList inputsOfType(const QString &type)
{
    if (type == u"transcription")
        return {u"audio"_s};
    return type == u"image" ? QStringList{u"text"_s, u"image"_s} : QStringList{u"text"_s};
}

} // namespace

Result<ModelDraft> checkedModel(const ModelDraft &draft)
{
    ModelDraft checked = draft;
    TRY(checkSlug(draft.slug));
    TRY_ASSIGN(checked.name,
               checkedName(draft.name.isEmpty() ? draft.slug : draft.name, u"/name"_s));
    TRY_ASSIGN(checked.description, checkedNote(draft.description, u"/description"_s));
    const QString output = outputOfType(draft.type);
    if (output.isEmpty())
        return fail(ErrorCode::InvalidArgument,
                    u"The type is one of chat, embeddings, completions, image, speech, "
                    u"transcription and rerank."_s,
                    u"/type"_s);
    if (draft.createdS < 0)
        return fail(ErrorCode::InvalidArgument, u"This is no Unix time in seconds."_s,
                    u"/created"_s);
    TRY(checkCount(draft.contextLength, u"/context_length"_s));
    TRY(checkedNote(draft.tokenizer, u"/tokenizer"_s));
    if (checked.tokenizer.isEmpty())
        checked.tokenizer = u"Other"_s;
    TRY(checkWords(draft.inputModalities, u"/input_modalities"_s));
    TRY(checkWords(draft.outputModalities, u"/output_modalities"_s));
    if (checked.inputModalities.isEmpty())
        checked.inputModalities = inputsOfType(draft.type);
    if (checked.outputModalities.isEmpty())
        checked.outputModalities = {output};
    TRY(checkEndpoints(draft.endpoints));
    for (EndpointDraft &endpoint : checked.endpoints)
        endpoint.upstreamModel = endpoint.upstreamModel.trimmed();
    return checked;
}

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// Models and endpoints as an admin configures them. What the gateway works from is ModelPolicy.
#pragma once

#include "core/Id.h"
#include "core/Policy.h"
#include "core/Price.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace turnpike {

struct EndpointDraft
{
    QString provider; ///< Slug.
    QString upstreamModel; ///< The provider's own name for the model.
    QString variant; ///< Tells two endpoints of one provider apart; usually empty.
    std::int64_t contextLength = 0; ///< 0 unknown: the model's.
    std::int64_t maxOutput = 0; ///< Tokens; 0 unknown.
    QString quantization; ///< Empty unknown.
    QStringList supportedParameters;
    /// Where the provider serves this model by another API than its own format's.
    std::optional<ProviderFormat> format;
    ReasoningField reasoningField = ReasoningField::None;
    PriceSheet prices; ///< Unpriced when prompt and completion are absent.
    bool isEnabled = true;
};

struct ModelDraft
{
    QString slug; ///< "author/model"
    QString name;
    QString description;
    QString type; ///< "chat", "embeddings", "completions", "image", "speech", "transcription" or
                  ///< "rerank".
    std::int64_t createdS = 0; ///< Unix seconds of its publication; 0 unknown.
    std::int64_t contextLength = 0; ///< Tokens; 0 unknown.
    QString tokenizer; ///< Empty: "Other".
    QStringList inputModalities; ///< Empty: text.
    QStringList outputModalities; ///< Empty: text.
    std::vector<EndpointDraft> endpoints; ///< In the order to try.
};

struct Endpoint
{
    EndpointId id;
    ProviderId provider;
    EndpointDraft settings;
    PriceSheetId priceSheet; ///< 0 when unpriced.
    bool isFlaggedOverBound = false;
};

struct Model
{
    ModelId id;
    ModelDraft settings; ///< Without its endpoints.
    std::vector<Endpoint> endpoints; ///< In the order to try.
};

} // namespace turnpike

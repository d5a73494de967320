// SPDX-License-Identifier: GPL-3.0-or-later
// What is its own of a generation on a media route: how it is metered, and answers that are bytes.
#include "engine/formats/media/MediaAnswer.h"
#include "engine/formats/media/MediaStream.h"
#include "engine/formats/media/MediaUsage.h"
#include "engine/gateway/GenerationExchange.h"

#include <algorithm>

namespace turnpike {

namespace {

/// The type of model that a route is for, and what such a model does.
struct MediaWork
{
    std::string_view type;
    std::string_view does;
};

MediaWork workOf(ApiType api)
{
    switch (api) {
    case ApiType::Images:
    case ApiType::ImageEdits: return {"image", "makes pictures"};
    case ApiType::Speech: return {"speech", "speaks"};
    case ApiType::Rerank: return {"rerank", "ranks documents"};
    default: return {"transcription", "transcribes recordings"};
    }
}

} // namespace

void GenerationExchange::keepAsked()
{
    if (!isMedia(m_route.api))
        return;
    m_media = std::make_unique<Media>();
    m_media->asked.usage = m_request->media.usage;
    m_media->asked.isAudioMeasured = m_request->media.isAudioMeasured;
}

GenerationExchange::KnownUsage GenerationExchange::mediaUsage(const UsageReport *told,
                                                              std::int64_t outputBytes) const
{
    const std::int64_t outputTokens
        = (outputBytes * 1000 + m_milliBytesPerToken - 1) / m_milliBytesPerToken;
    const MediaMeter meter = mediaMeter(m_route.api, told, m_media->asked, m_estimate.promptTokens,
                                        outputTokens, prices().prices);
    return {.usage = meter.usage,
            .origin = meter.origin,
            .upstreamCost = told ? told->cost : std::nullopt};
}

/// A route that no model here is for, or not the one that was named, is not there for the client:
/// 404 with the reason. Everything else is as on every route.
ApiError GenerationExchange::mediaRefusal(ApiError error) const
{
    if (!isMedia(m_route.api) || !error.availability)
        return error;
    const auto [type, does] = workOf(m_route.api);
    const bool isServed
        = std::any_of(m_policy->models.begin(), m_policy->models.end(),
                      [type = type](const ModelPolicy &model) { return model.type == type; });
    const bool isOther = error.availability->code == "wrong_endpoint";
    if (isServed && !isOther)
        return error;
    error.status = 404;
    error.errorType = "not_found";
    error.message = isServed
        ? '"' + m_requestedModel + "\" is no model that " + std::string(does) + '.'
        : "No model here " + std::string(does) + ": an admin can add one of type \""
            + std::string(type) + "\" to a provider that has it.";
    return error;
}

GenerationExchange::Intake GenerationExchange::mediaIntake(std::string_view contentType)
{
    if (!passesAsBytes(m_route.api, contentType))
        return Intake::Whole;
    m_media->answerType = contentType;
    m_stream = std::make_unique<ByteStream>(m_route.api != ApiType::Speech);
    return Intake::Bytes;
}

/// What the provider is told of the body that it gets.
std::string_view GenerationExchange::bodyType() const
{
    if (m_media && !m_media->formType.empty())
        return m_media->formType;
    const std::string &told = m_request->media.contentType;
    return told.empty() ? std::string_view("application/json") : told;
}

void GenerationExchange::takeBytes(std::string_view bytes)
{
    if (bytes.empty())
        return;
    static_cast<ByteStream &>(*m_stream).take(bytes);
    passOn({&bytes, 1});
}

} // namespace turnpike

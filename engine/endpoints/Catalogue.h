// SPDX-License-Identifier: GPL-3.0-or-later
// The catalogue routes: what a policy says of models, endpoints and providers, as JSON.
#pragma once

#include "core/Policy.h"
#include "engine/endpoints/UrlText.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

struct CatalogueAnswer
{
    int status = 200;
    std::string body; ///< JSON; of an error the Chat envelope.
};

/// Answers GET of a catalogue route, nothing when `path` is none. `path` is what follows /api/v1 in
/// the request target, still percent-encoded and without its query: "/models",
/// "/models/openai%2Fgpt-4o", "/model/openai/gpt-4o", "/models/openai/gpt-4o/endpoints".
/// Pure and thread-safe. `nowUs` decides which time window's prices stand at the top of a pricing
/// object, and ages.
std::optional<CatalogueAnswer> catalogueAnswer(const PolicySnapshot &policy, std::string_view path,
                                               const UrlQuery &query, std::int64_t nowUs);

/// GET /models and /models/user: models that an enabled provider serves, in catalogue order, those
/// with text output unless `output_modalities` says otherwise. 400 names a malformed parameter.
CatalogueAnswer modelList(const PolicySnapshot &policy, const UrlQuery &query, std::int64_t nowUs);

/// GET /embeddings/models.
CatalogueAnswer embeddingModelList(const PolicySnapshot &policy, const UrlQuery &query,
                                   std::int64_t nowUs);

/// GET /models/count.
CatalogueAnswer modelCount(const PolicySnapshot &policy, const UrlQuery &query, std::int64_t nowUs);

/// How one model is wrapped: the compatible API says {"data":{...}}, OpenAI's and Anthropic's
/// clients read the bare object.
enum class ModelEnvelope : std::uint8_t { Data, Bare };

/// GET /model/{author}/{slug} (Data) and /models/{id} (Bare). `slug` is decoded; an unknown variant
/// suffix (":free") is taken off. 404 when unknown.
CatalogueAnswer modelDetails(const PolicySnapshot &policy, std::string_view slug,
                             ModelEnvelope envelope, std::int64_t nowUs);

/// GET /models/{author}/{slug}/endpoints; only endpoints of enabled providers.
CatalogueAnswer modelEndpoints(const PolicySnapshot &policy, std::string_view slug,
                               std::int64_t nowUs);

/// GET /providers: the enabled ones.
CatalogueAnswer providerList(const PolicySnapshot &policy);

} // namespace turnpike

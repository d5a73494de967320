// SPDX-License-Identifier: GPL-3.0-or-later
// POST /embeddings: what clients ask, what providers of two formats are sent, and what comes back.
#pragma once

#include "core/Policy.h"
#include "engine/wire/AnswerStream.h"
#include "engine/wire/ClientRequest.h"

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

/// The strict reading. `inputCount` and `wantsBase64` are set, `content` is measured; a token that
/// the client counted itself is taken for four bytes. Errors are 400 `invalid_request` naming the
/// member: no input, an empty one, more than 2,048, inputs of several kinds, a stream asked for.
tl::expected<ClientRequest, ApiError> readEmbeddingsRequest(std::string_view body,
                                                            const ReadLimits &limits = {});

// OpenAI's format is sent upstreamBody() as it is, `encoding_format` included: base64 is a quarter
// of the bytes and passes unparsed. What comes back is made what the client asked for, whichever
// of the two it is.

/// `batchEmbedContents`. Errors: 400 for what Gemini does not take: tokens, URLs, video, files, an
/// unknown `input_type`, more than 100 inputs.
tl::expected<std::string, ApiError> encodeGeminiEmbeddings(const ClientRequest &request,
                                                           std::string_view model);
/// Below the provider's base path.
std::string geminiEmbeddingsPath(std::string_view model);

/// A provider's whole answer, as OpenAI's format has it, in the client's encoding. Broken unless
/// there is one vector for each input, of numbers, all of one length. Views into `body`, which must
/// outlive it. `hasUsage` is false where none was told (Gemini).
tl::expected<std::unique_ptr<WholeAnswer>, WireBreak>
readEmbeddingsAnswer(ProviderFormat format, std::string_view body, const ClientRequest &request,
                     const AnswerNames &names);

} // namespace turnpike

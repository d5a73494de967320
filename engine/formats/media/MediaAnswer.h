// SPDX-License-Identifier: GPL-3.0-or-later
// A provider's whole JSON answer to a media route.
#pragma once

#include "engine/wire/AnswerStream.h"
#include "engine/wire/ClientRequest.h"

#include <memory>
#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

/// The provider's bytes, but for what was charged in `usage`. Broken unless they hold what the
/// route is for: a picture, a text, a ranking. Views into `body`, which must outlive it.
tl::expected<std::unique_ptr<WholeAnswer>, WireBreak> readMediaAnswer(ApiType api,
                                                                      std::string_view body);

/// Whether an answer of that Content-Type is one of the route that is no JSON and passes as bytes:
/// audio that was spoken, a transcription as plain text or subtitles.
bool passesAsBytes(ApiType api, std::string_view contentType);

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// What media routes are metered by: as providers tell it, as it is completed, as clients read it.
#pragma once

#include "core/Price.h"
#include "engine/wire/BodyEdit.h"
#include "engine/wire/ClientRequest.h"
#include "engine/wire/Usage.h"

#include <string>
#include <string_view>

namespace turnpike {

/// A usage object of any media route, validated before: tokens by either API's names
/// (prompt_tokens, input_tokens, a lone total_tokens is input), `seconds`, `search_units`, `cost`.
/// Where tokens of one side only are told, there are none of the other.
UsageReport readMediaUsage(std::string_view object);

/// Adds what another answer of the same stream used.
void addUsage(UsageReport &sum, const UsageReport &more);

/// A JSON number of seconds as milliseconds; 0 where it is none or makes no sense.
std::int64_t msOfSeconds(std::string_view number);

/// What a generation used, for its record.
struct MediaMeter
{
    TokenUsage usage;
    UsageOrigin origin = UsageOrigin::Measured;
};

/// `told` may be null. Counts that the answer does not tell come from the request; what neither
/// tells and a price is for is estimated: tokens of a picture, of speech, of a recording.
/// `promptTokens` is the hold's estimate, a recording included, `outputTokens` one by text;
/// `prices` are the endpoint's.
MediaMeter mediaMeter(ApiType api, const UsageReport *told, const MediaAsk &asked,
                      std::int64_t promptTokens, std::int64_t outputTokens,
                      const PriceTable &prices);

/// Puts what was charged into the answer `object`, whose usage object is `usage` (empty: none, or
/// null: then `usage` is that null): `cost` is set, and for pictures the token counts by the
/// compatible API's names, beside the provider's.
void putMediaUsage(BodyEdit &edit, std::string_view object, std::string_view usage,
                   const UsageFigures &figures, ApiType api);

} // namespace turnpike

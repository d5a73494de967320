// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesCount.h"

#include "engine/formats/messages/MessagesRequest.h"

namespace turnpike {

namespace {

/// The prior of holds (docs/ledger.md, "Holds"), and their maximum for an image.
constexpr std::int64_t bytesPerToken = 3;
constexpr std::int64_t tokensPerImage = 4784;
/// Pages of PDF take about 3,000 tokens and about 64 kB as base64 text.
constexpr std::int64_t fileBytesPerToken = 21;

constexpr std::int64_t dividedUp(std::int64_t bytes, std::int64_t by)
{
    return (bytes + by - 1) / by;
}

} // namespace

tl::expected<std::int64_t, ApiError> countTokensEstimate(std::string_view body)
{
    const auto request = readMessagesRequest(body);
    if (!request)
        return tl::unexpected(request.error());
    const ContentMeasure &content = request->content;
    return dividedUp(content.textBytes, bytesPerToken) + content.imageCount * tokensPerImage
        + dividedUp(content.fileBytes, fileBytesPerToken);
}

} // namespace turnpike

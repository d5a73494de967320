// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/admission/HoldEstimate.h"

#include "core/Cost.h"
#include "core/Int128.h"
#include "core/MediaEstimate.h"

#include <algorithm>

namespace turnpike {

namespace {

constexpr std::int64_t smallestOutputEstimate = 1024;
constexpr std::int64_t smallestUsefulOutput = 256;
/// Tokens that a chat template may add around each message; the bound counts them, as bytes do not.
constexpr std::int64_t templateTokensPerMessage = 16;
/// For a model whose context is unknown and whose media parts cannot be counted.
constexpr std::int64_t assumedContext = 200'000;

constexpr std::int64_t msPerSecond = 1'000;

/// Rounded up, as holds are.
std::int64_t wholeSeconds(std::int64_t ms)
{
    return (ms + msPerSecond - 1) / msPerSecond;
}

/// Fees by the piece, which no token count covers.
Money fixedFees(const RequestSize &request, const PriceSheet &prices)
{
    const auto at = [&prices](PriceUnit unit) {
        return prices.prices[static_cast<std::size_t>(unit)].value_or(0);
    };
    const TokenUsage &media = request.media;
    return holdFor(1, at(PriceUnit::Request)) + holdFor(request.images, at(PriceUnit::Image))
        + holdFor(media.imagesOut, at(PriceUnit::ImageOutput))
        + holdFor(media.characters, at(PriceUnit::Character))
        + holdFor(media.searchUnits, at(PriceUnit::SearchUnit))
        + holdFor(wholeSeconds(media.audioMs), at(PriceUnit::AudioSecond));
}

} // namespace

HoldEstimate estimateHold(const RequestSize &request, const EndpointPolicy &endpoint,
                          std::int64_t milliBytesPerToken, std::int64_t usualOutput)
{
    HoldEstimate estimate;
    const PriceSheet &prices = endpoint.prices;
    const FemtoUsd promptPrice = dearestPromptPrice(prices, request.marksCaching);
    estimate.outputPrice = dearestOutputPrice(prices);

    const std::int64_t context
        = endpoint.contextLength > 0 ? endpoint.contextLength : assumedContext;
    const std::int64_t textTokens
        = (request.textBytes * 1000 + milliBytesPerToken - 1) / milliBytesPerToken;
    const std::int64_t imageTokens = request.images * maxTokensPerImage;
    const bool isRecording = request.media.audioMs > 0;
    estimate.promptTokens = isRecording
        ? textTokens + wholeSeconds(request.media.audioMs) * audioTokensPerSecond
        : request.hasUnboundedParts ? std::max(context, textTokens)
                                    : textTokens + imageTokens;

    const std::int64_t likely = std::max(smallestOutputEstimate, usualOutput);
    estimate.outputTokens = std::min(request.maxOutput.value_or(likely), likely) * request.choices;

    const Money fees = fixedFees(request, prices);
    estimate.amount = fees + holdFor(estimate.promptTokens, promptPrice)
        + holdFor(estimate.outputTokens, estimate.outputPrice);

    // A token is at least a byte of text, so bytes bound the prompt; the output has a bound only
    // where the client or the endpoint names one.
    const std::int64_t promptBound = request.hasUnboundedParts ? context
                                                               : request.textBytes
            + request.otherBytes + imageTokens + request.messages * templateTokensPerMessage;
    estimate.worstPrompt = fees + holdFor(promptBound, promptPrice);
    const std::int64_t outputBound = request.maxOutput.value_or(endpoint.maxOutput);
    const bool mediaIsBounded = !request.hasUnboundedParts || endpoint.contextLength > 0;
    const bool isPaidByThePiece = (request.media.imagesOut > 0 || request.media.characters > 0)
        && estimate.outputPrice == 0
        && prices.prices[static_cast<std::size_t>(PriceUnit::AudioOutput)].value_or(0) == 0;
    const bool outputIsBounded = outputBound > 0 || request.maxOutput == 0 || isPaidByThePiece;
    // How long a recording plays its size does not bound, nor what its ranker counts as a unit.
    const bool piecesAreBounded = request.media.audioMs == 0 && request.media.searchUnits == 0;
    estimate.hasWorstCase
        = prices.isPriced() && outputIsBounded && mediaIsBounded && piecesAreBounded;
    estimate.worstCase
        = estimate.worstPrompt + holdFor(outputBound * request.choices, estimate.outputPrice);
    if (estimate.hasWorstCase)
        estimate.amount = std::min(estimate.amount, estimate.worstCase);
    return estimate;
}

std::optional<std::int64_t> affordableOutput(const HoldEstimate &estimate, Money affordable,
                                             std::int64_t choices, std::int64_t thinkingBudget)
{
    const Money left = affordable - estimate.worstPrompt;
    if (left.nanoUsd <= 0 || estimate.outputPrice <= 0)
        return std::nullopt;
    constexpr Int128 femtoPerNano = 1'000'000;
    const auto tokens = static_cast<std::int64_t>(static_cast<Int128>(left.nanoUsd) * femtoPerNano
                                                  / estimate.outputPrice / choices);
    if (tokens < std::max(smallestUsefulOutput, thinkingBudget + smallestUsefulOutput))
        return std::nullopt;
    return tokens;
}

} // namespace turnpike

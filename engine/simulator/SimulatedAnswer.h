// SPDX-License-Identifier: GPL-3.0-or-later
// What the simulated provider says: pure, the same for the same request.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// The built-in models, by their upstream names.
enum class SimulatedModel : std::uint8_t { Plain, Slow, Flaky, Tools };
SimulatedModel simulatedModel(std::string_view upstreamName);

/// A prepared answer in OpenAI's chat format, as a provider would send it.
struct SimulatedAnswer
{
    int status = 200;
    bool isStream = false;
    /// A stream's events in order, or the whole body as the only piece.
    std::vector<std::string> pieces;
    std::chrono::milliseconds firstPause{0}; ///< Before the first piece.
    std::chrono::milliseconds pause{0}; ///< Between pieces.
    bool isCut = false; ///< The connection breaks after the last piece.
};

/// `turn` counts the calls of this provider: the flaky model fails by it (503, a cut stream, 429,
/// then a good answer, and round again). `createdS` is in Unix seconds.
SimulatedAnswer simulateAnswer(std::string_view body, std::uint64_t turn, std::int64_t createdS);

} // namespace turnpike

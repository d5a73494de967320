// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/Generation.h"

#include <cstdint>

namespace turnpike {

/// Written before the first byte of an attempt goes upstream. Carries what replay needs to charge
/// an attempt that nobody finished.
struct AttemptStart
{
    GenerationId generation;
    ModelId model;
    EndpointId endpoint;
    ProviderId provider;
    PriceSheetId priceSheet;
    bool isSimulated = false; ///< Free, and in no scope, whatever an attempt before it was.
    std::uint32_t number = 1; ///< From 1.
    std::int64_t startedUs = 0; ///< From admission.
    Money held;
    std::int64_t promptTokensEstimate = 0;
    std::int64_t milliBytesPerToken = 3000; ///< The model's ratio, in thousandths of a byte.
    Money lostBefore; ///< lost of the attempts before this one.
    AttemptOutcome previousOutcome = AttemptOutcome::Succeeded; ///< Of attempt number - 1.
    std::uint16_t previousStatus = 0;
};

/// At most one a second and stream.
struct Progress
{
    GenerationId generation;
    TokenUsage told; ///< What the provider has told so far.
    bool promptTold = false;
    bool completionTold = false;
    std::int64_t outputBytes = 0; ///< Bytes of content text seen so far.
    std::int64_t firstTokenUs = 0; ///< From admission.
};

/// The write-ahead journal of one engine thread (money-and-journal: "The journal"); all calls come
/// from that thread. Each call is one copy into a preallocated mapping and never waits. False means
/// that nothing was appended: a hold or attempt must then not proceed, a settle must end its stream
/// with an error. A successful hold() reserves room for the attempts, progress and settle after it.
class Journal
{
public:
    virtual ~Journal() = default;

    [[nodiscard]] virtual bool hold(const GenerationRecord &generation) = 0;
    [[nodiscard]] virtual bool attempt(const AttemptStart &start) = 0;
    /// Dropped, without harm, when there is no room.
    virtual void progress(const Progress &progress) = 0;
    /// Ends a hold, or stands alone for a refusal.
    [[nodiscard]] virtual bool settle(const GenerationRecord &generation) = 0;
    /// False once an append or an fsync failed: this thread must take no more requests.
    virtual bool isAccepting() const = 0;
};

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps a client that is refused in a loop from filling the ledger.
#pragma once

#include "core/Generation.h"
#include "core/ports/Journal.h"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace turnpike {

/// Authenticated refusals are rows; above 50 in a second and key they are summed into one row a
/// second (money-and-journal: "The journal", 5). One per worker thread.
class RefusalMeter
{
public:
    static constexpr std::uint32_t rowsPerSecond = 50;

    /// Journals the refusal now, or adds it to this second's sum.
    void refuse(Journal &journal, const GenerationRecord &refusal);
    /// Journals the sums of seconds that are over. Call at least once a second.
    void flush(Journal &journal, std::int64_t nowUs);

private:
    struct Sum
    {
        std::int64_t second = 0;
        std::uint32_t rows = 0; ///< Journaled one by one in this second.
        GenerationRecord summed; ///< Of the first that was not; its texts are kept beside it.
        std::uint32_t count = 0;
        std::string requestedModel;
        std::string errorType;
        std::string errorText;
        std::string trail;
    };

    void close(Journal &journal, Sum &sum);

    std::unordered_map<std::int64_t, Sum> m_sums; ///< By key.
};

} // namespace turnpike

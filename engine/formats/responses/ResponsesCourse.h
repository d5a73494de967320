// SPDX-License-Identifier: GPL-3.0-or-later
// The legal course of a Responses stream: the response begins, items come one after another, and
// what belongs to an item comes while it is open.
#pragma once

#include "engine/formats/responses/ResponsesEvent.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

class ResponsesCourse
{
public:
    struct Item
    {
        std::string type; ///< "message", "function_call", ...
        std::string id; ///< A string token; may be empty.
        std::string name; ///< Of a call; a string token.
        std::vector<std::string> parts; ///< Their types, by content index.
        std::int64_t summaries = 0;
        bool hasContent = false; ///< Deltas came.
        bool isDone = false;
    };

    enum class Step : std::uint8_t {
        Legal,
        /// Legal when the part that it belongs to is opened before: it counts as open now.
        NeedsPart,
        Illegal, ///< See problem().
    };

    Step admit(const ResponsesEventFacts &facts);
    /// A clause: "it adds to an item that is not open".
    std::string_view problem() const { return m_problem; }

    bool hasBegun() const { return m_hasBegun; }
    const std::vector<Item> &items() const { return m_items; }
    /// The item of the event's output index; only for events that were admitted and have one.
    Item &item(const ResponsesEventFacts &facts)
    {
        return m_items[static_cast<std::size_t>(*facts.outputIndex)];
    }
    /// Whether an item calls a tool of the client's.
    bool hasCalls() const;

private:
    Step illegal(std::string_view problem);
    Step addItem(const ResponsesEventFacts &facts);
    Step admitPart(Item &item, const ResponsesEventFacts &facts, std::string_view type);
    Step admitSummary(Item &item, const ResponsesEventFacts &facts);
    Step admitOfItem(Item &item, const ResponsesEventFacts &facts);

    bool m_hasBegun = false;
    std::vector<Item> m_items; ///< By output index.
    std::string_view m_problem;
};

} // namespace turnpike

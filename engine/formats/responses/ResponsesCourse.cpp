// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesCourse.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

using Kind = ResponsesEventKind;

/// More items, or parts of one, than any answer has.
constexpr std::int64_t largestCount = 4096;

} // namespace

ResponsesCourse::Step ResponsesCourse::illegal(std::string_view problem)
{
    m_problem = problem;
    return Step::Illegal;
}

bool ResponsesCourse::hasCalls() const
{
    return std::any_of(m_items.begin(), m_items.end(), [](const Item &item) {
        return item.type == "function_call" || item.type == "custom_tool_call";
    });
}

ResponsesCourse::Step ResponsesCourse::admit(const ResponsesEventFacts &facts)
{
    switch (facts.kind) {
    case Kind::Created:
        return std::exchange(m_hasBegun, true) ? illegal("it begins a second time") : Step::Legal;
    case Kind::Error:
    case Kind::Failed: return Step::Legal;
    default: break;
    }
    if (!m_hasBegun)
        return illegal("it does not begin with response.created");
    switch (facts.kind) {
    case Kind::Other:
    case Kind::Completed:
    case Kind::Incomplete: return Step::Legal;
    case Kind::ItemAdded: return addItem(facts);
    default: break;
    }
    const auto count = static_cast<std::int64_t>(m_items.size());
    if (!facts.outputIndex || *facts.outputIndex < 0 || *facts.outputIndex >= count)
        return illegal("it adds to an item that there is not");
    Item &own = item(facts);
    if (own.isDone)
        return illegal("it adds to an item that is done");
    return admitOfItem(own, facts);
}

ResponsesCourse::Step ResponsesCourse::addItem(const ResponsesEventFacts &facts)
{
    // Clients append the item and find it again by its index.
    if (facts.outputIndex != static_cast<std::int64_t>(m_items.size())
        || *facts.outputIndex >= largestCount)
        return illegal("it adds an item out of order");
    ResponsesItemFacts told;
    told.read(facts.item);
    if (told.type.empty())
        return illegal("it adds an item without a type");
    const bool isCall = told.type == "function_call" || told.type == "custom_tool_call";
    if (isCall && (told.name.size() <= 2 || told.callId.size() <= 2))
        return illegal("it adds a call without a name or an id");
    Item &own = m_items.emplace_back();
    own.type = told.type;
    own.id = told.id;
    own.name = told.name;
    return Step::Legal;
}

ResponsesCourse::Step ResponsesCourse::admitOfItem(Item &item, const ResponsesEventFacts &facts)
{
    const auto ofType = [&](std::string_view type) {
        return item.type == type ? Step::Legal : illegal("it adds to an item of another type");
    };
    switch (facts.kind) {
    case Kind::ItemDone: item.isDone = true; return Step::Legal;
    case Kind::PartAdded: {
        ResponsesPartFacts part;
        part.read(facts.part);
        if (facts.contentIndex != static_cast<std::int64_t>(item.parts.size())
            || *facts.contentIndex >= largestCount)
            return illegal("it adds a part out of order");
        item.parts.emplace_back(part.type);
        return Step::Legal;
    }
    case Kind::PartDone: return admitPart(item, facts, {});
    case Kind::TextDelta:
    case Kind::TextDone:
    case Kind::Annotation: return admitPart(item, facts, "output_text");
    case Kind::RefusalDelta:
    case Kind::RefusalDone: return admitPart(item, facts, "refusal");
    case Kind::ReasoningDelta:
    case Kind::ReasoningDone: return admitPart(item, facts, "reasoning_text");
    case Kind::ArgumentsDelta:
    case Kind::ArgumentsDone: return ofType("function_call");
    case Kind::InputDelta:
    case Kind::InputDone: return ofType("custom_tool_call");
    default: return admitSummary(item, facts);
    }
}

/// `type`: of the part that is needed; empty: any.
ResponsesCourse::Step ResponsesCourse::admitPart(Item &item, const ResponsesEventFacts &facts,
                                                 std::string_view type)
{
    const std::string_view holder = type == "reasoning_text" ? "reasoning" : "message";
    if (!type.empty() && item.type != holder)
        return illegal("it adds to an item of another type");
    const auto count = static_cast<std::int64_t>(item.parts.size());
    const std::int64_t index = facts.contentIndex.value_or(-1);
    const bool mayOpen = index == count && index < largestCount && !type.empty();
    if (index < 0 || (index >= count && !mayOpen))
        return illegal("it adds to a part that there is not");
    if (index == count) {
        item.parts.emplace_back(type);
        return Step::NeedsPart;
    }
    if (!type.empty() && item.parts[static_cast<std::size_t>(index)] != type)
        return illegal("it adds to a part of another type");
    return Step::Legal;
}

ResponsesCourse::Step ResponsesCourse::admitSummary(Item &item, const ResponsesEventFacts &facts)
{
    if (item.type != "reasoning")
        return illegal("it adds to an item of another type");
    const std::int64_t index = facts.summaryIndex.value_or(-1);
    const bool isNext = index == item.summaries && index < largestCount;
    const bool isAdded = facts.kind == Kind::SummaryAdded;
    if (isNext && facts.kind != Kind::SummaryDone) {
        ++item.summaries;
        return isAdded ? Step::Legal : Step::NeedsPart;
    }
    if (isAdded || index < 0 || index >= item.summaries)
        return illegal("it adds to a summary that there is not");
    return Step::Legal;
}

} // namespace turnpike

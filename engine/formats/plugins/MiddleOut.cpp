// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/plugins/MiddleOut.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace turnpike {

namespace {

constexpr std::string_view omission = " [...] ";
/// A text is not cut to less: what is left would say nothing.
constexpr std::int64_t leastText = 64;

std::int64_t sizeOf(RawJson value)
{
    return static_cast<std::int64_t>(value.size());
}

std::int64_t bytesOf(const ContentPart &part)
{
    std::int64_t bytes = sizeOf(part.text) + sizeOf(part.arguments) + sizeOf(part.encrypted);
    for (const ContentPart &result : part.result)
        bytes += bytesOf(result);
    return bytes;
}

std::int64_t bytesOf(const Turn &turn)
{
    std::int64_t bytes = 0;
    for (const ContentPart &part : turn.parts)
        bytes += bytesOf(part);
    return bytes;
}

bool instructs(const Turn &turn)
{
    return turn.role == Turn::Role::System || turn.role == Turn::Role::Developer;
}

bool holdsResults(const Turn &turn)
{
    return turn.role == Turn::Role::Tool
        || std::any_of(turn.parts.begin(), turn.parts.end(), [](const ContentPart &part) {
               return part.kind == ContentPart::Kind::ToolResult;
           });
}

/// Turns that may go only together: [begin, end) of the conversation's.
struct Unit
{
    std::size_t begin = 0;
    std::size_t end = 0;
    std::int64_t bytes = 0;
    bool isGone = false;
};

/// In order, without what instructs. Results belong to the turn that called for them, and whatever
/// the client put between.
std::vector<Unit> unitsOf(const Conversation &conversation)
{
    std::vector<Unit> units;
    for (std::size_t i = 0; i < conversation.turns.size(); ++i) {
        const Turn &turn = conversation.turns[i];
        if (instructs(turn))
            continue;
        if (units.empty() || !holdsResults(turn))
            units.push_back({i, i + 1, 0, false});
        units.back().end = i + 1;
        units.back().bytes += bytesOf(turn);
    }
    return units;
}

/// The bytes of one character or escape at `at`; surrogates that belong together count as one.
std::size_t stepAt(std::string_view inner, std::size_t at)
{
    const auto escape = [&](std::size_t where) {
        return inner.substr(where).starts_with("\\u") ? std::size_t{6} : std::size_t{2};
    };
    if (inner[at] == '\\') {
        std::size_t step = escape(at);
        const auto isSurrogate = [&](std::size_t where) {
            const std::string_view text = inner.substr(where, 4);
            return text.starts_with("\\u") && text.size() == 4 && (text[2] == 'd' || text[2] == 'D')
                && text[3] >= '8';
        };
        if (step == 6 && isSurrogate(at) && at + 6 < inner.size() && isSurrogate(at + 6))
            step += 6;
        return std::min(step, inner.size() - at);
    }
    std::size_t step = 1;
    while (at + step < inner.size()
           && (static_cast<unsigned char>(inner[at + step]) & 0xC0U) == 0x80U)
        ++step;
    return step;
}

/// The string token with its middle taken out, so that about `keep` bytes are left.
std::string withoutMiddle(RawJson token, std::int64_t keep)
{
    const std::string_view inner = token.substr(1, token.size() - 2);
    const auto half = static_cast<std::size_t>(keep / 2);
    std::size_t headEnd = 0;
    std::size_t tailBegin = inner.size();
    for (std::size_t at = 0; at < inner.size();) {
        const std::size_t next = at + stepAt(inner, at);
        if (next <= half)
            headEnd = next;
        if (inner.size() - at <= half) {
            tailBegin = at;
            break;
        }
        at = next;
    }
    std::string cut(1, '"');
    cut.append(inner.substr(0, headEnd)).append(omission).append(inner.substr(tailBegin));
    return cut.append(1, '"');
}

void gatherTexts(std::vector<ContentPart> &parts, std::vector<ContentPart *> &texts)
{
    for (ContentPart &part : parts) {
        if (part.kind == ContentPart::Kind::Text && sizeOf(part.text) > leastText)
            texts.push_back(&part);
        gatherTexts(part.result, texts);
    }
}

/// Cuts the longest texts to one length, the longest that makes it fit.
void shortenTexts(Conversation &into, std::vector<ContentPart *> texts, std::int64_t excess)
{
    std::sort(texts.begin(), texts.end(), [](const ContentPart *a, const ContentPart *b) {
        return a->text.size() > b->text.size();
    });
    constexpr std::int64_t added = static_cast<std::int64_t>(omission.size()) + 2;
    // The more texts are cut, the longer each may stay.
    std::size_t count = 0;
    std::int64_t sum = 0;
    std::int64_t length = 0;
    while (count < texts.size()) {
        sum += sizeOf(texts[count]->text);
        ++count;
        const auto cut = static_cast<std::int64_t>(count);
        length = (sum - excess) / cut - added;
        const std::int64_t next = count < texts.size() ? sizeOf(texts[count]->text) : 0;
        if (length >= next)
            break;
    }
    length = std::max(length, leastText - added);
    for (std::size_t i = 0; i < count; ++i) {
        ContentPart &part = *texts[i];
        if (sizeOf(part.text) > length + added)
            part.text = into.keep(withoutMiddle(part.text, length));
    }
}

/// Marks units as gone, those nearest to the middle first; the first and the last stay.
void dropUnits(std::vector<Unit> &units, std::int64_t excess, std::size_t excessTurns)
{
    if (units.size() < 3)
        return;
    std::size_t left = units.size() / 2; // Goes down to 1.
    std::size_t right = left + 1; // Goes up to the last but one.
    bool isLeftsTurn = true;
    while (excess > 0 || excessTurns > 0) {
        const bool hasLeft = left >= 1;
        const bool hasRight = right + 1 < units.size();
        if (!hasLeft && !hasRight)
            return;
        Unit &unit = (isLeftsTurn && hasLeft) || !hasRight ? units[left--] : units[right++];
        isLeftsTurn = !isLeftsTurn;
        unit.isGone = true;
        excess -= unit.bytes;
        excessTurns -= std::min(excessTurns, unit.end - unit.begin);
    }
}

} // namespace

std::int64_t textBytesOf(const Conversation &conversation)
{
    std::int64_t bytes = 0;
    for (const Turn &turn : conversation.turns)
        bytes += bytesOf(turn);
    return bytes;
}

Conversation middleOut(const Conversation &conversation, std::int64_t mostBytes,
                       std::size_t mostTurns)
{
    std::vector<Unit> units = unitsOf(conversation);
    const std::size_t turns = conversation.turns.size();
    dropUnits(units, textBytesOf(conversation) - mostBytes,
              turns > mostTurns ? turns - mostTurns : 0);
    std::vector<bool> isGone(turns, false);
    for (const Unit &unit : units)
        for (std::size_t i = unit.begin; unit.isGone && i < unit.end; ++i)
            isGone[i] = !instructs(conversation.turns[i]);

    Conversation kept = conversation;
    kept.texts.clear(); // Its views are of the texts of `conversation`.
    kept.turns.clear();
    for (std::size_t i = 0; i < turns; ++i)
        if (!isGone[i])
            kept.turns.push_back(conversation.turns[i]);
    const auto shorten = [&](bool instructions) {
        const std::int64_t excess = textBytesOf(kept) - mostBytes;
        if (excess <= 0)
            return;
        std::vector<ContentPart *> texts;
        for (Turn &turn : kept.turns)
            if (instructs(turn) == instructions)
                gatherTexts(turn.parts, texts);
        shortenTexts(kept, std::move(texts), excess);
    };
    shorten(false);
    shorten(true);
    return kept;
}

} // namespace turnpike

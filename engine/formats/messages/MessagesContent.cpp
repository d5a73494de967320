// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesContent.h"

#include "engine/formats/MemberWalk.h"
#include "engine/formats/messages/MessagesWords.h"
#include "engine/formats/messages/SignatureMark.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <string>

namespace turnpike {

namespace {

using Members = RequestWalk::Members;

enum BlockMember : std::size_t {
    Type,
    Text,
    SourceMember,
    Content,
    ToolUseId,
    Id,
    Name,
    Input,
    IsError,
    Thinking,
    Signature,
    Data,
    Title,
    Context,
    Cache,
    Citations,
};
constexpr std::string_view blockNames[]
    = {"type",  "text",    "source",        "content",  "tool_use_id", "id",
       "name",  "input",   "is_error",      "thinking", "signature",   "data",
       "title", "context", "cache_control", "citations"};
static_assert(blockNames[Citations] == "citations");

/// What a known block cannot be without; bits of BlockMember.
struct KnownBlock
{
    std::string_view type;
    std::uint64_t needed;
};
constexpr std::uint64_t bit(BlockMember member)
{
    return std::uint64_t{1} << member;
}
constexpr KnownBlock knownBlocks[] = {
    {"text", bit(Text)},
    {"image", bit(SourceMember)},
    {"document", bit(SourceMember)},
    {"tool_use", bit(Id) | bit(Name) | bit(Input)},
    {"tool_result", bit(ToolUseId)},
    {"thinking", bit(Thinking)},
    {"redacted_thinking", bit(Data)},
    {"search_result", bit(Content)},
};

/// Typed tools that the client runs; all others run at the provider, for fees of their own.
bool isServerTool(std::string_view type)
{
    static constexpr std::string_view clients[] = {"bash_", "text_editor_", "computer_", "memory_"};
    return type != "custom"
        && std::none_of(std::begin(clients), std::end(clients),
                        [type](std::string_view prefix) { return type.starts_with(prefix); });
}

} // namespace

struct MessagesContentReader::Source
{
    bool isObject = false;
    std::string type;
    std::int64_t dataBytes = 0;
};

struct MessagesContentReader::Block
{
    std::optional<std::string> type;
    Source source;
    std::int64_t thinkingBytes = 0;
    std::int64_t signatureBytes = 0;
    bool isForeign = false;
};

void MessagesContentReader::refuseMissing(std::string_view name)
{
    m_walk.push(name);
    m_walk.refuse("is missing");
    m_walk.pop();
}

void MessagesContentReader::readCacheControl()
{
    m_content.marksCaching = !m_walk.skip().isNull() || m_content.marksCaching;
}

/// A text of the conversation: its size, and its bytes for the opening's hash.
std::int64_t MessagesContentReader::readText()
{
    m_walk.peek();
    const std::size_t begin = m_walk.offset();
    const std::int64_t size = m_walk.textSize(false);
    if (m_isOpening) {
        // Multiplied, since the order of the texts is part of what they say.
        constexpr std::uint64_t multiplier = 0x9E3779B97F4A7C15U;
        const std::string_view text = m_request.body.substr(begin, m_walk.offset() - begin);
        m_request.opening = (m_request.opening ^ std::hash<std::string_view>{}(text)) * multiplier;
    }
    return size;
}

void MessagesContentReader::readSystem()
{
    static constexpr std::string_view names[] = {"type", "text", "cache_control"};
    if (m_walk.peek() == json::Kind::Null) {
        m_walk.skip();
        return;
    }
    m_isOpening = true;
    if (m_walk.peek() == json::Kind::String) {
        m_content.textBytes += readText();
    } else if (m_walk.peek() != json::Kind::Array) {
        m_walk.refuse("must be a string or an array of text blocks");
    } else if (m_walk.enterArray()) {
        bool isFirst = true;
        for (std::size_t index = 0; m_walk.nextElement(isFirst); ++index) {
            m_walk.push(index);
            Members members;
            if (m_walk.enterObject())
                members = readMembers(m_walk, names, [this](std::size_t known) {
                    if (known == 0 && m_walk.text() != "text")
                        m_walk.refuse("must be text");
                    else if (known == 1)
                        m_content.textBytes += readText();
                    else if (known == 2)
                        readCacheControl();
                });
            for (std::size_t name = 0; name < 2; ++name)
                if ((members.seen >> name & 1U) == 0)
                    refuseMissing(names[name]);
            m_walk.pop();
        }
    }
    m_isOpening = false;
}

void MessagesContentReader::readMessages()
{
    if (!m_walk.enterArray())
        return;
    bool isFirst = true;
    std::size_t index = 0;
    std::size_t previousEnd = MemberSlice::none;
    std::size_t removed = MemberSlice::none;
    for (; m_walk.nextElement(isFirst); ++index) {
        m_walk.push(index);
        m_walk.peek();
        const std::size_t begin = m_walk.offset();
        if (removed != MemberSlice::none)
            m_request.gatewayMembers[removed].nextBegin = begin;
        removed = MemberSlice::none;
        m_isOpening = index == 0;
        const bool isForeign = readMessage();
        m_isOpening = false;
        const std::size_t end = m_walk.offset();
        if (isForeign) {
            removed = m_request.gatewayMembers.size();
            m_request.gatewayMembers.push_back({.value = m_request.body.substr(begin, end - begin),
                                                .begin = begin,
                                                .end = end,
                                                .previousEnd = previousEnd});
        }
        previousEnd = end;
        m_walk.pop();
    }
    if (index == 0)
        m_walk.refuse("must not be empty");
}

/// True when the message holds nothing but reasoning of another family: nobody else can read it.
bool MessagesContentReader::readMessage()
{
    static constexpr std::string_view names[] = {"role", "content"};
    static constexpr std::string_view roles[] = {"user", "assistant", "system"};
    if (!m_walk.enterObject())
        return false;
    ++m_content.messageCount;
    const std::size_t kept = m_request.gatewayMembers.size();
    Blocks blocks;
    const Members members = readMembers(m_walk, names, [&](std::size_t known) {
        if (known == 0) {
            const std::string role = m_walk.text().value_or(std::string());
            if (std::find(std::begin(roles), std::end(roles), role) == std::end(roles))
                m_walk.refuse("must be one of user, assistant, system");
        } else if (m_walk.peek() == json::Kind::String) {
            m_content.textBytes += readText();
        } else if (m_walk.peek() == json::Kind::Array) {
            blocks = readBlocks(true);
        } else {
            m_walk.refuse("must be a string or an array of content blocks");
        }
    });
    for (std::size_t name = 0; name < std::size(names); ++name)
        if ((members.seen >> name & 1U) == 0)
            refuseMissing(names[name]);
    if (blocks.foreign == 0 || blocks.foreign != blocks.count)
        return false;
    m_request.gatewayMembers.resize(kept); // The message goes as a whole.
    return true;
}

/// Only the blocks of a message itself are taken out of it.
MessagesContentReader::Blocks MessagesContentReader::readBlocks(bool isMessage)
{
    Blocks blocks;
    if (!m_walk.enterArray())
        return blocks;
    bool isFirst = true;
    std::size_t previousEnd = MemberSlice::none;
    std::size_t removed = MemberSlice::none;
    for (; m_walk.nextElement(isFirst); ++blocks.count) {
        m_walk.push(blocks.count);
        m_walk.peek();
        const std::size_t begin = m_walk.offset();
        if (removed != MemberSlice::none)
            m_request.gatewayMembers[removed].nextBegin = begin;
        removed = MemberSlice::none;
        const std::size_t kept = m_request.nulledValues.size();
        const bool isForeign = readBlock() && isMessage;
        const std::size_t end = m_walk.offset();
        if (isForeign) {
            ++blocks.foreign;
            m_request.nulledValues.resize(kept); // They go with their block.
            removed = m_request.gatewayMembers.size();
            m_request.gatewayMembers.push_back({.value = m_request.body.substr(begin, end - begin),
                                                .begin = begin,
                                                .end = end,
                                                .previousEnd = previousEnd});
        }
        previousEnd = end;
        m_walk.pop();
    }
    return blocks;
}

/// True when another family's model wrote it.
bool MessagesContentReader::readBlock()
{
    m_walk.peek();
    const std::size_t begin = m_walk.offset();
    if (!m_walk.enterObject())
        return false;
    Block block;
    const Members members = readMembers(
        m_walk, blockNames, [&](std::size_t member) { readBlockMember(member, block); });
    if (!block.type) {
        refuseMissing(blockNames[Type]);
        return false;
    }
    const auto *const known
        = std::find_if(std::begin(knownBlocks), std::end(knownBlocks),
                       [&block](const KnownBlock &each) { return each.type == *block.type; });
    if (known == std::end(knownBlocks)) {
        m_content.textBytes += static_cast<std::int64_t>(m_walk.offset() - begin);
        return false;
    }
    for (std::size_t member = 0; member < std::size(blockNames); ++member)
        if ((known->needed & ~members.seen) >> member & 1U)
            refuseMissing(blockNames[member]);
    countBlock(block, static_cast<std::int64_t>(m_walk.offset() - begin));
    return block.isForeign;
}

void MessagesContentReader::countBlock(const Block &block, std::int64_t rawBytes)
{
    const bool isImage = *block.type == "image";
    if (isImage || *block.type == "document") {
        if (!block.source.isObject) {
            m_walk.push(blockNames[SourceMember]);
            m_walk.refuse("must be an object");
            m_walk.pop();
        }
        if (isImage) {
            ++m_content.imageCount;
        } else if (block.source.type == "text") {
            m_content.textBytes += block.source.dataBytes;
        } else if (block.source.type != "content") {
            ++m_content.fileCount;
            m_content.fileBytes += block.source.dataBytes;
        }
    } else if (block.source.isObject) {
        m_content.textBytes += rawBytes; // A payload where none belongs does not go uncounted.
    }
    // Where the text was left out, the signature holds the thoughts.
    m_content.textBytes += std::max(block.thinkingBytes, block.signatureBytes);
}

void MessagesContentReader::readBlockMember(std::size_t member, Block &block)
{
    const auto readMarked = [&] {
        m_walk.peek();
        const std::size_t begin = m_walk.offset();
        const std::int64_t size = m_walk.textSize(member == Signature);
        const std::string_view token = m_request.body.substr(begin, m_walk.offset() - begin);
        block.isForeign = block.isForeign || isMarked(token);
        if (size > 0)
            m_content.reasoning = readMark(token).family;
        return size;
    };
    switch (member) {
    case Type: block.type = m_walk.text(); break;
    case Text: m_content.textBytes += readText(); break;
    case SourceMember: readSource(block.source); break;
    case Content: readContent(); break;
    case ToolUseId:
    case Id:
    case Name: m_content.textBytes += m_walk.textSize(false); break;
    case Input: {
        const std::size_t begin = m_walk.offset();
        m_walk.skipKind(json::Kind::Object, "must be an object");
        m_content.textBytes += static_cast<std::int64_t>(m_walk.offset() - begin);
        break;
    }
    case IsError: m_walk.boolean(); break;
    case Thinking: block.thinkingBytes = m_walk.textSize(false); break;
    case Signature: block.signatureBytes = readMarked(); break;
    case Data: m_content.textBytes += readMarked(); break;
    case Title:
    case Context: m_content.textBytes += m_walk.textSize(true); break;
    case Citations:
        if (const std::string_view value = m_walk.skip().text; hasOwnCitation(value))
            m_request.nulledValues.push_back(value);
        break;
    default: readCacheControl(); break;
    }
}

/// Of a tool's result or of a document: a text, blocks, or an object of the provider's own.
void MessagesContentReader::readContent()
{
    switch (m_walk.peek()) {
    case json::Kind::String: m_content.textBytes += readText(); break;
    case json::Kind::Array: readBlocks(false); break;
    default: {
        const std::size_t begin = m_walk.offset();
        m_walk.skip();
        m_content.textBytes += static_cast<std::int64_t>(m_walk.offset() - begin);
        break;
    }
    }
}

void MessagesContentReader::readSource(Source &source)
{
    static constexpr std::string_view names[]
        = {"type", "media_type", "data", "url", "file_id", "content"};
    if (m_walk.peek() == json::Kind::String) { // A search result tells where it is from.
        m_content.textBytes += m_walk.textSize(false);
        return;
    }
    source.isObject = true;
    if (!m_walk.enterObject())
        return;
    const Members members = readMembers(m_walk, names, [&](std::size_t known) {
        switch (known) {
        case 0: source.type = m_walk.text().value_or(std::string()); break;
        case 2: source.dataBytes = m_walk.textSize(false); break;
        case 5: readContent(); break;
        default: m_walk.textSize(true); break;
        }
    });
    if ((members.seen & 1U) == 0)
        refuseMissing(names[0]);
}

void MessagesContentReader::readTools()
{
    static constexpr std::string_view names[]
        = {"type", "cache_control", "name", "description", "strict", "input_schema"};
    if (!m_walk.enterArray(true))
        return;
    bool isFirst = true;
    for (std::size_t index = 0; m_walk.nextElement(isFirst); ++index) {
        m_walk.push(index);
        m_walk.peek();
        const std::size_t begin = m_walk.offset();
        std::string type = "custom";
        Members members;
        if (m_walk.enterObject())
            members = readMembers(m_walk, names, [&](std::size_t known) {
                switch (known) {
                case 0: type = m_walk.text().value_or("custom"); break;
                case 1: readCacheControl(); break;
                case 2: m_walk.textSize(false); break;
                case 3: m_walk.textSize(true); break;
                case 4: m_walk.boolean(); break;
                default: m_walk.skipKind(json::Kind::Object, "must be an object"); break;
                }
            });
        if (type == "custom" && (members.seen >> 2 & 1U) == 0)
            refuseMissing(names[2]);
        m_request.hasServerTools = m_request.hasServerTools || isServerTool(type);
        m_content.textBytes += static_cast<std::int64_t>(m_walk.offset() - begin);
        m_request.hasTools = true;
        m_walk.pop();
    }
}

} // namespace turnpike

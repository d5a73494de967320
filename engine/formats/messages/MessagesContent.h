// SPDX-License-Identifier: GPL-3.0-or-later
// System text, messages and tools of a Messages request: roles and types checked, sizes measured.
#pragma once

#include "engine/wire/ClientRequest.h"
#include "engine/wire/RequestWalk.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace turnpike {

/// Each function reads the value that the walk stands on.
class MessagesContentReader
{
public:
    MessagesContentReader(RequestWalk &walk, ClientRequest &request)
        : m_walk(walk)
        , m_request(request)
        , m_content(request.content)
    {}

    void readSystem();
    void readMessages();
    void readTools();

private:
    struct Source;
    struct Block;
    /// How many blocks an array holds, and how many of them another family's model wrote.
    struct Blocks
    {
        std::size_t count = 0;
        std::size_t foreign = 0;
    };

    bool readMessage();
    Blocks readBlocks(bool isMessage);
    bool readBlock();
    void readBlockMember(std::size_t member, Block &block);
    void countBlock(const Block &block, std::int64_t rawBytes);
    void readContent();
    void readSource(Source &source);
    void readCacheControl();
    std::int64_t readText();
    void refuseMissing(std::string_view name);

    RequestWalk &m_walk;
    ClientRequest &m_request;
    ContentMeasure &m_content;
    bool m_isOpening = false; ///< Texts go into the opening's hash.
};

} // namespace turnpike

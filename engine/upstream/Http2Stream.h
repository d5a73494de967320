// SPDX-License-Identifier: GPL-3.0-or-later
// What an HTTP/2 session keeps for one call.
#pragma once

#include "engine/http/Message.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

class PooledCall;

/// The head of an answer while its fields come, in one piece of memory.
class Http2Head
{
public:
    static constexpr std::size_t mostBytes = 65'536;
    static constexpr std::size_t mostFields = 100;

    /// False beyond the limits.
    bool add(std::string_view name, std::string_view value);
    /// Views into this head, without pseudo-fields.
    http::Headers fields() const;
    int status() const { return m_status; } ///< 0 when missing or malformed.
    void clear() { *this = Http2Head(); }

private:
    struct Field
    {
        std::uint32_t at;
        std::uint32_t nameSize;
        std::uint32_t valueSize;
    };

    std::string m_text;
    std::vector<Field> m_fields;
    int m_status = 0;
};

struct Http2Stream
{
    PooledCall *call = nullptr; ///< Null once it was given up.
    std::int32_t id = 0;
    Http2Head head;
    std::string held; ///< Came while paused; as many bytes of the window are not given back.
    std::string rest; ///< Of the request's body, when its views are not valid any more.
    std::size_t bodyPart = 0; ///< Of the request: next part to send,
    std::size_t bodyOffset = 0; ///< and where in it.
    std::uint64_t readsAtStart = 0; ///< Of the session, when the call began.
    std::uint32_t closeCode = 0; ///< Valid once isClosed.
    bool isRequestSent = false;
    bool ownsRest = false; ///< `rest` is what is still to be sent.
    bool isComplete = false; ///< The provider ended its answer.
    bool isReadUntold = false; ///< Body bytes were delivered and onReadDone is due.
    bool wasReused = false; ///< The session had carried calls before.
    bool hasHead = false; ///< The final head was delivered.
    bool isClosed = false; ///< By the provider, while bytes are held for the call.
};

} // namespace turnpike

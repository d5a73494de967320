// SPDX-License-Identifier: GPL-3.0-or-later
// Reads one HTTP/1.1 answer of a chat completion and says what is wrong with it.
#pragma once

#include <string>
#include <string_view>

namespace turnpike::bench {

class ResponseReader
{
public:
    void begin(bool isStream);
    void take(std::string_view bytes);

    bool hasBody() const { return m_hasBody; }
    bool isDone() const { return m_state == State::Done; }
    /// Events with data in front of [DONE].
    long events() const { return m_events; }
    /// Empty when it was a whole, good answer: status 200, usage, and for a stream [DONE].
    std::string problem() const;

private:
    enum class State { Head, Fixed, ChunkSize, ChunkData, ChunkEnd, Trailer, Done };

    void takeHead();
    std::string_view takeLine(std::string_view &bytes);
    void takeBody(std::string_view bytes);
    void takeEventLine(std::string_view line);

    State m_state = State::Head;
    bool m_isStream = false;
    bool m_hasBody = false;
    bool m_hasUsage = false;
    bool m_hasDone = false;
    bool m_isLineWhole = false;
    int m_status = 0;
    long m_events = 0;
    std::size_t m_left = 0; ///< Of the body or the chunk.
    std::string m_head;
    std::string m_line; ///< A framing line that is not whole yet.
    std::string m_body; ///< Plain: all of it. Stream: the line that is not whole yet.
};

} // namespace turnpike::bench

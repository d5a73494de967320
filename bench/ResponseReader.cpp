// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/ResponseReader.h"

#include <algorithm>
#include <cstdlib>
#include <strings.h>

namespace turnpike::bench {

namespace {

/// The value of a header in a head that ends with an empty line; empty when it is not there.
std::string_view header(std::string_view head, std::string_view name)
{
    std::size_t at = head.find("\r\n");
    while (at != std::string_view::npos && at + 2 < head.size()) {
        const std::size_t end = head.find("\r\n", at + 2);
        if (end == std::string_view::npos)
            break;
        const std::string_view line = head.substr(at + 2, end - at - 2);
        if (line.size() > name.size() && line[name.size()] == ':'
            && strncasecmp(line.data(), name.data(), name.size()) == 0) {
            std::string_view value = line.substr(name.size() + 1);
            while (value.starts_with(' '))
                value.remove_prefix(1);
            return value;
        }
        at = end;
    }
    return {};
}

} // namespace

void ResponseReader::begin(bool isStream)
{
    m_state = State::Head;
    m_isStream = isStream;
    m_hasBody = m_hasUsage = m_hasDone = m_isLineWhole = false;
    m_status = 0;
    m_events = 0;
    m_left = 0;
    m_head.clear();
    m_line.clear();
    m_body.clear();
}

void ResponseReader::take(std::string_view bytes)
{
    while (!bytes.empty() && m_state != State::Done) {
        if (m_state == State::Head) {
            const std::size_t before = m_head.size();
            m_head += bytes;
            const std::size_t end = m_head.find("\r\n\r\n");
            if (end == std::string::npos)
                return;
            bytes.remove_prefix(end + 4 - before);
            m_head.resize(end + 4);
            takeHead();
        } else if (m_state == State::Fixed || m_state == State::ChunkData) {
            const std::size_t size = std::min(m_left, bytes.size());
            m_hasBody = true;
            takeBody(bytes.substr(0, size));
            bytes.remove_prefix(size);
            m_left -= size;
            if (m_left == 0)
                m_state = m_state == State::Fixed ? State::Done : State::ChunkEnd;
        } else {
            const std::string_view line = takeLine(bytes);
            if (!m_isLineWhole)
                return;
            if (m_state == State::ChunkSize) {
                m_left = std::strtoul(std::string(line).c_str(), nullptr, 16);
                m_state = m_left == 0 ? State::Trailer : State::ChunkData;
            } else if (m_state == State::ChunkEnd) {
                m_state = State::ChunkSize;
            } else if (line.empty()) {
                m_state = State::Done;
            }
            m_line.clear();
        }
    }
}

void ResponseReader::takeHead()
{
    m_status = m_head.size() > 12 ? std::atoi(m_head.c_str() + 9) : 0;
    if (header(m_head, "transfer-encoding") == "chunked") {
        m_state = State::ChunkSize;
        return;
    }
    m_left = std::strtoul(std::string(header(m_head, "content-length")).c_str(), nullptr, 10);
    m_state = m_left == 0 ? State::Done : State::Fixed;
}

/// A line without its CR LF, which may have begun in an earlier piece. Look at m_isLineWhole.
std::string_view ResponseReader::takeLine(std::string_view &bytes)
{
    const std::size_t end = bytes.find('\n');
    m_isLineWhole = end != std::string_view::npos;
    std::string_view line = bytes.substr(0, m_isLineWhole ? end : bytes.size());
    bytes.remove_prefix(m_isLineWhole ? end + 1 : bytes.size());
    if (!m_line.empty() || !m_isLineWhole) {
        m_line += line;
        line = m_line;
    }
    if (line.ends_with('\r') && m_isLineWhole)
        line.remove_suffix(1);
    return line;
}

void ResponseReader::takeBody(std::string_view bytes)
{
    if (!m_isStream || m_status != 200) {
        m_body += bytes;
        return;
    }
    for (;;) {
        const std::size_t end = bytes.find('\n');
        if (end == std::string_view::npos) {
            m_body += bytes;
            return;
        }
        if (m_body.empty()) {
            takeEventLine(bytes.substr(0, end));
        } else {
            m_body += bytes.substr(0, end);
            takeEventLine(m_body);
            m_body.clear();
        }
        bytes.remove_prefix(end + 1);
    }
}

void ResponseReader::takeEventLine(std::string_view line)
{
    if (!line.starts_with("data: "))
        return;
    if (line.starts_with("data: [DONE]")) {
        m_hasDone = true;
        return;
    }
    ++m_events;
    // The usage comes last, in an event without choices.
    if (line.find("\"choices\":[]") != std::string_view::npos)
        m_hasUsage = line.find("\"total_tokens\":380") != std::string_view::npos;
}

std::string ResponseReader::problem() const
{
    if (m_status != 200) {
        std::string text = "status " + std::to_string(m_status) + ": " + m_body.substr(0, 300);
        std::erase_if(text, [](char c) { return c == '"' || c == '\\' || c < ' '; });
        return text;
    }
    const bool hasUsage
        = m_isStream ? m_hasUsage : m_body.find("\"total_tokens\":380") != std::string::npos;
    if (!hasUsage)
        return "no usage";
    if (m_isStream && !m_hasDone)
        return "no [DONE]";
    return {};
}

} // namespace turnpike::bench

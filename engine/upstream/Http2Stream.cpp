// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/Http2Stream.h"

#include <charconv>

namespace turnpike {

bool Http2Head::add(std::string_view name, std::string_view value)
{
    if (name == ":status") {
        int status = 0;
        const auto read = std::from_chars(value.data(), value.data() + value.size(), status);
        m_status = read.ec == std::errc() && status >= 100 && status <= 999 ? status : 0;
        return m_status != 0;
    }
    if (m_text.size() + name.size() + value.size() > mostBytes || m_fields.size() >= mostFields)
        return false;
    m_fields.push_back({static_cast<std::uint32_t>(m_text.size()),
                        static_cast<std::uint32_t>(name.size()),
                        static_cast<std::uint32_t>(value.size())});
    m_text.append(name).append(value);
    return true;
}

http::Headers Http2Head::fields() const
{
    http::Headers fields;
    fields.reserve(m_fields.size());
    const std::string_view text = m_text;
    for (const Field &field : m_fields)
        fields.push_back({text.substr(field.at, field.nameSize),
                          text.substr(field.at + field.nameSize, field.valueSize)});
    return fields;
}

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/Message.h"

namespace turnpike::http {

namespace {

constexpr char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

} // namespace

bool sameName(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lowered(a[i]) != lowered(b[i]))
            return false;
    }
    return true;
}

std::string_view findHeader(const Headers &headers, std::string_view name)
{
    for (const Header &header : headers) {
        if (header.name.size() == name.size() && sameName(header.name, name))
            return header.value.data() ? header.value : std::string_view("");
    }
    return {};
}

} // namespace turnpike::http

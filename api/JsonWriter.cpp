// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/JsonWriter.h"

#include "core/Decimal.h"

#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>

namespace turnpike {

void JsonWriter::separate()
{
    if (m_needsComma)
        m_out += ',';
    m_needsComma = true;
}

JsonWriter &JsonWriter::beginObject()
{
    separate();
    m_out += '{';
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::beginArray()
{
    separate();
    m_out += '[';
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::endObject()
{
    m_out += '}';
    m_needsComma = true;
    return *this;
}

JsonWriter &JsonWriter::endArray()
{
    m_out += ']';
    m_needsComma = true;
    return *this;
}

JsonWriter &JsonWriter::name(std::string_view name)
{
    separate();
    m_out.append(1, '"').append(name).append("\":");
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::text(std::string_view utf8)
{
    separate();
    m_out += boost::json::serialize(boost::json::string_view(utf8.data(), utf8.size()));
    return *this;
}

JsonWriter &JsonWriter::whole(std::int64_t number)
{
    separate();
    m_out += std::to_string(number);
    return *this;
}

JsonWriter &JsonWriter::flag(bool value)
{
    separate();
    m_out += value ? "true" : "false";
    return *this;
}

JsonWriter &JsonWriter::null()
{
    separate();
    m_out += "null";
    return *this;
}

JsonWriter &JsonWriter::money(Money amount)
{
    separate();
    m_out += jsonText(amount);
    return *this;
}

JsonWriter &JsonWriter::milliseconds(std::int64_t us)
{
    separate();
    m_out += decimalText(us, 3, 0);
    return *this;
}

JsonWriter &JsonWriter::textOrNull(const QString &value)
{
    return value.isEmpty() ? null() : text(value.toStdString());
}

} // namespace turnpike

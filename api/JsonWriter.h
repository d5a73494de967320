// SPDX-License-Identifier: GPL-3.0-or-later
// Writes JSON bodies: members in the order given, money as exact decimals.
#pragma once

#include "core/Money.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

/// Appends to one text. Names are ours and need no escaping; null stands for what is unset.
class JsonWriter
{
public:
    JsonWriter &beginObject();
    JsonWriter &beginArray();
    JsonWriter &endObject();
    JsonWriter &endArray();
    JsonWriter &name(std::string_view name);

    JsonWriter &text(std::string_view utf8);
    JsonWriter &whole(std::int64_t number);
    JsonWriter &flag(bool value);
    JsonWriter &null();
    JsonWriter &money(Money amount); ///< A number of USD, exact, without exponent.
    /// Microseconds as a number of milliseconds with up to three decimals.
    JsonWriter &milliseconds(std::int64_t us);

    /// Null when empty.
    JsonWriter &textOrNull(const QString &value);

    std::string take() { return std::move(m_out); }

private:
    void separate();

    std::string m_out;
    bool m_needsComma = false;
};

} // namespace turnpike

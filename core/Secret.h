// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace turnpike {

/// A text that must not be printed, logged or compared by accident. Wiped when destroyed.
class Secret
{
public:
    Secret() = default;
    explicit Secret(std::string text)
        : m_text(std::move(text))
    {}
    Secret(const Secret &) = default;
    Secret(Secret &&other) noexcept
        : m_text(std::move(other.m_text))
    {
        other.wipe();
    }
    Secret &operator=(const Secret &other);
    Secret &operator=(Secret &&other) noexcept;
    ~Secret() { wipe(); }

    /// The only way to the text, named so that a review finds each use.
    std::string_view reveal() const { return m_text; }
    bool isEmpty() const { return m_text.empty(); }

private:
    void wipe() noexcept;

    std::string m_text;
};

} // namespace turnpike

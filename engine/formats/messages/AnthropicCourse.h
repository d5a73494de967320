// SPDX-License-Identifier: GPL-3.0-or-later
// The legal order of Anthropic's events: who watches a stream asks it about each.
#pragma once

#include "engine/formats/messages/AnthropicEvent.h"
#include "engine/wire/AnswerStream.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnpike {

class AnthropicCourse
{
public:
    enum class Verdict : std::uint8_t {
        Legal,
        Extra, ///< It says again what was said: to be dropped.
        Broken, ///< problem()
    };

    /// Pings, errors and unknown events are legal anywhere and need not be asked about.
    Verdict take(const AnthropicEvent &event);
    std::string_view problem() const { return m_problem; } ///< A sentence.

    /// The block whose stop was forgotten before the event taken last.
    std::optional<std::int64_t> forgotten() const { return m_forgotten; }
    std::optional<std::int64_t> openBlock() const { return m_open; }
    AnthropicBlock::Kind openKind() const { return m_kind; }
    bool hasFinish() const { return m_hasFinish; } ///< A stop reason was told.
    /// Text, thoughts, a call: anything that a client would show or act on. A finish is some, too.
    bool hasSubstance() const { return m_hasSubstance || m_hasFinish; }
    bool hasTools() const { return m_hasTools; }

private:
    Verdict broke(std::string_view problem);
    Verdict startBlock(const AnthropicEvent &event);
    Verdict takeDelta(const AnthropicEvent &event);
    Verdict stopBlock(const AnthropicEvent &event);

    std::string_view m_problem;
    std::optional<std::int64_t> m_open;
    std::optional<std::int64_t> m_forgotten;
    AnthropicBlock::Kind m_kind = AnthropicBlock::Kind::Other;
    std::int64_t m_blocks = 0;
    bool m_hasStarted = false;
    bool m_hasFinish = false;
    bool m_hasSubstance = false;
    bool m_hasTools = false;
};

} // namespace turnpike

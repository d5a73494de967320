// SPDX-License-Identifier: GPL-3.0-or-later
// Streamed answers of media routes: events, and bytes of audio or text.
#pragma once

#include "engine/wire/AnswerStream.h"
#include "engine/wire/ClientRequest.h"

#include <string>
#include <string_view>

namespace turnpike {

/// Events of pictures, speech and transcriptions: image_generation.partial_image and .completed,
/// speech.audio.delta and .done, transcript.text.delta and .done. They pass as they are; the last
/// that completes something is held back until all is settled, and carries what was charged.
class MediaStream final : public AnswerStream
{
public:
    explicit MediaStream(ApiType api)
        : m_api(api)
    {}

    Step admit(const sse::Event &event) override;
    Step end() override;
    std::string closing(const UsageFigures &figures) override;
    std::string failure(const ApiError &error) override;

private:
    Step hold(const sse::Event &event);
    Step forward(std::string_view bytes);

    ApiType m_api;
    std::string m_type; ///< Of the event held back, its `event:` line.
    std::string m_held; ///< Its data; empty while there is none.
    std::string m_heldRaw;
    std::string m_passing; ///< What was held before, while it is passed on.
    std::string_view m_piece;
    bool m_hasDone = false; ///< The provider ends its streams with [DONE].
};

/// Bytes that are no events: they pass unread, and can carry neither usage nor an error.
class ByteStream final : public AnswerStream
{
public:
    /// `countsText`: its bytes are text that was put out.
    explicit ByteStream(bool countsText)
        : m_countsText(countsText)
    {}

    void take(std::string_view bytes);
    Step admit(const sse::Event &event) override;
    Step end() override;
    std::string closing(const UsageFigures &figures) override;
    std::string failure(const ApiError &error) override;

private:
    bool m_countsText;
};

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// A generateContent answer, streamed or whole, as events.
#pragma once

#include "engine/formats/Answer.h"
#include "engine/formats/gemini/GeminiUsage.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// The format has no terminal event: the answer has ended when the body has, and is whole when
/// each choice told a finish reason by then. Finish therefore comes at the end of the body, which
/// also does right by servers that tell a reason with every chunk.
class GeminiDecoder final : public AnswerDecoder
{
public:
    explicit GeminiDecoder(std::int64_t choices);
    ~GeminiDecoder() override;

    Progress decode(const sse::Event &event, AnswerSink &sink) override;
    Progress end(AnswerSink &sink) override;
    Progress decodeWhole(std::string_view body, AnswerSink &sink) override;

private:
    struct Part;
    struct Candidate;
    struct Choice
    {
        std::int32_t nextCall = 0;
        std::int32_t reasoning = 0; ///< Index of the reasoning part that is open or comes next.
        bool isReasoning = false; ///< That part has begun.
        bool hasSpoken = false; ///< Anything came.
        std::string finish; ///< The provider's word, last told.
    };

    Progress decodeText(std::string_view text, AnswerSink &sink);
    Progress decodeChunk(json::StrictReader &json, AnswerSink &sink);
    bool readCandidate(json::StrictReader &json, Candidate &candidate);
    bool readPart(json::StrictReader &json, Part &part);
    void readFeedback(json::StrictReader &json);
    void readGrounding(json::StrictReader &json, Candidate &candidate);
    Progress tell(const Candidate &candidate, AnswerSink &sink);
    Progress tellPart(const Part &part, AnswerEvent event, Choice &choice, AnswerSink &sink);
    void tellText(const Part &part, AnswerEvent event, Choice &choice, AnswerSink &sink);
    void tellCall(const Part &part, AnswerEvent event, Choice &choice, AnswerSink &sink);
    Progress tellMedia(const Part &part, AnswerEvent event, Choice &choice, AnswerSink &sink);
    void tellCitations(const Candidate &candidate, AnswerSink &sink);
    std::string_view makeCallId(std::int32_t choice, std::int32_t call);

    std::vector<Choice> m_choices; ///< Of those asked for.
    GeminiUsage m_counts;
    std::string m_block; ///< Why the prompt was not answered.
    std::uint64_t m_seed = 0; ///< Differs from answer to answer; 0: none yet.
    bool m_hasEnded = false;
    std::string m_token; ///< Of the event at hand.
    std::string m_callId;
};

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// A provider's answer in a client's other format: a decoder feeding an encoder.
#pragma once

#include "engine/formats/ClientApi.h"
#include "engine/formats/ProviderAdapter.h"

#include <memory>
#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

class TranslatedStream final : public AnswerStream
{
public:
    TranslatedStream(std::unique_ptr<AnswerDecoder> decoder,
                     std::unique_ptr<AnswerEncoder> encoder);

    Step admit(const sse::Event &event) override;
    Step end() override;
    std::string closing(const UsageFigures &figures) override;
    std::string failure(const ApiError &error) override;

private:
    Step take(AnswerDecoder::Progress progress);

    std::unique_ptr<AnswerDecoder> m_decoder;
    std::unique_ptr<AnswerEncoder> m_encoder;
    std::string m_sent; ///< What the last step forwarded; its pieces point here.
    std::string_view m_piece; ///< Of m_sent.
};

/// `request` and `names` must outlive the answer.
tl::expected<std::unique_ptr<WholeAnswer>, WireBreak>
translateWhole(std::string_view body, AnswerDecoder &decoder, const ClientApi &client,
               const ClientRequest &request, const AnswerNames &names);

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/TranslatedAnswer.h"

#include <utility>

namespace turnpike {

namespace {

struct TranslatedWhole final : WholeAnswer
{
    TranslatedWhole(const ClientApi &api, const ClientRequest &asked, const AnswerNames &ours)
        : client(api)
        , request(asked)
        , names(ours)
    {}

    GatheredText body(const UsageFigures &figures) override
    {
        GatheredText text;
        text.own(client.wholeBody(answer, request, names, figures));
        return text;
    }

    const ClientApi &client;
    const ClientRequest &request;
    const AnswerNames &names;
    AnswerCollector answer;
};

} // namespace

TranslatedStream::TranslatedStream(std::unique_ptr<AnswerDecoder> decoder,
                                   std::unique_ptr<AnswerEncoder> encoder)
    : m_decoder(std::move(decoder))
    , m_encoder(std::move(encoder))
{}

AnswerStream::Step TranslatedStream::admit(const sse::Event &event)
{
    if (m_break.fault != WireFault::None)
        return {.action = Action::Broken, .pieces = {}};
    if (m_hasEnded)
        return {};
    return take(m_decoder->decode(event, *m_encoder));
}

AnswerStream::Step TranslatedStream::end()
{
    if (m_break.fault != WireFault::None)
        return {.action = Action::Broken, .pieces = {}};
    if (m_hasEnded)
        return {.action = Action::End, .pieces = {}};
    return take(m_decoder->end(*m_encoder));
}

AnswerStream::Step TranslatedStream::take(AnswerDecoder::Progress progress)
{
    m_outputBytes = m_decoder->outputBytes();
    m_hasUsage = m_decoder->hasUsage();
    if (m_hasUsage)
        m_usage = m_decoder->usage();
    if (m_id.empty())
        m_id = m_decoder->upstreamId();
    if (progress == AnswerDecoder::Progress::More) {
        if (m_encoder->out().empty())
            return {};
        m_sent.clear();
        m_sent.swap(m_encoder->out());
        m_piece = m_sent;
        m_hasForwarded = true;
        return {.action = Action::Forward, .pieces = {&m_piece, 1}};
    }
    m_model = m_decoder->servedModel();
    m_nativeFinish = m_decoder->nativeFinishReason();
    m_finish = m_decoder->finishReason();
    m_repairs = m_decoder->repairs();
    if (progress == AnswerDecoder::Progress::Broken) {
        m_break = m_decoder->broken();
        return {.action = Action::Broken, .pieces = {}};
    }
    if (!m_hasForwarded && m_encoder->out().empty() && m_finish.empty())
        return broke(WireFault::Empty, "The provider's answer ended without any content.");
    m_hasEnded = true;
    return {.action = Action::End, .pieces = {}};
}

/// With what came together with the end.
std::string TranslatedStream::closing(const UsageFigures &figures)
{
    m_encoder->close(figures);
    return std::move(m_encoder->out());
}

std::string TranslatedStream::failure(const ApiError &error)
{
    m_encoder->fail(error);
    return std::move(m_encoder->out());
}

tl::expected<std::unique_ptr<WholeAnswer>, WireBreak>
translateWhole(std::string_view body, AnswerDecoder &decoder, const ClientApi &client,
               const ClientRequest &request, const AnswerNames &names)
{
    auto whole = std::make_unique<TranslatedWhole>(client, request, names);
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return tl::unexpected(WireBreak{WireFault::Empty, "The provider's answer is empty.", {}});
    if (decoder.decodeWhole(body, whole->answer) != AnswerDecoder::Progress::End)
        return tl::unexpected(decoder.broken());
    if (whole->answer.isEmpty())
        return tl::unexpected(
            WireBreak{WireFault::Empty, "The provider's answer holds nothing.", {}});
    whole->upstreamId = decoder.upstreamId();
    whole->servedModel = decoder.servedModel();
    whole->nativeFinishReason = decoder.nativeFinishReason();
    whole->finish = decoder.finishReason();
    whole->usage = decoder.usage();
    whole->hasUsage = decoder.hasUsage();
    whole->outputBytes = decoder.outputBytes();
    whole->repairs = decoder.repairs();
    return whole;
}

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// What a translation costs beside a pass-through: requests of 1 KB, 50 KB and 116 KB with 24 tools,
// and chunks of a stream, in nanoseconds of one core.
#include "core/Policy.h"
#include "engine/gateway/Pairing.h"
#include "engine/sse/SseParser.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace turnpike;

constexpr int rounds = 15;

/// Nanoseconds of one run: the median of rounds that last about 20 ms each.
template <typename Run>
double measured(Run run)
{
    using Clock = std::chrono::steady_clock;
    using Nanoseconds = std::chrono::duration<double, std::nano>;
    constexpr double wanted = 20e6;
    const auto timed = [&run](int count) {
        const auto begin = Clock::now();
        for (int i = 0; i < count; ++i)
            run();
        return Nanoseconds(Clock::now() - begin).count();
    };
    const int count = std::max(1, static_cast<int>(wanted / std::max(timed(3) / 3, 1.0)));
    std::array<double, rounds> times{};
    for (double &time : times)
        time = timed(count) / count;
    std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
    return times[rounds / 2];
}

std::string filler(std::size_t bytes)
{
    std::string text;
    while (text.size() < bytes)
        text += "The quick brown fox jumps over the lazy dog. \\n";
    text.resize(bytes);
    while (text.ends_with('\\'))
        text.back() = '.';
    return text;
}

std::string toolOf(int number, std::size_t bytes, bool isMessages)
{
    const std::string schema
        = R"({"type":"object","properties":{"path":{"type":"string","description":")"
        + filler(bytes)
        + R"("},"count":{"type":"integer"}},"required":["path"],"additionalProperties":false})";
    const std::string name = "\"tool_" + std::to_string(number) + '"';
    if (isMessages)
        return R"({"name":)" + name + R"(,"description":"d","input_schema":)" + schema + '}';
    return R"({"type":"function","function":{"name":)" + name
        + R"(,"description":"d","parameters":)" + schema + "}}";
}

/// A chat or a Messages body of about `bytes` with `tools` tools.
std::string bodyOf(std::size_t bytes, int tools, bool isMessages)
{
    std::string list;
    for (int i = 0; i < tools; ++i)
        list += (i == 0 ? "" : ",")
            + toolOf(i, bytes / 2 / static_cast<std::size_t>(tools), isMessages);
    const std::size_t left = bytes > list.size() + 300 ? bytes - list.size() - 300 : 100;
    std::string body = R"({"model":"lab/m","max_tokens":1000,"stream":true,)";
    if (isMessages)
        body += R"("system":[{"type":"text","text":")" + filler(left / 2)
            + R"(","cache_control":{"type":"ephemeral"}}],)";
    body += R"("messages":[)";
    if (!isMessages)
        body += R"({"role":"system","content":")" + filler(left / 2) + R"("},)";
    body += R"({"role":"user","content":")" + filler(left / 4)
        + R"("},{"role":"assistant","content":")" + filler(left / 8)
        + R"("},{"role":"user","content":")" + filler(left / 8) + R"("}])";
    if (tools > 0)
        body += R"(,"tools":[)" + list + ']';
    return body + '}';
}

struct Pair
{
    const char *name;
    ApiType client;
    ProviderFormat provider;
};

ProviderPolicy providerOf(ProviderFormat format)
{
    ProviderPolicy provider;
    provider.name = "Bench";
    provider.format = format;
    return provider;
}

/// Reads the body and writes what goes upstream, as an attempt does.
std::size_t sent(const Pair &pair, const ProviderPolicy &provider, const ModelPolicy &model,
                 const EndpointPolicy &endpoint, const std::string &body)
{
    const auto request = readRequest(pair.client, body);
    if (!request)
        std::abort();
    const Pairing pairing(pair.client, provider, model, endpoint, false);
    if (pairing.passes())
        return pairing.passedBody(*request, endpoint, std::nullopt).size();
    std::unique_ptr<Conversation> conversation;
    const auto text = pairing.encode(*request, conversation,
                                     {.model = endpoint.upstreamModel,
                                      .maxOutput = request->maxOutput(),
                                      .endpointMaxOutput = 8192,
                                      .isStreaming = true});
    if (!text)
        std::abort();
    return text->size();
}

std::string streamOf(ProviderFormat format, int chunks)
{
    std::string stream;
    if (format == ProviderFormat::Anthropic)
        stream
            += "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\","
               "\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":[],"
               "\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}\n\nevent: "
               "content_block_start\n"
               "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":"
               "\"text\",\"text\":\"\"}}\n\n";
    for (int i = 0; i < chunks; ++i) {
        switch (format) {
        case ProviderFormat::Anthropic:
            stream
                += "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"
                   "0,\"delta\":{\"type\":\"text_delta\",\"text\":\" some words\"}}\n\n";
            break;
        case ProviderFormat::Gemini:
            stream
                += "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\" some words\"}],"
                   "\"role\":\"model\"},\"index\":0}],\"modelVersion\":\"g\",\"responseId\":\"r\"}"
                   "\r\n\r\n";
            break;
        default:
            stream += "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":5,"
                      "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" some "
                      "words\"}"
                      ",\"finish_reason\":null}]}\n\n";
        }
    }
    return stream;
}

std::size_t received(const Pair &pair, const ProviderPolicy &provider, const ModelPolicy &model,
                     const EndpointPolicy &endpoint, const ClientRequest &request,
                     const std::string &stream)
{
    const Pairing pairing(pair.client, provider, model, endpoint, false);
    const auto answer = pairing.stream(request, {"gen-bench", "lab/m", 5});
    sse::SseParser parser;
    parser.feed(stream);
    std::size_t bytes = 0;
    for (sse::Event event; parser.next(event) == sse::Step::Event;) {
        const AnswerStream::Step step = answer->admit(event);
        if (step.action == AnswerStream::Action::Broken)
            std::abort();
        for (const std::string_view piece : step.pieces)
            bytes += piece.size();
    }
    return bytes;
}

} // namespace

int main()
{
    constexpr std::array<Pair, 5> pairs{{
        {"chat to OpenAI (passes)", ApiType::Chat, ProviderFormat::OpenAi},
        {"chat to Anthropic", ApiType::Chat, ProviderFormat::Anthropic},
        {"chat to Gemini", ApiType::Chat, ProviderFormat::Gemini},
        {"Messages to Anthropic (passes)", ApiType::Messages, ProviderFormat::Anthropic},
        {"Messages to OpenAI", ApiType::Messages, ProviderFormat::OpenAi},
    }};
    struct Size
    {
        const char *name;
        std::size_t bytes;
        int tools;
    };
    constexpr std::array<Size, 4> sizes{{{"1 KB", 1024, 0},
                                         {"50 KB", 51'200, 0},
                                         {"116 KB, 24 tools", 118'784, 24},
                                         {"1 MB", 1'048'576, 0}}};
    ModelPolicy model;
    model.type = "chat";
    EndpointPolicy endpoint;
    endpoint.upstreamModel = "model-x";
    volatile std::size_t sink = 0;
    std::printf("%-32s", "request, us");
    for (const Size &size : sizes)
        std::printf(" %18s", size.name);
    std::printf(" %18s\n", "chunk, ns");
    for (const Pair &pair : pairs) {
        const ProviderPolicy provider = providerOf(pair.provider);
        const bool isMessages = pair.client == ApiType::Messages;
        std::printf("%-32s", pair.name);
        for (const Size &size : sizes) {
            const std::string body = bodyOf(size.bytes, size.tools, isMessages);
            const double time
                = measured([&] { sink = sent(pair, provider, model, endpoint, body); });
            std::printf(" %18.1f", time / 1000);
        }
        const std::string body = bodyOf(1024, 0, isMessages);
        const auto request = readRequest(pair.client, body);
        constexpr int chunks = 1000;
        const std::string stream = streamOf(pair.provider, chunks);
        const double time
            = measured([&] { sink = received(pair, provider, model, endpoint, *request, stream); });
        std::printf(" %18.0f\n", time / chunks);
    }
    return sink == 0;
}

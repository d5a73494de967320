// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulator/SimulatedAnswer.h"

#include "engine/formats/chat/ChatRequest.h"
#include "engine/json/StrictReader.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <array>

namespace turnpike {

using namespace std::chrono_literals;

namespace {

constexpr std::string_view speech
    = "This is a simulated answer: no model was asked and nothing was charged. Turnpike's built-in "
      "simulator streams it at the pace of a real provider, so that you can see a request live, in "
      "the ledger and in the charts before you add a provider key. Add a key under Provider keys, "
      "point your tool at one of its models, and the next answer is a real one.";

/// Words with their leading blank: one word counts as one token.
std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> found;
    std::size_t begin = 0;
    while (begin < text.size()) {
        std::size_t end = text.find(' ', begin + 1);
        end = std::min(end, text.size());
        found.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return found;
}

/// The name of the first function in `tools`, raw between its quotes; empty when there is none.
std::string_view firstToolName(std::string_view body)
{
    json::StrictReader reader(body);
    const auto enterMember = [&reader](std::string_view name) {
        json::Member member;
        if (!reader.enterObject())
            return false;
        while (reader.nextMember(member)) {
            if (member.name == name)
                return true;
            reader.skip();
        }
        return false;
    };
    bool isFirst = true;
    if (!enterMember("tools") || !reader.enterArray() || !reader.nextElement(isFirst)
        || !enterMember("function") || !enterMember("name"))
        return {};
    const json::Value value = reader.skip();
    return value.kind == json::Kind::String ? value.text.substr(1, value.text.size() - 2)
                                            : std::string_view{};
}

/// Everything that the chunks of one answer share.
struct Answer
{
    std::string id;
    std::int64_t createdS = 0;
    std::string model;
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    std::string_view finish = "stop";
    std::string content; ///< Empty for a tool call.
    std::string toolName;
};

std::string usageOf(const Answer &answer)
{
    json::Writer json;
    json.beginObject()
        .member("prompt_tokens", answer.promptTokens)
        .member("completion_tokens", answer.completionTokens)
        .member("total_tokens", answer.promptTokens + answer.completionTokens)
        .endObject();
    return json.text();
}

json::Writer &begin(json::Writer &json, const Answer &answer, std::string_view object)
{
    return json.beginObject()
        .member("id", std::string_view(answer.id))
        .member("object", object)
        .member("created", answer.createdS)
        .member("model", std::string_view(answer.model))
        .key("choices")
        .beginArray();
}

std::string chunk(const Answer &answer, std::string_view delta, std::string_view finish)
{
    json::Writer json;
    begin(json, answer, "chat.completion.chunk")
        .beginObject()
        .member("index", 0)
        .key("delta")
        .raw(delta)
        .key("finish_reason");
    if (finish.empty())
        json.null();
    else
        json.string(finish);
    json.endObject().endArray().endObject();
    return "data: " + json.text() + "\n\n";
}

std::string toolCall(const Answer &answer, bool isDelta)
{
    json::Writer json;
    json.beginArray().beginObject();
    if (isDelta)
        json.member("index", 0);
    json.member("id", std::string_view("call_simulated"))
        .member("type", std::string_view("function"))
        .key("function")
        .beginObject()
        .key("name")
        .raw('"' + answer.toolName + '"')
        .member("arguments", std::string_view("{}"))
        .endObject()
        .endObject()
        .endArray();
    return json.text();
}

std::vector<std::string> streamOf(const Answer &answer)
{
    std::vector<std::string> events;
    events.push_back(chunk(answer, R"({"role":"assistant","content":""})", {}));
    if (!answer.toolName.empty())
        events.push_back(chunk(answer, R"({"tool_calls":)" + toolCall(answer, true) + '}', {}));
    for (const std::string_view word : words(answer.content)) {
        json::Writer delta;
        delta.beginObject().member("content", word).endObject();
        events.push_back(chunk(answer, delta.text(), {}));
    }
    events.push_back(chunk(answer, "{}", answer.finish));
    json::Writer last;
    begin(last, answer, "chat.completion.chunk")
        .endArray()
        .key("usage")
        .raw(usageOf(answer))
        .endObject();
    events.push_back("data: " + last.text() + "\n\n");
    events.emplace_back("data: [DONE]\n\n");
    return events;
}

std::string wholeOf(const Answer &answer)
{
    json::Writer json;
    begin(json, answer, "chat.completion")
        .beginObject()
        .member("index", 0)
        .key("message")
        .beginObject()
        .member("role", std::string_view("assistant"))
        .key("content");
    if (answer.toolName.empty())
        json.string(answer.content);
    else
        json.null().key("tool_calls").raw(toolCall(answer, false));
    json.endObject()
        .member("finish_reason", answer.finish)
        .endObject()
        .endArray()
        .key("usage")
        .raw(usageOf(answer))
        .endObject();
    return json.text();
}

SimulatedAnswer refusal(int status, std::string_view message)
{
    json::Writer json;
    json.beginObject()
        .key("error")
        .beginObject()
        .member("message", message)
        .endObject()
        .endObject();
    SimulatedAnswer answer;
    answer.status = status;
    answer.pieces.push_back(json.text());
    return answer;
}

} // namespace

SimulatedModel simulatedModel(std::string_view upstreamName)
{
    if (upstreamName.ends_with("-slow"))
        return SimulatedModel::Slow;
    if (upstreamName.ends_with("-flaky"))
        return SimulatedModel::Flaky;
    return upstreamName.ends_with("-tools") ? SimulatedModel::Tools : SimulatedModel::Plain;
}

SimulatedAnswer simulateAnswer(std::string_view body, std::uint64_t turn, std::int64_t createdS)
{
    const auto request = readChatRequest(body);
    if (!request)
        return refusal(400, request.error().message);
    const SimulatedModel model = simulatedModel(request->model);
    const std::uint64_t mood = model == SimulatedModel::Flaky ? turn % 4 : 3;
    if (mood == 0)
        return refusal(503, "The simulated provider is overloaded, as the flaky one often is.");
    if (mood == 2)
        return refusal(429,
                       "The simulated provider is limiting its rate, as the flaky one often does.");

    Answer answer;
    answer.id = "sim-" + std::to_string(createdS) + '-' + std::to_string(turn);
    answer.createdS = createdS;
    answer.model = request->model;
    answer.promptTokens = std::max<std::int64_t>(1, request->content.textBytes / 4);
    if (model == SimulatedModel::Tools && request->hasTools)
        answer.toolName = firstToolName(body);
    if (answer.toolName.empty()) {
        const std::vector<std::string_view> all = words(speech);
        const auto limit = static_cast<std::size_t>(std::max<std::int64_t>(
            1, request->maxOutput().value_or(static_cast<std::int64_t>(all.size()))));
        for (std::size_t i = 0; i < std::min(limit, all.size()); ++i)
            answer.content += all[i];
        answer.completionTokens = static_cast<std::int64_t>(std::min(limit, all.size()));
        answer.finish = limit < all.size() ? "length" : "stop";
    } else {
        answer.completionTokens = 12;
        answer.finish = "tool_calls";
    }

    SimulatedAnswer result;
    result.isStream = request->isStreaming;
    const bool isSlow = model == SimulatedModel::Slow;
    result.firstPause = isSlow ? 2500ms : 180ms;
    result.pause = isSlow ? 250ms : 18ms;
    if (result.isStream) {
        result.pieces = streamOf(answer);
        if (mood == 1) {
            result.pieces.resize(result.pieces.size() / 2);
            result.isCut = true;
        }
    } else {
        result.pieces.push_back(wholeOf(answer));
        result.firstPause += result.pause * answer.completionTokens / 4;
        result.isCut = mood == 1;
        if (result.isCut)
            result.pieces.back().resize(result.pieces.back().size() / 2);
    }
    return result;
}

} // namespace turnpike

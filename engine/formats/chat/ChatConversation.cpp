// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatConversation.h"

#include "engine/formats/RawWalk.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace turnpike {

namespace {

using Kind = ContentPart::Kind;
using Role = Turn::Role;
using Source = ContentPart::Source;

ApiError unsayable(std::string pointer, std::string_view sentence)
{
    ApiError error{.status = 400, .errorType = "invalid_request"};
    error.message = pointer + ' ' + std::string(sentence);
    error.pointer = std::move(pointer);
    return error;
}

/// The walk over one valid body.
class ChatConverser
{
public:
    explicit ChatConverser(const ClientRequest &request)
        : m_request(request)
        , m_json(request.body, json::StrictReader::maxDepth)
    {}

    tl::expected<Conversation, ApiError> converse();

private:
    void readMember(std::string_view name);
    bool readSampling(std::string_view name);
    void readMessages();
    void readMessage();
    void readContent(std::vector<ContentPart> &parts);
    void readPart(std::vector<ContentPart> &parts);
    void readImage(ContentPart &part);
    void readMedia(ContentPart &part);
    void placeMedia(ContentPart &part, RawJson url);
    void readToolCalls(std::vector<ContentPart> &parts);
    void readCall(ContentPart &call);
    void readReasoningDetails(std::vector<ContentPart> &parts);
    void readTools();
    void readFunctions();
    void readFunction(ToolDefinition &tool);
    void readToolChoice();
    void readShape();
    void readReasoning();
    void readStops();
    void refuse(std::string pointer, std::string_view sentence)
    {
        if (!m_error)
            m_error = unsayable(std::move(pointer), sentence);
    }
    std::string_view word(RawJson string) { return plainText(m_talk, string); }

    const ClientRequest &m_request;
    json::StrictReader m_json;
    Conversation m_talk;
    std::optional<ApiError> m_error;
};

tl::expected<Conversation, ApiError> ChatConverser::converse()
{
    m_talk.isStreaming = m_request.isStreaming;
    m_talk.maxOutput = m_request.maxOutput();
    m_talk.choices = m_request.choiceCount;
    eachMember(m_json, [this](std::string_view name) { readMember(name); });
    if (m_error)
        return tl::unexpected(*std::move(m_error));
    return std::move(m_talk);
}

void ChatConverser::readMember(std::string_view name)
{
    if (name == "messages") {
        readMessages();
    } else if (name == "prompt") {
        Turn &turn = m_talk.turns.emplace_back();
        turn.parts.push_back({.kind = Kind::Text, .text = rawString(m_json)});
    } else if (name == "tools") {
        readTools();
    } else if (name == "functions") {
        readFunctions();
    } else if (name == "tool_choice" || name == "function_call") {
        readToolChoice();
    } else if (name == "parallel_tool_calls") {
        m_talk.isParallel = rawBoolean(m_json);
    } else if (name == "response_format") {
        readShape();
    } else if (name == "reasoning") {
        readReasoning();
    } else if (name == "reasoning_effort") {
        if (const RawJson effort = rawString(m_json); !effort.empty()) {
            m_talk.reasoning.isTold = true;
            m_talk.reasoning.effort = effortOf(word(effort));
        }
    } else if (name == "include_reasoning") {
        if (const std::optional<bool> isShown = rawBoolean(m_json)) {
            m_talk.reasoning.isTold = true;
            m_talk.reasoning.isHidden = !*isShown;
        }
    } else if (name == "stop") {
        readStops();
    } else if (!readSampling(name)) {
        m_json.skip();
    }
}

bool ChatConverser::readSampling(std::string_view name)
{
    const std::array<std::pair<std::string_view, RawJson *>, 18> members{{
        {"temperature", &m_talk.temperature},
        {"top_p", &m_talk.topP},
        {"top_k", &m_talk.topK},
        {"min_p", &m_talk.minP},
        {"top_a", &m_talk.topA},
        {"frequency_penalty", &m_talk.frequencyPenalty},
        {"presence_penalty", &m_talk.presencePenalty},
        {"repetition_penalty", &m_talk.repetitionPenalty},
        {"seed", &m_talk.seed},
        {"logit_bias", &m_talk.logitBias},
        {"logprobs", &m_talk.logprobs},
        {"top_logprobs", &m_talk.topLogprobs},
        {"verbosity", &m_talk.verbosity},
        {"service_tier", &m_talk.serviceTier},
        {"cache_control", &m_talk.cacheControl},
        {"prompt_cache_key", &m_talk.promptCacheKey},
        {"modalities", &m_talk.modalities},
        {"audio", &m_talk.audio},
    }};
    const auto *const found = std::find_if(members.begin(), members.end(),
                                           [name](const auto &own) { return own.first == name; });
    if (found == members.end())
        return false;
    *found->second = rawValue(m_json);
    return true;
}

void ChatConverser::readStops()
{
    if (m_json.peek() == json::Kind::String) {
        m_talk.stops.push_back(rawString(m_json));
        return;
    }
    eachElement(m_json, [this](std::size_t) {
        if (const RawJson stop = rawString(m_json); !stop.empty())
            m_talk.stops.push_back(stop);
    });
}

// ---- Messages -------------------------------------------------------------------------------

void ChatConverser::readMessages()
{
    eachElement(m_json, [this](std::size_t) { readMessage(); });
}

Role roleOf(std::string_view word)
{
    if (word == "system")
        return Role::System;
    if (word == "developer")
        return Role::Developer;
    if (word == "assistant")
        return Role::Assistant;
    return word == "tool" || word == "function" ? Role::Tool : Role::User;
}

/// A signature that came beside its call goes back into it (Gemini signs calls).
void placeCallSignatures(std::vector<ContentPart> &reasoning, std::vector<ContentPart> &calls)
{
    std::erase_if(reasoning, [&calls](const ContentPart &part) {
        if (part.encrypted.empty() || part.id.empty())
            return false;
        for (ContentPart &call : calls)
            if (call.id == part.id) {
                call.signature = part.encrypted;
                call.family = part.family;
                return true;
            }
        return false;
    });
}

void ChatConverser::readMessage()
{
    Turn turn;
    std::vector<ContentPart> content, calls, reasoning;
    RawJson callId, plainReasoning, cacheControl;
    eachMember(m_json, [&](std::string_view name) {
        if (name == "role") {
            turn.role = roleOf(word(rawString(m_json)));
        } else if (name == "content") {
            readContent(content);
        } else if (name == "name") {
            turn.name = rawString(m_json);
        } else if (name == "tool_calls") {
            readToolCalls(calls);
        } else if (name == "function_call") {
            ContentPart call{.kind = Kind::ToolCall};
            readCall(call);
            call.id = call.name;
            if (!call.name.empty())
                calls.push_back(std::move(call));
        } else if (name == "tool_call_id") {
            callId = rawString(m_json);
        } else if (name == "refusal") {
            if (const RawJson refusal = rawString(m_json); refusal.size() > 2)
                content.push_back({.kind = Kind::Refusal, .text = refusal});
        } else if (name == "reasoning" || name == "reasoning_content") {
            if (const RawJson text = rawString(m_json); text.size() > 2)
                plainReasoning = text;
        } else if (name == "reasoning_details") {
            readReasoningDetails(reasoning);
        } else if (name == "cache_control") {
            cacheControl = rawValue(m_json);
        } else {
            m_json.skip();
        }
    });
    if (turn.role == Role::Tool) {
        ContentPart result{.kind = Kind::ToolResult};
        result.id = callId.empty() ? turn.name : callId;
        result.name = turn.name;
        result.result = std::move(content);
        result.cacheControl = cacheControl;
        turn.name = {};
        turn.parts.push_back(std::move(result));
    } else {
        // What a model thought comes before what it said (data plane 10.4).
        placeCallSignatures(reasoning, calls);
        turn.parts = std::move(reasoning);
        if (turn.parts.empty() && !plainReasoning.empty())
            turn.parts.push_back({.kind = Kind::Reasoning, .text = plainReasoning});
        std::move(content.begin(), content.end(), std::back_inserter(turn.parts));
        std::move(calls.begin(), calls.end(), std::back_inserter(turn.parts));
        if (!cacheControl.empty() && !turn.parts.empty())
            turn.parts.back().cacheControl = cacheControl;
    }
    m_talk.turns.push_back(std::move(turn));
}

void ChatConverser::readContent(std::vector<ContentPart> &parts)
{
    if (m_json.peek() == json::Kind::String) {
        parts.push_back({.kind = Kind::Text, .text = rawString(m_json)});
        return;
    }
    eachElement(m_json, [&](std::size_t) { readPart(parts); });
}

void ChatConverser::readPart(std::vector<ContentPart> &parts)
{
    ContentPart part;
    bool isKnown = false;
    eachMember(m_json, [&](std::string_view name) {
        const auto take = [&part, &isKnown](Kind kind) {
            part.kind = kind;
            isKnown = true;
        };
        if (name == "text") {
            part.text = rawString(m_json);
            take(Kind::Text);
        } else if (name == "refusal") {
            part.text = rawString(m_json);
            take(Kind::Refusal);
        } else if (name == "image_url") {
            take(Kind::Image);
            readImage(part);
        } else if (name == "video_url" || name == "input_video") {
            take(Kind::Video);
            readImage(part);
        } else if (name == "input_audio") {
            take(Kind::Audio);
            readMedia(part);
        } else if (name == "file") {
            take(Kind::File);
            readMedia(part);
        } else if (name == "cache_control" || name == "prompt_cache_breakpoint") {
            // A breakpoint without a lifetime is Anthropic's plain marker.
            const bool isMarker = name == "cache_control";
            if (const RawJson marker = rawValue(m_json); !marker.empty())
                part.cacheControl = isMarker ? marker : R"({"type":"ephemeral"})";
        } else {
            m_json.skip();
        }
    });
    if (isKnown)
        parts.push_back(std::move(part));
}

/// A data URL becomes media type and base64; any other stays a URL.
void ChatConverser::placeMedia(ContentPart &part, RawJson url)
{
    if (url.empty())
        return;
    if (splitDataUrl(m_talk, url, part.mediaType, part.data)) {
        part.source = Source::Base64;
    } else {
        part.source = Source::Url;
        part.data = url;
    }
}

/// {"url":...,"detail":...}, or the URL itself, as some clients write it.
void ChatConverser::readImage(ContentPart &part)
{
    if (m_json.peek() == json::Kind::String)
        return placeMedia(part, rawString(m_json));
    eachMember(m_json, [&](std::string_view name) {
        if (name == "url")
            placeMedia(part, rawString(m_json));
        else if (name == "detail")
            part.detail = rawString(m_json);
        else
            m_json.skip();
    });
}

/// {"data","format"} of audio, {"filename","file_data","file_id"} of a file.
void ChatConverser::readMedia(ContentPart &part)
{
    eachMember(m_json, [&](std::string_view name) {
        if (name == "data") {
            part.source = Source::Base64;
            part.data = word(rawString(m_json));
        } else if (name == "format") {
            part.mediaType = m_talk.keep("audio/" + std::string(word(rawString(m_json))));
        } else if (name == "filename") {
            part.fileName = rawString(m_json);
        } else if (name == "file_data") {
            placeMedia(part, rawString(m_json));
        } else if (name == "file_id") {
            if (const RawJson id = rawString(m_json); !id.empty()) {
                part.source = Source::FileId;
                part.data = id;
            }
        } else {
            m_json.skip();
        }
    });
}

void ChatConverser::readToolCalls(std::vector<ContentPart> &parts)
{
    eachElement(m_json, [&](std::size_t) {
        ContentPart call{.kind = Kind::ToolCall};
        eachMember(m_json, [&](std::string_view name) {
            if (name == "id") {
                call.id = rawString(m_json);
            } else if (name == "function") {
                readCall(call);
            } else if (name == "custom") {
                call.isCustom = true;
                readCall(call);
            } else {
                m_json.skip();
            }
        });
        parts.push_back(std::move(call));
    });
}

void ChatConverser::readCall(ContentPart &call)
{
    eachMember(m_json, [&](std::string_view name) {
        if (name == "name")
            call.name = rawString(m_json);
        else if (name == "arguments" || name == "input")
            call.arguments = rawValue(m_json);
        else
            m_json.skip();
    });
}

void ChatConverser::readReasoningDetails(std::vector<ContentPart> &parts)
{
    eachElement(m_json, [&](std::size_t) {
        ContentPart part{.kind = Kind::Reasoning};
        std::string_view type, format;
        eachMember(m_json, [&](std::string_view name) {
            if (name == "type")
                type = word(rawString(m_json));
            else if (name == "format")
                format = word(rawString(m_json));
            else if (name == "text" || name == "summary")
                part.text = rawString(m_json);
            else if (name == "signature")
                part.signature = rawString(m_json);
            else if (name == "data")
                part.encrypted = rawString(m_json);
            else if (name == "id")
                part.id = rawString(m_json);
            else
                m_json.skip();
        });
        part.isSummary = type == "reasoning.summary";
        part.family = familyOfDetail(format);
        const bool isKnown = type == "reasoning.text" || type == "reasoning.summary"
            || type == "reasoning.encrypted";
        if (isKnown)
            parts.push_back(std::move(part));
    });
}

// ---- Tools and shapes -----------------------------------------------------------------------

void ChatConverser::readFunction(ToolDefinition &tool)
{
    eachMember(m_json, [&](std::string_view name) {
        if (name == "name")
            tool.name = rawString(m_json);
        else if (name == "description")
            tool.description = rawString(m_json);
        else if (name == "parameters")
            tool.schema = rawValue(m_json);
        else if (name == "strict")
            tool.strict = rawBoolean(m_json);
        else if (name == "format")
            tool.format = rawValue(m_json);
        else
            m_json.skip();
    });
}

void ChatConverser::readTools()
{
    eachElement(m_json, [this](std::size_t index) {
        ToolDefinition tool;
        std::string_view type = "function";
        eachMember(m_json, [&](std::string_view name) {
            if (name == "type")
                type = word(rawString(m_json));
            else if (name == "function")
                readFunction(tool);
            else if (name == "custom") {
                tool.kind = ToolDefinition::Kind::Custom;
                readFunction(tool);
            } else if (name == "name") // Flat, as an editor's dialect has it.
                tool.name = rawString(m_json);
            else if (name == "description")
                tool.description = rawString(m_json);
            else if (name == "parameters" || name == "input_schema")
                tool.schema = rawValue(m_json);
            else if (name == "strict")
                tool.strict = rawBoolean(m_json);
            else if (name == "cache_control")
                tool.cacheControl = rawValue(m_json);
            else
                m_json.skip();
        });
        if (tool.name.empty())
            return refuse("/tools/" + std::to_string(index),
                          "is a tool that only its own provider can run; it cannot be sent on.");
        m_talk.tools.push_back(tool);
    });
}

void ChatConverser::readFunctions()
{
    eachElement(m_json, [this](std::size_t) { readFunction(m_talk.tools.emplace_back()); });
}

void ChatConverser::readToolChoice()
{
    using Choice = ToolChoice::Kind;
    if (m_json.peek() == json::Kind::String) {
        const std::string_view choice = word(rawString(m_json));
        m_talk.toolChoice.kind = choice == "none" ? Choice::None
            : choice == "required"                ? Choice::Required
                                                  : Choice::Auto;
        return;
    }
    ToolDefinition named;
    eachMember(m_json, [&](std::string_view name) {
        if (name == "function" || name == "custom")
            readFunction(named);
        else if (name == "name")
            named.name = rawString(m_json);
        else
            m_json.skip();
    });
    if (!named.name.empty())
        m_talk.toolChoice = {.kind = Choice::Named, .name = named.name, .allowed = {}};
}

void ChatConverser::readShape()
{
    ResponseShape shape;
    std::string_view type;
    eachMember(m_json, [&](std::string_view name) {
        if (name == "type")
            type = word(rawString(m_json));
        else if (name == "json_schema")
            eachMember(m_json, [&](std::string_view member) {
                if (member == "name")
                    shape.name = rawString(m_json);
                else if (member == "description")
                    shape.description = rawString(m_json);
                else if (member == "schema")
                    shape.schema = rawValue(m_json);
                else if (member == "strict")
                    shape.strict = rawBoolean(m_json);
                else
                    m_json.skip();
            });
        else
            m_json.skip();
    });
    if (type == "json_schema")
        shape.kind = ResponseShape::Kind::JsonSchema;
    else if (type == "json_object")
        shape.kind = ResponseShape::Kind::JsonObject;
    else if (!type.empty() && type != "text")
        refuse("/response_format/type", "is a form that this model's provider does not have.");
    m_talk.shape = shape;
}

void ChatConverser::readReasoning()
{
    ReasoningWish &wish = m_talk.reasoning;
    if (m_json.peek() != json::Kind::Object) {
        m_json.skip();
        return;
    }
    wish.isTold = true;
    eachMember(m_json, [&](std::string_view name) {
        if (name == "effort")
            wish.effort = effortOf(word(rawString(m_json)));
        else if (name == "max_tokens")
            wish.maxTokens = json::integerOf(rawValue(m_json));
        else if (name == "exclude")
            wish.isHidden = rawBoolean(m_json).value_or(false);
        else if (name == "enabled")
            wish.isEnabled = rawBoolean(m_json);
        else if (name == "summary")
            wish.summary = rawString(m_json);
        else
            m_json.skip();
    });
}

} // namespace

tl::expected<Conversation, ApiError> converseChat(const ClientRequest &request)
{
    return ChatConverser(request).converse();
}

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesConversation.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/messages/SignatureMark.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace turnpike {

namespace {

using Kind = ContentPart::Kind;
using Role = Turn::Role;
using Source = ContentPart::Source;
using Parts = std::vector<ContentPart>;

bool isBase64(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte == '+' || byte == '/' || byte == '=' || byte == '-'
        || byte == '_';
}

bool isBlank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/// Another format writes it between quotes as it is.
bool isMediaType(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char byte) { return isBase64(byte) || byte == '.'; });
}

/// The members of `source`, as they came.
struct SourceSlices
{
    RawJson type, mediaType, data, url, fileId, content;
};

/// The walk over one valid body.
class MessagesConverser
{
public:
    explicit MessagesConverser(const ClientRequest &request)
        : m_request(request)
        , m_json(request.body, json::StrictReader::maxDepth)
    {}

    tl::expected<Conversation, ApiError> converse();

private:
    /// A tool that Anthropic defines: no other format can say it.
    struct TypedTool
    {
        std::size_t index = 0;
        RawJson name;
    };

    void readMember(std::string_view name);
    void readSystem();
    void readMessage();
    void addTurns(std::string_view role, Parts &&parts);
    void readContent(json::StrictReader &json, Parts &parts);
    void readBlock(json::StrictReader &json, Parts &parts);
    void addResult(RawJson content, ContentPart &&result, Parts &parts);
    void addReasoning(RawJson text, RawJson marked, bool isEncrypted, Parts &parts);
    void addMedia(const SourceSlices &source, ContentPart &&part, Parts &parts);
    void addBase64(const SourceSlices &source, ContentPart &&part, Parts &parts);
    SourceSlices readSource(RawJson object);
    void readTools();
    void readToolChoice();
    void readThinking();
    void readFormat();
    void readStops();
    void settle();
    void refuse(std::string pointer, std::string_view sentence);
    void refuseMedia(std::string_view sentence);
    std::string_view word(RawJson string) { return plainText(m_talk, string); }

    const ClientRequest &m_request;
    json::StrictReader m_json;
    Conversation m_talk;
    std::vector<TypedTool> m_typedTools;
    /// The call that the next block makes has been signed by this; a block of its own says so.
    SignatureMark m_callMark;
    std::size_t m_message = 0;
    std::size_t m_block = 0;
    std::optional<ApiError> m_error;
};

void MessagesConverser::refuse(std::string pointer, std::string_view sentence)
{
    if (m_error)
        return;
    m_error = {.status = 400, .errorType = "invalid_request"};
    m_error->message = pointer + ' ' + std::string(sentence);
    m_error->pointer = std::move(pointer);
}

void MessagesConverser::refuseMedia(std::string_view sentence)
{
    refuse("/messages/" + std::to_string(m_message) + "/content/" + std::to_string(m_block),
           sentence);
}

tl::expected<Conversation, ApiError> MessagesConverser::converse()
{
    m_talk.isStreaming = m_request.isStreaming;
    m_talk.maxOutput = m_request.maxOutput();
    eachMember(m_json, [this](std::string_view name) { readMember(name); });
    settle();
    if (m_error)
        return tl::unexpected(*std::move(m_error));
    return std::move(m_talk);
}

void MessagesConverser::readMember(std::string_view name)
{
    if (name == "messages")
        eachElement(m_json, [this](std::size_t index) {
            m_message = index;
            readMessage();
        });
    else if (name == "system")
        readSystem();
    else if (name == "tools")
        readTools();
    else if (name == "tool_choice")
        readToolChoice();
    else if (name == "thinking")
        readThinking();
    else if (name == "output_config")
        eachMember(m_json, [this](std::string_view member) {
            if (member == "effort")
                m_talk.reasoning.effort = effortOf(word(rawString(m_json)));
            else if (member == "format")
                readFormat();
            else
                m_json.skip();
        });
    else if (name == "output_format")
        readFormat();
    else if (name == "stop_sequences")
        readStops();
    else if (name == "temperature")
        m_talk.temperature = rawValue(m_json);
    else if (name == "top_p")
        m_talk.topP = rawValue(m_json);
    else if (name == "top_k")
        m_talk.topK = rawValue(m_json);
    else if (name == "cache_control")
        m_talk.cacheControl = rawValue(m_json);
    else
        m_json.skip();
}

/// What members say together, in whatever order they came.
void MessagesConverser::settle()
{
    ReasoningWish &wish = m_talk.reasoning;
    wish.isHidden = m_request.hidesReasoning;
    if (wish.isEnabled == false)
        wish.effort = ReasoningWish::Effort::NotTold; // It meant the length of the answer.
    wish.isTold = wish.isEnabled || wish.effort != ReasoningWish::Effort::NotTold;

    const ToolChoice &choice = m_talk.toolChoice;
    constexpr std::string_view sentence
        = "names a tool of Anthropic's own, which this model's provider does not have.";
    const auto isChosen = [&choice](const TypedTool &tool) {
        return choice.kind == ToolChoice::Kind::Named && tool.name == choice.name;
    };
    const auto chosen = choice.kind == ToolChoice::Kind::Required && m_talk.tools.empty()
        ? m_typedTools.begin()
        : std::find_if(m_typedTools.begin(), m_typedTools.end(), isChosen);
    if (chosen != m_typedTools.end())
        refuse("/tools/" + std::to_string(chosen->index) + "/type", sentence);
    if (m_talk.tools.empty())
        m_talk.toolChoice = {};
}

// ---- Messages -------------------------------------------------------------------------------

void MessagesConverser::readSystem()
{
    Turn turn{.role = Role::System};
    readContent(m_json, turn.parts);
    if (turn.parts.empty())
        return;
    // It stands at the top, wherever the member does.
    m_talk.turns.insert(m_talk.turns.begin(), std::move(turn));
}

void MessagesConverser::readMessage()
{
    std::string_view role;
    Parts parts;
    m_callMark = {};
    eachMember(m_json, [&](std::string_view name) {
        if (name == "role")
            role = word(rawString(m_json));
        else if (name == "content")
            readContent(m_json, parts);
        else
            m_json.skip();
    });
    addTurns(role, std::move(parts));
}

/// Results of tools become a turn of their own, before what the user says besides.
void MessagesConverser::addTurns(std::string_view role, Parts &&parts)
{
    const auto isResult = [](const ContentPart &part) { return part.kind == Kind::ToolResult; };
    if (role != "user" || std::none_of(parts.begin(), parts.end(), isResult)) {
        Turn &turn = m_talk.turns.emplace_back();
        turn.role = role == "assistant" ? Role::Assistant
            : role == "system"          ? Role::System
                                        : Role::User;
        turn.parts = std::move(parts);
        return;
    }
    Turn results{.role = Role::Tool}, speech{.role = Role::User};
    for (ContentPart &part : parts)
        (isResult(part) ? results : speech).parts.push_back(std::move(part));
    m_talk.turns.push_back(std::move(results));
    if (!speech.parts.empty())
        m_talk.turns.push_back(std::move(speech));
}

void MessagesConverser::readContent(json::StrictReader &json, Parts &parts)
{
    if (json.peek() == json::Kind::String) {
        parts.push_back({.kind = Kind::Text, .text = rawString(json)});
        return;
    }
    const bool isMessage = &json == &m_json;
    eachElement(json, [&](std::size_t index) {
        m_block = isMessage ? index : m_block;
        readBlock(json, parts);
    });
}

void MessagesConverser::readBlock(json::StrictReader &json, Parts &parts)
{
    std::string_view type;
    ContentPart part;
    RawJson source, content, toolUseId, thinking, signature, data, title, context;
    eachMember(json, [&](std::string_view name) {
        if (name == "type")
            type = word(rawString(json));
        else if (name == "text")
            part.text = rawString(json);
        else if (name == "source")
            source = rawValue(json);
        else if (name == "content")
            content = rawValue(json);
        else if (name == "tool_use_id")
            toolUseId = rawString(json);
        else if (name == "id")
            part.id = rawString(json);
        else if (name == "name")
            part.name = rawString(json);
        else if (name == "input")
            part.arguments = rawValue(json);
        else if (name == "is_error")
            part.isError = rawBoolean(json).value_or(false);
        else if (name == "thinking")
            thinking = rawString(json);
        else if (name == "signature")
            signature = rawString(json);
        else if (name == "data")
            data = rawString(json);
        else if (name == "title")
            title = rawString(json);
        else if (name == "context")
            context = rawString(json);
        else if (name == "cache_control")
            part.cacheControl = rawValue(json);
        else
            json.skip();
    });
    if (type == "text") {
        part.kind = Kind::Text;
        parts.push_back(std::move(part));
    } else if (type == "image") {
        part.kind = Kind::Image;
        addMedia(readSource(source), std::move(part), parts);
    } else if (type == "document") {
        if (!context.empty())
            parts.push_back({.kind = Kind::Text, .text = context});
        part.kind = Kind::File;
        part.fileName = title;
        addMedia(readSource(source), std::move(part), parts);
    } else if (type == "tool_use") {
        part.kind = Kind::ToolCall;
        if (!m_callMark.payload.empty()) {
            part.signature = m_talk.keep('"' + std::string(m_callMark.payload) + '"');
            part.family = m_callMark.family;
            m_callMark = {};
        }
        parts.push_back(std::move(part));
    } else if (type == "tool_result") {
        part.id = toolUseId;
        addResult(content, std::move(part), parts);
    } else if (type == "search_result") {
        if (!title.empty())
            parts.push_back({.kind = Kind::Text, .text = title});
        json::StrictReader inner(content, json::StrictReader::maxDepth);
        readContent(inner, parts);
    } else if (type == "thinking") {
        addReasoning(thinking, signature, false, parts);
    } else if (type == "redacted_thinking") {
        addReasoning({}, data, true, parts);
    }
    // Others are of Anthropic's servers: their text stands in text blocks, too.
}

void MessagesConverser::addResult(RawJson content, ContentPart &&result, Parts &parts)
{
    result.kind = Kind::ToolResult;
    if (!content.empty()) {
        json::StrictReader inner(content, json::StrictReader::maxDepth);
        readContent(inner, result.result);
    }
    parts.push_back(std::move(result));
}

void MessagesConverser::addReasoning(RawJson text, RawJson marked, bool isEncrypted, Parts &parts)
{
    const SignatureMark mark = readMark(marked);
    if (mark.isOfCall) {
        m_callMark = mark;
        return;
    }
    if (text.size() <= 2 && mark.payload.empty())
        return;
    ContentPart part{.kind = Kind::Reasoning};
    part.text = text;
    part.isSummary = mark.isSummary;
    const bool hasPayload = !mark.payload.empty();
    // What nobody signed is nobody's.
    part.family = hasPayload || isMarked(marked) ? mark.family : ReasoningFamily::Unknown;
    const RawJson payload = !hasPayload || !isMarked(marked)
        ? (hasPayload ? marked : RawJson())
        : RawJson(m_talk.keep('"' + std::string(mark.payload) + '"'));
    (isEncrypted ? part.encrypted : part.signature) = payload;
    if (!mark.id.empty())
        part.id = m_talk.keep('"' + std::string(mark.id) + '"');
    parts.push_back(std::move(part));
}

SourceSlices MessagesConverser::readSource(RawJson object)
{
    SourceSlices source;
    json::StrictReader json(object, json::StrictReader::maxDepth);
    eachMember(json, [&](std::string_view name) {
        if (name == "type")
            source.type = rawString(json);
        else if (name == "media_type")
            source.mediaType = rawString(json);
        else if (name == "data")
            source.data = rawString(json);
        else if (name == "url")
            source.url = rawString(json);
        else if (name == "file_id")
            source.fileId = rawString(json);
        else if (name == "content")
            source.content = rawValue(json);
        else
            json.skip();
    });
    return source;
}

void MessagesConverser::addMedia(const SourceSlices &source, ContentPart &&part, Parts &parts)
{
    const std::string_view type = word(source.type);
    if (type == "text" && !source.data.empty()) {
        part.kind = Kind::Text;
        part.text = source.data;
        parts.push_back(std::move(part));
    } else if (type == "content" && !source.content.empty()) {
        json::StrictReader inner(source.content, json::StrictReader::maxDepth);
        readContent(inner, parts);
    } else if (type == "url" && !source.url.empty()) {
        part.source = Source::Url;
        part.data = source.url;
        part.mediaType = part.kind == Kind::File ? "application/pdf" : "";
        parts.push_back(std::move(part));
    } else if (type == "file" && !source.fileId.empty()) {
        part.source = Source::FileId;
        part.data = source.fileId;
        parts.push_back(std::move(part));
    } else if (type == "base64" && !source.data.empty()) {
        addBase64(source, std::move(part), parts);
    } else {
        refuseMedia("has a source that this model's provider does not have.");
    }
}

/// Other formats write the data between quotes without a further look, so it is looked at here.
void MessagesConverser::addBase64(const SourceSlices &source, ContentPart &&part, Parts &parts)
{
    part.source = Source::Base64;
    part.mediaType = word(source.mediaType);
    part.data = word(source.data);
    if (!std::all_of(part.data.begin(), part.data.end(), isBase64)) {
        std::string data(part.data);
        data.erase(std::remove_if(data.begin(), data.end(), isBlank), data.end());
        if (!std::all_of(data.begin(), data.end(), isBase64))
            refuseMedia("has data that is no base64 text.");
        part.data = m_talk.keep(std::move(data));
    }
    if (part.mediaType.empty() || !isMediaType(part.mediaType))
        refuseMedia("has a media type that is none.");
    parts.push_back(std::move(part));
}

// ---- Tools, thinking and shape --------------------------------------------------------------

void MessagesConverser::readTools()
{
    eachElement(m_json, [this](std::size_t index) {
        ToolDefinition tool;
        std::string_view type = "custom";
        eachMember(m_json, [&](std::string_view name) {
            if (name == "type") {
                if (const RawJson told = rawString(m_json); !told.empty())
                    type = word(told);
            } else if (name == "name") {
                tool.name = rawString(m_json);
            } else if (name == "description") {
                tool.description = rawString(m_json);
            } else if (name == "input_schema") {
                tool.schema = rawValue(m_json);
            } else if (name == "strict") {
                tool.strict = rawBoolean(m_json);
            } else if (name == "cache_control") {
                tool.cacheControl = rawValue(m_json);
            } else {
                m_json.skip();
            }
        });
        if (type == "custom")
            m_talk.tools.push_back(tool);
        else
            m_typedTools.push_back({.index = index, .name = tool.name});
    });
}

void MessagesConverser::readToolChoice()
{
    using Choice = ToolChoice::Kind;
    ToolChoice &choice = m_talk.toolChoice;
    eachMember(m_json, [&](std::string_view name) {
        if (name == "type") {
            const std::string_view type = word(rawString(m_json));
            choice.kind = type == "any" ? Choice::Required
                : type == "none"        ? Choice::None
                : type == "tool"        ? Choice::Named
                                        : Choice::Auto;
        } else if (name == "name") {
            choice.name = rawString(m_json);
        } else if (name == "disable_parallel_tool_use") {
            if (const std::optional<bool> isDisabled = rawBoolean(m_json))
                m_talk.isParallel = !*isDisabled;
        } else {
            m_json.skip();
        }
    });
}

void MessagesConverser::readThinking()
{
    ReasoningWish &wish = m_talk.reasoning;
    eachMember(m_json, [&](std::string_view name) {
        if (name == "type") {
            const std::string_view type = word(rawString(m_json));
            wish.isEnabled = type != "disabled";
            wish.isAdaptive = type == "adaptive";
        } else if (name == "display") {
            // Who wants to read a summary is told so in the words of those that must be asked.
            if (word(rawString(m_json)) == "summarized")
                wish.summary = R"("auto")";
        } else if (name == "budget_tokens") {
            if (const RawJson budget = rawValue(m_json); !budget.empty())
                wish.maxTokens = json::integerOf(budget);
        } else {
            m_json.skip();
        }
    });
}

void MessagesConverser::readFormat()
{
    eachMember(m_json, [this](std::string_view name) {
        if (name == "type") {
            if (word(rawString(m_json)) == "json_schema")
                m_talk.shape.kind = ResponseShape::Kind::JsonSchema;
        } else if (name == "schema") {
            m_talk.shape.schema = rawValue(m_json);
        } else {
            m_json.skip();
        }
    });
}

void MessagesConverser::readStops()
{
    eachElement(m_json, [this](std::size_t) { m_talk.stops.push_back(rawString(m_json)); });
}

} // namespace

tl::expected<Conversation, ApiError> converseMessages(const ClientRequest &request)
{
    return MessagesConverser(request).converse();
}

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatAnswerReader.h"

#include "engine/json/Writer.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

// Members that must be there (data plane 22.4); bits of "seen".
constexpr unsigned seenId = 1U;
constexpr unsigned seenObject = 2U;
constexpr unsigned seenCreated = 4U;
constexpr unsigned seenModel = 8U;
constexpr unsigned seenFingerprint = 16U;
constexpr unsigned seenIndex = 1U;
constexpr unsigned seenFinish = 2U;

/// More choices or tool calls than anybody asks for.
constexpr std::size_t largestArray = 1024;

bool isEmptyValue(const json::Value &value)
{
    switch (value.kind) {
    case json::Kind::String: return value.text.size() == 2;
    case json::Kind::Array:
    case json::Kind::Object:
        return value.text.find_first_not_of(" \t\r\n", 1) == value.text.size() - 1;
    default: return value.isNull() || value.kind == json::Kind::False;
    }
}

std::string member(std::string_view name, std::string_view text)
{
    std::string written;
    json::appendString(written, name);
    written += ':';
    json::appendString(written, text);
    return written;
}

} // namespace

void AnswerFacts::clear()
{
    id = model = usage = error = {};
    createdS.reset();
    hasChoices = false;
    choices.clear();
    repairs = {};
}

AnswerReader::AnswerReader(std::string_view text, AnswerShape shape, ChatDialect dialect,
                           const AnswerNames &names, BodyEdit &edit, AnswerFacts &facts)
    : m_text(text)
    , m_shape(shape)
    , m_dialect(dialect)
    , m_names(names)
    , m_edit(edit)
    , m_facts(facts)
    , m_json(text)
{}

void AnswerReader::spoil(std::string_view problem)
{
    if (m_problem.empty())
        m_problem = problem;
}

/// Calls `read(name)` on each member's value; where it answers Remove the member is taken out.
/// Returns the object's text.
template <typename Read>
std::string_view AnswerReader::walkObject(Read read)
{
    m_json.peek();
    const std::size_t objectBegin = m_json.offset();
    if (!m_json.enterObject())
        return {};
    MemberSlice removed;
    std::size_t previousEnd = MemberSlice::none;
    for (json::Member member; m_json.nextMember(member);) {
        if (removed.isPresent()) {
            removed.nextBegin = member.begin;
            m_edit.remove(removed);
            removed = {};
        }
        const Verdict verdict = read(member.name);
        const std::size_t end = m_json.offset();
        if (verdict == Verdict::Remove)
            removed = {.value = {}, .begin = member.begin, .end = end, .previousEnd = previousEnd};
        previousEnd = end;
    }
    if (removed.isPresent())
        m_edit.remove(removed);
    return m_text.substr(objectBegin, m_json.offset() - objectBegin);
}

bool AnswerReader::read()
{
    m_facts.clear();
    if (m_json.peek() != json::Kind::Object) {
        spoil(m_json.hasFailed() ? "it is not JSON" : "it is not a JSON object");
        return false;
    }
    const std::string_view object
        = walkObject([this](std::string_view name) { return readTop(name); });
    if (!m_json.finish()) {
        m_problem = "it is not JSON";
        return false;
    }
    if (m_facts.hasChoices)
        insertMissing(object);
    return m_problem.empty();
}

AnswerReader::Verdict AnswerReader::removeNull()
{
    if (!m_json.skip().isNull())
        return Verdict::Keep;
    repaired(Repair::NullMember);
    return Verdict::Remove;
}

AnswerReader::Verdict AnswerReader::readTop(std::string_view name)
{
    if (name == "choices") {
        readChoices();
        return Verdict::Keep;
    }
    if (name == "usage") {
        const json::Value usage = m_json.skip();
        if (usage.kind == json::Kind::Object)
            m_facts.usage = usage.text;
        else
            repaired(Repair::NullMember);
        return Verdict::Remove;
    }
    if (name == "error") {
        const json::Value error = m_json.skip();
        if (!error.isNull())
            m_facts.error = error.text;
        return Verdict::Remove;
    }
    if (name == "created") {
        readCreated();
        return Verdict::Keep;
    }
    if (name == "system_fingerprint" || name == "provider") {
        m_topSeen |= name.front() == 's' ? seenFingerprint : 0U;
        // The whole answer wants the fingerprint's key, null allowed; a chunk wants no null.
        if (isChunk() || name == "provider")
            return removeNull();
        m_json.skip();
        return Verdict::Keep;
    }
    if (name != "id" && name != "object" && name != "model") {
        m_json.skip();
        return Verdict::Keep;
    }
    const json::Value value = m_json.skip();
    if (value.kind != json::Kind::String)
        return Verdict::Remove; // Put in anew as a missing one.
    if (name == "id")
        m_facts.id = value.text;
    else if (name == "model")
        m_facts.model = value.text;
    m_topSeen |= name == "id" ? seenId : (name == "model" ? seenModel : seenObject);
    return Verdict::Keep;
}

void AnswerReader::readCreated()
{
    m_topSeen |= seenCreated;
    const json::Value value = m_json.skip();
    if (value.kind == json::Kind::Number)
        m_facts.createdS = json::integerOf(value.text);
    if (m_facts.createdS || value.kind == json::Kind::None)
        return;
    m_edit.replace(value.text, std::to_string(m_names.createdS));
    repaired(Repair::BadMember);
}

void AnswerReader::insertMissing(std::string_view object)
{
    const auto isMissing = [this](unsigned bit) { return (m_topSeen & bit) == 0; };
    const auto insert = [&](std::string written) {
        m_edit.insertAtEnd(object, std::move(written));
        repaired(Repair::MissingMember);
    };
    const std::string_view chatObject = isChunk() ? "chat.completion.chunk" : "chat.completion";
    if (isMissing(seenId))
        insert(member("id", m_names.id));
    if (isMissing(seenObject))
        insert(member("object", isText() ? "text_completion" : chatObject));
    if (isMissing(seenCreated))
        insert("\"created\":" + std::to_string(m_names.createdS));
    if (isMissing(seenModel))
        insert(member("model", m_names.model));
    if (!isChunk() && !isText() && isMissing(seenFingerprint))
        insert("\"system_fingerprint\":null");
}

void AnswerReader::readChoices()
{
    if (!m_json.enterArray()) {
        m_json.skip(); // Null, or nonsense: no choices.
        return;
    }
    if (std::exchange(m_facts.hasChoices, true))
        spoil("it has choices twice"); // Clients take one of them, and we cannot tell which.
    bool isFirst = true;
    while (m_json.nextElement(isFirst)) {
        if (m_json.peek() != json::Kind::Object)
            spoil("a choice is not an object");
        if (m_facts.choices.size() == largestArray)
            spoil("it has too many choices");
        if (!m_problem.empty()) {
            m_json.skip();
            continue;
        }
        ChoiceFacts &choice = m_facts.choices.emplace_back();
        choice.index = static_cast<std::int64_t>(m_facts.choices.size()) - 1;
        m_reasoningBytes = 0;
        unsigned seen = 0;
        const std::string_view object
            = walkObject([&](std::string_view name) { return readChoice(name, choice, seen); });
        finishChoice(choice, object, seen);
    }
}

void AnswerReader::finishChoice(ChoiceFacts &choice, std::string_view object, unsigned seen)
{
    choice.outputBytes += m_reasoningBytes;
    if ((seen & seenIndex) == 0) {
        m_edit.insertAtEnd(object, "\"index\":" + std::to_string(choice.index));
        repaired(Repair::MissingMember);
    }
    if ((seen & seenFinish) == 0) {
        m_edit.insertAtEnd(object, "\"finish_reason\":null");
        repaired(Repair::MissingMember);
    }
    if (choice.hasMessage)
        return;
    if (!isChunk()) {
        spoil("a choice has no message");
    } else {
        const std::string_view missing = isText() ? R"("text":"")" : R"("delta":{})";
        m_edit.insertAtEnd(object, std::string(missing));
        repaired(Repair::MissingMember);
    }
}

AnswerReader::Verdict AnswerReader::readChoice(std::string_view name, ChoiceFacts &choice,
                                               unsigned &seen)
{
    if (name == "index") {
        const json::Value value = m_json.skip();
        if (value.isNull())
            return Verdict::Remove;
        seen |= seenIndex;
        const std::optional<std::int64_t> index
            = value.kind == json::Kind::Number ? json::integerOf(value.text) : std::nullopt;
        if (!index)
            spoil("a choice's index is not an integer");
        choice.index = index.value_or(0);
        return Verdict::Keep;
    }
    if (name == "finish_reason") {
        seen |= seenFinish;
        readFinish(choice);
        return Verdict::Keep;
    }
    if (name == "error") {
        const json::Value error = m_json.skip();
        if (!error.isNull())
            m_facts.error = error.text;
        return Verdict::Remove;
    }
    if (name == (isChunk() ? "delta" : "message") && !isText()) {
        choice.hasMessage = m_json.peek() == json::Kind::Object;
        if (!choice.hasMessage)
            return m_json.skip().isNull() ? Verdict::Remove
                                          : (spoil("a message is not an object"), Verdict::Keep);
        const std::string_view object
            = walkObject([&](std::string_view part) { return readMessage(part, choice); });
        if (!isChunk() && !choice.hasRole) {
            m_edit.insertAtEnd(object, R"("role":"assistant")");
            repaired(Repair::MissingRole);
        }
        return Verdict::Keep;
    }
    if (name == "text" && isText()) {
        const json::Value text = m_json.skip();
        if (text.isNull())
            return Verdict::Remove;
        choice.hasMessage = true;
        choice.outputBytes += textBytes(text, choice);
        return Verdict::Keep;
    }
    m_json.skip();
    return Verdict::Keep;
}

void AnswerReader::readFinish(ChoiceFacts &choice)
{
    const json::Value value = m_json.skip();
    if (value.kind == json::Kind::String && value.text.size() > 2) {
        choice.finish = json::decodedText(value.text).value_or(std::string());
        choice.hasFinish = choice.hasSubstance = true;
    } else if (!value.isNull() && value.kind != json::Kind::None) {
        m_edit.replace(value.text, "null");
        repaired(Repair::BadMember);
    }
}

/// Size of a text, or of what stands in its place; notes that there is something.
std::int64_t AnswerReader::textBytes(const json::Value &value, ChoiceFacts &choice)
{
    if (isEmptyValue(value))
        return 0;
    choice.hasSubstance = true;
    return static_cast<std::int64_t>(
        value.kind == json::Kind::String ? json::decodedSize(value.text) : value.text.size());
}

AnswerReader::Verdict AnswerReader::readMessage(std::string_view name, ChoiceFacts &choice)
{
    if (name == "role") {
        const json::Value role = m_json.skip();
        choice.hasRole = role.kind == json::Kind::String && role.text.size() > 2;
        if (choice.hasRole)
            return Verdict::Keep;
        repaired(Repair::NullMember);
        return Verdict::Remove;
    }
    if (name == "content" || name == "refusal") {
        choice.outputBytes += textBytes(m_json.skip(), choice);
        return Verdict::Keep;
    }
    if (name == "reasoning" || name == "reasoning_content") {
        m_reasoningBytes = std::max(m_reasoningBytes, textBytes(m_json.skip(), choice));
        return Verdict::Keep;
    }
    if (name == "tool_calls" && m_json.peek() == json::Kind::Array) {
        readTools(choice);
        return Verdict::Keep;
    }
    if (name == "function_call" && m_json.peek() == json::Kind::Object) {
        choice.hasSubstance = choice.hasTools = true;
        walkObject([&](std::string_view part) { return readFunction(part, choice); });
        return Verdict::Keep;
    }
    const bool refusesNull = name == "tool_calls" || name == "reasoning_details" || name == "images"
        || name == "annotations" || name == "audio";
    const json::Value value = m_json.skip();
    choice.hasSubstance = choice.hasSubstance || !isEmptyValue(value);
    if (!refusesNull || !value.isNull())
        return Verdict::Keep;
    repaired(Repair::NullMember);
    return Verdict::Remove;
}

void AnswerReader::readTools(ChoiceFacts &choice)
{
    m_json.enterArray();
    bool isFirst = true;
    while (m_json.nextElement(isFirst)) {
        if (m_json.peek() != json::Kind::Object)
            spoil("a tool call is not an object");
        if (choice.tools.size() == largestArray)
            spoil("it has too many tool calls");
        if (!m_problem.empty()) {
            m_json.skip();
            continue;
        }
        choice.hasSubstance = choice.hasTools = true;
        ToolFacts tool;
        tool.object
            = walkObject([&](std::string_view name) { return readTool(name, tool, choice); });
        choice.tools.push_back(tool);
    }
}

AnswerReader::Verdict AnswerReader::readTool(std::string_view name, ToolFacts &tool,
                                             ChoiceFacts &choice)
{
    if (name == "function" && m_json.peek() == json::Kind::Object) {
        walkObject([&](std::string_view part) { return readFunction(part, choice); });
        return Verdict::Keep;
    }
    if (name != "index" && name != "id" && name != "type" && name != "function") {
        m_json.skip();
        return Verdict::Keep;
    }
    const json::Value value = m_json.skip();
    if (value.isNull() || (name == "type" && value.text.size() == 2)) {
        repaired(Repair::NullMember);
        return Verdict::Remove;
    }
    if (name == "id") {
        tool.hasId = !isEmptyValue(value);
    } else if (name == "type") {
        tool.hasType = true;
    } else if (name == "index") {
        tool.index = value.kind == json::Kind::Number ? json::integerOf(value.text) : std::nullopt;
        if (!tool.index || *tool.index < 0
            || *tool.index >= static_cast<std::int64_t>(largestArray))
            spoil("a tool call's index makes no sense");
    }
    return Verdict::Keep;
}

AnswerReader::Verdict AnswerReader::readFunction(std::string_view name, ChoiceFacts &choice)
{
    const json::Value value = m_json.skip();
    if (name != "name" && name != "arguments")
        return Verdict::Keep;
    if (value.isNull()) {
        repaired(Repair::NullMember);
        return Verdict::Remove;
    }
    choice.outputBytes += textBytes(value, choice);
    return Verdict::Keep;
}

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatStream.h"

#include "engine/formats/chat/ChatAnswerReader.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

constexpr std::string_view doneEvent = "data: [DONE]\n\n";
/// Events without substance are held back up to this size, then they go.
constexpr std::size_t heldLimit = std::size_t{64} * 1024;
constexpr std::size_t nameLimit = 256;

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

void takeName(std::string &name, std::string_view string)
{
    if (!name.empty() || string.size() <= 2 || string.size() > nameLimit)
        return;
    name = json::decodedText(string).value_or(std::string());
}

} // namespace

ChatStream::ChatStream(AnswerNames names, std::int64_t choiceCount, ChatDialect dialect)
    : m_names(std::move(names))
    , m_dialect(dialect)
    , m_choices(static_cast<std::size_t>(std::max<std::int64_t>(choiceCount, 1)))
    , m_facts(std::make_unique<AnswerFacts>())
{}

ChatStream::~ChatStream() = default;

AnswerStream::Step ChatStream::admit(const sse::Event &event)
{
    m_out.clear();
    if (m_break.fault != WireFault::None)
        return {.action = Action::Broken, .pieces = {}};
    if (!event.hasData) {
        // Comments keep the client's connection awake, but may not commit us to this provider.
        if (!m_hasForwarded || m_hasEnded || !event.raw.starts_with(':'))
            return {};
        m_out.borrow(event.raw);
        return {.action = Action::Forward, .pieces = m_out.pieces()};
    }
    if (trimmed(event.data) == "[DONE]") {
        if (!isComplete())
            return broke(WireFault::Empty, "The provider's answer ended without any content.");
        m_hasEnded = true;
        return {.action = Action::End, .pieces = {}};
    }
    if (m_hasEnded)
        return broke(WireFault::Order, "The provider sent more after the end of its answer.");
    return admitChunk(event);
}

bool ChatStream::isComplete() const
{
    return std::any_of(m_choices.begin(), m_choices.end(),
                       [](const Choice &choice) { return choice.hasSubstance; });
}

AnswerStream::Step ChatStream::end()
{
    m_out.clear();
    if (m_break.fault != WireFault::None)
        return {.action = Action::Broken, .pieces = {}};
    const bool isCut = !isComplete()
        || std::any_of(m_choices.begin(), m_choices.end(), [](const Choice &choice) {
               return choice.hasSubstance && !choice.hasFinished;
           });
    if (!m_hasEnded && isCut)
        return broke(WireFault::Cut, "The provider's answer ended before it was complete.");
    m_hasEnded = true;
    return {.action = Action::End, .pieces = {}};
}

AnswerStream::Step ChatStream::admitChunk(const sse::Event &event)
{
    std::string_view data = event.data;
    if (data.find('\n') != std::string_view::npos) {
        m_flat = data; // A line end between tokens is a blank like any other.
        std::replace(m_flat.begin(), m_flat.end(), '\n', ' ');
        data = m_flat;
    }
    BodyEdit edit(data);
    AnswerReader reader(data, AnswerShape::Chunk, m_dialect, m_names, edit, *m_facts);
    if (!reader.read())
        return broke(WireFault::Garbage,
                     "The provider sent a chunk that is none: " + std::string(reader.problem())
                         + '.');
    if (!m_facts->error.empty() || (event.type == "error" && !m_facts->hasChoices))
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     m_facts->error.empty() ? data : m_facts->error);
    if (!m_facts->usage.empty()) {
        takeUsage();
    }
    if (!m_facts->hasChoices && m_facts->usage.empty())
        return broke(WireFault::Garbage, "The provider sent a chunk without choices.");
    takeNames();
    if (!m_facts->usage.empty() && m_facts->choices.empty())
        return {};
    const bool isWanted = takeChoices(edit);
    if (m_break.fault != WireFault::None)
        return {.action = Action::Broken, .pieces = {}};
    if (!isWanted)
        return {};
    if (!m_facts->usage.empty())
        count(Repair::UsageMoved);
    for (std::size_t repair = 0; repair < repairCount; ++repair)
        m_repairs[repair] += m_facts->repairs[repair];
    return pass(event, std::move(edit));
}

/// The last one that tells something: some providers count on with every chunk.
void ChatStream::takeUsage()
{
    const UsageReport report = readUsage(m_facts->usage);
    if (report.origin() == UsageOrigin::Estimated)
        return;
    m_usage = report;
    m_hasUsage = true;
}

void ChatStream::takeNames()
{
    takeName(m_id, m_facts->id);
    takeName(m_model, m_facts->model);
    if (m_createdS == 0)
        m_createdS = m_facts->createdS.value_or(0);
}

/// Moves the choices' states on. False when nothing in the chunk is for the client any more.
bool ChatStream::takeChoices(BodyEdit &edit)
{
    bool isWanted = m_facts->choices.empty();
    for (ChoiceFacts &facts : m_facts->choices) {
        if (facts.index < 0 || facts.index >= static_cast<std::int64_t>(m_choices.size())) {
            broke(WireFault::Garbage, "The provider sent a choice that was not asked for.");
            return false;
        }
        Choice &choice = m_choices[static_cast<std::size_t>(facts.index)];
        if (choice.hasFinished && facts.hasSubstance && !facts.hasFinish) {
            broke(WireFault::Order, "The provider sent content after the end of a choice.");
            return false;
        }
        if (choice.hasFinished) {
            if (facts.hasFinish)
                count(Repair::RepeatedFinish);
            continue;
        }
        isWanted = true;
        if (!repairTools(facts, choice, edit)) {
            broke(WireFault::Garbage, "The provider sent a tool call that makes no sense.");
            return false;
        }
        m_outputBytes += facts.outputBytes;
        if (facts.hasSubstance && !choice.hasRole && !facts.hasRole
            && m_dialect == ChatDialect::Chat) {
            m_held += ownChunk(ownChoice(static_cast<std::size_t>(facts.index),
                                         R"({"role":"assistant","content":""})", "null"));
            choice.hasRole = true;
            count(Repair::MissingRole);
        }
        choice.hasRole = choice.hasRole || facts.hasRole;
        choice.hasSubstance = choice.hasSubstance || facts.hasSubstance;
        choice.hasFinished = facts.hasFinish;
        if (facts.hasFinish && facts.index == 0)
            m_nativeFinish = facts.finish;
    }
    return isWanted;
}

/// A call's first delta must carry a type, every delta an index.
bool ChatStream::repairTools(ChoiceFacts &facts, Choice &choice, BodyEdit &edit)
{
    for (ToolFacts &tool : facts.tools) {
        std::vector<bool> &seen = choice.toolsSeen;
        if (!tool.index) {
            const std::size_t last = seen.empty() ? 0 : seen.size() - 1;
            tool.index = static_cast<std::int64_t>(tool.hasId ? seen.size() : last);
            edit.insertAtEnd(tool.object, "\"index\":" + std::to_string(*tool.index));
            count(Repair::MissingMember);
        }
        const auto index = static_cast<std::size_t>(*tool.index);
        if (index >= 1024)
            return false;
        if (index >= seen.size())
            seen.resize(index + 1);
        if (!seen[index] && !tool.hasType) {
            edit.insertAtEnd(tool.object, R"("type":"function")");
            count(Repair::MissingToolType);
        }
        seen[index] = true;
    }
    return true;
}

/// Forwards the event, or holds it back while nothing of substance has come.
AnswerStream::Step ChatStream::pass(const sse::Event &event, BodyEdit &&edit)
{
    const bool mustHold = !m_hasForwarded && !isComplete() && m_held.size() < heldLimit;
    if (!m_held.empty() && !mustHold)
        m_out.own(std::exchange(m_held, {}));
    if (edit.isEmpty() && event.isTerminated) {
        m_out.borrow(event.raw);
    } else {
        m_out.borrow("data: ");
        std::move(edit).gatherInto(m_out);
        m_out.borrow("\n\n");
    }
    if (mustHold) {
        m_held += m_out.joined();
        m_out.clear();
        return {};
    }
    m_hasForwarded = true;
    return {.action = Action::Forward, .pieces = m_out.pieces()};
}

std::string ChatStream::ownChunk(std::string_view choices, std::string_view more) const
{
    json::Writer json;
    json.beginObject().member("id", m_id.empty() ? m_names.id : m_id);
    json.member("object",
                m_dialect == ChatDialect::Chat ? std::string_view("chat.completion.chunk")
                                               : std::string_view("text_completion"));
    json.member("created", m_createdS == 0 ? m_names.createdS : m_createdS);
    json.member("model", m_model.empty() ? m_names.model : m_model);
    json.key("choices").raw(std::string(1, '[').append(choices).append(1, ']'));
    if (!more.empty())
        json.raw(more);
    return "data: " + std::move(json.endObject()).text() + "\n\n";
}

std::string ChatStream::ownChoice(std::size_t index, std::string_view delta,
                                  std::string_view finish) const
{
    json::Writer json;
    json.beginObject().member("index", index);
    if (m_dialect == ChatDialect::Chat)
        json.key("delta").raw(delta);
    else
        json.member("text", std::string_view());
    json.key("finish_reason").raw(finish);
    return std::move(json.endObject()).text();
}

std::string ChatStream::closing(const UsageFigures &figures)
{
    std::string text;
    for (std::size_t index = 0; index < m_choices.size(); ++index) {
        Choice &choice = m_choices[index];
        if (!choice.hasSubstance || choice.hasFinished)
            continue;
        choice.hasFinished = true;
        text += ownChunk(
            ownChoice(index, "{}", choice.toolsSeen.empty() ? R"("stop")" : R"("tool_calls")"));
        count(Repair::MissingFinish);
    }
    text += ownChunk({}, "\"usage\":" + usageJson(figures));
    text += doneEvent;
    return text;
}

std::string ChatStream::failure(const ApiError &error)
{
    return ownChunk(ownChoice(0, R"({"content":""})", R"("error")"),
                    "\"error\":" + chatErrorObject(error));
}

} // namespace turnpike

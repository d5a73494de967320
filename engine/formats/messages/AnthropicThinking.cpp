// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/AnthropicThinking.h"

#include <algorithm>
#include <optional>

namespace turnpike {

namespace {

using Effort = ReasoningWish::Effort;
using Kind = ContentPart::Kind;
using Mode = ThinkingPlan::Mode;

constexpr std::int64_t leastBudget = 1024;
/// Where neither the client nor the catalogue tells a limit: every model takes so many.
constexpr std::int64_t defaultLimit = 4096;
constexpr int newestMajor = 99;

/// The number that `text` begins with, of one or two digits; longer ones are dates.
std::optional<int> versionNumber(std::string_view text)
{
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > 2)
        return std::nullopt;
    int number = 0;
    for (const char digit : text.substr(0, digits))
        number = number * 10 + (digit - '0');
    return number;
}

/// Whether the answer that goes on made its calls without thoughts that Claude could read: it may
/// not begin to think in the middle of them.
bool callsWithoutThoughts(const Conversation &conversation)
{
    const auto last
        = std::find_if(conversation.turns.rbegin(), conversation.turns.rend(),
                       [](const Turn &turn) { return turn.role == Turn::Role::Assistant; });
    if (last == conversation.turns.rend())
        return false;
    const auto isCall = [](const ContentPart &part) { return part.kind == Kind::ToolCall; };
    const auto isThought = [](const ContentPart &part) {
        return part.kind == Kind::Reasoning && part.family == ReasoningFamily::Anthropic
            && (part.signature.size() > 2 || part.encrypted.size() > 2);
    };
    return std::any_of(last->parts.begin(), last->parts.end(), isCall)
        && std::none_of(last->parts.begin(), last->parts.end(), isThought);
}

std::string_view effortWordFor(Effort effort, const ClaudeVersion &version)
{
    if (effort == Effort::Minimal)
        effort = Effort::Low;
    if (effort == Effort::XHigh && !version.isAtLeast(4, 7))
        effort = Effort::High;
    return effort == Effort::None ? std::string_view() : effortWord(effort);
}

std::int64_t limitOf(const Conversation &conversation, const EncodeTarget &target)
{
    const std::int64_t most = target.endpointMaxOutput;
    if (target.maxOutput)
        return most > 0 ? std::min(*target.maxOutput, most) : *target.maxOutput;
    return anthropicLimit(most, conversation.reasoning.maxTokens.value_or(0));
}

} // namespace

std::int64_t anthropicLimit(std::int64_t most, std::int64_t budget)
{
    return most > 0 ? most : defaultLimit + std::max<std::int64_t>(budget, 0);
}

ClaudeVersion claudeVersion(std::string_view model)
{
    constexpr std::string_view name = "claude";
    ClaudeVersion version;
    const std::size_t begin = model.find(name);
    if (begin == std::string_view::npos)
        return version;
    version = {.isClaude = true, .major = newestMajor};
    model.remove_prefix(begin + name.size());
    while (!model.empty()) {
        model.remove_prefix(1); // The separator.
        const std::size_t end = std::min(model.find_first_of("-.@:"), model.size());
        const std::optional<int> number = versionNumber(model.substr(0, end));
        model.remove_prefix(end);
        if (!number || end > 2)
            continue;
        version.major = *number;
        version.minor = 0;
        if (!model.empty()) {
            const std::string_view next = model.substr(1, model.find_first_of("-.@:", 1) - 1);
            if (next.size() <= 2)
                version.minor = versionNumber(next).value_or(0);
        }
        break;
    }
    return version;
}

bool wantsReasoning(const ReasoningWish &wish)
{
    return wish.isTold && wish.isEnabled != false && wish.effort != Effort::None;
}

ThinkingPlan planThinking(Conversation &conversation, const EncodeTarget &target)
{
    const ReasoningWish &wish = conversation.reasoning;
    const ClaudeVersion version = claudeVersion(target.model);
    ThinkingPlan plan;
    plan.maxTokens = limitOf(conversation, target);
    const bool adaptsOnly = version.isAtLeast(4, 7);
    if (version.isAtLeast(4, 6)) {
        // Verbosity wins, and says how long to be where nothing is thought, too (10.3).
        Effort effort = effortOf(plainText(conversation, conversation.verbosity));
        if (effort == Effort::NotTold && wantsReasoning(wish)) {
            effort = wish.effort;
            if (effort == Effort::NotTold && wish.maxTokens && adaptsOnly)
                effort = effortOfBudget(*wish.maxTokens, plan.maxTokens);
        }
        plan.effort = effortWordFor(effort, version);
    }
    plan.takesSampling = !adaptsOnly;
    if (!wantsReasoning(wish)) {
        // The fifth generation thinks unless it is told not to.
        if (wish.isTold && version.isAtLeast(5, 0))
            plan.mode = Mode::Disabled;
        return plan;
    }
    const bool isForced = !conversation.tools.empty()
        && (conversation.toolChoice.kind == ToolChoice::Kind::Required
            || conversation.toolChoice.kind == ToolChoice::Kind::Named);
    const bool canThink = version.isClaude ? version.isAtLeast(3, 7)
                                           : target.supported.empty() || target.takes("reasoning");
    if (!canThink || isForced) // A forced call leaves no room for thoughts: it is refused.
        return plan;
    if (adaptsOnly || (version.isAtLeast(4, 6) && !wish.maxTokens)) {
        plan.mode = Mode::Adaptive;
        plan.display = wish.isHidden ? "omitted" : adaptsOnly ? "summarized" : "";
    } else {
        const Effort effort = wish.effort == Effort::NotTold ? Effort::Medium : wish.effort;
        plan.budget = wish.maxTokens ? std::max(*wish.maxTokens, leastBudget)
                                     : budgetOf(effort, plan.maxTokens);
        plan.budget = std::min(plan.budget, plan.maxTokens - 1);
        if (plan.budget < leastBudget || callsWithoutThoughts(conversation))
            return plan;
        plan.mode = Mode::Budget;
    }
    plan.takesSampling = false;
    return plan;
}

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/gemini/GeminiThinking.h"

#include <algorithm>

namespace turnpike {

namespace {

using Effort = ReasoningWish::Effort;

/// What the models of generation 2.5 take (ai.google.dev, thinking budgets, 2025-11).
constexpr std::int64_t leastPro = 128;
constexpr std::int64_t mostPro = 32'768;
constexpr std::int64_t leastLite = 512;
constexpr std::int64_t mostFlash = 24'576;

bool has(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

bool isOff(const ReasoningWish &wish)
{
    return !wish.isEnabled.value_or(true) || wish.effort == Effort::None || wish.maxTokens == 0;
}

/// The effort that is meant: switched on alone means medium (data plane 10.1).
Effort wishedEffort(const ReasoningWish &wish)
{
    if (wish.effort != Effort::NotTold)
        return wish.effort;
    return wish.isEnabled.value_or(false) && !wish.isAdaptive ? Effort::Medium : Effort::NotTold;
}

/// Pro models cannot stop thinking and do not know "minimal"; the first of them knows two levels.
std::string_view levelOf(Effort effort, std::string_view model)
{
    const bool isPro = has(model, "pro");
    const bool isFirstPro = isPro && has(model, "gemini-3-pro");
    switch (effort) {
    case Effort::NotTold: return {};
    case Effort::None:
    case Effort::Minimal: return isPro ? "low" : "minimal";
    case Effort::Low: return "low";
    case Effort::Medium: return isFirstPro ? "high" : "medium";
    default: return "high";
    }
}

/// 0, where the model can be without, is off.
std::int64_t budgetWithin(std::int64_t budget, std::string_view model)
{
    if (has(model, "pro"))
        return std::clamp(budget, leastPro, mostPro);
    if (budget <= 0)
        return 0;
    return std::clamp(budget, has(model, "lite") ? leastLite : std::int64_t{1}, mostFlash);
}

void appendBudget(std::string &config, std::int64_t budget)
{
    config.append(R"("thinkingBudget":)").append(std::to_string(budget));
}

} // namespace

int geminiGeneration(std::string_view model)
{
    constexpr std::string_view family = "gemini-";
    const std::size_t at = model.find(family);
    if (at == std::string_view::npos)
        return 0;
    int generation = 0;
    const std::string_view rest = model.substr(at + family.size());
    for (std::size_t i = 0; i < rest.size() && i < 4 && rest[i] >= '0' && rest[i] <= '9'; ++i)
        generation = generation * 10 + (rest[i] - '0');
    return generation == 0 ? 3 : generation;
}

bool thinks(std::string_view model)
{
    return geminiGeneration(model) >= 2 && !has(model, "gemini-2.0");
}

std::string thinkingConfig(const ReasoningWish &wish, std::string_view model,
                           std::int64_t maxOutput)
{
    if (!wish.isTold)
        return {};
    const bool hasLevels = geminiGeneration(model) >= 3;
    const bool off = isOff(wish);
    const Effort effort = off ? Effort::None : wishedEffort(wish);
    std::string config;
    if (!off && wish.maxTokens) {
        // Generation 3 takes a budget, too, and makes of it what it can.
        appendBudget(config, hasLevels ? *wish.maxTokens : budgetWithin(*wish.maxTokens, model));
    } else if (hasLevels) {
        if (const std::string_view level = levelOf(effort, model); !level.empty())
            config.append(R"("thinkingLevel":")").append(level).append(1, '"');
    } else if (effort != Effort::NotTold) {
        appendBudget(config, budgetWithin(off ? 0 : budgetOf(effort, maxOutput), model));
    } else if (wish.isAdaptive) {
        appendBudget(config, -1); // The model decides.
    }
    if (!off && !wish.isHidden)
        config.append(config.empty() ? "" : ",").append(R"("includeThoughts":true)");
    if (config.empty())
        return {};
    return '{' + config + '}';
}

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/BudgetRefusal.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace turnpike {

namespace {

constexpr std::int64_t heldRetryAfterS = 2;

std::string whose(const BudgetScope &scope, const KeyPolicy &key)
{
    switch (scope.ref.kind) {
    case ScopeKind::KeyLimit: return "The limit of key \"" + key.name + '"';
    case ScopeKind::MemberGuardrail: return "The budget of this key's owner";
    case ScopeKind::KeyGuardrail: return "The guardrail budget of key \"" + key.name + '"';
    case ScopeKind::WorkspaceBudget: return "The budget of this key's workspace";
    case ScopeKind::OrganizationBudget: return "The organization's budget";
    case ScopeKind::CreditPool: return "The organization's credit pool";
    }
    return "A limit";
}

std::string_view windowName(Window window)
{
    switch (window) {
    case Window::Lifetime: return "in total";
    case Window::Day: return "per day";
    case Window::Week: return "per week";
    case Window::Month: return "per month";
    }
    return {};
}

std::string resetSentence(std::int64_t resetsUs)
{
    if (resetsUs == 0)
        return " It does not reset by itself; ask an admin to raise it.";
    using namespace std::chrono;
    const sys_time<microseconds> at{microseconds(resetsUs)};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{floor<minutes>(at - day)};
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), " It resets on %04d-%02u-%02u at %02d:%02d UTC.",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()));
    return text.data();
}

} // namespace

ApiError budgetRefusal(const HoldOutcome &outcome, const BudgetScope &scope, const KeyPolicy &key)
{
    ApiError error;
    const std::string subject = whose(scope, key);
    const bool isPool = scope.ref.kind == ScopeKind::CreditPool;
    const std::string size = isPool
        ? std::string()
        : " ($" + jsonText(scope.limit) + ' ' + std::string(windowName(scope.window)) + ')';

    if (outcome.decision == HoldDecision::Held) {
        error.status = 429;
        error.errorType = "rate_limit_exceeded";
        error.message = subject + size + " is held by requests that are still running ($"
            + jsonText(outcome.held) + "). Try again when they have ended.";
        error.retryAfterS = heldRetryAfterS;
        return error;
    }
    const bool isPayment = isPool || scope.ref.kind == ScopeKind::KeyLimit;
    error.status = isPayment ? 402 : 403;
    error.errorType = isPayment ? "payment_required" : "permission_denied";
    if (outcome.decision == HoldDecision::Unbounded) {
        error.message = subject + size
            + " is a hard limit, and what this request may cost has no bound: name max_tokens, or "
              "use a model with a price and an output limit.";
    } else if (isPool) {
        error.message = subject + " has $" + jsonText(outcome.available)
            + " left, which this request needs more than. Add credits.";
    } else if (scope.mode == BudgetMode::Hard && outcome.spent < scope.limit) {
        error.message = subject + size + " leaves $" + jsonText(outcome.available)
            + ", less than this request may cost at most. Lower max_tokens."
            + resetSentence(outcome.resetsUs);
    } else {
        error.message = subject + size + " is spent ($" + jsonText(outcome.spent) + ")."
            + resetSentence(outcome.resetsUs);
    }
    return error;
}

} // namespace turnpike

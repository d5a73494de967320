// SPDX-License-Identifier: GPL-3.0-or-later
// key create, list, disable, enable, rate-limit and delete
#include "app/verbs/Text.h"
#include "app/verbs/Verbs.h"
#include "core/Clock.h"
#include "services/ControlPlane.h"

#include <boost/json.hpp>

namespace turnpike {

namespace json = boost::json;

namespace {

constexpr std::pair<const char *, Window> resets[]
    = {{"daily", Window::Day}, {"weekly", Window::Week}, {"monthly", Window::Month}};

QString resetName(Window window)
{
    for (const auto &[name, value] : resets)
        if (value == window)
            return QString::fromLatin1(name);
    return {};
}

Result<Window> parseReset(const QString &text)
{
    if (text.isEmpty())
        return Window::Lifetime;
    for (const auto &[name, value] : resets)
        if (text == QLatin1String(name))
            return value;
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("--reset wants daily, weekly or monthly, not \"%1\".").arg(text),
                QStringLiteral("/reset"));
}

Result<BudgetMode> parseMode(const QString &text)
{
    if (text.isEmpty() || text == QLatin1String("soft"))
        return BudgetMode::Soft;
    if (text == QLatin1String("hard"))
        return BudgetMode::Hard;
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("--mode wants soft or hard, not \"%1\".").arg(text),
                QStringLiteral("/mode"));
}

/// What was not given stays as it is.
Result<> readRateLimit(const Invocation &invocation, RateLimit &limit)
{
    TRY(readCount(invocation, "requests-per-minute", limit.requestsPerMinute));
    TRY(readCount(invocation, "tokens-per-minute", limit.tokensPerMinute));
    return readCount(invocation, "concurrent-requests", limit.concurrentRequests);
}

Result<KeyDraft> draftOf(const Invocation &invocation)
{
    KeyDraft draft;
    draft.name = invocation.argument(0);
    draft.isManagement = invocation.has("management");
    if (invocation.has("limit")) {
        KeyLimit limit;
        TRY_ASSIGN(limit.amount, parseUsd(invocation.value("limit"), "--limit"));
        TRY_ASSIGN(limit.reset, parseReset(invocation.value("reset")));
        TRY_ASSIGN(limit.mode, parseMode(invocation.value("mode")));
        draft.limit = limit;
    } else if (invocation.has("reset") || invocation.has("mode")) {
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--reset and --mode need --limit: they say how it holds."),
                    QStringLiteral("/limit"));
    }
    TRY(readRateLimit(invocation, draft.rateLimit));
    if (invocation.has("expires")) {
        TRY_ASSIGN(draft.expiresUs, parseTime(invocation.value("expires"), "expires"));
    }
    return draft;
}

json::object asJson(const Key &key)
{
    json::object object{
        {"hash", jsonString(key.hash)},
        {"name", jsonString(key.name)},
        {"label", jsonString(key.label)},
        {"management", key.isManagement},
        {"disabled", key.isDisabled},
        {"workspace", jsonString(key.workspaceUuid)},
        {"limit_usd", nullptr},
        {"remaining_usd", nullptr},
        {"reset", nullptr},
        {"mode", nullptr},
        {"rate_limit",
         {{"requests_per_minute", key.rateLimit.requestsPerMinute},
          {"tokens_per_minute", key.rateLimit.tokensPerMinute},
          {"concurrent_requests", key.rateLimit.concurrentRequests}}},
        {"usage_usd", jsonUsd(key.usage[static_cast<std::size_t>(Window::Lifetime)])},
        {"created_at", jsonOrNull(timeText(key.createdUs))},
        {"expires_at", jsonOrNull(timeText(key.expiresUs))},
        {"last_used_at", jsonOrNull(timeText(key.lastUsedUs))}};
    if (key.limit) {
        object["limit_usd"] = jsonUsd(key.limit->amount);
        object["remaining_usd"] = jsonUsd(*key.remaining());
        object["reset"] = jsonOrNull(resetName(key.limit->reset));
        object["mode"] = key.limit->mode == BudgetMode::Hard ? "hard" : "soft";
    }
    return object;
}

QString stateOf(const Key &key, std::int64_t nowUs)
{
    if (key.isDisabled)
        return QStringLiteral("disabled");
    if (key.expiresUs != 0 && key.expiresUs <= nowUs)
        return QStringLiteral("expired");
    return QStringLiteral("active");
}

QString limitText(const Key &key)
{
    if (!key.limit)
        return QStringLiteral("none");
    const QString reset = resetName(key.limit->reset);
    return displayText(key.limit->amount) + (reset.isEmpty() ? QString() : QLatin1Char(' ') + reset)
        + (key.limit->mode == BudgetMode::Hard ? QStringLiteral(" hard") : QString());
}

QByteArray asTable(const QList<Key> &keys, std::int64_t nowUs)
{
    QList<QStringList> rows{{QStringLiteral("NAME"), QStringLiteral("KEY"), QStringLiteral("STATE"),
                             QStringLiteral("SPENT"), QStringLiteral("LIMIT"),
                             QStringLiteral("HASH")}};
    for (const Key &key : keys)
        rows.append({key.name, key.label, stateOf(key, nowUs),
                     displayText(key.usage[static_cast<std::size_t>(Window::Lifetime)]),
                     limitText(key), key.hash.first(16)});
    return tableText(rows);
}

} // namespace

VerbResult createKey(const VerbContext &context, const Invocation &invocation)
{
    const Result<KeyDraft> wanted = draftOf(invocation);
    if (!wanted)
        return failed(wanted.error(), invocation.wantsJson);
    const QString workspace = invocation.value("workspace");
    const Result<IssuedKey> issued = context.control->call(
        context.osUser, [&](Services &services, const Actor &actor) -> Result<IssuedKey> {
            KeyDraft draft = *wanted;
            if (!workspace.isEmpty()) {
                TRY_ASSIGN(const QList<Workspace> all, services.organization.workspaces(actor));
                const auto found = std::ranges::find(all, workspace, &Workspace::uuid);
                if (found == all.end())
                    return fail(ErrorCode::NotFound,
                                QStringLiteral("There is no workspace %1.").arg(workspace));
                draft.workspace = found->id;
            }
            return services.keys.create(actor, draft);
        });
    if (!issued)
        return failed(issued.error(), invocation.wantsJson);
    const std::string_view secret = issued->secret.reveal();
    const QByteArray text(secret.data(), static_cast<qsizetype>(secret.size()));
    if (invocation.wantsJson) {
        json::object object = asJson(issued->key);
        object["secret"] = json::string_view(secret.data(), secret.size());
        return printed(jsonLine(object));
    }
    return {Exit::Ok, text + '\n',
            QStringLiteral("Key \"%1\" works from now on. Keep it now: it is not shown again.\n")
                .arg(issued->key.name)
                .toUtf8()};
}

VerbResult listKeys(const VerbContext &context, const Invocation &invocation)
{
    const Result<QList<Key>> keys
        = context.control->call(context.osUser, [](Services &services, const Actor &actor) {
              return services.keys.list(actor);
          });
    if (!keys)
        return failed(keys.error(), invocation.wantsJson);
    if (!invocation.wantsJson)
        return printed(asTable(*keys, context.clock->nowUs()));
    json::array list;
    for (const Key &key : *keys)
        list.push_back(asJson(key));
    return printed(jsonLine(json::object{{"keys", std::move(list)}}));
}

VerbResult changeKey(const VerbContext &context, const Invocation &invocation)
{
    const QByteArray verb(invocation.verb->name);
    const Result<Key> changed = context.control->call(
        context.osUser, [&](Services &services, const Actor &actor) -> Result<Key> {
            TRY_ASSIGN(Key key, services.keys.find(actor, invocation.argument(0)));
            if (verb == "key rate-limit") {
                RateLimit limit = key.rateLimit;
                TRY(readRateLimit(invocation, limit));
                return services.keys.setRateLimit(actor, key.id, limit);
            }
            if (verb != "key delete")
                return services.keys.setDisabled(actor, key.id, verb == "key disable");
            TRY(services.keys.remove(actor, key.id));
            return key;
        });
    if (!changed)
        return failed(changed.error(), invocation.wantsJson);
    if (invocation.wantsJson)
        return printed(jsonLine(asJson(*changed)));
    const char *outcome = verb == "key delete" ? "is deleted and answers 401"
        : verb == "key disable"                ? "is disabled and answers 401"
        : verb == "key rate-limit"             ? "has these limits"
                                               : "works again";
    return {Exit::Ok,
            {},
            QStringLiteral("Key \"%1\" %2 from now on.\n")
                .arg(changed->name, QLatin1String(outcome))
                .toUtf8()};
}

} // namespace turnpike

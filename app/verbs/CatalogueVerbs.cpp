// SPDX-License-Identifier: GPL-3.0-or-later
// catalogue refresh
#include "app/verbs/Text.h"
#include "app/verbs/Verbs.h"
#include "core/Price.h"
#include "services/CatalogueRefresh.h"
#include "services/ControlPlane.h"

#include <boost/json.hpp>

namespace turnpike {

namespace json = boost::json;

namespace {

using Kind = CatalogueChange::Kind;

const char *kindName(Kind kind)
{
    switch (kind) {
    case Kind::NewModel: return "new_model";
    case Kind::NewEndpoint: return "new_endpoint";
    case Kind::Prices: return "prices";
    case Kind::Limits: return "limits";
    case Kind::Wire: return "format";
    case Kind::Gone: break;
    }
    return "gone";
}

json::value priceValue(const PriceSheet &sheet)
{
    json::error_code error;
    if (!sheet.isPriced())
        return nullptr;
    return json::parse(toJson(sheet), error);
}

/// "0.000003/0.000015", dollars a token in and out; "unpriced".
QString priceWords(const PriceSheet &sheet)
{
    if (!sheet.isPriced())
        return QStringLiteral("unpriced");
    const auto text = [&sheet](PriceUnit unit) {
        return QString::fromStdString(priceText(*sheet.prices[static_cast<std::size_t>(unit)]));
    };
    return text(PriceUnit::Prompt) + QLatin1Char('/') + text(PriceUnit::Completion);
}

/// Every price that differs, by its name.
QString priceDifference(const CatalogueChange &change)
{
    QStringList parts;
    for (std::size_t i = 0; i < priceUnitCount; ++i) {
        const auto &before = change.before.prices[i];
        const auto &after = change.after.prices[i];
        if (before == after)
            continue;
        const std::string_view key = priceKey(static_cast<PriceUnit>(i));
        const auto text = [](const std::optional<FemtoUsd> &price) {
            return price ? QString::fromStdString(priceText(*price)) : QStringLiteral("none");
        };
        parts.append(QStringLiteral("%1 %2 -> %3")
                         .arg(QString::fromLatin1(key.data(), qsizetype(key.size())), text(before),
                              text(after)));
    }
    if (parts.isEmpty())
        parts.append(QStringLiteral("prices of large prompts differ"));
    return parts.join(QStringLiteral(", "));
}

QString words(const CatalogueChange &change)
{
    const auto tokens = [](std::int64_t count) {
        return count > 0 ? QString::number(count) : QStringLiteral("?");
    };
    switch (change.kind) {
    case Kind::NewModel: return QStringLiteral("new, %1").arg(priceWords(change.after));
    case Kind::NewEndpoint:
        return QStringLiteral("new at %1, %2").arg(change.provider, priceWords(change.after));
    case Kind::Prices: return priceDifference(change);
    case Kind::Limits:
        return QStringLiteral("context %1 -> %2, output %3 -> %4")
            .arg(tokens(change.contextBefore), tokens(change.contextAfter),
                 tokens(change.outputBefore), tokens(change.outputAfter));
    case Kind::Wire:
        return QStringLiteral("format %1 -> %2").arg(change.wireBefore, change.wireAfter);
    case Kind::Gone: break;
    }
    return QStringLiteral("not listed any more");
}

json::object asJson(const CatalogueChange &change)
{
    json::object object{{"kind", kindName(change.kind)},
                        {"model", jsonString(change.model)},
                        {"provider", jsonString(change.provider)},
                        {"variant", jsonOrNull(change.variant)},
                        {"upstream_model", jsonString(change.upstreamModel)}};
    if (change.kind == Kind::Wire) {
        object["before"] = jsonString(change.wireBefore);
        object["after"] = jsonString(change.wireAfter);
    } else if (change.kind != Kind::Limits && change.kind != Kind::Gone) {
        object["before"] = priceValue(change.before);
        object["after"] = priceValue(change.after);
    }
    if (change.kind == Kind::Limits) {
        object["context_length"] = json::array{change.contextBefore, change.contextAfter};
        object["max_output"] = json::array{change.outputBefore, change.outputAfter};
    }
    return object;
}

struct Refreshed
{
    CatalogueDiff diff;
    int applied = 0; ///< Models.
    std::size_t left = 0; ///< Changes that were not chosen.
};

VerbResult asText(const Refreshed &done, bool isDryRun)
{
    VerbResult result;
    for (const CatalogueChange &change : done.diff.changes) {
        const char sign = change.kind == Kind::Gone                             ? '-'
            : change.kind == Kind::NewModel || change.kind == Kind::NewEndpoint ? '+'
                                                                                : '~';
        const QString place = change.variant.isEmpty()
            ? change.provider
            : change.provider + QLatin1Char('/') + change.variant;
        result.out += sign
            + QStringLiteral(" %1 at %2: %3\n").arg(change.model, place, words(change)).toUtf8();
    }
    const QString compared = done.diff.providers.join(QStringLiteral(", "));
    if (done.diff.changes.empty())
        result.err = QStringLiteral("Nothing differs from %1 for %2.\n")
                         .arg(done.diff.source, compared)
                         .toUtf8();
    else if (isDryRun)
        result.err = "Nothing was changed: this was a dry run.\n";
    else
        result.err = QStringLiteral("%1 models changed.\n").arg(done.applied).toUtf8();
    if (!isDryRun && done.left > 0)
        result.err += QStringLiteral("%1 endpoints that are not listed any more were kept; "
                                     "--remove-gone removes such.\n")
                          .arg(done.left)
                          .toUtf8();
    return result;
}

} // namespace

VerbResult refreshCatalogue(const VerbContext &context, const Invocation &invocation)
{
    const bool isDryRun = invocation.has("dry-run");
    const bool removesGone = invocation.has("remove-gone");
    const std::string list = invocation.inputs.value(QStringLiteral("list")).toStdString();
    const QString owner = invocation.value("provider");
    const auto done = context.control->call(
        context.osUser,
        [&](Services &services, const Actor &actor) -> Result<std::shared_ptr<Refreshed>> {
            auto refreshed = std::make_shared<Refreshed>();
            TRY_ASSIGN(refreshed->diff, compareCatalogue(services, actor, list, owner));
            std::vector<CatalogueChange> chosen = refreshed->diff.changes;
            if (!removesGone)
                std::erase_if(chosen, [](const CatalogueChange &change) {
                    return change.kind == Kind::Gone;
                });
            refreshed->left = refreshed->diff.changes.size() - chosen.size();
            if (!isDryRun) {
                TRY_ASSIGN(refreshed->applied, applyCatalogue(services, actor, chosen));
            }
            return refreshed;
        });
    if (!done)
        return failed(done.error(), invocation.wantsJson);
    if (!invocation.wantsJson)
        return asText(**done, isDryRun);
    json::array changes;
    for (const CatalogueChange &change : (*done)->diff.changes)
        changes.push_back(asJson(change));
    json::array providers;
    for (const QString &provider : (*done)->diff.providers)
        providers.push_back(jsonString(provider));
    return printed(jsonLine(json::object{{"source", jsonString((*done)->diff.source)},
                                         {"providers", std::move(providers)},
                                         {"dry_run", isDryRun},
                                         {"changes", std::move(changes)},
                                         {"models_changed", (*done)->applied}}));
}

} // namespace turnpike

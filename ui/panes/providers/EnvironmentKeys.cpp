// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/EnvironmentKeys.h"

#include "ui/panes/providers/ProviderKeyField.h"

#include <QHash>

#include <cstdlib>
#include <string>

namespace turnpike::ui {

namespace {

/// Where the names do not follow the slug.
const QHash<QString, QByteArrayList> &otherNames()
{
    static const QHash<QString, QByteArrayList> names{
        {QStringLiteral("google-ai-studio"), {"GEMINI_API_KEY", "GOOGLE_API_KEY"}},
        {QStringLiteral("azure"), {"AZURE_OPENAI_API_KEY", "AZURE_API_KEY"}},
        {QStringLiteral("together"), {"TOGETHER_API_KEY", "TOGETHERAI_API_KEY"}},
        {QStringLiteral("deepinfra"), {"DEEPINFRA_API_KEY", "DEEPINFRA_TOKEN"}},
        {QStringLiteral("cohere"), {"COHERE_API_KEY", "CO_API_KEY"}},
        {QStringLiteral("moonshotai"), {"MOONSHOT_API_KEY"}},
        {QStringLiteral("z-ai"), {"ZAI_API_KEY", "ZHIPU_API_KEY"}},
        {QStringLiteral("alibaba"), {"DASHSCOPE_API_KEY"}},
        {QStringLiteral("friendli"), {"FRIENDLI_TOKEN"}},
        {QStringLiteral("huggingface"), {"HF_TOKEN"}},
        {QStringLiteral("ovhcloud"), {"OVH_AI_ENDPOINTS_ACCESS_TOKEN"}},
        {QStringLiteral("scaleway"), {"SCW_SECRET_KEY"}},
    };
    return names;
}

QByteArrayList namesOf(const QString &slug)
{
    QByteArray usual = slug.toUpper().toLatin1();
    usual.replace('-', '_');
    return otherNames().value(slug, {usual + "_API_KEY"});
}

} // namespace

Secret environmentKey(const QByteArray &variable)
{
    const char *value = std::getenv(variable.constData());
    std::string_view text = value ? std::string_view(value) : std::string_view();
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
        text.remove_suffix(1);
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ')
        text.remove_prefix(1);
    return Secret(std::string(text));
}

QList<EnvironmentKey> findEnvironmentKeys(const QStringList &providers)
{
    QList<EnvironmentKey> found;
    for (const QString &slug : providers) {
        for (const QByteArray &name : namesOf(slug)) {
            const Secret key = environmentKey(name);
            if (!key.isEmpty() && !key.reveal().starts_with("sk-tp-"))
                found.append({slug, name, ProviderKeyField::tail(key)});
        }
    }
    return found;
}

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/catalogue/CatalogueNames.h"

#include "core/ProviderNames.h"
#include "services/policyfile/StrictJson.h"

#include <QFile>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

using Kind = JsonNode::Kind;

tl::unexpected<Error> invalid(const QString &pointer)
{
    return fail(ErrorCode::InvalidArgument, u"This is not as the program has it."_s, pointer);
}

Result<const JsonNode *> member(const JsonNode &root, std::string_view name, Kind kind)
{
    const auto found = std::find(root.names.begin(), root.names.end(), name);
    if (root.kind != Kind::Object || found == root.names.end())
        return invalid(pointerTo({}, name));
    const JsonNode &node = root.items[static_cast<std::size_t>(found - root.names.begin())];
    if (node.kind != kind)
        return invalid(pointerTo({}, name));
    return &node;
}

QString text(const JsonNode &node)
{
    return QString::fromStdString(node.text);
}

Result<QHash<QString, QString>> texts(const JsonNode &root, std::string_view name)
{
    TRY_ASSIGN(const JsonNode *node, member(root, name, Kind::Object));
    QHash<QString, QString> texts;
    for (std::size_t i = 0; i < node->items.size(); ++i)
        texts.insert(QString::fromStdString(node->names[i]), text(node->items[i]));
    return texts;
}

Result<QHash<QString, QStringList>> lists(const JsonNode &root, std::string_view name)
{
    TRY_ASSIGN(const JsonNode *node, member(root, name, Kind::Object));
    QHash<QString, QStringList> lists;
    for (std::size_t i = 0; i < node->items.size(); ++i) {
        for (const JsonNode &item : node->items[i].items)
            lists[QString::fromStdString(node->names[i])].append(text(item));
    }
    return lists;
}

Result<QList<QPair<QString, QString>>> pairs(const JsonNode &root, std::string_view name)
{
    TRY_ASSIGN(const JsonNode *node, member(root, name, Kind::Array));
    QList<QPair<QString, QString>> pairs;
    for (const JsonNode &item : node->items) {
        if (item.items.size() != 2)
            return invalid(pointerTo({}, name));
        pairs.append({text(item.items[0]), text(item.items[1])});
    }
    return pairs;
}

Result<QRegularExpression> pattern(const JsonNode &root, std::string_view name)
{
    TRY_ASSIGN(const JsonNode *node, member(root, name, Kind::String));
    QRegularExpression pattern(text(*node));
    if (!pattern.isValid())
        return invalid(pointerTo({}, name));
    return pattern;
}

Result<QHash<QString, QRegularExpression>> patterns(const JsonNode &root, std::string_view name)
{
    TRY_ASSIGN(const auto written, texts(root, name));
    QHash<QString, QRegularExpression> patterns;
    for (auto each = written.cbegin(); each != written.cend(); ++each) {
        QRegularExpression pattern(each.value());
        if (!pattern.isValid())
            return invalid(pointerTo({}, name));
        patterns.insert(each.key(), std::move(pattern));
    }
    return patterns;
}

/// What a slug can hold; the rest becomes dashes.
QString cleaned(QString text)
{
    static const QRegularExpression foreign(u"[^a-z0-9._:-]+"_s);
    static const QRegularExpression ends(u"^[-.:_]+|[-.:_]+$"_s);
    return text.replace(foreign, u"-"_s).remove(ends);
}

/// Clients write "claude-sonnet-4.5" and "claude-sonnet-4"; Anthropic -4-5 and -4-0, with a date
/// where it is to stay this one for good.
QString claudeName(QString name)
{
    static const QRegularExpression version(u"-(\\d)-(\\d)(?!\\d)"_s);
    static const QRegularExpression date(u"-\\d{8}$"_s);
    return name.replace(version, u"-\\1.\\2"_s).remove(u".0"_s).remove(date);
}

} // namespace

Result<CatalogueNames> CatalogueNames::own()
{
    QFile file(u":/catalogue/catalogue_names.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Internal, u"The names of the catalogue cannot be read."_s);
    return parse(file.readAll().toStdString());
}

Result<CatalogueNames> CatalogueNames::parse(std::string_view json)
{
    TRY_ASSIGN(const JsonNode root, parseStrictJson(json));
    CatalogueNames names;
    TRY_ASSIGN(names.m_providers, texts(root, "providers"));
    TRY_ASSIGN(names.m_firstParty, texts(root, "first_party"));
    TRY_ASSIGN(names.m_authors, texts(root, "authors"));
    TRY_ASSIGN(names.m_families, pairs(root, "families"));
    TRY_ASSIGN(names.m_spellings, texts(root, "spellings"));
    TRY_ASSIGN(names.m_servedAs, lists(root, "served_as"));
    TRY_ASSIGN(names.m_sampling, lists(root, "sampling"));
    for (QStringList &suffixes : names.m_servedAs) // The longest first.
        std::stable_sort(suffixes.begin(), suffixes.end(),
                         [](const QString &a, const QString &b) { return a.size() > b.size(); });
    TRY_ASSIGN(const auto unlisted, pairs(root, "unlisted"));
    for (const auto &[source, name] : unlisted)
        names.m_unlisted.insert(source + u'/' + name);
    TRY_ASSIGN(names.m_media, patterns(root, "media"));
    TRY_ASSIGN(names.m_responsesOnly, patterns(root, "responses_only"));
    TRY_ASSIGN(const JsonNode *details, member(root, "reads_details", Kind::Array));
    for (const JsonNode &source : details->items)
        names.m_readsDetails.insert(text(source));
    TRY_ASSIGN(names.m_leftOut, pattern(root, "left_out"));
    TRY_ASSIGN(names.m_embedders, pattern(root, "embedders"));
    TRY_ASSIGN(names.m_completers, pattern(root, "completers"));
    TRY_ASSIGN(names.m_others, pattern(root, "others"));
    return names;
}

QString CatalogueNames::slugOf(const QString &source, const QString &name) const
{
    static const QRegularExpression folder(u"^accounts/fireworks/(models|routers)/"_s);
    static const QRegularExpression point(u"(?<=\\d)p(?=\\d)"_s); // "kimi-k2p6"
    QString bare = QString(name).remove(folder).toLower();
    if (source == u"fireworks-ai")
        bare.replace(point, u"."_s);
    QString author = bare.section(u'/', 0, -2).section(u'/', -1);
    QString rest = bare.section(u'/', -1);
    if (author.isEmpty()) {
        const auto family
            = std::find_if(m_families.begin(), m_families.end(),
                           [&rest](const auto &known) { return rest.startsWith(known.first); });
        author = m_firstParty.value(
            source, family == m_families.end() ? m_providers.value(source) : family->second);
    }
    author = m_authors.value(author, author);
    if (author == u"anthropic")
        rest = claudeName(rest);
    if (author == u"meta-llama") {
        if (rest.startsWith(u"meta-"_s))
            rest.remove(0, 5);
        rest.replace(u"3_"_s, u"3."_s);
    }
    return cleaned(author) + u'/' + cleaned(rest);
}

CatalogueNames::Place CatalogueNames::placeOf(const QString &source, const QString &name,
                                              const QSet<QString> &known) const
{
    const QString raw = slugOf(source, name);
    const QString slug = m_spellings.value(raw, raw);
    if (known.contains(slug))
        return {slug, {}};
    for (const QString &variant : m_servedAs.value(source)) {
        if (!slug.endsWith(u'-' + variant))
            continue;
        const QString shorter = slug.chopped(variant.size() + 1);
        const QString base = m_spellings.value(shorter, shorter);
        for (const QString &candidate : {base, base + u"-instruct"_s, base + u"-it"_s}) {
            if (known.contains(candidate))
                return {candidate, QString(variant).remove(u"-preview"_s)};
        }
    }
    return {slug, {}};
}

QString CatalogueNames::mediaKindOf(const QString &source, const QString &name) const
{
    const QString place = source + u'/' + name;
    for (auto kind = m_media.cbegin(); kind != m_media.cend(); ++kind) {
        if (kind->match(place).hasMatch())
            return kind.key();
    }
    return {};
}

QString CatalogueNames::kindOf(const QString &source, const QString &name,
                               const QStringList &inputs, const QStringList &outputs) const
{
    if (const QString media = mediaKindOf(source, name); !media.isEmpty())
        return media;
    const QString bare = name.toLower().section(u'/', -1).section(u':', 0, 0);
    if (m_others.match(bare).hasMatch())
        return {};
    if (m_embedders.match(bare).hasMatch())
        return u"embeddings"_s;
    if (m_completers.match(bare).hasMatch())
        return u"completions"_s;
    return inputs.contains(u"text"_s) && outputs.contains(u"text"_s) ? u"chat"_s : QString();
}

bool CatalogueNames::isLeftOut(const QString &source, const QString &name) const
{
    return m_leftOut.match(source + u'/' + name).hasMatch();
}

bool CatalogueNames::isUnlisted(const QString &source, const QString &name) const
{
    return m_unlisted.contains(source + u'/' + name);
}

bool CatalogueNames::isByResponsesOnly(const QString &source, const QString &name) const
{
    const auto pattern = m_responsesOnly.constFind(source);
    return pattern != m_responsesOnly.cend() && pattern->match(name.toLower()).hasMatch();
}

QStringList CatalogueNames::sampling(ProviderFormat format, const QString &provider) const
{
    const std::string_view wire = nameOf(format);
    return m_sampling.value(QString())
        + m_sampling.value(u"format:"_s
                           + QString::fromLatin1(wire.data(), static_cast<qsizetype>(wire.size())))
        + m_sampling.value(u"provider:"_s + provider);
}

} // namespace turnpike

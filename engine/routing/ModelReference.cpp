// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/routing/ModelReference.h"

#include "core/Policy.h"
#include "engine/routing/ModelIndex.h"

#include <algorithm>
#include <array>

namespace turnpike {

namespace {

using Kind = ModelReference::Kind;
using Problem = ModelReference::Problem;

constexpr std::size_t longestName = 256;
constexpr std::size_t mostVariants = 8;

struct NamedVariant
{
    std::string_view name;
    VariantSet bit;
};

constexpr NamedVariant dynamicVariants[] = {{"nitro", Variant::Nitro},
                                            {"floor", Variant::Floor},
                                            {"exacto", Variant::Exacto},
                                            {"online", Variant::Online}};
constexpr NamedVariant staticVariants[]
    = {{"free", Variant::Free}, {"extended", Variant::Extended}, {"thinking", Variant::Thinking}};

template <std::size_t size>
VariantSet bitOf(const NamedVariant (&variants)[size], std::string_view name)
{
    for (const NamedVariant &variant : variants) {
        if (variant.name == name)
            return variant.bit;
    }
    return 0;
}

/// A reference taken apart, in lower case: "author/slug" and its suffixes that are not dynamic.
class Parts
{
public:
    explicit Parts(std::string_view folded)
    {
        const std::size_t colon = std::min(folded.find(':'), folded.size());
        append(folded.substr(0, colon));
        m_baseSize = m_size;
        std::size_t at = colon;
        while (at < folded.size()) {
            const std::size_t end = std::min(folded.find(':', at + 1), folded.size());
            const std::string_view suffix = folded.substr(at + 1, end - at - 1);
            if (const VariantSet bit = bitOf(dynamicVariants, suffix)) {
                m_dynamic |= bit;
            } else {
                append(folded.substr(at, end - at));
                const VariantSet known = bitOf(staticVariants, suffix);
                m_static |= known;
                m_hasStrange = m_hasStrange || known == 0;
            }
            at = end;
        }
    }

    std::string_view base() const { return {m_text.data(), m_baseSize}; }
    /// With the suffixes that have rows of their own.
    std::string_view key() const { return {m_text.data(), m_size}; }
    VariantSet dynamicBits() const { return m_dynamic; }
    VariantSet staticBits() const { return m_static; }
    bool hasStrange() const { return m_hasStrange; }

private:
    void append(std::string_view text)
    {
        std::copy(text.begin(), text.end(), m_text.begin() + static_cast<std::ptrdiff_t>(m_size));
        m_size += text.size();
    }

    std::array<char, longestName> m_text{};
    std::size_t m_size = 0;
    std::size_t m_baseSize = 0;
    VariantSet m_dynamic = 0;
    VariantSet m_static = 0;
    bool m_hasStrange = false;
};

Kind routerOf(std::string_view name)
{
    if (name == "turnpike/auto" || name == "openrouter/auto")
        return Kind::Auto;
    return name == "turnpike/free" || name == "openrouter/free" ? Kind::Free : Kind::Unknown;
}

class Resolution
{
public:
    Resolution(const PolicySnapshot &policy, const ModelIndex &index)
        : m_policy(policy)
        , m_index(index)
    {}

    ModelReference of(std::string_view reference) const;

private:
    ModelReference found(Kind kind, std::uint32_t number, VariantSet variants) const
    {
        return {.kind = kind,
                .variants = variants,
                .model = &m_policy.models[number],
                .number = number};
    }
    std::optional<ModelReference> named(std::string_view name, VariantSet variants) const;
    ModelReference newest(std::string_view name, const Parts &parts) const;

    const PolicySnapshot &m_policy;
    const ModelIndex &m_index;
};

/// By slug, router or alias.
std::optional<ModelReference> Resolution::named(std::string_view name, VariantSet variants) const
{
    if (const auto slug = m_policy.modelBySlug.find(name); slug != m_policy.modelBySlug.end())
        return found(Kind::Slug, slug->second, variants);
    if (const Kind router = routerOf(name); router != Kind::Unknown)
        return ModelReference{.kind = router, .variants = variants};
    std::array<char, longestName> room{};
    if (const auto alias = m_index.alias(foldedName(name, room)))
        return found(Kind::Alias, *alias, variants);
    return std::nullopt;
}

ModelReference Resolution::newest(std::string_view name, const Parts &parts) const
{
    constexpr std::string_view suffix = "-latest";
    const auto variants = static_cast<VariantSet>(parts.dynamicBits() | parts.staticBits());
    if (!name.ends_with(suffix) || parts.hasStrange())
        return {.problem = parts.hasStrange() ? Problem::NoSuchVariant : Problem::NoSuchModel};
    if (const auto model = m_index.latest(name.substr(0, name.size() - suffix.size())))
        return found(Kind::Latest, *model, variants);
    // The row of a provider that resolves the alias itself.
    if (const auto row = m_policy.modelBySlug.find(name); row != m_policy.modelBySlug.end())
        return found(Kind::Latest, row->second, variants);
    return {.problem = Problem::NoTarget};
}

ModelReference Resolution::of(std::string_view reference) const
{
    if (const auto slug = m_policy.modelBySlug.find(reference); slug != m_policy.modelBySlug.end())
        return found(Kind::Slug, slug->second, 0);
    if (reference.empty() || reference.size() > longestName
        || std::count(reference.begin(), reference.end(), ':')
            > static_cast<std::ptrdiff_t>(mostVariants))
        return {.problem = Problem::NoSuchModel};
    std::array<char, longestName> room{};
    std::transform(reference.begin(), reference.end(), room.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const Parts parts({room.data(), reference.size()});
    if (parts.base().starts_with('~'))
        return newest(parts.base().substr(1), parts);
    if (auto row = named(parts.key(), parts.dynamicBits()))
        return *row;
    auto base
        = named(parts.base(), static_cast<VariantSet>(parts.dynamicBits() | parts.staticBits()));
    if (!base)
        return {.problem = Problem::NoSuchModel};
    if (parts.hasStrange())
        return {.problem = Problem::NoSuchVariant};
    return *base;
}

} // namespace

ModelReference resolveModel(const PolicySnapshot &policy, const ModelIndex &index,
                            std::string_view reference)
{
    return Resolution(policy, index).of(reference);
}

} // namespace turnpike

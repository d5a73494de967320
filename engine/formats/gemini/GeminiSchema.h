// SPDX-License-Identifier: GPL-3.0-or-later
// JSON schemas as Gemini takes them.
#pragma once

#include "engine/formats/Conversation.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace turnpike {

/// Makes the schemas of one request fit `parametersJsonSchema` and `responseJsonSchema`.
///
/// These two take plain JSON schema, where the older `parameters` and `responseSchema` take an
/// OpenAPI subset that refuses the whole request for a keyword it does not know. So nothing is
/// rewritten but what is refused there too: `$schema` is taken out at the top, and references into
/// the same schema are put in place, since beside a `$ref` little else may stand. References that
/// come round to themselves stay, with their definitions. Key order is kept.
class SchemaFitting
{
public:
    /// `schema` itself when nothing needs doing, which is nearly always.
    RawJson fitted(Conversation &conversation, RawJson schema);

private:
    struct Entry
    {
        std::string_view name; ///< As spelled, without quotes.
        RawJson value;
    };
    using Entries = std::vector<Entry>;

    void writeSchema(RawJson schema);
    void writeMap(RawJson map);
    void writeMember(const Entry &entry);
    void writeRoot(RawJson schema);
    bool gather(RawJson schema, Entries &entries, std::size_t &entered);
    RawJson target(std::string_view reference);
    bool isSpent() const { return m_out.size() > m_outputLeft || m_depth > maxDepth; }

    static constexpr std::size_t maxDepth = 96;

    // What references may cost in one request, however many schemas it has: a small schema can
    // stand for a very large one.
    std::size_t m_outputLeft = std::size_t{4} * 1024 * 1024;
    std::size_t m_searchLeft = std::size_t{32} * 1024 * 1024;

    RawJson m_root;
    std::string m_out;
    std::unordered_map<std::string_view, RawJson> m_targets; ///< By reference.
    std::vector<const char *> m_open; ///< Targets being written.
    std::size_t m_depth = 0;
    bool m_keepsDefinitions = false;
};

} // namespace turnpike

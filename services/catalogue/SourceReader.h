// SPDX-License-Identifier: GPL-3.0-or-later
// Reads members of somebody else's list: strict in what is asked for, blind to the rest.
#pragma once

#include "core/Price.h"
#include "services/policyfile/StrictJson.h"

#include <QStringList>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace turnpike {

/// One object of a list, and where it stands. A member that is absent or null reads as nothing; one
/// of the wrong type is InvalidArgument with its pointer. The JsonNode must outlive it.
class SourceReader
{
public:
    SourceReader(const JsonNode &node, QString pointer);

    const QString &pointer() const { return m_pointer; }
    bool isObject() const { return m_node->kind == JsonNode::Kind::Object; }
    bool has(std::string_view name) const { return find(name) != nullptr; }
    bool hasObject(std::string_view name) const;

    /// Empty when absent. Without control characters.
    Result<QString> text(std::string_view name) const;
    Result<QString> requiredText(std::string_view name) const;
    /// A name for people: blanks of all kinds become single ones. Empty when absent.
    Result<QString> title(std::string_view name) const;
    Result<bool> flag(std::string_view name) const;
    /// A number that is whole and not negative; 0 when absent.
    Result<std::int64_t> count(std::string_view name) const;
    /// A list of texts; empty when absent.
    Result<QStringList> words(std::string_view name) const;
    /// A number of US dollars for a million tokens, as a price for one.
    Result<std::optional<FemtoUsd>> perMillion(std::string_view name) const;
    /// A number of US dollars for one unit, in quotes or not; nothing when it is negative, which
    /// stands for "it depends".
    Result<std::optional<FemtoUsd>> perUnit(std::string_view name) const;

    Result<std::optional<SourceReader>> object(std::string_view name) const;
    /// The objects of a list.
    Result<std::vector<SourceReader>> objects(std::string_view name) const;
    /// All members, each an object, by their names.
    Result<std::vector<std::pair<QString, SourceReader>>> entries() const;

private:
    const JsonNode *find(std::string_view name) const;
    /// Null when absent.
    Result<const JsonNode *> take(std::string_view name, JsonNode::Kind kind) const;
    QString at(std::string_view name) const { return pointerTo(m_pointer, name); }

    const JsonNode *m_node;
    QString m_pointer;
};

} // namespace turnpike

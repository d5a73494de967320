// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the members of one JSON object, each once, and knows which were not asked for.
#pragma once

#include "core/Money.h"
#include "core/Price.h"
#include "services/policyfile/StrictJson.h"

#include <QStringList>

#include <functional>
#include <initializer_list>
#include <optional>
#include <utility>

namespace turnpike {

enum class Need : std::uint8_t { Required, Optional };

/// Every reading function leaves `into` as it is when an optional member is absent or null, and
/// fails with the member's pointer when it has the wrong type.
class MemberReader
{
public:
    /// `node` must outlive this. Errors come from the reading functions when it is no object.
    MemberReader(const JsonNode &node, QString pointer);

    Result<> text(std::string_view name, QString &into, Need need = Need::Optional);
    Result<> flag(std::string_view name, bool &into);
    Result<> flag(std::string_view name, std::optional<bool> &into);
    Result<> whole(std::string_view name, std::int64_t &into);
    Result<> words(std::string_view name, QStringList &into);
    Result<> money(std::string_view name, std::optional<Money> &into);
    Result<> price(std::string_view name, std::optional<FemtoUsd> &into);
    /// One of the names in `choices`.
    Result<> choice(std::string_view name,
                    std::initializer_list<std::pair<std::string_view, int>> choices, int &into,
                    Need need = Need::Optional);
    /// Reads an object member by `read`, if it is there.
    Result<> object(std::string_view name, const std::function<Result<>(MemberReader &)> &read,
                    Need need = Need::Optional);
    /// Reads each object of a list member by `read`. True when the member is there.
    Result<bool> objects(std::string_view name,
                         const std::function<Result<>(MemberReader &, const QString &)> &read);
    /// A member that may be there and means nothing.
    void ignore(std::string_view name) { find(name); }

    /// Errors: InvalidArgument for a member that no function asked for.
    Result<> finish() const;
    const QString &pointer() const { return m_pointer; }
    QString at(std::string_view name) const { return pointerTo(m_pointer, name); }

private:
    const JsonNode *find(std::string_view name);
    /// The member if it has this kind, null if it is absent and may be.
    Result<const JsonNode *> take(std::string_view name, JsonNode::Kind kind, Need need);

    const JsonNode &m_node;
    QString m_pointer;
    std::vector<std::string_view> m_asked;
};

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// The top level of a request body: what the gateway's own members say in every client format, and
// where each member lies. A format's reader adds its own members.
#pragma once

#include "engine/wire/ClientRequest.h"
#include "engine/wire/RequestWalk.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace turnpike {

/// Members that mean the same in every client format, first in every reader's names.
enum CommonMember : std::size_t {
    ModelMember,
    ModelsMember,
    StreamMember,
    UsageMember,
    ProviderMember,
    RouteMember,
    PresetMember,
    PluginsMember,
    TransformsMember,
    TraceMember,
    SessionIdMember,
    DebugMember,
    UserMember,
    CacheControlMember,
    ServiceTierMember,
    commonMemberCount,
};

inline constexpr std::array<std::string_view, commonMemberCount> commonMemberNames
    = {"model",      "models", "stream",  "usage",         "provider",
       "route",      "preset", "plugins", "transforms",    "trace",
       "session_id", "debug",  "user",    "cache_control", "service_tier"};

/// The names of a format's reader: the common members, then its own.
template <std::size_t OwnCount>
constexpr std::array<std::string_view, commonMemberCount + OwnCount>
withCommonMembers(const std::string_view (&own)[OwnCount])
{
    std::array<std::string_view, commonMemberCount + OwnCount> names{};
    for (std::size_t i = 0; i < commonMemberCount; ++i)
        names[i] = commonMemberNames[i];
    for (std::size_t i = 0; i < OwnCount; ++i)
        names[commonMemberCount + i] = own[i];
    return names;
}

class BodyReader
{
public:
    virtual ~BodyReader() = default;
    BodyReader(const BodyReader &) = delete;
    BodyReader &operator=(const BodyReader &) = delete;

    tl::expected<ClientRequest, ApiError> read();

protected:
    /// `names`: the common ones and the format's own; at most 64, and they outlive the reader.
    BodyReader(std::string_view body, ApiType api, std::span<const std::string_view> names,
               const ReadLimits &limits);

    /// Reads the value of one of the format's own members.
    virtual void readOwn(std::size_t member) = 0;
    /// Its bytes are counted piece by piece by readOwn(), so they are not counted as a whole.
    virtual bool isCounted(std::size_t member) const = 0;
    /// After the last member: what is missing, and what members say together. `seen` has a bit for
    /// each.
    virtual void finish(std::uint64_t seen) = 0;

    /// Told and not null.
    bool isTold(std::size_t member) const
    {
        return m_slices[member].isPresent() && m_slices[member].value != "null";
    }
    void refuse(std::size_t member, std::string_view expectation);

    RequestWalk m_walk;
    ReadLimits m_limits;
    ClientRequest m_request;
    std::span<const std::string_view> m_names;
    std::vector<MemberSlice> m_slices; ///< By member.

private:
    void readTopLevel();
    void readCommon(std::size_t member);
    void readModel();
    void readModels();
    void readRoute();
    void readDebug();
    void readSession();
    void keepCommon();
};

/// Code points of valid UTF-8.
std::size_t pointCount(std::string_view utf8);

/// "[]", whatever blanks are in it. `value` is valid JSON.
bool isEmptyArray(std::string_view value);

} // namespace turnpike

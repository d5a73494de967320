// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/BodyReader.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace turnpike {

namespace {

using Members = RequestWalk::Members;

/// For the gateway only; no upstream sees them.
constexpr CommonMember gatewayOnly[]
    = {ModelsMember,     UsageMember, ProviderMember,  RouteMember, PresetMember, PluginsMember,
       TransformsMember, TraceMember, SessionIdMember, DebugMember, UserMember};

constexpr std::size_t maxSessionPoints = 256;

bool isGatewayOnly(std::size_t member)
{
    return std::find(std::begin(gatewayOnly), std::end(gatewayOnly), member)
        != std::end(gatewayOnly);
}

} // namespace

std::size_t pointCount(std::string_view utf8)
{
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

bool isEmptyArray(std::string_view value)
{
    return value.size() >= 2 && value.front() == '['
        && value.find_first_not_of(" \t\r\n", 1) == value.size() - 1;
}

BodyReader::BodyReader(std::string_view body, ApiType api, std::span<const std::string_view> names,
                       const ReadLimits &limits)
    : m_walk(body, limits.depth)
    , m_limits(limits)
    , m_names(names)
    , m_slices(names.size())
{
    m_request.body = body;
    m_request.api = api;
}

tl::expected<ClientRequest, ApiError> BodyReader::read()
{
    readTopLevel();
    m_walk.finish();
    if (m_walk.hasFailed())
        return tl::unexpected(m_walk.error());
    return std::move(m_request);
}

void BodyReader::refuse(std::size_t member, std::string_view expectation)
{
    m_walk.push(m_names[member]);
    m_walk.refuse(expectation);
    m_walk.pop();
}

void BodyReader::readTopLevel()
{
    if (!m_walk.enterObject())
        return;
    std::size_t previousEnd = MemberSlice::none;
    std::size_t previousKnown = Members::unknown;
    Members members;
    while (m_walk.nextMember(m_names, members)) {
        const std::size_t begin = members.member.begin;
        if (previousKnown != Members::unknown)
            m_slices[previousKnown].nextBegin = begin;
        const std::size_t known = previousKnown = members.known;
        m_walk.peek();
        const std::size_t valueBegin = m_walk.offset();
        if (known == Members::unknown) {
            m_walk.skip();
        } else {
            m_walk.push(m_names[known]);
            if (known < commonMemberCount)
                readCommon(known);
            else
                readOwn(known);
            m_walk.pop();
        }
        const std::size_t end = m_walk.offset();
        const bool isKept = known != Members::unknown
            && (known < commonMemberCount ? isGatewayOnly(known) : isCounted(known));
        if (!isKept)
            m_request.content.otherBytes += static_cast<std::int64_t>(end - begin);
        if (known != Members::unknown)
            m_slices[known] = {.value = m_request.body.substr(valueBegin, end - valueBegin),
                               .begin = begin,
                               .end = end,
                               .previousEnd = previousEnd};
        previousEnd = end;
    }
    if (m_walk.hasFailed())
        return;
    keepCommon();
    finish(members.seen);
}

void BodyReader::keepCommon()
{
    m_request.modelMember = m_slices[ModelMember];
    m_request.streamMember = m_slices[StreamMember];
    m_request.serviceTierMember = m_slices[ServiceTierMember];
    for (const CommonMember member : gatewayOnly)
        if (m_slices[member].isPresent())
            m_request.gatewayMembers.push_back(m_slices[member]);
    m_request.hasPlugins = isTold(PluginsMember) && !isEmptyArray(m_slices[PluginsMember].value);
    m_request.plugins = m_slices[PluginsMember].value;
    m_request.hasTransforms
        = isTold(TransformsMember) && !isEmptyArray(m_slices[TransformsMember].value);
}

void BodyReader::readCommon(std::size_t member)
{
    switch (member) {
    case ModelMember: readModel(); break;
    case ModelsMember: readModels(); break;
    case StreamMember: m_request.isStreaming = m_walk.boolean().value_or(false); break;
    case ProviderMember:
        if (m_walk.peek() == json::Kind::Null)
            m_walk.skip();
        else
            readProviderPreferences(m_walk, m_request.provider.emplace());
        break;
    case RouteMember: readRoute(); break;
    case PresetMember: m_request.preset = m_walk.text().value_or(std::string()); break;
    case SessionIdMember: readSession(); break;
    case DebugMember: readDebug(); break;
    case UserMember: m_request.user = m_walk.text().value_or(std::string()); break;
    case CacheControlMember:
        m_request.content.marksCaching = !m_walk.skip().isNull() || m_request.content.marksCaching;
        break;
    case ServiceTierMember: m_request.serviceTier = m_walk.text().value_or(std::string()); break;
    default: m_walk.skip(); break;
    }
}

void BodyReader::readModel()
{
    std::optional<std::string> model = m_walk.text();
    if (model && model->empty())
        m_walk.refuse("must not be empty");
    m_request.model = std::move(model).value_or(std::string());
}

void BodyReader::readModels()
{
    m_request.models = m_walk.texts();
    for (std::size_t index = 0; index < m_request.models.size(); ++index) {
        m_walk.push(index);
        if (m_request.models[index].empty())
            m_walk.refuse("must not be empty");
        m_walk.pop();
    }
}

void BodyReader::readDebug()
{
    static constexpr std::string_view known[] = {"echo_upstream_body"};
    if (!m_walk.enterObject(true))
        return;
    Members members;
    while (m_walk.nextMember(known, members)) {
        if (members.known == Members::unknown) {
            m_walk.skip();
            continue;
        }
        m_walk.push(known[0]);
        m_request.echoesUpstreamBody = m_walk.boolean().value_or(false);
        m_walk.pop();
    }
}

void BodyReader::readRoute()
{
    const std::optional<std::string> word = m_walk.text();
    if (!word)
        return;
    if (*word != "fallback" && *word != "sort")
        m_walk.refuse("must be fallback or sort");
    m_request.sortsAcrossModels = *word == "sort";
}

void BodyReader::readSession()
{
    m_request.sessionId = m_walk.text().value_or(std::string());
    if (pointCount(m_request.sessionId) > maxSessionPoints)
        m_walk.refuse("must not be longer than 256 characters");
}

} // namespace turnpike

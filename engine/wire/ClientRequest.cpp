// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/ClientRequest.h"

#include "engine/json/StrictReader.h"
#include "engine/json/Writer.h"
#include "engine/wire/ReasoningEdit.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace turnpike {

namespace {

/// The limit members, lowered or put in.
void clampOutput(const ClientRequest &request, const UpstreamEdits &edits, BodyEdit &edit,
                 std::string &inserted)
{
    const std::string limit = std::to_string(*edits.clampedMax);
    bool isSet = false;
    for (const MemberSlice *member :
         {&request.maxTokensMember, &request.maxCompletionTokensMember}) {
        if (!member->isPresent() || member->value == "null")
            continue;
        const std::optional<std::int64_t> asked = json::integerOf(member->value);
        if (asked && *asked > *edits.clampedMax)
            edit.replace(member->value, limit);
        isSet = true;
    }
    if (isSet)
        return;
    const bool isChatsOther = edits.defaultLimit == "max_completion_tokens";
    const MemberSlice &null
        = isChatsOther ? request.maxCompletionTokensMember : request.maxTokensMember;
    if (null.isPresent())
        edit.replace(null.value, limit);
    else
        inserted.append(inserted.empty() ? "\"" : ",\"")
            .append(edits.defaultLimit)
            .append("\":" + limit);
}

/// The stream options, taken out where they are refused, else telling usage.
void editStreamOptions(const ClientRequest &request, const UpstreamEdits &edits, BodyEdit &edit,
                       std::string &inserted)
{
    const MemberSlice &options = request.streamOptionsMember;
    if (!request.isStreaming || !edits.sendsStreamOptions) {
        if (options.isPresent())
            edit.remove(options);
        return;
    }
    // The other formats always tell usage, and refuse the option.
    const bool isOfChat = request.api == ApiType::Chat || request.api == ApiType::Completions;
    if (!isOfChat || !edits.forcesUsage || request.asksUsage)
        return;
    if (!options.isPresent())
        inserted.append(inserted.empty() ? "" : ",")
            .append(R"("stream_options":{"include_usage":true})");
    else if (options.value == "null")
        edit.replace(options.value, R"({"include_usage":true})");
    else if (request.includeUsageMember.isPresent())
        edit.replace(request.includeUsageMember.value, "true");
    else
        edit.insertAtEnd(options.value, R"("include_usage":true)");
}

} // namespace

std::optional<std::int64_t> ClientRequest::maxOutput() const
{
    if (maxTokens && maxCompletionTokens)
        return std::min(*maxTokens, *maxCompletionTokens);
    return maxTokens ? maxTokens : maxCompletionTokens;
}

std::uint64_t openingWith(std::uint64_t opening, std::string_view message)
{
    // Never 0, which is for none.
    return (opening * 0x9E3779B97F4A7C15U ^ std::hash<std::string_view>{}(message)) | 1U;
}

GatheredText upstreamBody(const ClientRequest &request, const UpstreamEdits &edits)
{
    BodyEdit edit(request.body);
    std::string inserted;
    std::string model;
    json::appendString(model, edits.model);
    if (request.modelMember.isPresent())
        edit.replace(request.modelMember.value, std::move(model));
    else
        inserted.append("\"model\":").append(model);
    if (edits.clampedMax)
        clampOutput(request, edits, edit, inserted);
    editStreamOptions(request, edits, edit, inserted);
    if (edits.replacesReasoning && request.reasoningMember.isPresent()) {
        edit.remove(request.reasoningMember);
        if (!edits.effort.empty() && !request.hasEffortMember)
            inserted.append(inserted.empty() ? "\"" : ",\"")
                .append(R"(reasoning_effort":")")
                .append(edits.effort)
                .append(1, '"');
    }
    if (edits.dropsRouterMembers)
        for (const MemberSlice &member : request.routerMembers)
            edit.remove(member);
    // Its other name, which providers know (data plane 8.9).
    if (request.api != ApiType::Messages && request.serviceTierMember.value == R"("fast")")
        edit.replace(request.serviceTierMember.value, R"("priority")");
    for (const std::string_view value : request.nulledValues)
        edit.replace(value, "null");
    carryReasoning(request.reasonedMessages, edits.reasoningField, edit);
    if (edits.forbidsStoring) {
        if (request.storeMember.isPresent())
            edit.replace(request.storeMember.value, "false");
        else
            inserted.append(inserted.empty() ? "" : ",").append(R"("store":false)");
    }
    for (const MemberSlice &member : request.gatewayMembers)
        edit.remove(member);
    if (!inserted.empty())
        edit.insertAtEnd(request.body, std::move(inserted));
    return std::move(edit).gathered();
}

} // namespace turnpike

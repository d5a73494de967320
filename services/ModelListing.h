// SPDX-License-Identifier: GPL-3.0-or-later
// The names in a provider's answer to GET /models.
#pragma once

#include <QStringList>

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnpike {

struct ModelListing
{
    std::int32_t count = 0; ///< Entries that answer requests, those without a name included.
    QStringList names; ///< As requests spell them; fewer than `count` where entries have none.
};

/// Reads OpenAI's and Anthropic's `{"data":[{"id"}]}`, a bare list of the same, and Gemini's
/// `{"models":[{"name":"models/..."}]}`, of which only those count that generate or embed.
/// Nothing when `body` is none of these.
std::optional<ModelListing> readModelListing(std::string_view body);

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// An answer that was given once, kept so that it can be given again as a generation of its own.
#pragma once

#include "core/Generation.h"
#include "engine/wire/GatheredText.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// The client's bytes with holes where the generation's id and time stood, and with usage that is
/// zero throughout (data plane 20.1). Every other byte of each JSON text is as it was; events lose
/// their comments. Immutable.
class CachedAnswer
{
public:
    /// `bytes` as the client got them; nothing when they are not what our own answers are.
    static std::optional<CachedAnswer> ofBody(ApiType api, std::string_view bytes);
    static std::optional<CachedAnswer> ofStream(ApiType api, std::string_view bytes);

    /// Borrows from this.
    GatheredText text(std::string_view generationId, std::int64_t createdS) const;
    /// Bytes of memory that it takes.
    std::size_t size() const;

private:
    friend class AnswerTemplate;

    enum class Filling : std::uint8_t { Id, Created };
    struct Hole
    {
        std::size_t at = 0; ///< Offset into m_text.
        Filling filling = Filling::Id;
    };

    ApiType m_api = ApiType::Chat;
    std::string m_text;
    std::vector<Hole> m_holes;
};

} // namespace turnpike

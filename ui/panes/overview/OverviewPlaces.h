// SPDX-License-Identifier: GPL-3.0-or-later
// What lies behind the figures of the overview.
#pragma once

#include "core/Figure.h"
#include "core/Overview.h"
#include "core/Period.h"
#include "services/ActivityQuery.h"
#include "ui/shell/Navigation.h"

#include <optional>

namespace turnpike::ui::places {

/// False for a pane that the window does not have: then there is nowhere to go.
bool exists(const Place &place);

/// Usage of a period; `filter`: of one key, model or provider.
Place activity(const Period &period, ActivityQuery::Metric metric, ActivityQuery::Group group,
               const std::optional<ActivityCut::Filter> &filter = std::nullopt);
Place key(KeyId key);
/// Requests of a provider.
Place requests(ProviderId provider);
/// Where the thing can be looked at or put right.
Place attention(const AttentionItem &item);

} // namespace turnpike::ui::places

// SPDX-License-Identifier: GPL-3.0-or-later
// Providers that speak OpenAI's Responses.
#pragma once

#include "engine/formats/ProviderAdapter.h"

namespace turnpike {

const ProviderAdapter &responsesAdapter();

} // namespace turnpike

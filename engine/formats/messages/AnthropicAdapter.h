// SPDX-License-Identifier: GPL-3.0-or-later
// Providers that speak Anthropic's Messages.
#pragma once

#include "engine/formats/ProviderAdapter.h"

namespace turnpike {

const ProviderAdapter &anthropicAdapter();

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// Providers that speak Google's generateContent: the Gemini API, v1beta.
#pragma once

#include "engine/formats/ProviderAdapter.h"

#include <string>
#include <string_view>

namespace turnpike {

const ProviderAdapter &geminiAdapter();

/// "/models/gemini-3-pro:VERB". A name that says its collection ("models/x", "tunedModels/x") keeps
/// it; whatever may not stand in a path is percent-encoded.
std::string geminiPath(std::string_view model, std::string_view verb);

} // namespace turnpike

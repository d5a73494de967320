// SPDX-License-Identifier: GPL-3.0-or-later
// A recording sent as JSON, for providers that take forms only.
#pragma once

#include "engine/wire/ClientRequest.h"

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

/// OpenAI's form of a transcription that came as JSON: the file, the model's name and every other
/// member as a field. `request` was read from valid JSON. Errors: 400 for data that is no base64, a
/// format that is no word, a member that a form cannot say.
tl::expected<std::string, ApiError> recordingForm(const ClientRequest &request,
                                                  std::string_view model);

/// The Content-Type of a form that recordingForm() wrote.
std::string formContentType(std::string_view form);

} // namespace turnpike

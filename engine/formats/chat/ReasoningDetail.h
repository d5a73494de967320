// SPDX-License-Identifier: GPL-3.0-or-later
// Elements of `reasoning_details` (data plane 10.4), as answers and conversations carry them.
#pragma once

#include "engine/formats/Answer.h"

#include <string>

namespace turnpike {

/// Appends one element: of a Reasoning, Signature or Encrypted event. Texts are tokens; empty ones
/// are left out.
void appendReasoningDetail(std::string &out, const AnswerEvent &event);

} // namespace turnpike

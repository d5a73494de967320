// SPDX-License-Identifier: GPL-3.0-or-later
// The rules that a model must keep before it is stored.
#pragma once

#include "core/Catalog.h"
#include "core/Result.h"

namespace turnpike {

/// The draft as it is stored: defaults filled in, texts trimmed.
/// Errors: InvalidArgument with the pointer of the first fault.
Result<ModelDraft> checkedModel(const ModelDraft &draft);

} // namespace turnpike

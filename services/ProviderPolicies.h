// SPDX-License-Identifier: GPL-3.0-or-later
// From what an admin configures to what the gateway works from.
#pragma once

#include "core/Policy.h"
#include "core/Result.h"

namespace turnpike {

struct Key;
struct Model;
struct Organization;
struct Provider;

/// Without its credential. Errors: InvalidArgument when its address cannot be read.
Result<ProviderPolicy> providerPolicy(const Provider &provider);

/// Without its endpoints.
ModelPolicy modelPolicy(const Model &model);

/// Without scopes and slot. Errors: Internal when its hash cannot be read.
Result<KeyPolicy> keyPolicy(const Key &key, const Organization &organization);

} // namespace turnpike

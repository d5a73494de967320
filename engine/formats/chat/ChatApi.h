// SPDX-License-Identifier: GPL-3.0-or-later
// Chat completions, and the legacy text completions, as clients speak them.
#pragma once

#include "engine/formats/ClientApi.h"

namespace turnpike {

const ClientApi &chatApi();
/// `POST /completions`: a prompt in, choices with `text` out.
const ClientApi &completionsApi();

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// OpenAI's Responses as clients speak it to the gateway.
#pragma once

#include "engine/formats/ClientApi.h"

namespace turnpike {

const ClientApi &responsesApi();

} // namespace turnpike

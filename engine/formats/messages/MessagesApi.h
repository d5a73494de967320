// SPDX-License-Identifier: GPL-3.0-or-later
// Anthropic's Messages as a client API: /messages.
#pragma once

#include "engine/formats/ClientApi.h"

namespace turnpike {

const ClientApi &messagesApi();

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// Tries a provider over the same connections, checks and guards as the gateway.
#pragma once

#include "services/ProviderService.h"

#include <QString>

namespace turnpike {

class Clock;
class OwnAddress;

/// Asks GET {base path}/models with the headers of the provider's format, and once more without the
/// credential when that was taken: a list that is open to all proves nothing. A 401 or 403 is a
/// credential that is refused, and so is Gemini's 400 for an unknown key; 404 and 405 are a
/// provider that answers and lists no models. `caFile` is used where the provider names none.
ConnectionProbe providerProbe(const Clock &clock, const QString &caFile, const OwnAddress &own);

} // namespace turnpike

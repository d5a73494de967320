// SPDX-License-Identifier: GPL-3.0-or-later
// The secrets of gateway keys: made once, kept only as a hash.
#pragma once

#include "core/Secret.h"

#include <QString>

#include <string_view>

namespace turnpike {

/// "sk-tp-v1-" or "sk-tp-mgmt-" and 64 lowercase hex digits from the system's random numbers.
Secret generateKeySecret(bool isManagement);
/// True for a text of that shape.
bool isKeySecret(std::string_view text, bool isManagement);
/// 64 lowercase hex digits: SHA-256 of the whole text, prefix included.
QString keyHash(std::string_view secret);
/// "sk-tp-v1-abc...xyz". `secret` must have the shape of one.
QString keyLabel(std::string_view secret);

/// `count` characters of 0-9A-Za-z from the system's random numbers, for public ids.
QString randomAlphanumerics(int count);

} // namespace turnpike

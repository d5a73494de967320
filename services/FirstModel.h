// SPDX-License-Identifier: GPL-3.0-or-later
// The model that somebody's first request to a new provider goes to.
#pragma once

#include "core/Catalog.h"
#include "core/Id.h"

#include <QList>
#include <QString>

namespace turnpike {

/// The slug of the model of `provider` that is fit to try it with; empty when it serves none that
/// chats in text. Of those that do, one is better than another by the first of these that differs:
/// no word of its name tells a special purpose ("coder", "guard", "embed"); it does not take audio
/// without images, as ones made for speech do; it can use tools, as models for ordinary chat can;
/// it has a price other than 0, as free ones are throttled or leave soon; it came out within the
/// year before the newest of the provider's; it costs less, a token in and a token out together; it
/// is newer; its slug is the first.
QString firstModel(const QList<Model> &models, ProviderId provider);

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// Models of a provider that the catalogue does not know, from its own list of names.
#pragma once

#include "core/Catalog.h"

#include <QStringList>

#include <vector>

namespace turnpike {

/// One model a name, under "{provider}/{name}", with one endpoint and no price; a name that can be
/// no slug is left out, and so is a second one that would get the same.
std::vector<ModelDraft> listedModels(const QString &provider, const QStringList &names);

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// Models of a provider that the catalogue does not know, from what it lists.
#pragma once

#include "core/Catalog.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace turnpike::ui {

/// "workshop/llama-3.2" for the listed "llama-3.2"; what a slug cannot hold becomes a dash. Without
/// prices: nobody knows them yet.
std::vector<ModelDraft> customModels(const QString &provider, const QStringList &listed);

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// The models that somebody has marked, kept with the other states of their window.
#pragma once

#include <QSet>
#include <QString>

namespace turnpike::ui::favouriteModels {

/// By slug.
QSet<QString> all();
void toggle(const QString &slug);

} // namespace turnpike::ui::favouriteModels

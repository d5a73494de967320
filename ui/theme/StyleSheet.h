// SPDX-License-Identifier: GPL-3.0-or-later
// The one style sheet, generated from the tokens. It selects by object name, by the property `kind`
// of buttons ("primary", "danger", "ghost", "link", "small") and `role` of labels ("title",
// "section", "strong", "small", "faint", "error", "mono", "micro").
#pragma once

#include <QString>

namespace turnpike::ui {

class Theme;

QString styleSheet(const Theme &theme);

} // namespace turnpike::ui

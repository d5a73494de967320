// SPDX-License-Identifier: GPL-3.0-or-later
// The menu of a key: the same in the list and in the inspector.
#pragma once

#include "core/Key.h"

#include <functional>

class QMenu;

namespace turnpike::ui {

class KeyActions;
class Theme;

void fillKeyMenu(QMenu &menu, const Theme &theme, KeyActions &actions, const Key &key,
                 std::function<void()> rename);

} // namespace turnpike::ui

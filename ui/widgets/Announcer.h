// SPDX-License-Identifier: GPL-3.0-or-later
// Tells assistive programs what happened outside the focus.
#pragma once

class QString;
class QWidget;

namespace turnpike::ui {

/// Raises an accessible alert on the widget, whose description becomes the text.
void announce(QWidget *widget, const QString &text);

} // namespace turnpike::ui

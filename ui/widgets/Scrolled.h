// SPDX-License-Identifier: GPL-3.0-or-later
// For a page that may be larger than its room.
#pragma once

class QScrollArea;
class QWidget;

namespace turnpike::ui {

/// Takes the page, which keeps the ground it stands on. Not a stop of Tab.
QScrollArea *makeScrolled(QWidget *page, QWidget *parent = nullptr);

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// What a PDF says around its pages.
#pragma once

#include "core/Result.h"

#include <QByteArray>

namespace turnpike {
struct PageLayout;
}

namespace turnpike::ui {

/// `pdf` with title, author, subject, language, bookmarks and page labels of `layout`.
/// Errors: Internal when `pdf` is none.
Result<QByteArray> withOutline(const QByteArray &pdf, const PageLayout &layout);

} // namespace turnpike::ui

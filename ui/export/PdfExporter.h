// SPDX-License-Identifier: GPL-3.0-or-later
// A laid-out report as a PDF file: vectors, embedded fonts, bookmarks, page labels, metadata.
#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QString>

namespace turnpike {
struct PageLayout;
}

namespace turnpike::ui {

/// Needs a QGuiApplication, not a display. Errors: Internal when it cannot be painted or finished.
Result<QByteArray> pdfOf(const PageLayout &layout);

/// Writes the file whole or not at all, for its owner to read. Errors: those of pdfOf();
/// Unavailable when it cannot be written.
Result<> exportPdf(const PageLayout &layout, const QString &path);

} // namespace turnpike::ui

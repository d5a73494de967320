// SPDX-License-Identifier: GPL-3.0-or-later
// Paints laid-out pages: the same strokes on paper, in a PDF and in the preview.
#pragma once

class QPainter;

namespace turnpike {

struct PageLayout;

/// Paints page `index` in page units, with its running header and "Page x of y". The caller scales
/// the painter to its device.
void paintPage(QPainter &painter, const PageLayout &layout, int index);

} // namespace turnpike

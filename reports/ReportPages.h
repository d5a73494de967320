// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a report, each written into the flow of pages.
#pragma once

namespace turnpike {

class PageFlow;
struct Report;
struct ReportSection;

/// Title, six figures, chart and table; the table goes on below and on pages of its own.
void writeCover(PageFlow &flow, const Report &report);
/// A key or a model on pages of its own.
void writeSection(PageFlow &flow, const Report &report, const ReportSection &section);
/// What the figures mean, and the proof that they are the ledger's.
void writeNotes(PageFlow &flow, const Report &report);

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// What both programs do before they differ.
#pragma once

#include "app/CommandLine.h"
#include "app/Settings.h"

#include <memory>
#include <tl/expected.hpp>

namespace turnpike {

class DemoFolder;

/// What a program knows once it has read its command line and its configuration.
struct Start
{
    CommandLine::Parsed parsed; ///< Has an invocation.
    std::unique_ptr<DemoFolder> demo; ///< Null without --demo. Must outlive all that uses it.
    LoadedSettings::Sources sources;
    LoadedSettings settings;

    Start(CommandLine::Parsed parsed, std::unique_ptr<DemoFolder> demo,
          LoadedSettings::Sources sources, LoadedSettings settings);
    Start(Start &&) noexcept;
    ~Start();

    /// Without a start: what to print, and then to end.
    static tl::expected<Start, VerbResult> of(const QStringList &words);
};

/// Writes the result to the standard streams; the exit code of the program.
int print(const VerbResult &result);

} // namespace turnpike

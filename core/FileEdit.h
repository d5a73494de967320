// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace turnpike {

/// How lines of ours come into a settings file that may exist already.
enum class FileEdit : quint8 {
    None, ///< Not at all: they are copied by hand.
    Block, ///< As lines of their own between two marks.
    Json, ///< Member by member.
    Yaml, ///< Top-level key by top-level key.
    Toml, ///< Key by key, each in its table.
};

} // namespace turnpike

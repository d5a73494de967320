// SPDX-License-Identifier: GPL-3.0-or-later
// The table behind Settings: one row a key, with type, unit, bounds and the member that it fills.
#pragma once

#include "app/Settings.h"

#include <QStringList>

#include <cstdint>
#include <span>

namespace turnpike {

enum class SettingKind : quint8 { Integer, Text, TextList };

/// A configuration value before it becomes a member of Settings: the member of its row's kind.
struct SettingValue
{
    std::int64_t number = 0;
    QString text;
    QStringList entries;

    friend bool operator==(const SettingValue &, const SettingValue &) = default;
};

struct SettingRow
{
    const char *key;
    SettingKind kind;
    const char *unit; ///< Empty for values without one.
    const char *about;
    std::int64_t least; ///< Bounds of an Integer, both inclusive.
    std::int64_t most;
    bool isReloadable; ///< A running program takes it up on SIGHUP.
    SettingValue (*read)(const Settings &);
    void (*write)(Settings &, const SettingValue &);
};

std::span<const SettingRow> settingTable();
const SettingRow *findSetting(const QString &key);

/// The value of a command-line argument or environment variable: digits for an Integer, entries
/// separated by commas for a TextList. The sentence of the error lacks the key and the place.
Result<SettingValue> parseSetting(const SettingRow &row, const QString &text);
/// Bounds and vocabulary of a value whose type is right.
Result<> checkSetting(const SettingRow &row, const SettingValue &value);

} // namespace turnpike

// SPDX-License-Identifier: GPL-3.0-or-later
// Settings files of other programs: read, changed with a backup, and put back.
#pragma once

#include "core/FileEdit.h"
#include "core/Result.h"
#include "services/WorkThread.h"

#include <QByteArray>
#include <QString>

#include <functional>

class QObject;

namespace turnpike {

/// What lines of ours make of a file.
struct FileChange
{
    QString path; ///< Absolute.
    bool exists = false; ///< False: the file would be made.
    QByteArray before;
    QByteArray after;

    bool isNothing() const { return exists && before == after; }
    QString backupPath() const { return path + QStringLiteral(".turnpike-bak"); }
};

struct SettingsLines
{
    QString path; ///< "~/.bashrc"; ~ is the home folder.
    FileEdit edit = FileEdit::None;
    QString mark; ///< Names a block.
    QString lines;
};

/// Files are read and written on a thread of its own; `done` comes on the thread of `context`,
/// which is the caller's.
class SettingsFiles
{
public:
    static constexpr qint64 maxBytes = 1 << 20;

    /// What writing would change; changes nothing.
    /// Errors: those of editedSettings(); Unavailable when the file cannot be read; Conflict when
    /// it is larger than `maxBytes` or no UTF-8.
    void plan(QObject *context, const SettingsLines &lines,
              std::function<void(Result<FileChange>)> done);
    /// Keeps what was there as FileChange::backupPath(), then replaces the file in one step. A new
    /// file, and the backup, are for the owner's eyes only: they may hold a key.
    /// Errors: Conflict when the file is no longer what the change began from; Unavailable.
    void write(QObject *context, const FileChange &change, std::function<void(Result<>)> done);
    /// Puts back what was there; a file that was made goes.
    /// Errors: Conflict when the file was changed since; Unavailable.
    void undo(QObject *context, const FileChange &change, std::function<void(Result<>)> done);

private:
    WorkThread m_thread;
};

} // namespace turnpike

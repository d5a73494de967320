// SPDX-License-Identifier: GPL-3.0-or-later
// Which command line tools are on this machine, and which version.
#pragma once

#include "services/WorkThread.h"

#include <QString>
#include <QStringList>

#include <atomic>
#include <chrono>
#include <functional>

class QObject;

namespace turnpike {

struct FoundTool
{
    QString path; ///< Empty: it is not there.
    QString version; ///< "2.1.4"; empty when the tool did not say within the time.
};

/// Looks and asks on a thread of its own, one tool after the other.
class ToolFinder
{
public:
    static constexpr std::chrono::milliseconds patience{3'000}; ///< For `TOOL --version`.

    /// Looks into `folders` only.
    explicit ToolFinder(QStringList folders = usualFolders());
    /// Ends a tool that was just asked.
    ~ToolFinder();

    /// `programs`: names of one tool, the first that is found counts. `done` comes on the thread
    /// of `context`, which is the caller's.
    void find(QObject *context, const QStringList &programs, std::function<void(FoundTool)> done);

    /// PATH, and the folders of the home folder where installers put command line tools, which the
    /// PATH of a desktop session may lack.
    static QStringList usualFolders();

private:
    FoundTool found(const QStringList &programs) const;
    QString versionOf(const QString &program) const;

    const QStringList m_folders;
    std::atomic<bool> m_isEnding = false;
    WorkThread m_thread; ///< Last: it uses the others.
};

} // namespace turnpike

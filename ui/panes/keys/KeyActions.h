// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done to keys, from asking to undoing.
#pragma once

#include "core/Key.h"
#include "core/Result.h"
#include "ui/Console.h"

#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace turnpike::ui {

struct KeyFigures;

/// Opens the dialogs over `host`, asks the services, and offers the way back in a toast. Failures
/// stand in the dialog or, where there is none, in a banner.
class KeyActions final : public QObject
{
    Q_OBJECT

public:
    KeyActions(Console &console, QWidget &host);

    /// `names` are those in use: one twice is warned of.
    void create(const QStringList &names);
    void rename(const Key &key, const QStringList &names);
    void setLimit(const Key &key);
    /// Without asking. `done` comes before the way back is offered, and not once this is gone.
    void changeLimit(const Key &key, const std::optional<KeyLimit> &limit,
                     std::function<void(const Result<Key> &)> done);
    void setDisabled(const QList<Key> &keys, bool isDisabled);
    /// Reads what the key was used for, then asks.
    void remove(const Key &key);
    void copyId(const Key &key);
    void connectTool(const Key &key);
    void showActivity(const Key &key);

Q_SIGNALS:
    void created(turnpike::KeyId key);

private:
    void reveal(const IssuedKey &issued);
    void askToRemove(const Key &key, const Result<KeyFigures> &figures);
    void removeNow(const Key &key);
    void changeName(const Key &key, const QString &name);
    void restoreLimit(const Key &key);
    void changeDisabled(const QList<Key> &keys, bool isDisabled, std::function<void()> done);
    /// Shows the error, if there is one; true when there is none.
    template <typename T>
    bool isDone(const Result<T> &result);
    void showProblem(const QString &sentence);

    Console &m_console;
    QWidget &m_host;
    bool m_isAsking = false; ///< A removal waits for its figures.
};

} // namespace turnpike::ui

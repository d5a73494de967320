// SPDX-License-Identifier: GPL-3.0-or-later
// A page that fills the window's middle with one matter: what happened, what to do, and the
// buttons.
#pragma once

#include <QWidget>

#include <functional>

class QLabel;
class QVBoxLayout;

namespace turnpike::ui {

class Theme;

/// Why the ledger could not be opened, as far as that can be told from outside.
struct OpeningProblem
{
    enum class Fault : quint8 {
        OtherOwner, ///< Another process uses the folder.
        OtherVersion, ///< Written by a newer or a different build.
        FolderNotWritable,
        NoSpace,
        Unreadable, ///< Damaged, or anything else: `sentence` says it.
    };

    Fault fault = Fault::Unreadable;
    QString sentence; ///< From the error: safe to show.
    QString folder;
};

class MessagePage final : public QWidget
{
    Q_OBJECT

public:
    MessagePage(const Theme &theme, QWidget *parent);

    struct Button
    {
        QString text;
        std::function<void()> act;
        bool isPrimary = false;
    };

    /// Replaces what was there and puts the focus on the first button. `steps` become a list.
    void set(const QString &icon, const QString &title, const QString &sentence,
             const QStringList &steps, const QList<Button> &buttons);

private:
    void dress();

    const Theme &m_theme;
    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_sentence;
    QLabel *m_steps;
    QWidget *m_buttons;
};

/// What the buttons of a problem do.
struct OpeningActs
{
    std::function<void()> retry;
    std::function<void(const QString &folder)> useFolder;
    std::function<void()> quit;
};

/// "Another program uses this ledger"
QString titleOf(const OpeningProblem &problem);
/// What to do about it, one step a line.
QStringList stepsFor(const OpeningProblem &problem);
/// The whole page: what it is, what to do, and the buttons for it.
void showOpeningProblem(MessagePage &page, const OpeningProblem &problem, const OpeningActs &acts);

} // namespace turnpike::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// What the palette, the menus and the keyboard can do.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace turnpike::ui {

/// A command of the palette; with a shortcut also a key of the window.
struct Command
{
    QString id; ///< "keys.create"; one command per id.
    QString title; ///< "Create API key…"
    QString context; ///< Grey, after the title: "Platform". May be empty.
    QString icon; ///< Name in resources/icons.
    QString shortcut; ///< Portable text: "Ctrl+N". May be empty.
    QString group; ///< Heading of the palette and of Help > Keyboard: "Actions", "Go to".
    std::function<void()> run;
    /// False: absent from the palette and without effect. Empty: always.
    std::function<bool()> isAvailable = {};
    /// With it the menus show a tick or none. Empty: nothing to tick.
    std::function<bool()> isChecked = {};
};

/// One line of the palette that a source found.
struct PaletteItem
{
    QString id; ///< Stable over runs, for what was used lately: "key:9f3c".
    QString title;
    QString context;
    QString icon;
    QString group;
    QString shortcut;
    std::function<void()> run;
};

/// Finds things by name: keys, models, generations. Lives on the GUI thread; what takes time is
/// asked elsewhere and answered later.
class PaletteSource
{
public:
    virtual ~PaletteSource() = default;
    /// '#' keys, '@' people, '/' models, '$' spend; 0: no prefix selects it alone.
    virtual QChar prefix() const { return {}; }
    /// Items whose title may match `words` (without the prefix; may be empty), at most 50. `done`
    /// is called on the GUI thread, at once or later, and not after `context` is gone.
    virtual void find(QObject *context, const QString &words,
                      std::function<void(QList<PaletteItem>)> done)
        = 0;
};

class CommandRegistry final : public QObject
{
    Q_OBJECT

public:
    explicit CommandRegistry(QObject *parent = nullptr);
    ~CommandRegistry() override;

    /// Replaces a command of the same id. Goes with `owner`.
    void add(QObject *owner, Command command);
    /// Goes with `owner`.
    void addSource(QObject *owner, std::unique_ptr<PaletteSource> source);

    /// In the order they were added.
    QList<Command> commands() const;
    std::vector<PaletteSource *> sources() const;
    /// Runs it when it is available; false otherwise.
    bool run(const QString &id) const;

Q_SIGNALS:
    void changed();

private:
    struct Entry;
    struct SourceEntry;
    std::vector<Entry> m_entries;
    std::vector<SourceEntry> m_sources;

    void forgetWith(QObject *owner);
    void forget(const QObject *owner);
};

} // namespace turnpike::ui

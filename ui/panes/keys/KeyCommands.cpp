// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyCommands.h"

#include "core/Clock.h"
#include "models/KeyRow.h"
#include "services/KeyService.h"
#include "services/LedgerReads.h"
#include "ui/Console.h"
#include "ui/shell/CommandRegistry.h"
#include "ui/shell/Navigation.h"

#include <QCoreApplication>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int mostItems = 50;

QString words(const char *text)
{
    return QCoreApplication::translate("KeyCommands", text);
}

bool fits(const Key &key, const QStringList &wanted)
{
    return std::all_of(wanted.begin(), wanted.end(), [&](const QString &word) {
        return key.name.contains(word, Qt::CaseInsensitive)
            || key.label.contains(word, Qt::CaseInsensitive)
            || key.hash.startsWith(word, Qt::CaseInsensitive);
    });
}

PaletteItem item(const Key &key, std::int64_t nowUs, Navigation &navigation)
{
    PaletteItem item;
    item.id = QStringLiteral("key:") + key.hash;
    item.title = key.name;
    item.context = keyStateBadge(keyState({.key = key,
                                           .lastUsedUs = key.lastUsedUs,
                                           .isLastUseExact = false,
                                           .isSimulatedOnly = false},
                                          nowUs))
                       .text;
    item.icon = QStringLiteral("key-round");
    item.group = words("API keys");
    item.run = [&navigation, id = key.id.value] {
        navigation.go({QStringLiteral("keys"), {{QStringLiteral("key"), qlonglong(id)}}});
    };
    return item;
}

class KeySource final : public PaletteSource
{
public:
    explicit KeySource(const Console &console)
        : m_reads(console.reads)
        , m_clock(console.clock)
        , m_navigation(console.navigation)
    {}

    QChar prefix() const override { return QLatin1Char('#'); }

    void find(QObject *context, const QString &text,
              std::function<void(QList<PaletteItem>)> done) override
    {
        // The answer may come when this source is gone: it takes along what it needs.
        m_reads.run(
            context,
            [](const ReadServices &services, const Actor &actor) {
                return services.keys.list(actor, {.includesDeleted = false, .isManagement = false});
            },
            [&clock = m_clock, &navigation = m_navigation,
             wanted = text.split(QLatin1Char(' '), Qt::SkipEmptyParts),
             done = std::move(done)](const Result<QList<Key>> &keys) {
                // A palette without keys is the whole of the harm; their pane tells the reason.
                QList<PaletteItem> found;
                for (const Key &key : keys.value_or(QList<Key>())) {
                    if (found.size() < mostItems && fits(key, wanted))
                        found.append(item(key, clock.nowUs(), navigation));
                }
                done(found);
            });
    }

private:
    LedgerReads &m_reads;
    const Clock &m_clock;
    Navigation &m_navigation;
};

} // namespace

void addKeyCommands(Console &console, QObject *owner)
{
    Command create;
    create.id = QStringLiteral("keys.create");
    create.title = words("Create API key…");
    create.icon = QStringLiteral("key-round");
    create.group = words("Actions");
    create.run = [&navigation = console.navigation] {
        navigation.go({QStringLiteral("keys"), {{QStringLiteral("create"), true}}});
    };
    console.commands.add(owner, create);
    console.commands.addSource(owner, std::make_unique<KeySource>(console));
}

} // namespace turnpike::ui

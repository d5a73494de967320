// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the pictures of the documentation: the real console on a demonstration's ledger, each pane,
// light and dark.
//   turnpike_screenshots FOLDER [PANE...]
// "firstrun" instead of panes: the steps of the assistant, over a new ledger. It names the place of
// the master key; TURNPIKE_SCREENSHOTS_KEYCHAIN=1 lets that be the keychain of the session, which
// should be one of its own (dbus-run-session).
// TURNPIKE_SCREENSHOTS_TEXT=200: in text of 200 %.
#include "app/CommandLine.h"
#include "app/ConsoleProgram.h"
#include "app/Logging.h"
#include "app/Settings.h"
#include "app/demo/DemoFolder.h"
#include "ui/panes/activity/ActivityView.h"
#include "ui/panes/providers/ProviderDialog.h"
#include "ui/panes/providers/ProviderTile.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/PaneHost.h"
#include "ui/shell/Sidebar.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLineEdit>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>

#include "tests/support/FakeUpstream.h"
#include "tests/ui/screenshots/FirstRunShots.h"

using namespace turnpike;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QSize windowSize(1440, 900);
constexpr int settleMs = 2'500; ///< Queries, and what fades or moves, are over by then.

/// Goes from pane to pane, first in one tone and then in the other.
class Photographer final : public QObject
{
public:
    Photographer(ui::Theme &theme, const QString &folder, QStringList panes)
        : m_theme(theme)
        , m_folder(folder)
        , m_panes(std::move(panes))
    {
        for (QWidget *window : QApplication::topLevelWidgets())
            if (auto *main = qobject_cast<ui::MainWindow *>(window))
                m_window = main;
        m_provider->setResponder([](const test::Seen &seen) {
            return seen.header("Authorization").isEmpty() ? test::Answer::json(401, "{}")
                                                          : test::Answer::json(200, modelList());
        });
        connect(&m_timer, &QTimer::timeout, this, &Photographer::next);
        m_timer.setInterval(settleMs);
    }

    void start()
    {
        m_window->resize(windowSize);
        for (const ui::PaneEntry &entry : m_window->findChild<ui::PaneHost *>()->entries())
            if (m_panes.isEmpty() || m_panes.contains(entry.id))
                for (const bool isDark : {false, true})
                    m_shots.append({entry.id, isDark});
        if (m_panes.isEmpty() || m_panes.contains(u"providers"_s))
            for (const bool isDark : {false, true})
                m_shots.append({.pane = u"providers"_s, .isDark = isDark, .isAdding = true});
        if (m_panes.isEmpty() || m_panes.contains(u"activity"_s))
            for (const bool isDark : {false, true})
                m_shots.append({.pane = u"activity"_s, .isDark = isDark, .isExplaining = true});
        m_timer.start();
    }

private:
    struct Shot
    {
        QString pane;
        bool isDark = false;
        bool isAdding = false; ///< With the dialog that adds a provider.
        bool isExplaining = false; ///< With what moved since a week before.
        bool isReady = false;
        bool isSelected = false;
    };

    void next()
    {
        const auto *host = m_window->findChild<ui::PaneHost *>();
        if (m_at == m_shots.size())
            return finish(0);
        Shot &shot = m_shots[m_at];
        if (!shot.isReady) {
            m_theme.setChoice(shot.isDark ? ui::Theme::Choice::Dark : ui::Theme::Choice::Light);
            Q_EMIT m_window->findChild<ui::Sidebar *>()->entryChosen(shot.pane);
            shot.isReady = true;
            return;
        }
        if (!host->current()) // The demonstration is still being made.
            return;
        if (!shot.isSelected) {
            if (shot.pane == u"keys"_s || shot.pane == u"live"_s)
                selectARow(*host->current());
            if (shot.isAdding)
                addAProvider(*host->current());
            if (shot.isExplaining)
                explainYesterday(*host->current());
            shot.isSelected = true;
            return;
        }
        const QString file
            = QDir(m_folder).filePath(shot.pane + (shot.isAdding ? u"-add"_s : QString())
                                      + (shot.isExplaining ? u"-movers"_s : QString())
                                      + (shot.isDark ? u"-dark.png"_s : u"-light.png"_s));
        if (!picture().save(file)) {
            std::fprintf(stderr, "screenshots: %s cannot be written\n", qUtf8Printable(file));
            return finish(1);
        }
        std::printf("%s\n", qUtf8Printable(file));
        ++m_at;
    }

    /// The inspector shows what a list alone would not.
    static void selectARow(const QWidget &pane)
    {
        for (QTableView *table : pane.findChildren<QTableView *>())
            if (table->isVisible() && table->model()->rowCount() > 2)
                return table->setCurrentIndex(table->model()->index(2, 1));
    }

    static void explainYesterday(ui::Pane &pane)
    {
        pane.enter({{u"range"_s, int(ui::DateRange::Yesterday)},
                    {u"group"_s, int(ActivityQuery::Group::Key)},
                    {u"tab"_s, int(ui::ActivityView::Tab::Movers)},
                    {u"compare"_s, int(ui::ActivityView::Compare::WeekBefore)}});
    }

    static QByteArray modelList()
    {
        QByteArrayList models;
        for (int i = 0; i < 34; ++i)
            models.append("{\"id\":\"model-" + QByteArray::number(i) + "\"}");
        return "{\"data\":[" + models.join(',') + "]}";
    }

    /// As somebody does it who has a server of his own.
    void addAProvider(ui::Pane &pane)
    {
        pane.create();
        auto *dialog = pane.window()->findChild<ui::ProviderDialog *>();
        dialog->findChild<ui::ProviderTile *>(u"customProvider"_s)->click();
        auto *name = dialog->findChild<QLineEdit *>(u"customName"_s);
        name->setText(u"Workshop server"_s);
        dialog->findChild<QLineEdit *>(u"customSlug"_s)->setText(u"workshop-server"_s);
        dialog->findChild<QLineEdit *>(u"customUrl"_s)->setText(m_provider->url() + u"/v1"_s);
        QGuiApplication::clipboard()->setText(u"ws-sample-key-that-opens-nothing-at-all-Hg5E"_s);
        dialog->findChild<QPushButton *>(u"providerKeyAct"_s)->click();
    }

    /// The window, and a dialog over it, which is a window of its own.
    QPixmap picture()
    {
        QPixmap picture = m_window->grab();
        if (auto *dialog = m_window->findChild<ui::ProviderDialog *>()) {
            QPainter(&picture).drawPixmap(dialog->pos() - m_window->pos(), dialog->grab());
            dialog->reject();
        }
        return picture;
    }

    void finish(int code)
    {
        m_timer.stop();
        QCoreApplication::exit(code);
    }

    ui::Theme &m_theme;
    const QString m_folder;
    const QStringList m_panes;
    ui::MainWindow *m_window = nullptr;
    std::unique_ptr<test::FakeUpstream> m_provider = test::FakeUpstream::start();
    QTimer m_timer;
    QList<Shot> m_shots;
    qsizetype m_at = 0;
};

/// The assistant, which a demonstration does not show.
int shootFirstRun(ui::Theme &theme, const QString &folder)
{
    if (!qEnvironmentVariableIsSet("TURNPIKE_SCREENSHOTS_KEYCHAIN"))
        qputenv("TURNPIKE_MASTER_KEY", QByteArray(64, '5')); // No keychain keeps anything of it.
    const QTemporaryDir data;
    LoadedSettings::Sources sources;
    sources.commandLine = {{u"data"_s, data.filePath(u"data"_s)}};
    const Result<LoadedSettings> settings = LoadedSettings::load(sources);
    if (!settings) {
        std::fprintf(stderr, "screenshots: %s\n", qUtf8Printable(settings.error().message));
        return 1;
    }
    startLogging(settings->values().logLevel);
    ConsoleProgram program(sources, *settings, theme);
    FirstRunShots shots(theme, folder);
    QTimer::singleShot(0, &program, [&] {
        program.start();
        shots.start();
    });
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QCoreApplication::setOrganizationName(u"turnpike-screenshots"_s);
    QCoreApplication::setApplicationName(u"turnpike"_s);
    QApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments().sliced(1);
    if (words.isEmpty() || !QDir().mkpath(words.constFirst())) {
        std::fputs("usage: turnpike_screenshots FOLDER [PANE...]\n", stderr);
        return 2;
    }
    if (words.value(1) == u"firstrun"_s) {
        ui::Theme theme(application);
        return shootFirstRun(theme, words.constFirst());
    }
    auto demo = DemoFolder::make();
    if (!demo) {
        std::fprintf(stderr, "screenshots: %s\n", qUtf8Printable(demo.error().message));
        return 1;
    }
    LoadedSettings::Sources sources;
    (*demo)->putInto(sources);
    const Result<LoadedSettings> settings = LoadedSettings::load(sources);
    if (!settings) {
        std::fprintf(stderr, "screenshots: %s\n", qUtf8Printable(settings.error().message));
        return 1;
    }
    startLogging(settings->values().logLevel);
    ui::Theme theme(application);
    theme.setTextSizePercent(qEnvironmentVariable("TURNPIKE_SCREENSHOTS_TEXT", u"100"_s).toInt());
    ConsoleProgram program(sources, *settings, theme, demo->get());
    Photographer photographer(theme, words.constFirst(), words.sliced(1));
    QTimer::singleShot(0, &program, [&] {
        program.start();
        photographer.start();
    });
    return QApplication::exec();
}

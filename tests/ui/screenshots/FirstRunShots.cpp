// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/screenshots/FirstRunShots.h"

#include "ui/theme/Theme.h"

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QPushButton>

#include <array>
#include <cstdio>

using namespace turnpike;
using namespace Qt::Literals::StringLiterals;
using Step = ui::FirstRunWindow::Step;

namespace {

constexpr int turnMs = 400; ///< What was laid out anew is still by then.
constexpr int mostTurns = 100;

struct Stage
{
    Step step;
    const char *name;
    const char *button; ///< Pressed afterwards.
};

constexpr std::array stages{
    Stage{Step::Start, "firstrun-start", "addProviderKey"},
    Stage{Step::ProviderKey, "firstrun-provider", "firstRunBack"},
    Stage{Step::Start, nullptr, "useSimulator"},
    Stage{Step::Connect, "firstrun-connect", "firstRunTest"},
    Stage{Step::Result, "firstrun-result", nullptr},
};

ui::FirstRunWindow *assistant()
{
    for (QWidget *window : QApplication::topLevelWidgets())
        if (auto *found = qobject_cast<ui::FirstRunWindow *>(window))
            return found;
    return nullptr;
}

} // namespace

FirstRunShots::FirstRunShots(ui::Theme &theme, const QString &folder)
    : m_theme(theme)
    , m_folder(folder)
{
    connect(&m_timer, &QTimer::timeout, this, &FirstRunShots::next);
    m_timer.setInterval(turnMs);
}

void FirstRunShots::start()
{
    m_theme.setChoice(ui::Theme::Choice::Light);
    m_timer.start();
}

void FirstRunShots::next()
{
    const Stage &stage = stages.at(static_cast<std::size_t>(m_at));
    ui::FirstRunWindow *window = assistant();
    if (++m_turns > mostTurns) {
        std::fprintf(stderr, "screenshots: step %d of the first run did not come\n", m_at + 1);
        return QCoreApplication::exit(1);
    }
    if (!window || window->step() != stage.step)
        return;
    if (stage.name) {
        if (!shoot(*window, QString::fromLatin1(stage.name)))
            return QCoreApplication::exit(1);
        m_isDark = !m_isDark;
        m_theme.setChoice(m_isDark ? ui::Theme::Choice::Dark : ui::Theme::Choice::Light);
        if (m_isDark)
            return; // The same once more.
    }
    if (stage.button)
        press(*window, QString::fromLatin1(stage.button));
    if (++m_at == static_cast<int>(stages.size())) {
        m_timer.stop();
        QCoreApplication::exit(0);
    }
}

bool FirstRunShots::shoot(ui::FirstRunWindow &window, const QString &name)
{
    const QString file
        = QDir(m_folder).filePath(name + (m_isDark ? u"-dark.png"_s : u"-light.png"_s));
    if (!window.grab().save(file)) {
        std::fprintf(stderr, "screenshots: %s cannot be written\n", qUtf8Printable(file));
        return false;
    }
    std::printf("%s\n", qUtf8Printable(file));
    return true;
}

void FirstRunShots::press(ui::FirstRunWindow &window, const QString &button)
{
    if (auto *found = window.findChild<QPushButton *>(button))
        found->click();
}

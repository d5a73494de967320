// SPDX-License-Identifier: GPL-3.0-or-later
// A window never shows samples as if they were somebody's own figures.
#include "ui/shell/MainWindow.h"
#include "ui/shell/OrganizationSwitcher.h"
#include "ui/shell/Pane.h"

#include <QTest>

#include "tests/support/ConsoleFixture.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;
using namespace turnpike::ui;

namespace {

class EmptyPane final : public Pane
{
public:
    using Pane::Pane;
    QString title() const override { return u"Overview"_s; }
};

PaneEntry entry()
{
    PaneEntry made;
    made.id = u"overview"_s;
    made.title = u"Overview"_s;
    made.icon = u"key-round"_s;
    made.make = [](Console &console, QWidget *parent) -> Pane * {
        return new EmptyPane(console, parent);
    };
    return made;
}

struct Bench : ConsoleFixture
{
    explicit Bench(bool isDemonstration)
        : window({theme, commands, navigation, notices, scope, gateway, clock, {entry()}})
    {
        if (isDemonstration
            && !ledger.execute("INSERT INTO setting (name, value) VALUES ('demonstration', '1')"))
            qFatal("the ledger could not be marked");
        window.show();
        window.showConsole(*console);
    }
    bool isNamed()
    {
        return !window.findChild<OrganizationSwitcher *>(u"organizationSwitcher"_s)
                    ->text()
                    .isEmpty();
    }

    MainWindow window;
};

} // namespace

class tst_Demonstration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void titleAndBannerSayIt()
    {
        Bench bench(true);
        QTRY_COMPARE(bench.window.windowTitle(), u"Turnpike - Demonstration"_s);
        const auto banner = bench.notices.currentBanner();
        QVERIFY(banner);
        QCOMPARE(banner->tone, Tone::Info);
        QVERIFY(!banner->isDismissible);
        QVERIFY2(banner->sentence.contains(u"demonstration"_s), qPrintable(banner->sentence));
    }

    void othersSayNothingOfIt()
    {
        {
            Bench before(true); // In the same program, as when another folder is opened.
            QTRY_COMPARE(before.window.windowTitle(), u"Turnpike - Demonstration"_s);
        }
        Bench bench(false);
        QTRY_VERIFY(bench.isNamed());
        QCOMPARE(bench.window.windowTitle(), u"Turnpike"_s);
        QCOMPARE(QGuiApplication::applicationDisplayName(), u"Turnpike"_s);
        QVERIFY(!bench.notices.currentBanner());
    }

    void moreUrgentNoticesComeFirstAndItStaysBehind()
    {
        Bench bench(true);
        QTRY_COMPARE(bench.window.windowTitle(), u"Turnpike - Demonstration"_s);
        bench.gateway.set(GatewayStatus::State::Paused);
        QTRY_COMPARE(bench.notices.currentBanner()->tone, Tone::Warning);
        bench.gateway.set(GatewayStatus::State::Running);
        QTRY_COMPARE(bench.notices.currentBanner()->tone, Tone::Info);
    }
};

QTEST_MAIN(tst_Demonstration)
#include "tst_Demonstration.moc"

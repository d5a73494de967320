// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/BannerBar.h"
#include "ui/shell/Notices.h"
#include "ui/shell/ToastHost.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/support/ConsoleFixture.h"

using namespace turnpike;
using namespace turnpike::ui;
using namespace Qt::Literals::StringLiterals;

class tst_Notices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void toastsComeOneAfterTheOther();
    void onlyTheNewestThreeWait();
    void undoRunsOnceAndTakesTheToastAway();
    void toastWithoutUndoHasNothingToUndo();
    void toastGoesByItself();
    void heldToastStays();
    void focusHoldsTheToast();
    void undoButtonUndoes();
    void mostImportantBannerShows();
    void bannerOfTheSameIdIsReplaced();
    void bannerRunsItsActionAndIsDismissed();
    void bannerIsOneLineInItsTone();
};

void tst_Notices::toastsComeOneAfterTheOther()
{
    Notices notices;
    notices.toast(u"one"_s);
    notices.toast(u"two"_s);
    QCOMPARE(notices.currentToast()->text, u"one"_s);
    notices.dismissToast();
    QCOMPARE(notices.currentToast()->text, u"two"_s);
    notices.dismissToast();
    QVERIFY(!notices.currentToast());
}

void tst_Notices::onlyTheNewestThreeWait()
{
    Notices notices;
    for (const auto *text : {u"shown", u"dropped", u"a", u"b", u"c"})
        notices.toast(QString::fromUtf16(text));
    QStringList seen;
    for (; notices.currentToast(); notices.dismissToast())
        seen << notices.currentToast()->text;
    QCOMPARE(seen, (QStringList{u"shown"_s, u"a"_s, u"b"_s, u"c"_s}));
}

void tst_Notices::undoRunsOnceAndTakesTheToastAway()
{
    Notices notices;
    int undone = 0;
    notices.toast(u"Key disabled."_s, [&] { ++undone; });
    QVERIFY(notices.undoLast());
    QVERIFY(!notices.undoLast());
    QCOMPARE(undone, 1);
    QVERIFY(!notices.currentToast());
}

void tst_Notices::toastWithoutUndoHasNothingToUndo()
{
    Notices notices;
    notices.toast(u"Copied."_s);
    QVERIFY(!notices.undoLast());
    QVERIFY(notices.currentToast());
}

void tst_Notices::toastGoesByItself()
{
    Notices notices;
    QCOMPARE(notices.toastTime(), std::chrono::milliseconds(10'000));
    notices.setToastTime(std::chrono::milliseconds(1));
    notices.toast(u"brief"_s, [] {});
    QTRY_VERIFY(!notices.currentToast());
    QVERIFY(!notices.undoLast());
}

void tst_Notices::heldToastStays()
{
    Notices notices;
    notices.toast(u"read me"_s);
    notices.holdToast(true);
    const auto left = notices.toastTimeLeft();
    QVERIFY(left.count() > 0);
    QTest::qWait(5); // Time passes; the countdown must not.
    QCOMPARE(notices.toastTimeLeft(), left);
    notices.holdToast(false);
    QTRY_VERIFY(notices.toastTimeLeft() < left);
}

void tst_Notices::focusHoldsTheToast()
{
    ConsoleFixture fixture;
    QWidget window;
    window.resize(800, 600);
    ToastHost host(fixture.theme, fixture.notices, &window);
    auto *other = new QPushButton(&window);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    fixture.notices.toast(u"Key disabled."_s, [] {});
    QVERIFY(host.isVisible());
    host.findChild<QPushButton *>(u"toastUndo"_s)->setFocus();
    const auto held = fixture.notices.toastTimeLeft();
    QTest::qWait(5);
    QCOMPARE(fixture.notices.toastTimeLeft(), held);
    other->setFocus();
    QTRY_VERIFY(fixture.notices.toastTimeLeft() < held);
}

void tst_Notices::undoButtonUndoes()
{
    ConsoleFixture fixture;
    QWidget window;
    window.resize(800, 600);
    ToastHost host(fixture.theme, fixture.notices, &window);
    window.show();
    bool isUndone = false;
    fixture.notices.toast(u"Key disabled."_s, [&] { isUndone = true; });
    QCOMPARE(host.findChild<QLabel *>(u"toastText"_s)->text(), u"Key disabled."_s);
    QTest::mouseClick(host.findChild<QPushButton *>(u"toastUndo"_s), Qt::LeftButton);
    QVERIFY(isUndone);
    QVERIFY(!host.isVisible());
}

void tst_Notices::mostImportantBannerShows()
{
    Notices notices;
    QSignalSpy changes(&notices, &Notices::bannerChanged);
    notices.setBanner(u"i"_s, Tone::Info, u"info"_s, u"info"_s);
    notices.setBanner(u"s"_s, Tone::Simulated, u"zap"_s, u"simulated"_s);
    QCOMPARE(notices.currentBanner()->id, u"i"_s);
    notices.setBanner(u"w"_s, Tone::Warning, u"info"_s, u"warning"_s);
    notices.setBanner(u"d"_s, Tone::Danger, u"info"_s, u"danger"_s);
    QCOMPARE(notices.currentBanner()->id, u"d"_s);
    notices.clearBanner(u"d"_s);
    QCOMPARE(notices.currentBanner()->id, u"w"_s);
    const auto before = changes.size();
    notices.clearBanner(u"nothing"_s);
    QCOMPARE(changes.size(), before);
}

void tst_Notices::bannerOfTheSameIdIsReplaced()
{
    Notices notices;
    notices.setBanner(u"port"_s, Tone::Danger, u"info"_s, u"4417 is in use"_s);
    notices.setBanner(u"port"_s, Tone::Danger, u"info"_s, u"4418 is in use"_s);
    QCOMPARE(notices.currentBanner()->sentence, u"4418 is in use"_s);
    notices.clearBanner(u"port"_s);
    QVERIFY(!notices.currentBanner());
}

void tst_Notices::bannerRunsItsActionAndIsDismissed()
{
    ConsoleFixture fixture;
    QWidget window;
    BannerBar bar(fixture.theme, fixture.notices, &window);
    window.show();
    QVERIFY(!bar.isVisible());
    bool isDone = false;
    fixture.notices.setBanner(
        u"b"_s, Tone::Info, u"info"_s, u"A sentence."_s, u"Act"_s, [&] { isDone = true; }, true);
    QVERIFY(bar.isVisible());
    QCOMPARE(bar.findChild<QLabel *>(u"bannerSentence"_s)->text(), u"A sentence."_s);
    QTest::mouseClick(bar.findChild<QPushButton *>(u"bannerAction"_s), Qt::LeftButton);
    QVERIFY(isDone);
    bar.findChild<QToolButton *>()->click();
    QVERIFY(!bar.isVisible());
}

void tst_Notices::bannerIsOneLineInItsTone()
{
    ConsoleFixture fixture;
    BannerBar bar(fixture.theme, fixture.notices, nullptr);
    const QString sentence
        = u"Routing is paused: new requests get 503 until somebody resumes it."_s;
    fixture.notices.setBanner(
        u"b"_s, Tone::Warning, u"pause"_s, sentence, u"Resume"_s, [] {}, true);
    bar.resize(440, 40);
    bar.show();
    QCOMPARE(bar.size(), QSize(440, 40));
    const auto *icon = bar.findChild<QLabel *>(u"bannerIcon"_s);
    QVERIFY(icon);
    QCOMPARE(icon->geometry().left(), 16);
    const auto *text = bar.findChild<QLabel *>(u"bannerSentence"_s);
    QCOMPARE(text->geometry().left(), 42);
    QVERIFY(!text->wordWrap());
    auto *action = bar.findChild<QPushButton *>(u"bannerAction"_s);
    const QImage image = action->grab().toImage();
    int inTone = 0;
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y) {
            inTone += image.pixelColor(x, y) == fixture.theme.colours().warning;
            QVERIFY(image.pixelColor(x, y) != fixture.theme.colours().accent);
        }
    }
    QVERIFY(inTone > 0);
    bar.grab();
    QCOMPARE(text->toolTip(), sentence); // Cut here.
    QCOMPARE(text->text(), sentence);
    bar.resize(1200, 40);
    bar.grab();
    QCOMPARE(text->toolTip(), QString());
}

QTEST_MAIN(tst_Notices)
#include "tst_Notices.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/KeyValueList.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/LimitBar.h"
#include "ui/widgets/SearchField.h"
#include "ui/widgets/SegmentedControl.h"
#include "ui/widgets/Skeleton.h"
#include "ui/widgets/SnippetBox.h"
#include "ui/widgets/StatCard.h"
#include "ui/widgets/TabBar.h"
#include "ui/widgets/ToggleSwitch.h"

#include <QAccessible>
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>

#include <memory>

using namespace turnpike;
using namespace turnpike::ui;

namespace {

QString spokenName(QWidget &widget)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&widget);
    return interface ? interface->text(QAccessible::Name) : QString();
}

QAccessible::Role spokenRole(QWidget &widget)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&widget);
    return interface ? interface->role() : QAccessible::NoRole;
}

} // namespace

class WidgetsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void buttonsHaveNames();
    void buttonsAreAsHighAsTheDesign();
    void hoverIsSeen();
    void badgeSpeaksItsText();
    void searchWaitsForTheTypingToRest();
    void searchEndsWithEscape();
    void chipChoosesManyByKeyboard();
    void chipChoosesOneByMouse();
    void chipForgetsChoicesNoLongerOffered();
    void requiredChipAlwaysHasAValue();
    void chipListIsSearchedWhenLong();
    void segmentsFollowTheArrows();
    void switchIsACheckBox();
    void marginsOfACardOutliveAChangeOfTheme();
    void statCardOpensByKeyAndMouse();
    void emptyStateOffersItsSteps();
    void tabsFollowTheArrows();
    void snippetCopiesWhatIsMeant();
    void longSnippetShowsItsHead();
    void secretSnippetIsFlagged();
    void factsHaveNames();
    void figuresAreGraphicsWithNames();
    void skeletonWaitsBeforeItShows();
    void longLabelKeepsItsName();
    void widgetsFollowTheTextSize();

private:
    std::unique_ptr<Theme> m_theme;
};

void WidgetsTest::initTestCase()
{
    m_theme = std::make_unique<Theme>(*qApp);
    m_theme->setChoice(Theme::Choice::Light);
}

void WidgetsTest::buttonsHaveNames()
{
    const std::unique_ptr<QToolButton> icon(
        makeIconButton(*m_theme, QStringLiteral("copy"), QStringLiteral("Copy address")));
    QCOMPARE(spokenName(*icon), QStringLiteral("Copy address"));
    QCOMPARE(icon->toolTip(), QStringLiteral("Copy address"));
    QVERIFY(icon->width() >= 28 && icon->height() >= 28);
    const std::unique_ptr<QPushButton> text(
        makeButton(*m_theme, QStringLiteral("Create key"), QStringLiteral("plus"), "primary"));
    QCOMPARE(spokenName(*text), QStringLiteral("Create key"));
    QVERIFY(!text->icon().isNull());
}

void WidgetsTest::buttonsAreAsHighAsTheDesign()
{
    for (const auto &[kind, height] : {std::pair{"primary", 32}, std::pair{"danger", 32},
                                       std::pair{"ghost", 32}, std::pair{"small", 26}}) {
        const std::unique_ptr<QPushButton> button(
            makeButton(*m_theme, QStringLiteral("Save"), {}, kind));
        button->ensurePolished();
        QCOMPARE(button->sizeHint().height(), height);
    }
    const std::unique_ptr<QPushButton> plain(makeButton(*m_theme, QStringLiteral("Save")));
    plain->ensurePolished();
    QCOMPARE(plain->sizeHint().height(), 32);
}

void WidgetsTest::hoverIsSeen()
{
    QWidget window;
    window.resize(300, 100);
    QPushButton *button = makeButton(*m_theme, QStringLiteral("Save"), {}, "primary", &window);
    button->setGeometry(20, 20, 100, 32);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTest::mouseMove(&window, QPoint(250, 90));
    QTRY_COMPARE(button->grab().toImage().pixelColor(50, 4), m_theme->colours().accentFill);
    QTest::mouseMove(button, QPoint(50, 16));
    QTRY_COMPARE(button->grab().toImage().pixelColor(50, 4), m_theme->colours().accentFillHover);
}

void WidgetsTest::badgeSpeaksItsText()
{
    Badge badge(*m_theme);
    QVERIFY(badge.isHidden());
    badge.setBadge({QStringLiteral("Near limit"), Tone::Warning, Mark::Triangle});
    QVERIFY(!badge.isHidden());
    QCOMPARE(spokenName(badge), QStringLiteral("Near limit"));
    QCOMPARE(badge.sizeHint().height(), 18);
    badge.setBadge({});
    QVERIFY(badge.isHidden());
}

void WidgetsTest::searchWaitsForTheTypingToRest()
{
    SearchField field(*m_theme, QStringLiteral("Search keys"));
    QCOMPARE(spokenName(field), QStringLiteral("Search keys"));
    QSignalSpy searched(&field, &SearchField::searched);
    QTest::keyClicks(&field, QStringLiteral("bob"));
    QCOMPARE(searched.size(), 0);
    QTRY_COMPARE(searched.size(), 1);
    QCOMPARE(searched[0][0].toString(), QStringLiteral("bob"));
    QTest::keyClick(&field, Qt::Key_Return); // Nothing new to look for.
    QCOMPARE(searched.size(), 1);
}

void WidgetsTest::searchEndsWithEscape()
{
    SearchField field(*m_theme, QStringLiteral("Search keys"));
    QSignalSpy searched(&field, &SearchField::searched);
    QTest::keyClicks(&field, QStringLiteral("x"));
    QTest::keyClick(&field, Qt::Key_Return);
    QCOMPARE(searched.size(), 1);
    QTest::keyClick(&field, Qt::Key_Escape);
    QCOMPARE(searched.size(), 2);
    QVERIFY(searched[1][0].toString().isEmpty());
}

void WidgetsTest::chipChoosesManyByKeyboard()
{
    QWidget window;
    FilterChip chip(*m_theme, QStringLiteral("Status"), &window);
    chip.setChoices({{QStringLiteral("Active"), 1},
                     {QStringLiteral("Near limit"), 2},
                     {QStringLiteral("Disabled"), 3}},
                    true);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QCOMPARE(spokenName(chip), QStringLiteral("Status Any"));
    QSignalSpy changed(&chip, &FilterChip::changed);
    QTest::keyClick(&chip, Qt::Key_Down);
    auto *list = chip.findChild<QListWidget *>();
    QTRY_VERIFY(list->isVisible());
    QTest::keyClick(list, Qt::Key_Space);
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Space);
    QVERIFY(list->isVisible());
    QCOMPARE(chip.values(), (QVariantList{1, 2}));
    QCOMPARE(changed.size(), 2);
    QCOMPARE(spokenName(chip), QStringLiteral("Status Active, Near limit"));
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_VERIFY(!list->isVisible());
    QTest::keyClick(&chip, Qt::Key_Delete);
    QVERIFY(chip.values().isEmpty());
}

void WidgetsTest::chipChoosesOneByMouse()
{
    QWidget window;
    FilterChip chip(*m_theme, QStringLiteral("Owner"), &window);
    chip.setChoices({{QStringLiteral("Alice"), 1}, {QStringLiteral("Bob"), 2}}, false);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto *list = chip.findChild<QListWidget *>();
    for (const int row : {0, 1}) {
        QTest::mouseClick(&chip, Qt::LeftButton);
        QTRY_VERIFY(list->isVisible());
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualItemRect(list->item(row)).center());
        QTRY_VERIFY(!list->isVisible());
        QCOMPARE(chip.values(), QVariantList{row + 1});
    }
}

void WidgetsTest::chipForgetsChoicesNoLongerOffered()
{
    FilterChip chip(*m_theme, QStringLiteral("Owner"));
    chip.setChoices({{QStringLiteral("Alice"), 1}, {QStringLiteral("Bob"), 2}}, true);
    chip.setValues({2, 1});
    QCOMPARE(chip.values(), (QVariantList{1, 2}));
    QSignalSpy changed(&chip, &FilterChip::changed);
    chip.setChoices({{QStringLiteral("Bob"), 2}}, true);
    QCOMPARE(chip.values(), QVariantList{2});
    QCOMPARE(changed.size(), 1);
}

void WidgetsTest::requiredChipAlwaysHasAValue()
{
    FilterChip chip(*m_theme, {});
    chip.setRequired(true);
    chip.setChoices({{QStringLiteral("7 days"), 7}, {QStringLiteral("30 days"), 30}}, false);
    QCOMPARE(chip.values(), QVariantList{7});
    chip.setValues({});
    QCOMPARE(chip.values(), QVariantList{7});
    QCOMPARE(spokenName(chip), QStringLiteral("7 days"));
}

void WidgetsTest::chipListIsSearchedWhenLong()
{
    QWidget window;
    FilterChip chip(*m_theme, QStringLiteral("Key"), &window);
    QList<Choice> choices;
    for (int i = 0; i < 12; ++i)
        choices.append({QStringLiteral("key-%1").arg(i), i});
    chip.setChoices(choices, true);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::mouseClick(&chip, Qt::LeftButton);
    auto *search = chip.findChild<QLineEdit *>();
    auto *list = chip.findChild<QListWidget *>();
    QTRY_VERIFY(search->isVisible());
    QTest::keyClicks(search, QStringLiteral("11"));
    QVERIFY(list->item(0)->isHidden());
    QVERIFY(!list->item(11)->isHidden());
    QTest::keyClick(search, Qt::Key_Return);
    QTest::keyClick(list, Qt::Key_Space);
    QCOMPARE(chip.values(), QVariantList{11}); // What is left is what Space ticks.
}

void WidgetsTest::segmentsFollowTheArrows()
{
    QWidget window;
    SegmentedControl control(*m_theme, &window);
    control.setSegments({QStringLiteral("Everyone"), QStringLiteral("Mine")});
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QSignalSpy changed(&control, &SegmentedControl::currentChanged);
    QCOMPARE(control.current(), 0);
    const QList<QAbstractButton *> segments = control.findChildren<QAbstractButton *>();
    QCOMPARE(segments.size(), 2);
    QCOMPARE(spokenName(*segments[0]), QStringLiteral("Everyone"));
    QCOMPARE(spokenRole(*segments[0]), QAccessible::RadioButton);
    segments[0]->setFocus();
    QTest::keyClick(segments[0], Qt::Key_Right);
    QCOMPARE(control.current(), 1);
    QTest::mouseClick(segments[0], Qt::LeftButton);
    QCOMPARE(control.current(), 0);
    QCOMPARE(changed.size(), 2);
}

void WidgetsTest::switchIsACheckBox()
{
    ToggleSwitch toggle(*m_theme, QStringLiteral("Listen on the network"));
    QCOMPARE(spokenName(toggle), QStringLiteral("Listen on the network"));
    QCOMPARE(spokenRole(toggle), QAccessible::CheckBox);
    QSignalSpy toggled(&toggle, &QAbstractButton::toggled);
    QTest::keyClick(&toggle, Qt::Key_Space);
    QTest::mouseClick(&toggle, Qt::LeftButton);
    QCOMPARE(toggled.size(), 2);
    QVERIFY(!toggle.isChecked());
}

void WidgetsTest::marginsOfACardOutliveAChangeOfTheme()
{
    Card card(*m_theme);
    card.body()->setContentsMargins(16, 8, 16, 12);
    m_theme->setChoice(Theme::Choice::Dark);
    m_theme->setChoice(Theme::Choice::Light);
    QCOMPARE(card.body()->contentsMargins(), QMargins(16, 8, 16, 12));
}

void WidgetsTest::statCardOpensByKeyAndMouse()
{
    StatCard card(*m_theme);
    card.setLabel(QStringLiteral("Spend this month"));
    card.setValue(QStringLiteral("$4,725.95"));
    card.setBadge({QStringLiteral("+12.4 %"), Tone::Neutral, Mark::None});
    QCOMPARE(spokenName(card), QStringLiteral("Spend this month, $4,725.95, +12.4 %"));
    QSignalSpy activated(&card, &StatCard::activated);
    QTest::keyClick(&card, Qt::Key_Return);
    QTest::keyClick(&card, Qt::Key_Space);
    QTest::mouseClick(&card, Qt::LeftButton);
    QCOMPARE(activated.size(), 3);
    QCOMPARE(card.sizeHint().height(), 112);
}

void WidgetsTest::emptyStateOffersItsSteps()
{
    EmptyState empty(*m_theme);
    empty.set(QStringLiteral("key-round"), QStringLiteral("No keys yet"), QStringLiteral("Why."),
              QStringLiteral("Create key"));
    auto *primary = empty.findChild<QPushButton *>(QStringLiteral("emptyPrimary"));
    QVERIFY(empty.findChild<QPushButton *>(QStringLiteral("emptyLink"))->isHidden());
    QSignalSpy pressed(&empty, &EmptyState::primary);
    QTest::mouseClick(primary, Qt::LeftButton);
    QCOMPARE(pressed.size(), 1);
}

void WidgetsTest::tabsFollowTheArrows()
{
    TabBar tabs(*m_theme);
    tabs.setTabs({QStringLiteral("Overview"), QStringLiteral("Limits")});
    tabs.setTabCount(1, 3);
    tabs.show();
    QSignalSpy changed(&tabs, &QTabBar::currentChanged);
    QTest::keyClick(&tabs, Qt::Key_Right);
    QCOMPARE(tabs.currentIndex(), 1);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(tabs.sizeHint().height(), 38);
    QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(&tabs);
    QCOMPARE(spoken->role(), QAccessible::PageTabList);
    QCOMPARE(spoken->child(0)->text(QAccessible::Name), QStringLiteral("Overview"));
}

void WidgetsTest::snippetCopiesWhatIsMeant()
{
    SnippetBox box(*m_theme, QStringLiteral("Command"));
    box.setSnippet(QStringLiteral("export A=1\ncurl x"), QStringLiteral("export A=1\ncurl x"));
    QSignalSpy copied(&box, &SnippetBox::copied);
    auto *button = box.findChild<QPushButton *>(QStringLiteral("copySnippet"));
    QCOMPARE(spokenName(*button), QStringLiteral("Copy Command"));
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(copied.size(), 1);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("export A=1\ncurl x"));
    QCOMPARE(button->accessibleDescription(), QStringLiteral("Copied"));
    box.setTabs({QStringLiteral("Shell"), QStringLiteral("Python")});
    QSignalSpy turned(&box, &SnippetBox::tabChanged);
    box.setCurrentTab(1);
    QCOMPARE(turned.size(), 1);
    QVERIFY(box.findChild<QTextEdit *>()->tabChangesFocus());
}

void WidgetsTest::longSnippetShowsItsHead()
{
    SnippetBox box(*m_theme, QStringLiteral("Settings"));
    box.resize(600, 400);
    box.show();
    const auto *text = box.findChild<QTextEdit *>();
    auto *more = box.findChild<QPushButton *>(QStringLiteral("moreLines"));
    QStringList lines;
    for (int line = 0; line < 14; ++line)
        lines.append(QString::number(line));
    box.setSnippet(lines.join(u'\n'), QStringLiteral("all of it"));
    QVERIFY(!more->isVisible());
    const int whole = text->height();
    lines.append(QStringLiteral("15"));
    box.setSnippet(lines.join(u'\n'), QStringLiteral("all of it"));
    QVERIFY(more->isVisible());
    QVERIFY(text->height() < whole);
    QCOMPARE(more->text(), QStringLiteral("Show all 15 lines"));
    more->setFocus();
    QTest::keyClick(more, Qt::Key_Space);
    QVERIFY(text->height() > whole);
    QTest::mouseClick(more, Qt::LeftButton);
    QVERIFY(text->height() < whole);
    QTest::mouseClick(box.findChild<QPushButton *>(QStringLiteral("copySnippet")), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("all of it"));
}

void WidgetsTest::secretSnippetIsFlagged()
{
    SnippetBox box(*m_theme, QStringLiteral("Key"));
    box.setSnippet(QStringLiteral("sk-tp-v1-9f3c…71be"), QStringLiteral("sk-tp-v1-secret"));
    QTest::mouseClick(box.findChild<QPushButton *>(QStringLiteral("copySnippet")), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("sk-tp-v1-secret"));
    QVERIFY(QGuiApplication::clipboard()->mimeData()->formats().size() > 1);
    QVERIFY(!box.findChild<QTextEdit *>()->toPlainText().contains(QStringLiteral("secret")));
}

void WidgetsTest::factsHaveNames()
{
    KeyValueList list(*m_theme);
    QLabel *value = list.add(QStringLiteral("Key"), QStringLiteral("sk-tp-v1-b02e…44d0"), true);
    QCOMPARE(spokenName(*value), QStringLiteral("Key: sk-tp-v1-b02e…44d0"));
    list.clear();
    QVERIFY(list.findChildren<QLabel *>().isEmpty());
}

void WidgetsTest::figuresAreGraphicsWithNames()
{
    LimitBar bar(*m_theme);
    bar.setShare(950);
    bar.setTexts(QStringLiteral("$76.90"), QStringLiteral("of $80 / day"));
    QCOMPARE(spokenRole(bar), QAccessible::Graphic);
    QCOMPARE(spokenName(bar), QStringLiteral("$76.90 of $80 / day"));
    QCOMPARE(limitTone(799), Tone::Accent);
    QCOMPARE(limitTone(800), Tone::Warning);
    QCOMPARE(limitTone(1000), Tone::Danger);
}

void WidgetsTest::skeletonWaitsBeforeItShows()
{
    Skeleton skeleton(*m_theme, Skeleton::Kind::Card);
    skeleton.resize(264, 112);
    skeleton.show();
    const QColor ground = m_theme->colours().surface;
    QCOMPARE(skeleton.grab().toImage().pixelColor(60, 53), ground);
    QTRY_COMPARE(skeleton.grab().toImage().pixelColor(60, 53), m_theme->colours().skeleton);
}

void WidgetsTest::longLabelKeepsItsName()
{
    const QString text = QStringLiteral("a very long name that does not fit into this label");
    ElidedLabel label(text);
    label.resize(60, 18);
    label.grab();
    QCOMPARE(spokenName(label), text);
    QCOMPARE(label.toolTip(), text);
    label.resize(1000, 18);
    label.grab();
    QVERIFY(label.toolTip().isEmpty());
}

void WidgetsTest::widgetsFollowTheTextSize()
{
    Badge badge(*m_theme);
    badge.setBadge({QStringLiteral("Active"), Tone::Success, Mark::Dot});
    const std::unique_ptr<QToolButton> icon(
        makeIconButton(*m_theme, QStringLiteral("copy"), QStringLiteral("Copy")));
    m_theme->setTextSizePercent(150);
    QCOMPARE(badge.sizeHint().height(), 27);
    QCOMPARE(icon->height(), 42);
    m_theme->setTextSizePercent(100);
    QCOMPARE(icon->height(), 28);
}

QTEST_MAIN(WidgetsTest)
#include "tst_Widgets.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/FocusRing.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QApplication>
#include <QDir>
#include <QFocusFrame>
#include <QFontInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QVBoxLayout>

#include <memory>

using namespace turnpike;
using namespace turnpike::ui;

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void textIsReadable_data();
    void textIsReadable();
    void badgesAreReadable_data();
    void badgesAreReadable();
    void seriesStandOutFromTheirSurface();
    void outlinesOfFieldsAreSeen();
    void choiceDecidesTheTone();
    void paletteFollowsTheTone();
    void systemChoiceGoesByThePalette();
    void lengthsGrowWithTheText();
    void fontsAreTheDesigns();
    void iconsOfTheContractExist_data();
    void iconsOfTheContractExist();
    void everyIconIsSharpAtAnyRatio();
    void iconsTakeTheColour();
    void unknownIconIsReported();
    void ringGoesWithTheKeyboard();
    void fieldsWearNoRing();
    void digitsStandInColumns();

private:
    std::unique_ptr<Theme> m_theme;
};

void ThemeTest::initTestCase()
{
    m_theme = std::make_unique<Theme>(*qApp);
    m_theme->setChoice(Theme::Choice::Light);
}

namespace {

void addTones()
{
    QTest::addColumn<bool>("isDark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

const Colours &tone(bool isDark)
{
    return isDark ? Colours::dark() : Colours::light();
}

} // namespace

void ThemeTest::textIsReadable_data()
{
    addTones();
}

void ThemeTest::textIsReadable()
{
    QFETCH(bool, isDark);
    const Colours &c = tone(isDark);
    for (const QColor &ground :
         {c.bg, c.surface, c.raised, c.sidebar, c.hover, c.selected, c.surface2, c.navSelected}) {
        QVERIFY2(contrastRatio(c.text, ground) >= 4.5, qPrintable(ground.name()));
        QVERIFY2(contrastRatio(c.text2, ground) >= 4.5, qPrintable(ground.name()));
        if (ground != c.navSelected) // No faint text stands there.
            QVERIFY2(contrastRatio(c.text3, ground) >= 4.5, qPrintable(ground.name()));
    }
    QVERIFY(contrastRatio(c.placeholder, c.surface) >= 4.5);
    QVERIFY(contrastRatio(c.accent, c.surface) >= 4.5);
    QVERIFY(contrastRatio(c.accent, c.selected) >= 4.5);
    QVERIFY(contrastRatio(c.navSelectedText, c.navSelected) >= 4.5);
    for (const QColor &fill : {c.accentFill, c.accentFillHover, c.dangerFill, c.dangerFillHover})
        QVERIFY2(contrastRatio(c.onAccent, fill) >= 4.5, qPrintable(fill.name()));
    QVERIFY(contrastRatio(c.toastText, c.toast) >= 4.5);
    QVERIFY(contrastRatio(c.toastAction, c.toast) >= 4.5);
    for (const QColor &code : {c.codeKeyword, c.codeString, c.accent, c.text3})
        QVERIFY2(contrastRatio(code, c.surface2) >= 4.5, qPrintable(code.name()));
}

void ThemeTest::badgesAreReadable_data()
{
    addTones();
}

void ThemeTest::badgesAreReadable()
{
    QFETCH(bool, isDark);
    const Colours &c = tone(isDark);
    for (const Tone badge : {Tone::Success, Tone::Warning, Tone::Danger, Tone::Info,
                             Tone::Simulated, Tone::Neutral, Tone::Accent}) {
        QVERIFY2(contrastRatio(c.of(badge), c.tint(badge)) >= 4.5,
                 qPrintable(c.of(badge).name() + c.tint(badge).name()));
        QVERIFY(contrastRatio(c.of(badge), c.surface) >= 4.5); // As a mark or a figure in a row.
    }
}

void ThemeTest::seriesStandOutFromTheirSurface()
{
    for (const bool isDark : {false, true}) {
        for (const QColor &series : tone(isDark).series)
            QVERIFY2(contrastRatio(series, tone(isDark).surface) >= 2.995,
                     qPrintable(series.name()));
    }
}

void ThemeTest::outlinesOfFieldsAreSeen()
{
    for (const bool isDark : {false, true}) {
        const Colours &c = tone(isDark);
        QVERIFY(contrastRatio(c.borderInput, c.surface) >= 3);
        QVERIFY(contrastRatio(c.accent, c.bg) >= 3); // The focus ring.
        for (const Tone bar : {Tone::Accent, Tone::Warning, Tone::Danger})
            QVERIFY2(contrastRatio(c.bar(bar), c.surface) >= 3, qPrintable(c.bar(bar).name()));
    }
}

void ThemeTest::choiceDecidesTheTone()
{
    int changes = 0;
    const auto connection = connect(m_theme.get(), &Theme::changed, this, [&] { ++changes; });
    m_theme->setChoice(Theme::Choice::Dark);
    QVERIFY(m_theme->isDark());
    QCOMPARE(changes, 1);
    m_theme->setChoice(Theme::Choice::Dark);
    QCOMPARE(changes, 1);
    m_theme->setChoice(Theme::Choice::Light);
    QVERIFY(!m_theme->isDark());
    QCOMPARE(changes, 2);
    disconnect(connection);
}

void ThemeTest::paletteFollowsTheTone()
{
    QLabel label(QStringLiteral("x"));
    QPushButton button(QStringLiteral("x"));
    for (const Theme::Choice choice : {Theme::Choice::Dark, Theme::Choice::Light}) {
        m_theme->setChoice(choice);
        const Colours &c = m_theme->colours();
        QCOMPARE(qApp->palette().color(QPalette::Window), c.bg);
        QCOMPARE(label.palette().color(QPalette::WindowText), c.text);
        QCOMPARE(qApp->palette().color(QPalette::PlaceholderText), c.placeholder);
        button.resize(80, 32);
        QCOMPARE(button.grab().toImage().pixelColor(40, 4), c.surface);
    }
}

void ThemeTest::systemChoiceGoesByThePalette()
{
    // No portal answers in a test: the lightness of the palette, which is light offscreen.
    m_theme->setChoice(Theme::Choice::Dark);
    m_theme->setChoice(Theme::Choice::System);
    QVERIFY(!m_theme->isDark());
    m_theme->setChoice(Theme::Choice::Light);
}

void ThemeTest::lengthsGrowWithTheText()
{
    QCOMPARE(m_theme->px(32), 32);
    m_theme->setTextSizePercent(150);
    QCOMPARE(m_theme->px(32), 48);
    QCOMPARE(m_theme->font(Theme::Font::Body).pixelSize(), 20); // 19.5, rounded.
    QCOMPARE(qApp->font().pixelSize(), 20);
    m_theme->setTextSizePercent(1000);
    QCOMPARE(m_theme->textSizePercent(), 200);
    m_theme->setTextSizePercent(100);
    QCOMPARE(m_theme->px(32), 32);
}

void ThemeTest::fontsAreTheDesigns()
{
    QCOMPARE(m_theme->font(Theme::Font::Display).pixelSize(), 26);
    QCOMPARE(m_theme->font(Theme::Font::Strong).weight(), QFont::Medium);
    QVERIFY(qAbs(m_theme->font(Theme::Font::Micro).letterSpacing() - 0.3) < 0.02);
    const QFont mono = m_theme->font(Theme::Font::Mono);
    QVERIFY(QFontInfo(mono).fixedPitch());
    QVERIFY(mono.styleStrategy() & QFont::PreferNoShaping);
}

void ThemeTest::iconsOfTheContractExist_data()
{
    QTest::addColumn<QString>("name");
    const QString names = QStringLiteral(
        "layout-dashboard plug radio chart-column printer key-round key-square shield-check users "
        "boxes library lock route sliders-horizontal wallet bell search chevron-down chevron-up "
        "chevron-left chevron-right chevrons-up-down plus x check copy download columns ellipsis "
        "menu pause play refresh rotate external-link circle-x circle-check triangle-alert info "
        "zap arrow-up arrow-down arrow-right calendar file send terminal trash pencil ban power "
        "eye eye-off settings sun moon keyboard help clock activity server undo link user "
        "organization antenna scroll-text filter");
    for (const QString &name : names.split(QLatin1Char(' ')))
        QTest::newRow(qPrintable(name)) << name;
}

void ThemeTest::iconsOfTheContractExist()
{
    QFETCH(QString, name);
    const QImage drawn = m_theme->pixmap(name, 24, Qt::red, 1.0).toImage();
    QCOMPARE(drawn.size(), QSize(24, 24));
    int painted = 0;
    for (int y = 0; y < 24; ++y) {
        for (int x = 0; x < 24; ++x)
            painted += drawn.pixelColor(x, y).alpha() > 128 ? 1 : 0;
    }
    QVERIFY2(painted > 12 && painted < 300, qPrintable(QString::number(painted)));
}

void ThemeTest::everyIconIsSharpAtAnyRatio()
{
    const QStringList files = QDir(QStringLiteral(":/icons")).entryList();
    QVERIFY(files.size() > 60);
    for (const qreal ratio : {1.25, 2.0}) {
        const QPixmap pixmap = m_theme->pixmap(QStringLiteral("search"), 16, Qt::black, ratio);
        QCOMPARE(pixmap.width(), qRound(16 * ratio));
        QCOMPARE(pixmap.devicePixelRatio(), ratio);
    }
}

void ThemeTest::iconsTakeTheColour()
{
    const QIcon icon = m_theme->icon(QStringLiteral("pause"), Tone::Danger);
    const QImage image = icon.pixmap(QSize(32, 32), 1.0).toImage();
    QColor darkest(Qt::transparent);
    for (int x = 0; x < 32; ++x) {
        if (image.pixelColor(x, 16).alpha() > darkest.alpha())
            darkest = image.pixelColor(x, 16);
    }
    QCOMPARE(darkest.rgb(), m_theme->colours().danger.rgb());
}

void ThemeTest::unknownIconIsReported()
{
    QTest::ignoreMessage(QtWarningMsg, "no icon named no-such-icon");
    QVERIFY(m_theme->pixmap(QStringLiteral("no-such-icon"), 16, Qt::black, 1.0).isNull());
}

void ThemeTest::ringGoesWithTheKeyboard()
{
    QWidget window;
    auto *column = new QVBoxLayout(&window);
    auto *first = new QPushButton(QStringLiteral("First"));
    auto *second = new QPushButton(QStringLiteral("Second"));
    column->addWidget(first);
    column->addWidget(second);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    first->setFocus(Qt::TabFocusReason);
    const auto ring = [&] { return window.findChild<QFocusFrame *>(); };
    QTRY_VERIFY(ring() && ring()->widget() == first);
    QTest::keyClick(first, Qt::Key_Tab);
    QTRY_COMPARE(ring()->widget(), second);
    QTest::mouseClick(first, Qt::LeftButton);
    first->setFocus(Qt::MouseFocusReason);
    QVERIFY(first->hasFocus());
}

void ThemeTest::fieldsWearNoRing()
{
    QWidget window;
    auto *column = new QVBoxLayout(&window);
    auto *field = new QLineEdit;
    column->addWidget(field);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    field->setFocus(Qt::TabFocusReason);
    QTRY_VERIFY(field->hasFocus());
    const QFocusFrame *ring = window.findChild<QFocusFrame *>();
    QVERIFY(!ring || ring->widget() != field);
}

void ThemeTest::digitsStandInColumns()
{
    const QFontMetricsF metrics(m_theme->font(Theme::Font::Body));
    QVERIFY(metrics.horizontalAdvance(QStringLiteral("1111"))
            < metrics.horizontalAdvance(QStringLiteral("0000")));
    QCOMPARE(numberWidth(metrics, QStringLiteral("$1,111.11")),
             numberWidth(metrics, QStringLiteral("$9,080.64")));
}

QTEST_MAIN(ThemeTest)
#include "tst_Theme.moc"

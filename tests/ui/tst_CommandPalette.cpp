// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/CommandPalette.h"

#include <QLineEdit>
#include <QListView>
#include <QTest>

#include "tests/support/ConsoleFixture.h"

using namespace turnpike;
using namespace turnpike::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

/// Answers at once with what it holds, or keeps the question until it is told to answer.
class ListSource final : public PaletteSource
{
public:
    ListSource(QChar prefix, QStringList titles)
        : m_prefix(prefix)
        , m_titles(std::move(titles))
    {}

    QChar prefix() const override { return m_prefix; }
    void find(QObject *context, const QString &,
              std::function<void(QList<PaletteItem>)> done) override
    {
        QList<PaletteItem> items;
        for (const QString &title : m_titles)
            items.append({u"key:"_s + title,
                          title,
                          u"API key"_s,
                          u"key-round"_s,
                          u"API keys"_s,
                          {},
                          [this, title] { chosen = title; }});
        waiting = [context = QPointer(context), done, items] {
            if (context)
                done(items);
        };
        if (!isSlow)
            waiting();
    }

    bool isSlow = false;
    QString chosen;
    std::function<void()> waiting;

private:
    QChar m_prefix;
    QStringList m_titles;
};

struct Bench : ConsoleFixture
{
    Bench()
    {
        window.resize(1200, 800);
        before = new QLineEdit(&window);
        palette = new CommandPalette(theme, commands, clock, &window);
        window.show();
        field = palette->findChild<QLineEdit *>(u"paletteField"_s);
        list = palette->findChild<QListView *>(u"paletteList"_s);
    }

    void add(const QString &id, const QString &title, std::function<bool()> isAvailable = {})
    {
        Command command;
        command.id = id;
        command.title = title;
        command.group = u"Actions"_s;
        command.icon = u"plus"_s;
        command.run = [this, id] { ran << id; };
        command.isAvailable = std::move(isAvailable);
        commands.add(&window, command);
    }

    /// Without the headings.
    QStringList titles() const
    {
        QStringList all;
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            if (!index.data(PaletteModel::IsHeadingRole).toBool())
                all << index.data().toString();
        }
        return all;
    }
    QString current() const { return list->currentIndex().data().toString(); }

    QWidget window;
    QLineEdit *before;
    CommandPalette *palette;
    QLineEdit *field;
    QListView *list;
    QStringList ran;
};

} // namespace

class tst_CommandPalette : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesAreOrdered();
    void matchesAreFoundAndMarked_data();
    void matchesAreFoundAndMarked();
    void typingFindsAndEnterRuns();
    void ctrlEnterKeepsItOpen();
    void escapeGivesTheFocusBack();
    void arrowsSkipHeadingsAndGoAround();
    void unavailableCommandsAreAbsent();
    void prefixAsksOnlyItsSource();
    void actionPrefixFindsOnlyCommands();
    void lateAnswersAreDropped();
    void sourceGoesWithItsOwner();
    void whatIsUsedComesFirst();
    void historyOutlivesThePalette();
    void usesAreForgotten();
    void nothingFoundIsSaid();
};

void tst_CommandPalette::matchesAreOrdered()
{
    const auto score = [](const QString &title) { return matchTitle(u"key"_s, title)->score; };
    QVERIFY(score(u"Key list"_s) > score(u"Create key"_s));
    QVERIFY(score(u"Create key"_s) > score(u"Monkey bars"_s));
    QVERIFY(score(u"Monkey bars"_s) > score(u"Kept every year"_s));
    QVERIFY(score(u"Key"_s) > score(u"Key list"_s));
}

void tst_CommandPalette::matchesAreFoundAndMarked_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("title");
    QTest::addColumn<QList<int>>("letters");
    QTest::newRow("prefix") << u"cre"_s << u"Create key"_s << QList<int>{0, 1, 2};
    QTest::newRow("word start") << u"key"_s << u"Create key"_s << QList<int>{7, 8, 9};
    QTest::newRow("words") << u"cr ke"_s << u"Create key"_s << QList<int>{0, 1, 7, 8};
    QTest::newRow("letters") << u"ctk"_s << u"Create key"_s << QList<int>{0, 4, 7};
    QTest::newRow("missing letter") << u"ckz"_s << u"Create key"_s << QList<int>{-1};
    QTest::newRow("nothing") << QString() << u"Create key"_s << QList<int>{};
}

void tst_CommandPalette::matchesAreFoundAndMarked()
{
    QFETCH(QString, words);
    QFETCH(QString, title);
    QFETCH(QList<int>, letters);
    const auto match = matchTitle(words, title);
    QCOMPARE(match ? match->letters : QList<int>{-1}, letters);
}

void tst_CommandPalette::typingFindsAndEnterRuns()
{
    Bench bench;
    bench.add(u"keys.create"_s, u"Create API key"_s);
    bench.add(u"gateway.pause"_s, u"Pause routing"_s);
    bench.palette->open();
    QTest::keyClicks(bench.field, u"pau"_s);
    QCOMPARE(bench.titles(), QStringList{u"Pause routing"_s});
    QTest::keyClick(bench.field, Qt::Key_Return);
    QCOMPARE(bench.ran, QStringList{u"gateway.pause"_s});
    QVERIFY(!bench.palette->isVisible());
}

void tst_CommandPalette::ctrlEnterKeepsItOpen()
{
    Bench bench;
    bench.add(u"a"_s, u"Alpha"_s);
    bench.palette->open();
    QTest::keyClicks(bench.field, u"al"_s);
    QTest::keyClick(bench.field, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(bench.ran.size(), 1);
    QVERIFY(bench.palette->isVisible());
}

void tst_CommandPalette::escapeGivesTheFocusBack()
{
    Bench bench;
    QVERIFY(QTest::qWaitForWindowActive(&bench.window));
    bench.before->setFocus();
    bench.palette->open();
    QTRY_VERIFY(bench.field->hasFocus());
    QTest::keyClick(bench.field, Qt::Key_Escape);
    QVERIFY(!bench.palette->isVisible());
    QVERIFY(bench.before->hasFocus());
}

void tst_CommandPalette::arrowsSkipHeadingsAndGoAround()
{
    Bench bench;
    bench.add(u"a"_s, u"Key one"_s);
    bench.commands.addSource(&bench.window,
                             std::make_unique<ListSource>(u'#', QStringList{u"Key two"_s}));
    bench.palette->open();
    QTest::keyClicks(bench.field, u"key"_s);
    QCOMPARE(bench.current(), u"Key one"_s);
    QTest::keyClick(bench.field, Qt::Key_Down);
    QCOMPARE(bench.current(), u"Key two"_s);
    QTest::keyClick(bench.field, Qt::Key_Down);
    QCOMPARE(bench.current(), u"Key one"_s);
    QTest::keyClick(bench.field, Qt::Key_Up);
    QCOMPARE(bench.current(), u"Key two"_s);
}

void tst_CommandPalette::unavailableCommandsAreAbsent()
{
    Bench bench;
    bool isRunning = false;
    bench.add(u"stop"_s, u"Stop proxy"_s, [&] { return isRunning; });
    bench.palette->open();
    QTest::keyClicks(bench.field, u"stop"_s);
    QCOMPARE(bench.titles(), QStringList());
    QVERIFY(!bench.commands.run(u"stop"_s));
    isRunning = true;
    bench.palette->open(u"stop"_s);
    QCOMPARE(bench.titles(), QStringList{u"Stop proxy"_s});
}

void tst_CommandPalette::prefixAsksOnlyItsSource()
{
    Bench bench;
    bench.add(u"a"_s, u"bob the command"_s);
    auto keys = std::make_unique<ListSource>(u'#', QStringList{u"bob-cursor"_s, u"ci"_s});
    ListSource *source = keys.get();
    bench.commands.addSource(&bench.window, std::move(keys));
    bench.commands.addSource(&bench.window,
                             std::make_unique<ListSource>(u'/', QStringList{u"bob/model"_s}));
    bench.palette->open();
    QTest::keyClicks(bench.field, u"#bob"_s);
    QCOMPARE(bench.titles(), QStringList{u"bob-cursor"_s});
    QTest::keyClick(bench.field, Qt::Key_Return);
    QCOMPARE(source->chosen, u"bob-cursor"_s);
}

void tst_CommandPalette::actionPrefixFindsOnlyCommands()
{
    Bench bench;
    bench.add(u"a"_s, u"bob the command"_s);
    bench.commands.addSource(&bench.window,
                             std::make_unique<ListSource>(u'#', QStringList{u"bob-cursor"_s}));
    bench.palette->open();
    QTest::keyClicks(bench.field, u">bob"_s);
    QCOMPARE(bench.titles(), QStringList{u"bob the command"_s});
}

void tst_CommandPalette::lateAnswersAreDropped()
{
    Bench bench;
    auto keys = std::make_unique<ListSource>(u'#', QStringList{u"alpha"_s});
    ListSource *source = keys.get();
    source->isSlow = true;
    bench.commands.addSource(&bench.window, std::move(keys));
    bench.palette->open();
    QTest::keyClicks(bench.field, u"al"_s);
    const auto late = source->waiting;
    QTest::keyClicks(bench.field, u"p"_s);
    late();
    QCOMPARE(bench.titles(), QStringList());
    source->waiting();
    QCOMPARE(bench.titles(), QStringList{u"alpha"_s});
    bench.palette->close();
    source->waiting(); // The palette is closed: nobody waits.
}

void tst_CommandPalette::sourceGoesWithItsOwner()
{
    Bench bench;
    auto owner = std::make_unique<QObject>();
    Command command;
    command.id = u"mine"_s;
    command.title = u"Mine"_s;
    command.run = [] {};
    bench.commands.add(owner.get(), command);
    bench.commands.addSource(owner.get(),
                             std::make_unique<ListSource>(u'#', QStringList{u"mine"_s}));
    QCOMPARE(bench.commands.commands().size(), 1);
    owner.reset();
    QVERIFY(bench.commands.commands().isEmpty());
    QVERIFY(bench.commands.sources().empty());
}

void tst_CommandPalette::whatIsUsedComesFirst()
{
    Bench bench;
    bench.add(u"one"_s, u"Key one"_s);
    bench.add(u"two"_s, u"Key two"_s);
    bench.palette->open();
    QTest::keyClicks(bench.field, u"key"_s);
    QCOMPARE(bench.current(), u"Key one"_s);
    QTest::keyClick(bench.field, Qt::Key_Down);
    QTest::keyClick(bench.field, Qt::Key_Return);
    bench.palette->open(u"key"_s);
    QCOMPARE(bench.current(), u"Key two"_s);
    bench.palette->open(); // Empty: the latest comes first.
    QCOMPARE(bench.current(), u"Key two"_s);
}

void tst_CommandPalette::historyOutlivesThePalette()
{
    ConsoleFixture fixture;
    PaletteHistory().use(u"key with spaces"_s, fixture.clock.nowUs());
    const PaletteHistory again;
    QCOMPARE(again.latest(5, fixture.clock.nowUs()), QList<QString>{u"key with spaces"_s});
    QCOMPARE(again.weight(u"key with spaces"_s, fixture.clock.nowUs()), 2.0);
}

void tst_CommandPalette::usesAreForgotten()
{
    ConsoleFixture fixture;
    PaletteHistory history;
    history.use(u"old"_s, fixture.clock.nowUs());
    fixture.clock.advance(std::chrono::hours(24 * 10));
    QCOMPARE(history.weight(u"old"_s, fixture.clock.nowUs()), 1.5);
    fixture.clock.advance(std::chrono::hours(24 * 21));
    QCOMPARE(history.weight(u"old"_s, fixture.clock.nowUs()), 1.0);
    QVERIFY(history.latest(5, fixture.clock.nowUs()).isEmpty());
}

void tst_CommandPalette::nothingFoundIsSaid()
{
    Bench bench;
    bench.add(u"a"_s, u"Alpha"_s);
    bench.palette->open(u"zzz"_s);
    QVERIFY(!bench.list->isVisible());
    QTest::keyClick(bench.field, Qt::Key_Return);
    QVERIFY(bench.ran.isEmpty());
    QVERIFY(bench.palette->isVisible());
}

QTEST_MAIN(tst_CommandPalette)
#include "tst_CommandPalette.moc"

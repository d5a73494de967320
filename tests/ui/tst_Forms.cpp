// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Theme.h"
#include "ui/widgets/ConfirmDialog.h"
#include "ui/widgets/FormField.h"
#include "ui/widgets/LimitField.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include <memory>

using namespace turnpike;
using namespace turnpike::ui;

class FormsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fieldErrorTakesTheHelpsPlace();
    void fieldSaysWhetherItIsNeeded();
    void amountsAreRead_data();
    void amountsAreRead();
    void amountsAreRefused_data();
    void amountsAreRefused();
    void limitIsReadBack();
    void limitWarnsWhenAlreadySpent();
    void emptyLimitIsNoLimit();
    void dialogCoversItsWindowAndGivesTheFocusBack();
    void dialogGrowsWithItsFields();
    void questionIsNotConfirmedByEnter();
    void questionAsksForTheName();

private:
    std::unique_ptr<Theme> m_theme;
};

void FormsTest::initTestCase()
{
    m_theme = std::make_unique<Theme>(*qApp);
    m_theme->setChoice(Theme::Choice::Light);
}

void FormsTest::fieldErrorTakesTheHelpsPlace()
{
    auto *edit = new QLineEdit;
    FormField field(*m_theme, QStringLiteral("Name"), edit);
    QCOMPARE(edit->accessibleName(), QStringLiteral("Name"));
    field.setHelp(QStringLiteral("Seen in reports"));
    QCOMPARE(edit->accessibleDescription(), QStringLiteral("Seen in reports"));
    field.setError(QStringLiteral("Taken"));
    QCOMPARE(edit->accessibleDescription(), QStringLiteral("Taken"));
    QVERIFY(edit->property("invalid").toBool());
    auto *note = field.findChild<QLabel *>(QStringLiteral("fieldNote"));
    QCOMPARE(note->text(), QStringLiteral("Taken"));
    field.setError({});
    QCOMPARE(note->text(), QStringLiteral("Seen in reports"));
    QVERIFY(!edit->property("invalid").toBool());
    QCOMPARE(edit->accessibleDescription(), QStringLiteral("Seen in reports"));
}

void FormsTest::fieldSaysWhetherItIsNeeded()
{
    auto *edit = new QLineEdit;
    FormField field(*m_theme, QStringLiteral("Name"), edit);
    field.setRequired(true);
    QCOMPARE(edit->accessibleName(), QStringLiteral("Name, required"));
    field.setRequired(false);
    QCOMPARE(edit->accessibleName(), QStringLiteral("Name"));
}

void FormsTest::amountsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("nanoUsd");
    QTest::newRow("plain") << QStringLiteral("50") << 50'000'000'000LL;
    QTest::newRow("dollar sign") << QStringLiteral("$50") << 50'000'000'000LL;
    QTest::newRow("thousands") << QStringLiteral("1.5k") << 1'500'000'000'000LL;
    QTest::newRow("capital") << QStringLiteral("2K") << 2'000'000'000'000LL;
    QTest::newRow("millions") << QStringLiteral("1.25m") << 1'250'000'000'000'000LL;
    QTest::newRow("grouped") << QStringLiteral("1,250.50") << 1'250'500'000'000LL;
    QTest::newRow("six decimals") << QStringLiteral("0.000001") << 1'000LL;
    QTest::newRow("no whole part") << QStringLiteral(".5") << 500'000'000LL;
    QTest::newRow("leading zeros") << QStringLiteral("007") << 7'000'000'000LL;
    QTest::newRow("decimals beyond the unit") << QStringLiteral("0.0005k") << 500'000'000LL;
    QTest::newRow("spaces") << QStringLiteral("  $ 8 ") << 8'000'000'000LL;
}

void FormsTest::amountsAreRead()
{
    QFETCH(QString, text);
    QFETCH(qint64, nanoUsd);
    const Result<Money> amount = parseAmount(text);
    QVERIFY2(amount, amount ? "" : qPrintable(amount.error().message));
    QCOMPARE(amount->nanoUsd, nanoUsd);
}

void FormsTest::amountsAreRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"-5", "abc", "1.2345678", "1,2", "1..2", "$", "5 dollars", "1e3", ".",
                             "99999999999999999999", "9999999999k", "١٢"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void FormsTest::amountsAreRefused()
{
    QFETCH(QString, text);
    const Result<Money> amount = parseAmount(text);
    QVERIFY(!amount);
    QVERIFY(!amount.error().message.isEmpty());
}

void FormsTest::limitIsReadBack()
{
    LimitField field(*m_theme);
    KeyLimit limit;
    limit.amount = Money{12'500'000'000};
    limit.reset = Window::Month;
    limit.mode = BudgetMode::Hard;
    field.setValue(limit);
    const Result<std::optional<KeyLimit>> read = field.value();
    QVERIFY(read);
    QVERIFY(*read == std::optional(limit));
    QSignalSpy changed(&field, &LimitField::changed);
    field.amountEdit()->clear();
    QTest::keyClicks(field.amountEdit(), QStringLiteral("0"));
    QVERIFY(!changed.isEmpty());
    QVERIFY(!field.value());
}

void FormsTest::limitWarnsWhenAlreadySpent()
{
    LimitField field(*m_theme);
    std::array<Money, windowCount> spent{};
    spent[std::size_t(Window::Day)] = Money{60'000'000'000};
    field.setSpent(spent);
    auto *sentence = field.findChild<QLabel *>(QStringLiteral("limitSentence"));
    field.amountEdit()->setText(QStringLiteral("50"));
    QCOMPARE(sentence->property("role").toString(), QStringLiteral("warning"));
    field.amountEdit()->setText(QStringLiteral("60.01"));
    QCOMPARE(sentence->property("role").toString(), QStringLiteral("small"));
    QVERIFY(sentence->text().contains(QStringLiteral("$60.01")));
}

void FormsTest::emptyLimitIsNoLimit()
{
    LimitField field(*m_theme);
    QVERIFY(field.value());
    QVERIFY(!*field.value());
    QVERIFY(!field.findChild<QComboBox *>()->isEnabled());
}

void FormsTest::dialogCoversItsWindowAndGivesTheFocusBack()
{
    QWidget window;
    auto *column = new QVBoxLayout(&window);
    auto *opener = new QPushButton(QStringLiteral("Open"));
    column->addWidget(opener);
    window.resize(900, 700);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    opener->setFocus();
    QPointer<DialogFrame> dialog = new DialogFrame(*m_theme, QStringLiteral("Create key"), &window);
    auto *edit = new QLineEdit;
    dialog->body()->addWidget(new FormField(*m_theme, QStringLiteral("Name"), edit));
    dialog->addCancel();
    QPushButton *primary = dialog->addPrimary(QStringLiteral("Create"));
    QSignalSpy pressed(primary, &QPushButton::clicked);
    dialog->open();
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QTRY_VERIFY(edit->hasFocus());
    QVERIFY(dialog->isModal());
    QCOMPARE(dialog->width(), 540);
    QCOMPARE(dialog->geometry().center(), window.geometry().center());
    QCOMPARE(window.childAt(450, 690)->size(), window.size()); // The scrim.
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(pressed.size(), 1);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!dialog);
    QVERIFY(!window.childAt(450, 690));
    QTRY_COMPARE(window.focusWidget(), opener);
}

void FormsTest::dialogGrowsWithItsFields()
{
    QWidget window;
    window.resize(900, 700);
    window.show();
    QPointer<DialogFrame> dialog = new DialogFrame(*m_theme, QStringLiteral("Create key"), &window);
    auto *field = new FormField(*m_theme, QStringLiteral("Name"), new QLineEdit);
    dialog->body()->addWidget(field);
    dialog->addCancel();
    dialog->open();
    QVERIFY(QTest::qWaitForWindowExposed(dialog));
    const int before = dialog->height();
    QVERIFY(!dialog->findChild<QScrollArea *>()->verticalScrollBar()->isVisible());
    field->setError(QStringLiteral("This name is taken by another key of the same workspace. "
                                   "Choose another one, or rename the other key first."));
    QTRY_VERIFY(dialog->height() >= before + 20);
    for (int i = 0; i < 30; ++i)
        dialog->body()->addWidget(new QLineEdit);
    QTRY_COMPARE(dialog->height(), window.height() - 48);
    QTRY_VERIFY(dialog->findChild<QScrollArea *>()->verticalScrollBar()->isVisible());
    dialog->reject();
}

void FormsTest::questionIsNotConfirmedByEnter()
{
    QWidget window;
    window.resize(900, 700);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QPointer<ConfirmDialog> question = new ConfirmDialog(
        *m_theme, QStringLiteral("Delete key?"), QStringLiteral("Gone."),
        QStringLiteral("Delete key"), QStringLiteral("Disable instead"), &window);
    QSignalSpy confirmed(question, &ConfirmDialog::confirmed);
    QSignalSpy softer(question, &ConfirmDialog::softerChosen);
    question->open();
    QVERIFY(QTest::qWaitForWindowActive(question));
    QTRY_VERIFY(question->findChild<QPushButton *>(QStringLiteral("cancel"))->hasFocus());
    question->setBody(QStringLiteral("Used 214 times in the last 24 hours from 2 addresses. "
                                     "Requests with it fail at once with 401."));
    const QScrollBar *bar = question->findChild<QScrollArea *>()->verticalScrollBar();
    QTRY_VERIFY(!bar->isVisible());
    QCOMPARE(bar->maximum(), 0);
    QTest::keyClick(qApp->focusWidget(), Qt::Key_Return);
    QTRY_VERIFY(!question);
    QCOMPARE(confirmed.size() + softer.size(), 0);
    question = new ConfirmDialog(*m_theme, QStringLiteral("Delete key?"), QStringLiteral("Gone."),
                                 QStringLiteral("Delete key"), {}, &window);
    QSignalSpy again(question, &ConfirmDialog::confirmed);
    question->open();
    QTest::mouseClick(question->findChild<QPushButton *>(QStringLiteral("primary")),
                      Qt::LeftButton);
    QCOMPARE(again.size(), 1);
}

void FormsTest::questionAsksForTheName()
{
    QWidget window;
    window.resize(900, 700);
    window.show();
    QPointer<ConfirmDialog> question
        = new ConfirmDialog(*m_theme, QStringLiteral("Delete workspace?"), QStringLiteral("Gone."),
                            QStringLiteral("Delete"), {}, &window);
    question->setRequiredName(QStringLiteral("Platform"));
    question->open();
    auto *verb = question->findChild<QPushButton *>(QStringLiteral("primary"));
    QVERIFY(!verb->isEnabled());
    auto *typed = question->findChild<QLineEdit *>();
    QTest::keyClicks(typed, QStringLiteral("Platfor"));
    QVERIFY(!verb->isEnabled());
    QTest::keyClicks(typed, QStringLiteral("m"));
    QVERIFY(verb->isEnabled());
    question->reject();
}

QTEST_MAIN(FormsTest)
#include "tst_Forms.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/EnvironmentOffer.h"
#include "ui/panes/providers/ProviderDialog.h"
#include "ui/panes/providers/ProviderGrid.h"
#include "ui/panes/providers/ProviderKeyField.h"
#include "ui/panes/providers/ProviderKeyForm.h"
#include "ui/panes/providers/ProviderTest.h"
#include "ui/panes/providers/ProviderTile.h"
#include "ui/panes/providers/TestCard.h"

#include <QClipboard>
#include <QComboBox>
#include <QDirIterator>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/ProviderBench.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;
using namespace turnpike::ui;

namespace {

const QByteArray canary = "sk-canary-7Qd0fJ2mXw9LrT4vBn8Zs6Yp1Kc3Hg5E";

QStringList logged;

void keepLog(QtMsgType, const QMessageLogContext &, const QString &message)
{
    logged.append(message);
}

} // namespace

class tst_ProviderKeyForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void showsTheCatalogueAndSearches();
    void arrowsChooseATile();
    void pastingTestsByItself();
    void customProviderIsSavedWithWhatItLists();
    void aCustomProviderSpeaksWhatIsChosen();
    void anAddressWithAnOpenPartIsAskedFor();
    void noHalfFilledAddressIsSaved();
    void savingAtOnceWaitsForTheList();
    void savingWaitsForASlowTest();
    void aKnownProviderIsTestedBeforeItIsSaved();
    void savingAnUnprovedKeyIsAskedForTwice();
    void cancellingEndsTheTestThatIsWaitedFor();
    void aSecondSaveCountsAnew();
    void withoutAnAnswerTheSecondPressSaves();
    void aRejectedKeyCannotBeSaved();
    void aListForEverybodyProvesNothing();
    void reachedWithoutModelsSaysSo();
    void nobodyThereIsTold();
    void stopEndsTheTest();
    void whatWasPastedIsWiped();
    void choosingWhatASearchHidesEndsTheSearch();
    void knownProviderIsSavedWithItsModels();
    void aProviderThatIsThereGetsTheNewKey();
    void lockedVaultSavesNothing();
    void faultsStandAtTheirFields();
    void blanksInAKeyAreToldBeforeAnybodyIsAsked();
    void theEnvironmentIsReadWhenAsked();
    void theKeyIsNowhereToBeSeen();

private:
    template <typename T>
    T *part(const QString &name) const
    {
        return m_form->findChild<T *>(name);
    }
    void open();
    void chooseCustom();
    void paste(const QByteArray &key);
    QString title() const { return part<QLabel>(u"testTitle"_s)->text(); }

    std::unique_ptr<ProviderBench> m_bench;
    std::unique_ptr<QWidget> m_window;
    ProviderKeyForm *m_form = nullptr;
};

void tst_ProviderKeyForm::init()
{
    m_bench = std::make_unique<ProviderBench>(canary);
    m_bench->unlock();
}

void tst_ProviderKeyForm::cleanup()
{
    m_window.reset();
    m_bench.reset();
}

void tst_ProviderKeyForm::open()
{
    m_window = std::make_unique<QWidget>();
    m_form = new ProviderKeyForm(*m_bench->fixture.console, m_window.get());
    m_form->setFixedWidth(492);
    m_window->resize(500, 800);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_VERIFY(m_form->findChild<ProviderGrid *>()->count() > 20);
}

void tst_ProviderKeyForm::chooseCustom()
{
    QTest::mouseClick(part<ProviderTile>(u"customProvider"_s), Qt::LeftButton);
    QTest::keyClicks(part<QLineEdit>(u"customName"_s), u"Work Shop"_s);
    QTest::keyClicks(part<QLineEdit>(u"customUrl"_s), m_bench->url());
}

void tst_ProviderKeyForm::paste(const QByteArray &key)
{
    QGuiApplication::clipboard()->setText(QString::fromLatin1(key));
    auto *line = part<QLineEdit>(u"providerKey"_s);
    line->setFocus();
    QTest::keySequence(line, QKeySequence::Paste);
    QGuiApplication::clipboard()->clear();
}

void tst_ProviderKeyForm::showsTheCatalogueAndSearches()
{
    open();
    auto *grid = m_form->findChild<ProviderGrid *>();
    QCOMPARE(grid->shown(), ProviderGrid::fewest + 1);
    QTest::mouseClick(part<QPushButton>(u"showAllProviders"_s), Qt::LeftButton);
    QCOMPARE(grid->shown(), grid->count() + 1);
    for (const QString &name : {u"anthropic"_s, u"google-ai-studio"_s, u"azure"_s, u"openai"_s})
        QVERIFY2(part<ProviderTile>(u"provider-"_s + name), qPrintable(name));
    QTest::keyClicks(part<QLineEdit>(u"searchKnown"_s), u"mistr"_s);
    QTRY_COMPARE(grid->shown(), 2);
    QVERIFY(part<ProviderTile>(u"provider-mistral"_s)->isVisible());
}

void tst_ProviderKeyForm::arrowsChooseATile()
{
    open();
    auto *openai = part<ProviderTile>(u"provider-openai"_s);
    openai->setFocus();
    QTest::keyClick(openai, Qt::Key_Return);
    QVERIFY(openai->isChecked());
    QTest::keyClick(openai, Qt::Key_Right);
    QVERIFY(!openai->isChecked());
    QVERIFY(m_form->findChild<ProviderGrid *>()->current());
    QVERIFY(QApplication::focusWidget() == m_form->findChild<ProviderGrid *>()->current());
}

void tst_ProviderKeyForm::pastingTestsByItself()
{
    open();
    chooseCustom();
    paste(canary + '\n');
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    const QString line = part<QLineEdit>(u"providerKey"_s)->text();
    QVERIFY(line.endsWith(u"Hg5E"_s));
    QVERIFY(line.startsWith(QChar(0x2022)));
    QVERIFY(m_form->canSave());
}

void tst_ProviderKeyForm::customProviderIsSavedWithWhatItLists()
{
    open();
    chooseCustom();
    QCOMPARE(part<QLineEdit>(u"customSlug"_s)->text(), u"work-shop"_s);
    paste(canary);
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    QSignalSpy saved(m_form, &ProviderKeyForm::saved);
    m_form->save();
    QVERIFY(m_form->isSaving());
    QTRY_COMPARE(saved.size(), 1);
    QCOMPARE(saved.first().at(1).toString(), u"Work Shop"_s);
    QCOMPARE(saved.first().at(2).toInt(), 2);
    const QList<Provider> providers = m_bench->providers();
    QCOMPARE(providers.size(), 1);
    QVERIFY(providers.first().hasCredential);
    QCOMPARE(m_bench->modelSlugs(),
             (QStringList{u"work-shop/llama-3.2"_s, u"work-shop/qwen-qwen3:4b"_s}));
    QVERIFY(!m_form->canSave());
}

void tst_ProviderKeyForm::aCustomProviderSpeaksWhatIsChosen()
{
    m_bench->upstream->setResponder([](const test::Seen &seen) {
        return seen.header("x-api-key") == canary
                && seen.header("anthropic-version") == "2023-06-01"
                && seen.header("Authorization").isEmpty()
            ? test::Answer::json(200, R"({"data":[{"type":"model","id":"claude-x"}]})")
            : test::Answer::json(401, "{}");
    });
    open();
    chooseCustom();
    auto *format = part<QComboBox>(u"customFormat"_s);
    format->setCurrentIndex(format->findData(int(ProviderFormat::Anthropic)));
    QVERIFY(ProviderBench::said(*m_form).contains(u"before /messages"_s));
    paste(canary);
    QTRY_COMPARE(title(), u"Works: 1 model"_s);
    QSignalSpy saved(m_form, &ProviderKeyForm::saved);
    m_form->save();
    QTRY_COMPARE(saved.size(), 1);
    QCOMPARE(m_bench->providers().first().settings.format, ProviderFormat::Anthropic);
    QCOMPARE(m_bench->modelSlugs(), QStringList{u"work-shop/claude-x"_s});
    QCOMPARE(format->currentIndex(), 0); // For the next one.
}

void tst_ProviderKeyForm::anAddressWithAnOpenPartIsAskedFor()
{
    open();
    QVERIFY(!part<QLineEdit>(u"openPart"_s)->isVisible());
    m_form->preselect(u"azure"_s);
    auto *resource = part<QLineEdit>(u"openPart"_s);
    QVERIFY(resource->isVisible());
    QCOMPARE(resource->accessibleName(), u"Azure OpenAI resource"_s);
    paste(canary);
    QVERIFY(!m_form->canSave());
    QCOMPARE(m_form->findChild<ProviderTest *>()->state(), ProviderTest::State::None);
    QTest::keyClicks(resource, u"our.own"_s);
    QVERIFY(resource->property("invalid").toBool());
    QVERIFY(!m_form->canSave());
    resource->setText(u"https://our-own.openai.azure.com/"_s);
    QVERIFY(!resource->property("invalid").toBool());
    QVERIFY(m_form->canSave());
    QVERIFY(ProviderBench::said(*m_form).contains(u"https://our-own.openai.azure.com/openai/v1"_s));
    QTest::keyClick(resource, Qt::Key_Return);
    QVERIFY(m_form->findChild<ProviderTest *>()->state() != ProviderTest::State::None);
    m_form->findChild<ProviderTest *>()->stop();
    m_form->preselect(u"openai"_s);
    QVERIFY(!resource->isVisible());
}

void tst_ProviderKeyForm::noHalfFilledAddressIsSaved()
{
    open();
    m_form->preselect(u"azure"_s);
    paste(canary);
    QTRY_VERIFY(ProviderBench::said(*m_form).contains(u"once the resource is there"_s));
    m_form->save();
    QVERIFY(!m_form->isSaving());
    // Not by typing the braces oneself, either.
    chooseCustom();
    part<QLineEdit>(u"customUrl"_s)->setText(u"https://{resource}.openai.azure.com/openai/v1"_s);
    m_form->save();
    QTRY_VERIFY(part<QLineEdit>(u"customUrl"_s)->property("invalid").toBool());
    QVERIFY(m_bench->providers().isEmpty());
}

void tst_ProviderKeyForm::savingAtOnceWaitsForTheList()
{
    open();
    chooseCustom();
    QTest::keyClicks(part<QLineEdit>(u"providerKey"_s), QString::fromLatin1(canary));
    QSignalSpy saved(m_form, &ProviderKeyForm::saved);
    QTRY_VERIFY(m_form->canSave()); // It knows what is in the ledger.
    m_form->save();
    QVERIFY(m_form->isSaving());
    QTRY_COMPARE(saved.size(), 1);
    QCOMPARE(m_bench->modelSlugs().size(), 2);
    QVERIFY(!m_form->isSaving());
}

/// Longer than any progress is shown without a word.
void tst_ProviderKeyForm::savingWaitsForASlowTest()
{
    m_bench->delay = std::chrono::milliseconds(500);
    open();
    chooseCustom();
    paste(canary);
    QTRY_VERIFY(m_form->canSave());
    QSignalSpy saved(m_form, &ProviderKeyForm::saved);
    m_form->save();
    QVERIFY(m_form->isWaiting());
    QVERIFY(m_bench->providers().isEmpty());
    QTRY_COMPARE(saved.size(), 1);
    QVERIFY(saved.first().at(3).toBool());
    QCOMPARE(m_bench->modelSlugs().size(), 2);
}

void tst_ProviderKeyForm::aKnownProviderIsTestedBeforeItIsSaved()
{
    m_bench->add(u"deepseek"_s, u"DeepSeek"_s, std::string());
    m_bench->delay = std::chrono::milliseconds(200);
    open();
    m_form->preselect(u"deepseek"_s);
    paste("sk-wrong-0000000000000000000000");
    QTRY_VERIFY(m_form->canSave());
    m_form->save();
    QVERIFY(m_form->isWaiting());
    QTRY_COMPARE(title(), u"Rejected: 401 invalid key"_s);
    QVERIFY(!m_form->isSaving());
    QVERIFY(!m_form->canSave());
    QVERIFY(!m_bench->providers().first().hasCredential);

    QTest::mouseClick(part<QPushButton>(u"providerKeyAct"_s), Qt::LeftButton); // Replace
    paste(canary);
    QSignalSpy saved(m_form, &ProviderKeyForm::saved);
    m_form->save();
    QVERIFY(m_form->isWaiting());
    QTRY_COMPARE(saved.size(), 1);
    QVERIFY(m_bench->providers().first().hasCredential);

    // A test that somebody stopped proves nothing: it is made again.
    m_form->preselect(u"deepseek"_s);
    paste("sk-wrong-0000000000000000000000");
    QTest::mouseClick(part<QPushButton>(u"stopTest"_s), Qt::LeftButton);
    QVERIFY(m_form->canSave());
    m_form->save();
    QTRY_COMPARE(title(), u"Rejected: 401 invalid key"_s);
    QCOMPARE(saved.size(), 1);
}

void tst_ProviderKeyForm::savingAnUnprovedKeyIsAskedForTwice()
{
    m_bench->add(u"deepseek"_s, u"DeepSeek"_s, std::string());
    m_bench->upstream->setResponder({});
    m_bench->upstream->setDefault(test::Answer::raw({}, test::Answer::End::Reset));
    m_window = std::make_unique<QWidget>();
    m_window->show();
    ProviderDialog dialog(*m_bench->fixture.console, m_bench->providers().first(), m_window.get());
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.open();
    m_form = &dialog.form();
    const auto *save = dialog.findChild<QPushButton *>(u"primary"_s);
    QVERIFY(save);
    QCOMPARE(save->text(), u"Save key"_s);
    paste(canary);
    QTRY_COMPARE(title(), u"The test failed"_s);
    QVERIFY(m_form->isUnproved());
    QCOMPARE(save->text(), u"Save anyway"_s);
    QSignalSpy saved(m_form, &ProviderKeyForm::saved);
    m_form->save();
    QTRY_COMPARE(saved.size(), 1);
    QVERIFY(!saved.first().at(3).toBool());
}

void tst_ProviderKeyForm::cancellingEndsTheTestThatIsWaitedFor()
{
    m_bench->upstream->setResponder({});
    m_bench->upstream->setDefault(test::Answer::silence());
    const Provider there = m_bench->add(u"deepseek"_s, u"DeepSeek"_s, std::string());
    m_window = std::make_unique<QWidget>();
    m_window->show();
    ProviderDialog dialog(*m_bench->fixture.console, there, m_window.get());
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.open();
    m_form = &dialog.form();
    paste(canary);
    QTRY_COMPARE(m_bench->upstream->requestCount(), 1);
    m_form->save();
    QVERIFY(m_form->isWaiting());
    dialog.reject();
    QVERIFY(!dialog.isVisible());
    QVERIFY(!m_form->isSaving());
    // Nobody waits for the provider any more: the connection goes, long before a time-out.
    QTRY_COMPARE(m_bench->upstream->openConnections(), 0);
    QVERIFY(!m_bench->providers().first().hasCredential);
}

void tst_ProviderKeyForm::aSecondSaveCountsAnew()
{
    open();
    chooseCustom();
    paste(canary);
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    QSignalSpy saved(m_form, &ProviderKeyForm::saved);
    m_form->save();
    QTRY_COMPARE(saved.size(), 1);
    m_bench->upstream->setResponder({});
    m_bench->upstream->setDefault(test::Answer::silence());
    chooseCustom();
    paste(canary);
    m_form->save();
    QVERIFY(m_form->isWaiting());
    QSignalSpy ticked(m_form->findChild<ProviderTest *>(), &ProviderTest::ticked);
    QTRY_VERIFY(ticked.size() >= 2); // Longer than the counts take to show.
    QVERIFY(!ProviderBench::said(*m_form).contains(u" of 2"_s));
}

void tst_ProviderKeyForm::whatWasPastedIsWiped()
{
    QString pasted = QString::fromLatin1(canary) + u"\n"_s;
    const QChar *buffer = pasted.constData();
    const Secret secret = ProviderKeyField::secretOf(std::move(pasted));
    QCOMPARE(secret.reveal(), std::string_view(canary.constData(), std::size_t(canary.size())));
    QCOMPARE(pasted.constData(), buffer);
    QCOMPARE(pasted, QString(canary.size() + 1, QChar(0)));
    // What somebody else holds is theirs.
    const QString theirs = QString::fromLatin1(canary);
    QString shared = theirs;
    QVERIFY(!ProviderKeyField::secretOf(std::move(shared)).isEmpty());
    QCOMPARE(theirs, QString::fromLatin1(canary));
}

void tst_ProviderKeyForm::choosingWhatASearchHidesEndsTheSearch()
{
    open();
    auto *grid = m_form->findChild<ProviderGrid *>();
    auto *search = part<QLineEdit>(u"searchKnown"_s);
    QTest::keyClicks(search, u"openai"_s);
    QTRY_VERIFY(part<ProviderTile>(u"provider-mistral"_s)->isHidden());
    m_form->preselect(u"mistral"_s);
    QVERIFY(part<ProviderTile>(u"provider-mistral"_s)->isVisible());
    QCOMPARE(search->text(), QString());
    QCOMPARE(part<QPushButton>(u"showAllProviders"_s)->text(), u"Show fewer"_s);
    QCOMPARE(grid->shown(), grid->count() + 1);
}

void tst_ProviderKeyForm::withoutAnAnswerTheSecondPressSaves()
{
    open();
    chooseCustom();
    part<QLineEdit>(u"customUrl"_s)->setText(u"http://127.0.0.1:%1/v1"_s.arg(test::refusingPort()));
    QTRY_VERIFY(m_form->canSave());
    m_form->save();
    QTRY_COMPARE(title(), u"The test failed"_s);
    QVERIFY(m_bench->providers().isEmpty());
    QSignalSpy saved(m_form, &ProviderKeyForm::saved);
    m_form->save();
    QTRY_COMPARE(saved.size(), 1);
    QVERIFY(!m_bench->providers().first().hasCredential);
}

void tst_ProviderKeyForm::aRejectedKeyCannotBeSaved()
{
    open();
    chooseCustom();
    paste("sk-wrong-0000000000000000000000");
    QTRY_COMPARE(title(), u"Rejected: 401 invalid key"_s);
    QVERIFY(!m_form->canSave());
    m_form->save();
    QVERIFY(!m_form->isSaving());
    QTest::mouseClick(part<QPushButton>(u"providerKeyAct"_s), Qt::LeftButton); // Replace
    QVERIFY(part<QLineEdit>(u"providerKey"_s)->text().isEmpty());
    paste(canary);
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    QVERIFY(m_form->canSave());
}

void tst_ProviderKeyForm::aListForEverybodyProvesNothing()
{
    m_bench->isOpen = true;
    open();
    chooseCustom();
    paste(canary);
    QTRY_COMPARE(title(), u"Reached: 2 models"_s);
    QVERIFY(
        ProviderBench::said(*m_form->findChild<TestCard *>()).contains(u"Key is not asked for"_s));
}

void tst_ProviderKeyForm::reachedWithoutModelsSaysSo()
{
    m_bench->models = R"({"data":[]})";
    open();
    chooseCustom();
    paste(canary);
    QTRY_COMPARE(title(), u"Reached, but no models"_s);
}

void tst_ProviderKeyForm::nobodyThereIsTold()
{
    open();
    chooseCustom();
    part<QLineEdit>(u"customUrl"_s)->setText(u"http://127.0.0.1:%1/v1"_s.arg(test::refusingPort()));
    paste(canary);
    QTRY_COMPARE(title(), u"The test failed"_s);
    QVERIFY(part<QLabel>(u"testAdvice"_s)->text().contains(u"nobody accepts connections"_s));
}

void tst_ProviderKeyForm::stopEndsTheTest()
{
    m_bench->upstream->setResponder({});
    m_bench->upstream->setDefault(test::Answer::silence());
    open();
    chooseCustom();
    paste(canary);
    QTRY_COMPARE(m_bench->upstream->requestCount(), 1);
    QVERIFY(m_form->findChild<TestCard *>()->isVisible());
    QTest::mouseClick(part<QPushButton>(u"stopTest"_s), Qt::LeftButton);
    QVERIFY(m_form->findChild<TestCard *>()->isHidden());
    m_bench->upstream->closeConnections();
}

void tst_ProviderKeyForm::knownProviderIsSavedWithItsModels()
{
    m_bench->add(u"deepseek"_s, u"DeepSeek"_s, std::string());
    open();
    m_form->preselect(u"deepseek"_s);
    paste(canary);
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    QSignalSpy saved(m_form, &ProviderKeyForm::saved);
    m_form->save();
    QTRY_COMPARE(saved.size(), 1);
    QVERIFY(saved.first().at(2).toInt() > 0);
    QCOMPARE(m_bench->modelSlugs().size(), saved.first().at(2).toInt());
}

void tst_ProviderKeyForm::aProviderThatIsThereGetsTheNewKey()
{
    m_bench->add(u"deepseek"_s, u"DeepSeek"_s, "sk-old-000000000000000000000000000000abcd");
    open();
    QTRY_VERIFY(part<ProviderTile>(u"provider-deepseek"_s)->accessibleDescription() == u"added"_s);
    m_form->preselect(u"deepseek"_s);
    QVERIFY(part<QLabel>(u"providerNote"_s)->text().contains(u"saving replaces it"_s));
    paste(canary);
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    QSignalSpy saved(m_form, &ProviderKeyForm::saved);
    m_form->save();
    QTRY_COMPARE(saved.size(), 1);
    QCOMPARE(m_bench->providers().size(), 1);
    QVERIFY(m_bench->providers().first().credentialLabel.endsWith(u"Hg5E"_s));
}

void tst_ProviderKeyForm::lockedVaultSavesNothing()
{
    m_bench = std::make_unique<ProviderBench>(canary);
    open();
    chooseCustom();
    paste(canary);
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    m_form->save();
    QTRY_VERIFY(part<QLabel>(u"providerProblem"_s)->isVisible());
    QVERIFY(m_bench->providers().isEmpty());
    QVERIFY(m_bench->modelSlugs().isEmpty());
    QVERIFY(m_form->canSave()); // The key is still there for another try.
}

void tst_ProviderKeyForm::faultsStandAtTheirFields()
{
    open();
    chooseCustom();
    part<QLineEdit>(u"customSlug"_s)->setText(u"No Slug"_s);
    paste(canary);
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    m_form->save();
    QTRY_VERIFY(ProviderBench::said(*m_form).contains(u"A slug has lowercase letters"_s));
    QVERIFY(m_bench->providers().isEmpty());
    part<QLineEdit>(u"customUrl"_s)->setText(u"ftp://example.org"_s);
    QTest::mouseClick(part<QPushButton>(u"providerKeyAct"_s), Qt::LeftButton);
    paste(canary);
    QTRY_VERIFY(part<QLineEdit>(u"customUrl"_s)->property("invalid").toBool());
}

void tst_ProviderKeyForm::blanksInAKeyAreToldBeforeAnybodyIsAsked()
{
    open();
    chooseCustom();
    paste("sk-canary with a blank in it");
    QVERIFY(ProviderBench::said(*m_form).contains(u"There is a blank in this key"_s));
    QVERIFY(!m_form->canSave());
    QCOMPARE(m_bench->upstream->requestCount(), 0);
}

void tst_ProviderKeyForm::theEnvironmentIsReadWhenAsked()
{
    qputenv("MISTRAL_API_KEY", canary);
    qputenv("OPENAI_API_KEY", "sk-tp-v1-0123456789012345678901234567890123456789");
    m_bench->add(u"mistral"_s, u"Mistral"_s, std::string());
    open();
    QVERIFY(!ProviderBench::said(*m_form).contains(u"MISTRAL_API_KEY"_s));
    QTest::mouseClick(part<QPushButton>(u"lookInEnvironment"_s), Qt::LeftButton);
    const QString said = ProviderBench::said(*m_form);
    QVERIFY(said.contains(u"MISTRAL_API_KEY"_s));
    QVERIFY(said.contains(u"…Hg5E"_s));
    QVERIFY(!said.contains(u"OPENAI_API_KEY"_s)); // A key of a gateway, not of the provider.
    QVERIFY(!said.contains(QString::fromLatin1(canary)));
    QTRY_VERIFY(part<QPushButton>(u"use-MISTRAL_API_KEY"_s));
    QTest::mouseClick(part<QPushButton>(u"use-MISTRAL_API_KEY"_s), Qt::LeftButton);
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    QVERIFY(part<ProviderTile>(u"provider-mistral"_s)->isChecked());
    qunsetenv("MISTRAL_API_KEY");
    qunsetenv("OPENAI_API_KEY");
}

void tst_ProviderKeyForm::theKeyIsNowhereToBeSeen()
{
    logged.clear();
    const QtMessageHandler before = qInstallMessageHandler(keepLog);
    open();
    chooseCustom();
    auto *line = part<QLineEdit>(u"providerKey"_s);
    QTest::keyClicks(line, QString::fromLatin1(canary)); // Typed, not pasted.
    QCOMPARE(line->echoMode(), QLineEdit::Password);
    // What is searched below would find it.
    QVERIFY(ProviderBench::said(*m_form).contains(QString::fromLatin1(canary).mid(3, 20)));
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    QVERIFY(!ProviderBench::said(*m_form).contains(QString::fromLatin1(canary).mid(3, 20)));
    line->undo();
    QVERIFY(!line->text().contains(QString::fromLatin1(canary).mid(3, 20)));
    QSignalSpy saved(m_form, &ProviderKeyForm::saved);
    m_form->save();
    QTRY_COMPARE(saved.size(), 1);
    const QString key = QString::fromLatin1(canary);
    QVERIFY(!ProviderBench::said(*m_form).contains(key.mid(3, 20)));
    for (const QVariant &argument : saved.first())
        QVERIFY(!argument.toString().contains(key));
    qInstallMessageHandler(before);
    QVERIFY(!logged.join(u'\n').contains(key));
    QSettings settings;
    for (const QString &name : settings.allKeys())
        QVERIFY(!settings.value(name).toString().contains(key));
    QDirIterator files(QFileInfo(m_bench->fixture.ledger.path()).path(), QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(canary), qPrintable(file.fileName()));
    }
}

QTEST_MAIN(tst_ProviderKeyForm)
#include "tst_ProviderKeyForm.moc"

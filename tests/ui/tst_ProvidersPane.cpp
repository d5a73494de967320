// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ProviderKeyModel.h"
#include "models/ProvidersModel.h"
#include "services/LocalServers.h"
#include "ui/panes/providers/ProviderCommands.h"
#include "ui/panes/providers/ProviderDetail.h"
#include "ui/panes/providers/ProviderDialog.h"
#include "ui/panes/providers/ProviderGrid.h"
#include "ui/panes/providers/ProviderKeyForm.h"
#include "ui/panes/providers/ProviderList.h"
#include "ui/panes/providers/ProviderTile.h"
#include "ui/panes/providers/ProvidersFeed.h"
#include "ui/panes/providers/ProvidersPane.h"
#include "ui/panes/providers/TestCard.h"
#include "ui/widgets/ConfirmDialog.h"
#include "ui/widgets/DataTable.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>
#include <QToolButton>

#include "tests/ui/ProviderBench.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;
using namespace turnpike::ui;

namespace {

const QByteArray canary = "sk-canary-2Wd8fQ0mRx7LkT3vBp6Zs1Yn9Jc5Ha4G";

ModelDraft model(const QString &slug, const QStringList &providers)
{
    ModelDraft draft;
    draft.slug = slug;
    draft.name = slug;
    draft.type = u"chat"_s;
    for (const QString &provider : providers) {
        EndpointDraft endpoint;
        endpoint.provider = provider;
        endpoint.upstreamModel = slug.section(u'/', 1);
        draft.endpoints.push_back(endpoint);
    }
    return draft;
}

} // namespace

class tst_ProvidersPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void withoutProvidersItOffersTheFirst();
    void listsProvidersAndTheSimulator();
    void searchKeepsWhatFits();
    void arrowsStepOverTheHeading();
    void testShowsItsStepsAndTheState();
    void testAllAsksTheEnabledOnes();
    void addedByDialog();
    void replacedByTheMenu();
    void disablingCanBeUndone();
    void removalNamesWhatLosesItsEndpoint();
    void lockedVaultSaysSoAndIsOpenedAgain();
    void aKeyThatCannotBeOpenedSaysSo();
    void aProblemStandsAtItsOwnProvider();
    void spendLeadsToActivity();
    void placeArgumentsAddAndTest();
    void paletteFindsProviders();
    void aLocalServerIsOfferedAndAddedWhenAsked();
    void aDeclinedServerStaysAway();
    void anOfferThatFailsSaysWhy();

private:
    /// Lists two models to everybody, at a place that is looked at.
    void runLocalServer();
    void open(const QVariantMap &arguments = {});
    template <typename T>
    T *part(const QString &name) const
    {
        return m_pane->findChild<T *>(name);
    }
    ProviderList *list() const { return m_pane->findChild<ProviderList *>(); }
    QPushButton *button(const QString &name) const { return part<QPushButton>(name); }
    void press(const QString &name) { QTest::mouseClick(button(name), Qt::LeftButton); }
    template <typename D>
    D *dialog() const
    {
        D *found = nullptr;
        for (QWidget *window : QApplication::topLevelWidgets()) {
            if (auto *dialog = qobject_cast<D *>(window); dialog && dialog->isVisible())
                found = dialog;
        }
        return found;
    }
    /// The menu of the selected provider, by the beginning of a text.
    void choose(const QString &text);
    QString title() const
    {
        return m_pane->findChild<ProviderDetail *>()->findChild<QLabel *>(u"testTitle"_s)->text();
    }
    QString selected() const { return part<QLabel>(u"providerName"_s)->text(); }
    QString stateText() const
    {
        auto *table = part<DataTable>(u"providerKeys"_s);
        return table->model()->index(0, ProviderKeyModel::State).data(FilterRole).toString();
    }

    std::unique_ptr<ProviderBench> m_bench;
    std::unique_ptr<test::FakeUpstream> m_local;
    std::unique_ptr<LocalServers> m_servers;
    std::unique_ptr<QMainWindow> m_window;
    ProvidersPane *m_pane = nullptr;
};

void tst_ProvidersPane::init()
{
    m_bench = std::make_unique<ProviderBench>(canary);
    m_bench->unlock();
    m_bench->fixture.gateway.edit().vault
        = {VaultStatus::State::Open, QStringLiteral("the keychain"), {}};
}

void tst_ProvidersPane::cleanup()
{
    m_window.reset();
    m_servers.reset();
    m_local.reset();
    m_bench.reset();
}

void tst_ProvidersPane::open(const QVariantMap &arguments)
{
    m_window = std::make_unique<QMainWindow>();
    m_pane = new ProvidersPane(*m_bench->fixture.console, m_window.get());
    new QAbstractItemModelTester(list()->model(), m_pane);
    m_window->setCentralWidget(m_pane);
    m_window->resize(1200, 840);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_pane->enter(arguments);
    QTRY_VERIFY(m_pane->findChild<QStackedWidget *>()->currentIndex() != 0);
}

void tst_ProvidersPane::runLocalServer()
{
    m_local = test::FakeUpstream::start(test::Answer::json(
        200, R"({"object":"list","data":[{"id":"llama3.2"},{"id":"qwen3:4b"}]})"));
    m_servers = std::make_unique<LocalServers>(
        QList<LocalServerPlace>{{u"ollama"_s, u"Ollama"_s, m_local->port(), {}}});
    m_bench->fixture.console->localServers = m_servers.get();
}

void tst_ProvidersPane::choose(const QString &text)
{
    QTest::mouseClick(part<QToolButton>(u"providerMenu"_s), Qt::LeftButton);
    QTRY_VERIFY(m_pane->findChild<QMenu *>(u"providerActions"_s));
    auto *menu = m_pane->findChild<QMenu *>(u"providerActions"_s);
    QAction *wanted = nullptr;
    for (QAction *action : menu->actions())
        if (action->text().startsWith(text))
            wanted = action;
    QVERIFY(wanted);
    wanted->trigger();
    menu->close();
    QTRY_VERIFY(!m_pane->findChild<QMenu *>(u"providerActions"_s));
}

void tst_ProvidersPane::withoutProvidersItOffersTheFirst()
{
    open();
    QVERIFY(part<QWidget>(u"firstProvider"_s)->isVisible());
    QVERIFY(m_pane->findChild<ProviderGrid *>()->isVisible());
    QCOMPARE(part<QLabel>(u"firstVaultHint"_s)->text(), u"Encrypted; master key in the keychain"_s);
    press(u"trySimulator"_s);
    QCOMPARE(m_bench->fixture.navigation.current().pane, u"connect"_s);
}

void tst_ProvidersPane::listsProvidersAndTheSimulator()
{
    m_bench->add(u"birch"_s, u"Birch"_s, {});
    m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString(),
                 {model(u"alder/one"_s, {u"alder"_s})});
    open();
    const QAbstractItemModel *rows = list()->model();
    QStringList shown;
    for (int row = 0; row < rows->rowCount(); ++row)
        shown.append(rows->index(row, 0).data().toString());
    QCOMPARE(shown, (QStringList{u"Alder"_s, u"Simulator"_s, u"Without a key"_s, u"Birch"_s}));
    QCOMPARE(selected(), u"Alder"_s);
    QVERIFY(part<QLabel>(u"providerSummary"_s)->text().startsWith(u"1 model · may train"_s));
    QVERIFY(ProviderBench::said(*m_pane).contains(u"master key in the keychain"_s));
    QVERIFY(!ProviderBench::said(*m_pane).contains(QString::fromLatin1(canary)));
}

void tst_ProvidersPane::searchKeepsWhatFits()
{
    m_bench->add(u"birch"_s, u"Birch"_s, {});
    m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString());
    open();
    m_pane->focusFilter();
    QTest::keyClicks(QApplication::focusWidget(), u"birch"_s);
    QTRY_COMPARE(selected(), u"Birch"_s);
    QTest::keyClicks(QApplication::focusWidget(), u"xx"_s);
    QTRY_COMPARE(selected(), u"No provider fits"_s);
}

void tst_ProvidersPane::arrowsStepOverTheHeading()
{
    m_bench->add(u"birch"_s, u"Birch"_s, {});
    m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString());
    open();
    list()->setFocus();
    QTest::keyClick(list(), Qt::Key_Down);
    QCOMPARE(selected(), u"Simulator"_s);
    QTest::keyClick(list(), Qt::Key_Down);
    QCOMPARE(selected(), u"Birch"_s);
    QTest::keyClick(list(), Qt::Key_Up);
    QCOMPARE(selected(), u"Simulator"_s);
}

void tst_ProvidersPane::testShowsItsStepsAndTheState()
{
    m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString());
    open();
    QCOMPARE(stateText(), u"Not used lately"_s);
    press(u"testProvider"_s);
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    QTRY_COMPARE(stateText(), u"Works"_s);
    m_bench->upstream->setResponder(
        [](const test::Seen &) { return test::Answer::json(403, "{}"); });
    press(u"testProvider"_s);
    QTRY_COMPARE(stateText(), u"Rejected"_s);
    QCOMPARE(title(), u"Rejected: 403 invalid key"_s);
}

void tst_ProvidersPane::testAllAsksTheEnabledOnes()
{
    m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString());
    m_bench->add(u"birch"_s, u"Birch"_s, "sk-wrong-00000000000000000000000000000000");
    const Provider off = m_bench->add(u"cedar"_s, u"Cedar"_s, canary.toStdString());
    QVERIFY(m_bench->fixture.control
                ->call(QString(),
                       [&](Services &services, const Actor &actor) {
                           return services.providers.setEnabled(actor, off.id, false);
                       })
                .has_value());
    open();
    press(u"testAll"_s);
    const auto said = [this](int row) {
        return list()->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
    };
    QTRY_VERIFY(said(0).endsWith(u"Works"_s));
    QTRY_VERIFY(said(1).endsWith(u"Rejected"_s));
    QVERIFY(said(2).endsWith(u"Disabled"_s));
}

void tst_ProvidersPane::addedByDialog()
{
    m_bench->add(u"alder"_s, u"Alder"_s, {});
    open();
    m_pane->create();
    QTRY_VERIFY(dialog<ProviderDialog>());
    auto *adding = dialog<ProviderDialog>();
    QCOMPARE(adding->findChild<QLabel *>(u"vaultHint"_s)->text(),
             u"Encrypted; master key in the keychain"_s);
    auto *save = adding->findChild<QPushButton *>(u"primary"_s);
    QVERIFY(!save->isEnabled());
    QTest::mouseClick(adding->findChild<ProviderTile *>(u"customProvider"_s), Qt::LeftButton);
    QTest::keyClicks(adding->findChild<QLineEdit *>(u"customName"_s), u"Shop"_s);
    QTest::keyClicks(adding->findChild<QLineEdit *>(u"customUrl"_s), m_bench->url());
    QGuiApplication::clipboard()->setText(QString::fromLatin1(canary));
    auto *line = adding->findChild<QLineEdit *>(u"providerKey"_s);
    line->setFocus();
    QTest::keySequence(line, QKeySequence::Paste);
    QGuiApplication::clipboard()->clear();
    QTRY_COMPARE(adding->findChild<QLabel *>(u"testTitle"_s)->text(), u"Works: 2 models"_s);
    QTRY_VERIFY(save->isEnabled());
    QTest::keyClick(line, Qt::Key_Return); // The default button.
    QTRY_VERIFY(!dialog<ProviderDialog>());
    QTRY_COMPARE(selected(), u"Shop"_s);
    const auto toast = m_bench->fixture.notices.currentToast();
    QVERIFY(toast);
    QCOMPARE(toast->text, u"Key of Shop saved; 2 models added."_s);
    QVERIFY(!ProviderBench::said(*m_window).contains(QString::fromLatin1(canary)));
}

void tst_ProvidersPane::replacedByTheMenu()
{
    m_bench->add(u"alder"_s, u"Alder"_s, "sk-old-00000000000000000000000000000000aaaa");
    open();
    choose(u"Replace key"_s);
    QTRY_VERIFY(dialog<ProviderDialog>());
    auto *replacing = dialog<ProviderDialog>();
    QVERIFY(!replacing->findChild<ProviderGrid *>()->isVisible());
    QGuiApplication::clipboard()->setText(QString::fromLatin1(canary));
    QTest::mouseClick(replacing->findChild<QPushButton *>(u"providerKeyAct"_s), Qt::LeftButton);
    QGuiApplication::clipboard()->clear();
    QTRY_COMPARE(replacing->findChild<QLabel *>(u"testTitle"_s)->text(), u"Works: 2 models"_s);
    QTest::mouseClick(replacing->findChild<QPushButton *>(u"primary"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog<ProviderDialog>());
    QVERIFY(m_bench->providers().first().credentialLabel.endsWith(u"Ha4G"_s));
    auto *table = part<DataTable>(u"providerKeys"_s);
    QTRY_COMPARE(table->model()->index(0, ProviderKeyModel::Key).data().toString(), u"…Ha4G"_s);
}

void tst_ProvidersPane::disablingCanBeUndone()
{
    m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString());
    open();
    choose(u"Disable"_s);
    QTRY_COMPARE(stateText(), u"Disabled"_s);
    QVERIFY(m_bench->fixture.notices.undoLast());
    QTRY_COMPARE(stateText(), u"Not used lately"_s);
}

void tst_ProvidersPane::removalNamesWhatLosesItsEndpoint()
{
    m_bench->add(u"birch"_s, u"Birch"_s, {});
    m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString(),
                 {model(u"alder/alone"_s, {u"alder"_s}),
                  model(u"alder/shared"_s, {u"alder"_s, u"birch"_s})});
    open();
    list()->setFocus();
    QTest::keyClick(list(), Qt::Key_Delete);
    QTRY_VERIFY(dialog<ConfirmDialog>());
    const QString said = ProviderBench::said(*dialog<ConfirmDialog>());
    QVERIFY(said.contains(u"alder/alone loses its only endpoint."_s));
    QVERIFY(!said.contains(u"alder/shared"_s));
    QTest::mouseClick(dialog<ConfirmDialog>()->findChild<QPushButton *>(u"primary"_s),
                      Qt::LeftButton);
    QTRY_COMPARE(m_bench->providers().size(), 1);
    QTRY_COMPARE(list()->model()->rowCount(), 3);
}

void tst_ProvidersPane::lockedVaultSaysSoAndIsOpenedAgain()
{
    m_bench->fixture.gateway.edit().vault
        = {VaultStatus::State::Locked, {}, u"The keychain cannot be used: it is locked."_s};
    m_bench->add(u"alder"_s, u"Alder"_s, {});
    open();
    QVERIFY(part<QLabel>(u"providerLocked"_s)->isVisible());
    QVERIFY(part<QLabel>(u"providerLocked"_s)->text().startsWith(u"The keychain cannot be used"_s));
    m_pane->create();
    QTRY_VERIFY(dialog<ProviderDialog>());
    QVERIFY(dialog<ProviderDialog>()->findChild<QLabel *>(u"vaultProblem"_s)->isVisible());
    QTest::mouseClick(dialog<ProviderDialog>()->findChild<QPushButton *>(u"openVault"_s),
                      Qt::LeftButton);
    QVERIFY(!dialog<ProviderDialog>()->findChild<QLabel *>(u"vaultProblem"_s)->isVisible());
    QVERIFY(!part<QLabel>(u"providerLocked"_s)->isVisible());
    dialog<ProviderDialog>()->reject();
}

void tst_ProvidersPane::aKeyThatCannotBeOpenedSaysSo()
{
    m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString());
    m_bench->unlock(); // With another master key.
    open();
    QTRY_COMPARE(stateText(), u"Locked"_s);
    QVERIFY(part<QLabel>(u"providerLocked"_s)->text().startsWith(u"The key of Alder cannot be"_s));
    press(u"providerUnlock"_s);
    QTRY_VERIFY(dialog<ProviderDialog>());
    QCOMPARE(dialog<ProviderDialog>()->windowTitle(), u"Replace key of Alder"_s);
    dialog<ProviderDialog>()->reject();
}

/// By its id: a name may begin with another one's.
void tst_ProvidersPane::aProblemStandsAtItsOwnProvider()
{
    const Provider longer = m_bench->add(u"alder-eu"_s, u"Alder: EU"_s, canary.toStdString());
    m_bench->unlock(); // With another master key.
    m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString());
    ProvidersFeed feed(*m_bench->fixture.console, this);
    QSignalSpy loaded(&feed, &ProvidersFeed::loaded);
    feed.start();
    QTRY_VERIFY(!loaded.isEmpty());
    const auto rows = loaded.first().first().value<QList<ProviderRow>>();
    QCOMPARE(rows.size(), 2);
    for (const ProviderRow &row : rows)
        QCOMPARE(!row.problem.isEmpty(), row.provider.id == longer.id);
}

void tst_ProvidersPane::spendLeadsToActivity()
{
    const Provider alder = m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString());
    open();
    auto *table = part<DataTable>(u"providerKeys"_s);
    table->setCurrentIndex(table->model()->index(0, 0));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Return);
    const Place place = m_bench->fixture.navigation.current();
    QCOMPARE(place.pane, u"activity"_s);
    QCOMPARE(place.arguments[u"provider"_s].toLongLong(), alder.id.value);
}

void tst_ProvidersPane::placeArgumentsAddAndTest()
{
    m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString());
    const Provider birch = m_bench->add(u"birch"_s, u"Birch"_s, canary.toStdString());
    open({{u"provider"_s, qlonglong(birch.id.value)}, {u"test"_s, true}});
    QTRY_COMPARE(selected(), u"Birch"_s);
    QTRY_COMPARE(title(), u"Works: 2 models"_s);
    m_pane->enter({{u"add"_s, u"mistral"_s}});
    QTRY_VERIFY(dialog<ProviderDialog>());
    QTRY_VERIFY(dialog<ProviderDialog>()->findChild<ProviderTile *>(u"provider-mistral"_s));
    QTRY_VERIFY(
        dialog<ProviderDialog>()->findChild<ProviderTile *>(u"provider-mistral"_s)->isChecked());
    dialog<ProviderDialog>()->reject();
}

void tst_ProvidersPane::paletteFindsProviders()
{
    const Provider alder = m_bench->add(u"alder"_s, u"Alder"_s, canary.toStdString());
    QObject owner;
    addProviderCommands(*m_bench->fixture.console, &owner);
    QVERIFY(m_bench->fixture.commands.run(u"providers.add"_s));
    QCOMPARE(m_bench->fixture.navigation.current().arguments[u"add"_s], QVariant(true));
    QVERIFY(m_bench->fixture.commands.run(u"providers.test"_s));
    QList<PaletteItem> found;
    const std::vector<PaletteSource *> sources = m_bench->fixture.commands.sources();
    QCOMPARE(sources.size(), std::size_t(1));
    sources.front()->find(&owner, u"ald"_s,
                          [&](const QList<PaletteItem> &items) { found = items; });
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found.first().title, u"Open provider Alder"_s);
    found.first().run();
    QCOMPARE(m_bench->fixture.navigation.current().arguments[u"provider"_s].toLongLong(),
             alder.id.value);
}

void tst_ProvidersPane::aLocalServerIsOfferedAndAddedWhenAsked()
{
    runLocalServer();
    open();
    QTRY_VERIFY(part<QWidget>(u"localServerOffer"_s)->isVisible());
    QCOMPARE(part<QLabel>(u"offerText"_s)->text(), u"Ollama is running here with 2 models"_s);
    QVERIFY(m_bench->providers().isEmpty());
    QVERIFY(m_bench->modelSlugs().isEmpty());
    press(u"add-ollama"_s);
    QTRY_VERIFY(part<QWidget>(u"localServerOffer"_s)->isHidden());
    const QList<Provider> providers = m_bench->providers();
    QCOMPARE(providers.size(), 1);
    QCOMPARE(providers.first().settings.baseUrl, u"http://127.0.0.1:%1/v1"_s.arg(m_local->port()));
    QVERIFY(!providers.first().hasCredential);
    QCOMPARE(providers.first().settings.dataPolicy.retains, std::optional(false));
    QCOMPARE(m_bench->modelSlugs(), (QStringList{u"ollama/llama3.2"_s, u"ollama/qwen3:4b"_s}));
    QTRY_COMPARE(selected(), u"Ollama"_s);
    // It is there now: not offered again.
    m_pane->leave();
    QSignalSpy found(m_servers.get(), &LocalServers::found);
    m_pane->enter({});
    QVERIFY(found.wait());
    QVERIFY(part<QWidget>(u"localServerOffer"_s)->isHidden());
}

void tst_ProvidersPane::aDeclinedServerStaysAway()
{
    runLocalServer();
    open();
    QTRY_VERIFY(part<QWidget>(u"localServerOffer"_s)->isVisible());
    press(u"decline-ollama"_s);
    QVERIFY(part<QWidget>(u"localServerOffer"_s)->isHidden());
    QSignalSpy found(m_servers.get(), &LocalServers::found);
    m_pane->enter({});
    QVERIFY(found.wait());
    QVERIFY(part<QWidget>(u"localServerOffer"_s)->isHidden());
    QVERIFY(m_bench->providers().isEmpty());
}

void tst_ProvidersPane::anOfferThatFailsSaysWhy()
{
    m_bench->add(u"ollama"_s, u"Another"_s, {});
    runLocalServer();
    open();
    QTRY_VERIFY(part<QWidget>(u"localServerOffer"_s)->isVisible());
    press(u"add-ollama"_s);
    QTRY_VERIFY(part<QLabel>(u"offerProblem"_s)->isVisible());
    QVERIFY(!part<QLabel>(u"offerProblem"_s)->text().isEmpty());
    QCOMPARE(m_bench->providers().size(), 1);
}

QTEST_MAIN(tst_ProvidersPane)
#include "tst_ProvidersPane.moc"

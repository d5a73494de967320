// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Window.h"
#include "models/KeyRow.h"
#include "models/PriceText.h"
#include "ui/panes/activity/ActivityView.h"
#include "ui/panes/models/CatalogueDialog.h"
#include "ui/panes/models/CatalogueUpdate.h"
#include "ui/panes/models/EndpointCard.h"
#include "ui/panes/models/ModelCommands.h"
#include "ui/panes/models/ModelsPane.h"
#include "ui/panes/models/PricesDialog.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/SearchField.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryFile>
#include <QTest>

#include "tests/support/ConsoleFixture.h"
#include "tests/support/LedgerSamples.h"
#include "tests/ui/CutText.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;
using namespace turnpike::ui;

namespace {

PriceSheet priced(const QString &in, const QString &out)
{
    PriceSheet sheet;
    sheet.prices[std::size_t(PriceUnit::Prompt)] = parsePricePerMillion(in);
    sheet.prices[std::size_t(PriceUnit::Completion)] = parsePricePerMillion(out);
    return sheet;
}

} // namespace

class tst_ModelsPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void withoutModelsItOffersAProvider();
    void listsModelsWithTheirPrices();
    void searchAndChipsNarrowIt();
    void noMatchOffersToClear();
    void inspectorShowsEachProvider();
    void healthReachesTableAndInspector();
    void switchingOffCanBeUndone();
    void priceIsChangedAndCanBeUndone();
    void malformedPriceStaysInTheDialog();
    void unpricedModelGetsItsPrice();
    void copyTakesTheSlug();
    void favouritesAreMarkedAndKept();
    void spendOpensTheRequestsBehindIt();
    void lensTellsWhatAKeyMayUse();
    void previewLeadsToRouting();
    void placeBringsBackWhatWasShown();
    void escapeClosesTheInspectorThenTheFilter();
    void paletteFindsModels();
    void refreshShowsTheDifferenceAndTakesWhatIsTicked();
    void refreshThatFindsNothingSaysSo();
    void refreshThatFailsSaysWhy();
    void nothingIsCutInLargeText_data();
    void nothingIsCutInLargeText();

private:
    void addCatalogue();
    Model model(const QString &slug) const
    {
        return *m_fixture->control->call(QString(),
                                         [&slug](Services &services, const Actor &actor) {
                                             return services.catalog.find(actor, slug);
                                         });
    }
    static QString in(const Model &model, std::size_t endpoint = 0)
    {
        const auto price
            = model.endpoints[endpoint].settings.prices.prices[std::size_t(PriceUnit::Prompt)];
        return price ? editedPrice(*price) : QString();
    }
    void open(const QVariantMap &arguments = {});
    template <typename T>
    T *part(const QString &name) const
    {
        return m_pane->findChild<T *>(name);
    }
    QString label(const QString &name) const { return part<QLabel>(name)->text(); }
    DataTable *table() const { return part<DataTable>(u"modelsTable"_s); }
    QString cell(int row, int column) const
    {
        return table()->model()->index(row, column).data(FilterRole).toString();
    }
    EndpointCard *card(int at) const { return m_pane->findChildren<EndpointCard *>().value(at); }
    bool isShown(const QString &name) const { return part<QWidget>(name)->isVisible(); }
    template <typename D>
    D *dialog() const
    {
        for (QWidget *window : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<D *>(window); found && found->isVisible())
                return found;
        }
        return nullptr;
    }

    std::unique_ptr<ConsoleFixture> m_fixture;
    std::unique_ptr<QMainWindow> m_window;
    ModelsPane *m_pane = nullptr;
};

void tst_ModelsPane::init()
{
    m_fixture = std::make_unique<ConsoleFixture>();
    addCatalogue();
}

void tst_ModelsPane::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

void tst_ModelsPane::addCatalogue()
{
    const auto made = m_fixture->control->call(
        QString(), [](Services &services, const Actor &actor) -> Result<> {
            for (const QString &slug : {u"alder"_s, u"openai"_s}) {
                ProviderDraft draft;
                draft.slug = slug;
                draft.name = slug.left(1).toUpper() + slug.mid(1);
                draft.baseUrl = u"https://%1.example/v1"_s.arg(slug);
                TRY(services.providers.add(actor, draft, Secret()));
            }
            ModelDraft large = modelAt(u"alder"_s, u"alder/large"_s);
            large.name = u"Alder Large"_s;
            large.contextLength = 200'000;
            large.endpoints[0].prices = priced(u"3"_s, u"15"_s);
            large.endpoints[0].supportedParameters = {u"tools"_s};
            large.endpoints.push_back(large.endpoints[0]);
            large.endpoints[1].provider = u"openai"_s;
            large.endpoints[1].prices = priced(u"2.5"_s, u"10"_s);
            TRY(services.catalog.set(actor, large));
            ModelDraft mini = modelAt(u"openai"_s, u"openai/gpt-mini"_s);
            mini.name = u"GPT Mini"_s;
            mini.endpoints[0].prices = priced(u"0.25"_s, u"2"_s);
            TRY(services.catalog.set(actor, mini));
            ModelDraft preview = modelAt(u"alder"_s, u"alder/preview"_s);
            preview.name = u"Alder Preview"_s;
            TRY(services.catalog.set(actor, preview));
            return {};
        });
    if (!made)
        qFatal("%s", qUtf8Printable(made.error().message));
}

void tst_ModelsPane::open(const QVariantMap &arguments)
{
    m_window = std::make_unique<QMainWindow>();
    m_pane = new ModelsPane(*m_fixture->console, m_window.get());
    new QAbstractItemModelTester(table()->model(), m_pane);
    m_window->setCentralWidget(m_pane);
    m_window->resize(1260, 840);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_pane->enter(arguments);
    QTRY_VERIFY(!label(u"modelsCounts"_s).isEmpty());
}

void tst_ModelsPane::withoutModelsItOffersAProvider()
{
    m_fixture = std::make_unique<ConsoleFixture>();
    open();
    QVERIFY(isShown(u"noModels"_s));
    QTest::mouseClick(part<EmptyState>(u"noModels"_s)->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(m_fixture->navigation.current().pane, u"providers"_s);
}

void tst_ModelsPane::listsModelsWithTheirPrices()
{
    open();
    QCOMPARE(table()->model()->rowCount(), 3);
    QCOMPARE(cell(0, ModelsModel::Name), u"Alder Large alder/large"_s);
    QCOMPARE(cell(0, ModelsModel::State), u"Usable"_s);
    QCOMPARE(cell(0, ModelsModel::Input), u"$2.50"_s);
    QCOMPARE(cell(0, ModelsModel::Output), u"$10.00"_s);
    QCOMPARE(cell(0, ModelsModel::Context), u"200K"_s);
    QCOMPARE(cell(0, ModelsModel::Providers), u"2"_s);
    QCOMPARE(cell(1, ModelsModel::State), u"Unpriced"_s);
    QCOMPARE(cell(1, ModelsModel::Input), u"–"_s);
    QCOMPARE(label(u"modelsCounts"_s), u"3 models   ·   1 unpriced"_s);
}

void tst_ModelsPane::searchAndChipsNarrowIt()
{
    open();
    m_pane->focusFilter();
    QTest::keyClicks(QApplication::focusWidget(), u"price<1"_s);
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QCOMPARE(label(u"modelsCounts"_s), u"1 of 3 models   ·   1 unpriced"_s);
    part<SearchField>(u"searchModels"_s)->clear();
    QTRY_COMPARE(table()->model()->rowCount(), 3);
    part<FilterChip>(u"filterStates"_s)->setValues({int(ModelState::Usable)});
    QCOMPARE(table()->model()->rowCount(), 2);
    part<FilterChip>(u"filterAuthors"_s)->setValues({u"alder"_s});
    QCOMPARE(table()->model()->rowCount(), 1);
    QTest::mouseClick(part<QPushButton>(u"clearFilters"_s), Qt::LeftButton);
    QCOMPARE(table()->model()->rowCount(), 3);
    part<FilterChip>(u"filterFeatures"_s)->setValues({int(ModelFeature::Tools)});
    QCOMPARE(table()->model()->rowCount(), 1);
}

void tst_ModelsPane::noMatchOffersToClear()
{
    open({{u"search"_s, u"nothing like it"_s}});
    QTRY_VERIFY(isShown(u"noMatch"_s));
    QTest::mouseClick(part<EmptyState>(u"noMatch"_s)->findChild<QPushButton *>(), Qt::LeftButton);
    QVERIFY(table()->isVisible());
}

void tst_ModelsPane::inspectorShowsEachProvider()
{
    open({{u"model"_s, u"alder/large"_s}});
    QTRY_VERIFY(isShown(u"modelInspector"_s));
    QCOMPARE(label(u"modelSlug"_s), u"alder/large"_s);
    QCOMPARE(card(0)->findChild<QLabel *>(u"endpointPrice"_s)->text(), u"$3.00 / $15.00 per 1M"_s);
    QCOMPARE(card(1)->findChild<QLabel *>(u"endpointPrice"_s)->text(), u"$2.50 / $10.00 per 1M"_s);
    QTest::mouseClick(card(1)->findChild<QPushButton *>(u"openProvider"_s), Qt::LeftButton);
    QCOMPARE(m_fixture->navigation.current().pane, u"providers"_s);
}

void tst_ModelsPane::healthReachesTableAndInspector()
{
    EndpointHealthView out;
    out.record.endpoint = model(u"openai/gpt-mini"_s).endpoints[0].id;
    out.record.circuit = Circuit::Open;
    out.record.untilUs = m_fixture->clock.nowUs() + 60'000'000;
    out.attempts = 10;
    out.failures = 5;
    m_fixture->gateway.healths = {out};
    open({{u"model"_s, u"openai/gpt-mini"_s}});
    QTRY_COMPARE(cell(2, ModelsModel::State), u"Out"_s);
    QStringList texts;
    for (const QLabel *each : card(0)->findChildren<QLabel *>())
        texts.append(each->text());
    QVERIFY2(texts.contains(u"50.0 %"_s), qUtf8Printable(texts.join(u'|')));
}

void tst_ModelsPane::switchingOffCanBeUndone()
{
    open({{u"model"_s, u"alder/large"_s}});
    QTRY_VERIFY(isShown(u"modelInspector"_s));
    auto *used = card(1)->findChild<QAbstractButton *>(u"endpointUsed"_s);
    QVERIFY(used->isChecked());
    QTest::mouseClick(used, Qt::LeftButton);
    QTRY_VERIFY(!model(u"alder/large"_s).endpoints[1].settings.isEnabled);
    QVERIFY(model(u"alder/large"_s).endpoints[0].settings.isEnabled);
    QTRY_COMPARE(cell(0, ModelsModel::Input), u"$3.00"_s);
    QTRY_VERIFY(m_fixture->notices.currentToast());
    QVERIFY(m_fixture->notices.undoLast());
    QTRY_VERIFY(model(u"alder/large"_s).endpoints[1].settings.isEnabled);
    QTRY_COMPARE(cell(0, ModelsModel::Input), u"$2.50"_s);
}

void tst_ModelsPane::priceIsChangedAndCanBeUndone()
{
    open({{u"model"_s, u"alder/large"_s}});
    QTRY_VERIFY(isShown(u"modelInspector"_s));
    const PriceSheetId before = model(u"alder/large"_s).endpoints[0].priceSheet;
    QTest::mouseClick(card(0)->findChild<QPushButton *>(u"setPrices"_s), Qt::LeftButton);
    QTRY_VERIFY(dialog<PricesDialog>());
    auto *field = dialog<PricesDialog>()->findChild<QLineEdit *>(u"priceInput"_s);
    QCOMPARE(field->text(), u"3"_s);
    field->selectAll();
    QTest::keyClicks(field, u"$1.25"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(in(model(u"alder/large"_s)), u"1.25"_s);
    QTRY_VERIFY(!dialog<PricesDialog>());
    const Model changed = model(u"alder/large"_s);
    QVERIFY(changed.endpoints[0].priceSheet != before); // What was charged keeps its own.
    QCOMPARE(in(changed, 1), u"2.5"_s);
    QTRY_COMPARE(cell(0, ModelsModel::Input), u"$1.25"_s);
    QTRY_VERIFY(m_fixture->notices.currentToast());
    QVERIFY(m_fixture->notices.undoLast());
    QTRY_COMPARE(in(model(u"alder/large"_s)), u"3"_s);
}

void tst_ModelsPane::malformedPriceStaysInTheDialog()
{
    open({{u"model"_s, u"alder/large"_s}});
    QTRY_VERIFY(isShown(u"modelInspector"_s));
    QTest::mouseClick(card(0)->findChild<QPushButton *>(u"setPrices"_s), Qt::LeftButton);
    QTRY_VERIFY(dialog<PricesDialog>());
    QVERIFY(QTest::qWaitForWindowActive(dialog<PricesDialog>()));
    auto *field = dialog<PricesDialog>()->findChild<QLineEdit *>(u"priceOutput"_s);
    field->setFocus();
    for (const char *wrong : {"1,5", ""}) {
        field->selectAll();
        QTest::keyClick(field, Qt::Key_Delete);
        QTest::keyClicks(field, QString::fromLatin1(wrong));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(dialog<PricesDialog>());
        QCOMPARE(field->window()->focusWidget(), field);
    }
    QCOMPARE(in(model(u"alder/large"_s)), u"3"_s);
    dialog<PricesDialog>()->reject();
}

void tst_ModelsPane::unpricedModelGetsItsPrice()
{
    open({{u"model"_s, u"alder/preview"_s}});
    QTRY_VERIFY(isShown(u"modelInspector"_s));
    auto *button = card(0)->findChild<QPushButton *>(u"setPrices"_s);
    QCOMPARE(button->text(), u"Set price…"_s);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(dialog<PricesDialog>());
    auto *open = dialog<PricesDialog>();
    QTest::keyClicks(open->findChild<QLineEdit *>(u"priceInput"_s), u"0.5"_s);
    QTest::keyClicks(open->findChild<QLineEdit *>(u"priceOutput"_s), u"1.5"_s);
    QTest::keyClick(open->findChild<QLineEdit *>(u"priceOutput"_s), Qt::Key_Return);
    QTRY_COMPARE(cell(1, ModelsModel::State), u"Usable"_s);
    QCOMPARE(cell(1, ModelsModel::Output), u"$1.50"_s);
}

void tst_ModelsPane::copyTakesTheSlug()
{
    open();
    table()->setFocus();
    table()->setCurrentIndex(table()->model()->index(2, 0));
    QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"openai/gpt-mini"_s);
}

void tst_ModelsPane::favouritesAreMarkedAndKept()
{
    open();
    QTRY_COMPARE(table()->model()->rowCount(), 3);
    const auto name = [this](int row) {
        return table()->model()->index(row, ModelsModel::Name).data(CellRole).value<Cell>().text;
    };
    table()->setCurrentIndex(table()->model()->index(0, 0));
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_F);
    QCOMPARE(name(0), u"★ Alder Large"_s);
    m_pane->findChild<FilterChip *>(u"filterFavourites"_s)->setValues({true});
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    m_window.reset(); // The next window has them, too.
    open({{u"favourites"_s, QVariantList{true}}});
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    Q_EMIT table()->rowAction(table()->model()->index(0, 0), 1);
    QTRY_COMPARE(table()->model()->rowCount(), 0);
    QVERIFY(QSettings().value(u"models/favourites"_s).toStringList().isEmpty());
}

void tst_ModelsPane::spendOpensTheRequestsBehindIt()
{
    const std::int32_t today = dayOf(m_fixture->clock.nowUs());
    open();
    QTRY_COMPARE(table()->model()->rowCount(), 3);
    const qlonglong id = table()->model()->index(0, 0).data(IdRole).toLongLong();
    QVERIFY(addSpend(m_fixture->ledger, {.day = today - 29, .cost = {3'000'000'000}, .model = id}));
    QVERIFY(addSpend(m_fixture->ledger,
                     {.day = today - 30, .cost = {5'000'000'000}, .model = id})); // Too long ago.
    m_pane->refresh();
    const QModelIndex spend = table()->model()->index(0, ModelsModel::Spend);
    QTRY_COMPARE(spend.data(CellRole).value<Cell>().text, u"$3.00"_s);
    table()->scrollTo(spend);
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, table()->visualRect(spend).center());
    const Place place = m_fixture->navigation.current();
    QCOMPARE(place.pane, u"activity"_s);
    QCOMPARE(place.arguments.value(u"model"_s).toLongLong(), id);
    QCOMPARE(ActivityView::of(place.arguments).tab, ActivityView::Tab::Requests);
}

void tst_ModelsPane::lensTellsWhatAKeyMayUse()
{
    const auto made
        = m_fixture->control->call(QString(), [](Services &services, const Actor &actor) {
              KeyDraft draft;
              draft.name = u"bob-cursor"_s;
              return services.keys.create(actor, draft);
          });
    QVERIFY(made);
    open();
    auto *chip = m_pane->findChild<FilterChip *>(u"asSeenBy"_s);
    QTRY_VERIFY(chip->isVisible());
    chip->setValues({qlonglong(made->key.id.value)});
    const auto badge = [this] {
        return table()->model()->index(0, ModelsModel::State).data(CellRole).value<Cell>().badge;
    };
    QTRY_COMPARE(badge()->text, u"2 of 2 endpoints"_s);
    QCOMPARE(table()->model()->headerData(ModelsModel::State, Qt::Horizontal).toString(),
             u"For bob-cursor"_s);
    QVERIFY(m_fixture->control->call(QString(), [&](Services &services, const Actor &actor) {
        return services.keys.setDisabled(actor, made->key.id, true);
    }));
    QTRY_COMPARE(badge()->text, keyStateBadge(KeyState::Disabled).text);
    chip->setValues({});
    QTRY_COMPARE(badge()->text, modelStateBadge(ModelState::Usable).text);
}

void tst_ModelsPane::previewLeadsToRouting()
{
    open();
    Q_EMIT table()->rowAction(table()->model()->index(0, 0), 0);
    QCOMPARE(m_fixture->navigation.current().pane, u"routing"_s);
    QCOMPARE(m_fixture->navigation.current().arguments[u"model"_s].toString(), u"alder/large"_s);
}

void tst_ModelsPane::placeBringsBackWhatWasShown()
{
    open({{u"model"_s, u"alder/preview"_s},
          {u"states"_s, QVariantList{int(ModelState::Unpriced)}},
          {u"authors"_s, QVariantList{u"alder"_s}}});
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QTRY_VERIFY(isShown(u"modelInspector"_s));
    const QVariantMap state = m_pane->state();
    part<FilterChip>(u"filterStates"_s)->setValues({});
    part<FilterChip>(u"filterAuthors"_s)->setValues({});
    QCOMPARE(table()->model()->rowCount(), 3);
    m_pane->enter(state);
    QCOMPARE(table()->model()->rowCount(), 1);
    QCOMPARE(m_pane->state(), state);
}

void tst_ModelsPane::escapeClosesTheInspectorThenTheFilter()
{
    open(
        {{u"model"_s, u"alder/preview"_s}, {u"states"_s, QVariantList{int(ModelState::Unpriced)}}});
    QTRY_VERIFY(isShown(u"modelInspector"_s));
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Escape);
    QVERIFY(!isShown(u"modelInspector"_s));
    QTest::keyClick(table(), Qt::Key_Escape);
    QCOMPARE(table()->model()->rowCount(), 3);
    QTest::keyClick(table(), Qt::Key_Return);
    QVERIFY(isShown(u"modelInspector"_s));
}

void tst_ModelsPane::paletteFindsModels()
{
    QObject owner;
    addModelCommands(*m_fixture->console, &owner);
    QList<PaletteItem> found;
    bool isDone = false;
    m_fixture->commands.sources().front()->find(&owner, u"mini"_s, [&](const auto &items) {
        found = items;
        isDone = true;
    });
    QTRY_VERIFY(isDone);
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0].context, u"openai/gpt-mini"_s);
    found[0].run();
    QCOMPARE(m_fixture->navigation.current().pane, u"models"_s);
    QVERIFY(m_fixture->commands.run(u"models.refresh"_s));
    QVERIFY(m_fixture->navigation.current().arguments[u"refresh"_s].toBool());
}

void tst_ModelsPane::refreshShowsTheDifferenceAndTakesWhatIsTicked()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(R"({"openai":{"id":"openai","name":"OpenAI","models":{
        "gpt-mini":{"id":"gpt-mini","name":"GPT Mini","cost":{"input":0.2,"output":1.6}},
        "gpt-new":{"id":"gpt-new","name":"GPT New","cost":{"input":1,"output":8}}}}})");
    file.close();
    QWidget host;
    CatalogueUpdate update(*m_fixture->console, host, file.fileName());
    QSignalSpy busy(&update, &CatalogueUpdate::busyChanged);
    update.start();
    update.start(); // The second one is dropped.
    QTRY_VERIFY(dialog<CatalogueDialog>());
    QCOMPARE(busy.count(), 2);
    auto *changes = dialog<CatalogueDialog>()->findChild<DataTable *>(u"catalogueChanges"_s);
    QStringList texts;
    for (int row = 0; row < changes->model()->rowCount(); ++row)
        texts.append(
            changes->model()->index(row, CatalogueChangesModel::Name).data(FilterRole).toString()
            + u": "_s
            + changes->model()
                  ->index(row, CatalogueChangesModel::Change)
                  .data(FilterRole)
                  .toString());
    QVERIFY2(texts.contains(u"openai/gpt-mini: $0.25 / $2.00 → $0.20 / $1.60"_s),
             qUtf8Printable(texts.join(u'|')));
    QVERIFY2(texts.contains(u"openai/gpt-new: $1.00 / $8.00"_s), qUtf8Printable(texts.join(u'|')));
    const auto count = [this] {
        return dialog<CatalogueDialog>()->findChild<QLabel *>(u"catalogueCount"_s)->text();
    };
    QCOMPARE(count(), u"1 of 3 ticked"_s); // The price alone.
    changes->setFocus();
    changes->setCurrentIndex(changes->model()->index(1, 0));
    QTest::keyClick(changes, Qt::Key_Space);
    QCOMPARE(count(), u"2 of 3 ticked"_s);
    QTest::mouseClick(changes->viewport(), Qt::LeftButton, {},
                      changes->visualRect(changes->model()->index(1, 1)).center());
    QCOMPARE(count(), u"1 of 3 ticked"_s);
    QTest::keyClick(dialog<CatalogueDialog>(), Qt::Key_Return);
    QTRY_COMPARE(in(model(u"openai/gpt-mini"_s)), u"0.2"_s);
    QTRY_VERIFY(!dialog<CatalogueDialog>());
    const auto all
        = m_fixture->control->call(QString(), [](Services &services, const Actor &actor) {
              return services.catalog.list(actor);
          });
    QCOMPARE(all->size(), 3); // What was not ticked was not taken.
}

void tst_ModelsPane::refreshThatFindsNothingSaysSo()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(R"({"openai":{"id":"openai","name":"OpenAI","models":{
        "large":{"id":"large","name":"Large","cost":{"input":2.5,"output":10}},
        "gpt-mini":{"id":"gpt-mini","name":"GPT Mini","cost":{"input":0.25,"output":2}}}}})");
    file.close();
    QWidget host;
    CatalogueUpdate update(*m_fixture->console, host, file.fileName());
    QSignalSpy busy(&update, &CatalogueUpdate::busyChanged);
    update.start();
    QTRY_COMPARE(busy.count(), 2);
    QVERIFY(!dialog<CatalogueDialog>());
}

void tst_ModelsPane::refreshThatFailsSaysWhy()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("{");
    file.close();
    QWidget host;
    CatalogueUpdate update(*m_fixture->console, host, file.fileName());
    update.start();
    QTRY_VERIFY(m_fixture->notices.currentBanner().has_value());
    QVERIFY(m_fixture->notices.currentBanner()->sentence.startsWith(u"The catalogue could not be"));
}

void tst_ModelsPane::nothingIsCutInLargeText_data()
{
    addTextSizes();
}

void tst_ModelsPane::nothingIsCutInLargeText()
{
    QFETCH(const int, percent);
    m_fixture->theme.setTextSizePercent(percent);
    open({{u"model"_s, u"alder/large"_s}});
    m_window->resize(1260 * percent / 100, 840);
    QTRY_VERIFY(isShown(u"modelInspector"_s));
    QCOMPARE(cutIn(*m_pane), QString());
}

QTEST_MAIN(tst_ModelsPane)
#include "tst_ModelsPane.moc"

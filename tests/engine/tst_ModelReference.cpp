// SPDX-License-Identifier: GPL-3.0-or-later
// What a client's name of a model stands for.
#include "engine/routing/ModelReference.h"

#include <QTest>

#include "tests/engine/RoutingFixture.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

using Kind = ModelReference::Kind;
using Problem = ModelReference::Problem;

} // namespace

class ModelReferenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void namesAreResolved_data();
    void namesAreResolved();
    void whatNothingIsCalledIsSaid_data();
    void whatNothingIsCalledIsSaid();
    void variantsAreCollected();
    void variantWithARowIsThatRow();
    void aliasGoesToTheNewestServedModelOfItsFamily();
    void aliasOfADisabledFamilyHasNoTarget();
    void routersAreNamed();
    void configuredModelGoesBeforeARouter();
    void nameThatTwoAuthorsHaveIsNobodys();
    void resolutionIsTheSameEachTime();
    void familiesLeaveVersionsOut_data();
    void familiesLeaveVersionsOut();

private:
    ModelReference resolve(std::string_view reference) const
    {
        return resolveModel(m_catalogue->policy, ModelIndex(m_catalogue->policy), reference);
    }
    QString slugOf(std::string_view reference) const
    {
        const ModelReference found = resolve(reference);
        return found.model ? QString::fromStdString(found.model->slug) : QString();
    }
    void add(const char *slug, std::int64_t createdS, const char *provider = "alder")
    {
        m_catalogue->endpoint(slug, provider);
        m_catalogue->model(slug).createdS = createdS;
    }

    std::unique_ptr<RoutingFixture> m_catalogue;
};

void ModelReferenceTest::init()
{
    m_catalogue = std::make_unique<RoutingFixture>();
    add("anthropic/claude-3.5-sonnet", 100);
    add("anthropic/claude-sonnet-4", 200);
    add("anthropic/claude-sonnet-4.5", 300);
    add("anthropic/claude-sonnet-4.5-20250929", 300);
    add("anthropic/claude-haiku-4.5-20251001", 310);
    add("anthropic/claude-opus-4.8", 400);
    add("anthropic/claude-opus-4.8-fast", 410);
    add("anthropic/claude-opus-latest", 500, "router");
    add("openai/gpt-5.2", 400);
    add("openai/gpt-5.2-mini", 420);
    add("openai/gpt-oss-20b", 350);
    add("openai/gpt-oss-20b:free", 350);
    add("alpha/shared-name", 1);
    add("beta/shared-name", 2);
}

void ModelReferenceTest::namesAreResolved_data()
{
    QTest::addColumn<QByteArray>("reference");
    QTest::addColumn<QString>("slug");
    const auto row = [](const char *reference, const char *slug) {
        QTest::newRow(reference) << QByteArray(reference) << QString::fromLatin1(slug);
    };
    row("anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4.5");
    row("Anthropic/Claude-Sonnet-4.5", "anthropic/claude-sonnet-4.5");
    row("anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4.5");
    row("claude-sonnet-4-5", "anthropic/claude-sonnet-4.5");
    row("claude-sonnet-4.5", "anthropic/claude-sonnet-4.5");
    row("claude-sonnet-4-5-latest", "anthropic/claude-sonnet-4.5");
    row("claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4.5-20250929");
    row("anthropic/claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4.5-20250929");
    // Dates that the catalogue does not have.
    row("claude-3-5-sonnet-20241022", "anthropic/claude-3.5-sonnet");
    row("claude-3-5-sonnet-latest", "anthropic/claude-3.5-sonnet");
    row("claude-sonnet-4-20250514", "anthropic/claude-sonnet-4");
    row("claude-sonnet-4-0", "anthropic/claude-sonnet-4");
    // Only a dated one exists.
    row("claude-haiku-4-5", "anthropic/claude-haiku-4.5-20251001");
    row("anthropic/claude-haiku-4.5", "anthropic/claude-haiku-4.5-20251001");
    row("gpt-5.2", "openai/gpt-5.2");
    row("GPT-5.2", "openai/gpt-5.2");
}

void ModelReferenceTest::namesAreResolved()
{
    QFETCH(const QByteArray, reference);
    QFETCH(const QString, slug);
    QCOMPARE(slugOf(reference.toStdString()), slug);
    QCOMPARE(resolve(reference.toStdString()).problem, Problem::None);
}

void ModelReferenceTest::whatNothingIsCalledIsSaid_data()
{
    QTest::addColumn<QByteArray>("reference");
    QTest::addColumn<int>("problem");
    const auto row = [](const char *reference, Problem problem) {
        QTest::newRow(reference) << QByteArray(reference) << static_cast<int>(problem);
    };
    row("", Problem::NoSuchModel);
    row("openai/gpt-9", Problem::NoSuchModel);
    // An unrelated date or a family is no model.
    row("openai/gpt-5.2-20251111", Problem::NoSuchModel);
    row("claude", Problem::NoSuchModel);
    row("openai/gpt-5.2:quick", Problem::NoSuchVariant);
    row("openai/gpt-5.2:batch", Problem::NoSuchVariant);
    row("~openai/gpt-5.2", Problem::NoSuchModel);
    row("~openai/o9-latest", Problem::NoTarget);
    row("~", Problem::NoSuchModel);
    row(":free", Problem::NoSuchModel);
    row("@preset/mine", Problem::NoSuchModel);
}

void ModelReferenceTest::whatNothingIsCalledIsSaid()
{
    QFETCH(const QByteArray, reference);
    QFETCH(const int, problem);
    const ModelReference found = resolve(reference.toStdString());
    QCOMPARE(static_cast<int>(found.problem), problem);
    QVERIFY(found.model == nullptr);
    QCOMPARE(resolve(std::string(300, 'x')).problem, Problem::NoSuchModel);
    QCOMPARE(resolve("a/b" + std::string(20, ':')).problem, Problem::NoSuchModel);
}

void ModelReferenceTest::variantsAreCollected()
{
    const ModelReference fast = resolve("openai/gpt-5.2:nitro:online");
    QCOMPARE(slugOf("openai/gpt-5.2:nitro:online"), u"openai/gpt-5.2"_s);
    QCOMPARE(int(fast.variants), int(Variant::Nitro | Variant::Online));
    QCOMPARE(int(resolve("claude-sonnet-4-5:floor").variants), int(Variant::Floor));
    QCOMPARE(int(resolve("openai/gpt-5.2:thinking").variants), int(Variant::Thinking));
    QCOMPARE(int(resolve("openai/gpt-5.2:extended:exacto").variants),
             int(Variant::Extended | Variant::Exacto));
    QCOMPARE(int(resolve("~openai/gpt-latest:nitro").variants), int(Variant::Nitro));
    QCOMPARE(int(resolve("openai/gpt-5.2").variants), 0);
}

void ModelReferenceTest::variantWithARowIsThatRow()
{
    QCOMPARE(slugOf("openai/gpt-oss-20b:free"), u"openai/gpt-oss-20b:free"_s);
    QCOMPARE(int(resolve("openai/gpt-oss-20b:free").variants), 0);
    // Whatever the order of the suffixes.
    for (const char *reference :
         {"openai/gpt-oss-20b:free:nitro", "openai/gpt-oss-20b:nitro:free"}) {
        QCOMPARE(slugOf(reference), u"openai/gpt-oss-20b:free"_s);
        QCOMPARE(int(resolve(reference).variants), int(Variant::Nitro));
    }
    QCOMPARE(slugOf("openai/gpt-5.2:free"), u"openai/gpt-5.2"_s);
    QCOMPARE(int(resolve("openai/gpt-5.2:free").variants), int(Variant::Free));
}

void ModelReferenceTest::aliasGoesToTheNewestServedModelOfItsFamily()
{
    QCOMPARE(slugOf("~anthropic/claude-opus-latest"), u"anthropic/claude-opus-4.8"_s);
    QCOMPARE(resolve("~anthropic/claude-opus-latest").kind, Kind::Latest);
    // Of one day the plain name, and never the older one.
    QCOMPARE(slugOf("~anthropic/claude-sonnet-latest"), u"anthropic/claude-sonnet-4.5"_s);
    // A smaller sibling is another family.
    QCOMPARE(slugOf("~openai/gpt-latest"), u"openai/gpt-5.2"_s);
    QCOMPARE(slugOf("~openai/gpt-mini-latest"), u"openai/gpt-5.2-mini"_s);
    add("openai/gpt-6", 900, "birch");
    QCOMPARE(slugOf("~openai/gpt-latest"), u"openai/gpt-6"_s);
    m_catalogue->provider("birch").isEnabled = false;
    QCOMPARE(slugOf("~openai/gpt-latest"), u"openai/gpt-5.2"_s);
}

void ModelReferenceTest::aliasOfADisabledFamilyHasNoTarget()
{
    m_catalogue->provider("alder").isEnabled = false;
    QCOMPARE(resolve("~openai/gpt-latest").problem, Problem::NoTarget);
    // A provider that resolves the alias itself has a row for it.
    QCOMPARE(slugOf("~anthropic/claude-opus-latest"), u"anthropic/claude-opus-latest"_s);
}

void ModelReferenceTest::routersAreNamed()
{
    for (const char *name : {"turnpike/auto", "openrouter/auto", "Turnpike/Auto"}) {
        QCOMPARE(resolve(name).kind, Kind::Auto);
        QVERIFY(resolve(name).isRouter());
    }
    QCOMPARE(resolve("openrouter/free").kind, Kind::Free);
    QCOMPARE(int(resolve("turnpike/auto:nitro").variants), int(Variant::Nitro));
}

void ModelReferenceTest::configuredModelGoesBeforeARouter()
{
    add("openrouter/auto", 1);
    QCOMPARE(resolve("openrouter/auto").kind, Kind::Slug);
    QCOMPARE(resolve("turnpike/auto").kind, Kind::Auto);
}

void ModelReferenceTest::nameThatTwoAuthorsHaveIsNobodys()
{
    QCOMPARE(resolve("shared-name").problem, Problem::NoSuchModel);
    QCOMPARE(slugOf("alpha/shared-name"), u"alpha/shared-name"_s);
}

void ModelReferenceTest::resolutionIsTheSameEachTime()
{
    for (const char *reference : {"claude-haiku-4-5", "~openai/gpt-latest", "gpt-5.2"}) {
        const ModelReference once = resolve(reference);
        const ModelReference again = resolve(reference);
        QVERIFY(once.model != nullptr);
        QCOMPARE(again.model, once.model);
    }
}

void ModelReferenceTest::familiesLeaveVersionsOut_data()
{
    QTest::addColumn<QByteArray>("slug");
    QTest::addColumn<QByteArray>("family");
    const auto row = [](const char *slug, const char *family) {
        QTest::newRow(slug) << QByteArray(slug) << QByteArray(family);
    };
    row("anthropic/claude-opus-4.8", "anthropic/claude-opus");
    row("anthropic/claude-3.5-sonnet", "anthropic/claude-sonnet");
    row("deepseek/deepseek-v3.2", "deepseek/deepseek");
    row("google/gemini-2.5-flash-preview-09-2025", "google/gemini-flash-preview");
    row("openai/gpt-4o", "openai/gpt-4o");
    row("x/4.5", "");
    row("nothing", "");
}

void ModelReferenceTest::familiesLeaveVersionsOut()
{
    QFETCH(const QByteArray, slug);
    QFETCH(const QByteArray, family);
    QCOMPARE(QByteArray::fromStdString(familyOf(slug.toStdString())), family);
}

QTEST_GUILESS_MAIN(ModelReferenceTest)
#include "tst_ModelReference.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// catalogue refresh, by the real program
#include "app/Exit.h"

#include <QJsonArray>
#include <QTest>

#include <csignal>

#include "tests/app/TurnpikedProcess.h"
#include "tests/support/FakeUpstream.h"

using namespace turnpike;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray before = R"({"openai":{"models":{"gpt-5-mini":{"name":"GPT-5 Mini",)"
                          R"("cost":{"input":0.25,"output":2},"limit":{"context":400000}}}}})";
const QByteArray after = R"({"openai":{"models":{"gpt-5-mini":{"name":"GPT-5 Mini",)"
                         R"("cost":{"input":0.5,"output":2},"limit":{"context":400000}},)"
                         R"("gpt-6":{"name":"GPT-6"}}}})";

QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(u' ');
}

} // namespace

#define VERIFY_EXIT(run, code)                                                                     \
    do {                                                                                           \
        const Ran ran_ = (run);                                                                    \
        QVERIFY2(ran_.exit == static_cast<int>(code), (ran_.out + ran_.err).constData());          \
    } while (false)

class CatalogueVerbTest final : public QObject
{
    Q_OBJECT

private:
    static QStringList from(const QString &place, const QStringList &more = {})
    {
        return QStringList{u"catalogue"_s, u"refresh"_s, u"--from"_s, place} + more;
    }
    static QStringList kinds(const Ran &run)
    {
        QStringList kinds;
        for (const auto &change : run.json()[u"changes"_s].toArray())
            kinds.append(change.toObject()[u"kind"_s].toString());
        return kinds;
    }

private Q_SLOTS:
    void modelsAndPricesFollowTheList()
    {
        TurnpikedProcess program;
        VERIFY_EXIT(program.run(words("init")), Exit::Ok);
        VERIFY_EXIT(program.run(words("provider add openai --base-url https://api.example.com/v1")),
                    Exit::Ok);
        const QString file = program.write(u"list.json"_s, before);
        const Ran dry = program.run(from(file, {u"--dry-run"_s, u"--json"_s}));
        VERIFY_EXIT(dry, Exit::Ok);
        QCOMPARE(kinds(dry), QStringList{u"new_model"_s});
        QCOMPARE(dry.json()[u"models_changed"_s].toInt(), 0);
        VERIFY_EXIT(program.run(from(file)), Exit::Ok);
        const Ran again = program.run(from(file));
        VERIFY_EXIT(again, Exit::Ok);
        QVERIFY2(again.err.contains("Nothing differs from models.dev"), again.err.constData());

        const auto upstream = test::FakeUpstream::start(test::Answer::json(200, after));
        const Ran next = program.run(from(upstream->url() + u"/api.json"_s));
        VERIFY_EXIT(next, Exit::Ok);
        QVERIFY2(next.out.contains("~ openai/gpt-5-mini at openai: prompt 0.00000025 -> 0.0000005"),
                 next.out.constData());
        QVERIFY2(next.out.contains("+ openai/gpt-6 at openai: new, unpriced"),
                 next.out.constData());
        QVERIFY2(next.err.contains("2 models changed"), next.err.constData());
        VERIFY_EXIT(program.run(words("verify")), Exit::Ok);
    }

    void whatIsGoneStaysUntilAskedFor()
    {
        TurnpikedProcess program;
        QVERIFY(program.serve()); // The owner does it for the one at the terminal.
        VERIFY_EXIT(program.run(words("provider add openai --base-url https://api.example.com/v1")),
                    Exit::Ok);
        VERIFY_EXIT(program.run(from(program.write(u"b.json"_s, after))), Exit::Ok);
        const QString file = program.write(u"a.json"_s, before);
        const Ran kept = program.run(from(file));
        VERIFY_EXIT(kept, Exit::Ok);
        QVERIFY2(kept.out.contains("- openai/gpt-6 at openai"), kept.out.constData());
        QVERIFY2(kept.err.contains("--remove-gone"), kept.err.constData());
        const Ran gone = program.run(from(file, {u"--remove-gone"_s, u"--json"_s}));
        VERIFY_EXIT(gone, Exit::Ok);
        QCOMPARE(kinds(gone), QStringList{u"gone"_s});
        QCOMPARE(gone.json()[u"models_changed"_s].toInt(), 1);
        VERIFY_EXIT(program.stop(SIGTERM), Exit::Ok);
    }

    void aMalformedListChangesNothingAndSaysWhere()
    {
        TurnpikedProcess program;
        VERIFY_EXIT(program.run(words("init")), Exit::Ok);
        VERIFY_EXIT(program.run(words("provider add openai --base-url https://api.example.com/v1")),
                    Exit::Ok);
        VERIFY_EXIT(program.run(from(program.write(u"a.json"_s, before))), Exit::Ok);
        const Ran export_ = program.run(words("export"));
        const Ran brace = program.run(from(program.write(u"b.json"_s, after + "}")));
        QVERIFY(brace.exit != static_cast<int>(Exit::Ok));
        const Ran words_ = program.run(
            from(program.write(u"c.json"_s, QByteArray(after).replace("0.5", "\"half\""))));
        QVERIFY(words_.exit != static_cast<int>(Exit::Ok));
        QVERIFY2(words_.err.contains("/openai/models/gpt-5-mini/cost/input"),
                 words_.err.constData());
        QCOMPARE(program.run(words("export")).out, export_.out);
    }

    void aProviderSaysWhatItSpeaksFromTheCommandLine()
    {
        TurnpikedProcess program;
        VERIFY_EXIT(program.run(words("init")), Exit::Ok);
        VERIFY_EXIT(program.run(words("provider add azure --base-url "
                                      "https://ours.openai.azure.com/openai/v1 --also-serves "
                                      "responses --credential-header api-key")),
                    Exit::Ok);
        const Ran exported = program.run(words("export"));
        QVERIFY2(exported.out.contains("api-key"), exported.out.constData());
        QVERIFY2(exported.out.contains("\"responses\""), exported.out.constData());
        VERIFY_EXIT(program.run(words("provider add b --base-url https://b.example/v1 "
                                      "--also-serves telepathy")),
                    Exit::Usage);
    }
};

QTEST_GUILESS_MAIN(CatalogueVerbTest)
#include "tst_CatalogueVerb.moc"

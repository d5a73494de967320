// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/gemini/GeminiSchema.h"
#include "engine/json/StrictReader.h"

#include <QTest>

using namespace turnpike;

namespace {

std::string fitted(std::string_view schema)
{
    Conversation conversation;
    SchemaFitting fitting;
    return std::string(fitting.fitted(conversation, schema));
}

bool isJson(std::string_view text)
{
    json::StrictReader reader(text);
    reader.skip();
    return reader.finish();
}

} // namespace

class GeminiSchemaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void plainSchemaIsTheSameBytes();
    void schemaIsFitted_data();
    void schemaIsFitted();
    void cyclesKeepTheirDefinitions();
    void deepReferencesKeepTheirDefinitions();
    void unfoldingHasABound();
    void manyPointersHaveABound();
};

void GeminiSchemaTest::plainSchemaIsTheSameBytes()
{
    const std::string schema
        = R"({"type":"object", "additionalProperties":false,"properties":{"a":{"const":1,"exclusiveMinimum":0}}})";
    Conversation conversation;
    SchemaFitting fitting;
    const RawJson result = fitting.fitted(conversation, schema);
    QVERIFY(result.data() == schema.data());
    QCOMPARE(result.size(), schema.size());
    QVERIFY(conversation.texts.empty());
}

void GeminiSchemaTest::schemaIsFitted_data()
{
    QTest::addColumn<std::string>("schema");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, std::string schema, std::string expected) {
        QTest::newRow(name) << schema << expected;
    };
    row("the dialect goes, order stays",
        R"({"$schema":"http://json-schema.org/draft-07/schema#","type":"object","b":1,"a":[ 2 ]})",
        R"({"type":"object","b":1,"a":[ 2 ]})");
    row("a definition is put in place",
        R"({"type":"object","properties":{"x":{"$ref":"#/$defs/P"}},"$defs":{"P":{"type":"string","enum":["a","b"]}}})",
        R"({"type":"object","properties":{"x":{"type":"string","enum":["a","b"]}}})");
    row("what stands beside a reference wins",
        R"({"properties":{"x":{"$ref":"#/definitions/P","description":"mine","title":"t"}},"definitions":{"P":{"type":"string","description":"theirs"}}})",
        R"({"properties":{"x":{"type":"string","description":"mine","title":"t"}}})");
    row("references in definitions, arrays and unions",
        R"({"properties":{"x":{"anyOf":[{"$ref":"#/$defs/A"},{"type":"null"}]}},"$defs":{"A":{"type":"array","items":{"$ref":"#/$defs/B"}},"B":{"type":"integer"}}})",
        R"({"properties":{"x":{"anyOf":[{"type":"array","items":{"type":"integer"}},{"type":"null"}]}}})");
    row("a reference to a sibling property",
        R"({"properties":{"headers":{"type":"object"},"actions":{"type":"array","items":{"$ref":"#/properties/headers"}}}})",
        R"({"properties":{"headers":{"type":"object"},"actions":{"type":"array","items":{"type":"object"}}}})");
    row("pointers are unescaped, and go through arrays",
        R"({"anyOf":[{"$ref":"#/$defs/a~1b~0c"},{"$ref":"#/anyOf/2"},{"type":"null"}],"$defs":{"a/b~c":{"type":"string"}}})",
        R"({"anyOf":[{"type":"string"},{"type":"null"},{"type":"null"}]})");
    row("the whole schema is a reference",
        R"({"$ref":"#/definitions/T","definitions":{"T":{"type":"object","properties":{}}},"$schema":"x"})",
        R"({"type":"object","properties":{}})");
    row("names and data are no keywords",
        R"({"properties":{"$ref":{"type":"string"},"default":{"$ref":"#/$defs/A"}},"default":{"$ref":"#/$defs/A"},"enum":[{"$ref":"#/$defs/A"}],"$defs":{"A":{"type":"null"}}})",
        R"({"properties":{"$ref":{"type":"string"},"default":{"type":"null"}},"default":{"$ref":"#/$defs/A"},"enum":[{"$ref":"#/$defs/A"}]})");
    row("what cannot be found stays, with little beside it",
        R"({"properties":{"x":{"$ref":"https://e.org/s.json","type":"string","description":"d"}},"$defs":{"A":1}})",
        R"({"properties":{"x":{"$ref":"https://e.org/s.json","description":"d"}},"$defs":{"A":1}})");
    row("true is a schema",
        R"({"properties":{"x":true,"y":{"$ref":"#/$defs/A"}},"$defs":{"A":true}})",
        R"({"properties":{"x":true,"y":{"$ref":"#/$defs/A"}},"$defs":{"A":true}})");
}

void GeminiSchemaTest::schemaIsFitted()
{
    QFETCH(std::string, schema);
    QFETCH(std::string, expected);
    QCOMPARE(fitted(schema), expected);
    QCOMPARE(fitted(fitted(schema)), expected);
}

void GeminiSchemaTest::cyclesKeepTheirDefinitions()
{
    const std::string node
        = R"({"type":"object","properties":{"next":{"$ref":"#/$defs/Node","title":"n"}}})";
    QCOMPARE(
        fitted(R"({"properties":{"list":{"$ref":"#/$defs/Node"}},"$defs":{"Node":)" + node + "}}"),
        R"({"properties":{"list":{"type":"object","properties":{"next":{"$ref":"#/$defs/Node"}}}},"$defs":{"Node":)"
            + node + "}}");
    // A definition that is nothing but itself, and the whole in its own property.
    QVERIFY(isJson(fitted(R"({"a":{"$ref":"#/$defs/A"},"$defs":{"A":{"$ref":"#/$defs/A"}}})")));
    QVERIFY(isJson(fitted(R"({"properties":{"a":{"$ref":"#/properties"}}})")));
    QVERIFY(isJson(fitted(R"({"$ref":"#/$ref"})")));
}

/// Below a depth that no schema of people's has, references stay as they are.
void GeminiSchemaTest::deepReferencesKeepTheirDefinitions()
{
    std::string schema = R"({"$ref":"#/$defs/A"})";
    for (int i = 0; i < 120; ++i)
        schema = R"({"items":)" + schema + "}";
    schema.insert(schema.size() - 1, R"(,"$defs":{"A":{"type":"null"}})");
    const std::string result = fitted(schema);
    QVERIFY(isJson(result));
    QVERIFY(result.find("$ref") != std::string::npos);
    QVERIFY(result.ends_with(R"(,"$defs":{"A":{"type":"null"}}})"));
}

/// Each definition holds the next one twice: forty of them would be a terabyte.
void GeminiSchemaTest::unfoldingHasABound()
{
    std::string schema = R"({"properties":{"x":{"$ref":"#/$defs/d0"}},"$defs":{)";
    for (int i = 0; i < 40; ++i) {
        const std::string next = R"({"$ref":"#/$defs/d)" + std::to_string(i + 1) + "\"}";
        schema += "\"d" + std::to_string(i) + R"(":{"properties":{"a":)" + next + ",\"b\":" + next
            + "}},";
    }
    schema += R"("d40":{"type":"string"}}})";
    QCOMPARE(fitted(schema), schema);
}

/// Each of many distinct pointers would search the whole schema.
void GeminiSchemaTest::manyPointersHaveABound()
{
    std::string schema = R"({"properties":{)";
    for (int i = 0; i < 20'000; ++i)
        schema
            += "\"p" + std::to_string(i) + R"(":{"$ref":"#/$defs/d)" + std::to_string(i) + "\"},";
    schema += R"("z":{}},"$defs":{)";
    for (int i = 0; i < 20'000; ++i)
        schema += "\"d" + std::to_string(i) + R"(":{"type":"null"},)";
    schema += R"("z":{}}})";
    QElapsedTimer timer;
    timer.start();
    const std::string result = fitted(schema);
    QVERIFY(isJson(result));
    QVERIFY2(timer.elapsed() < 30'000, "the search does not end in time");
    QVERIFY(result.find(R"("p0":{"type":"null"})") != std::string::npos);
    QVERIFY(result.find(R"("p19999":{"$ref":"#/$defs/d19999"})") != std::string::npos);
}

QTEST_GUILESS_MAIN(GeminiSchemaTest)
#include "tst_GeminiSchema.moc"

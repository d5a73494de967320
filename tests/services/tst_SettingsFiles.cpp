// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/SettingsEdit.h"
#include "services/SettingsFiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <optional>

using namespace turnpike;

class tst_SettingsFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void editKeepsWhatIsNotOurs_data();
    void editKeepsWhatIsNotOurs();
    void editTwiceIsEditOnce_data() { editKeepsWhatIsNotOurs_data(); }
    void editTwiceIsEditOnce();
    void editRefusesWhatItDoesNotUnderstand_data();
    void editRefusesWhatItDoesNotUnderstand();
    void newFileIsForTheOwnerOnly();
    void changedFileKeepsABackupAndIsItsOwnersAlone();
    void backupStaysWhatWasBeforeTheFirstChange();
    void undoPutsBackEveryByte();
    void undoLeavesAFileThatWasChangedSince();
    void writeRefusesAFileThatWasChangedSince();
    void linkStaysALink();
    void planChangesNothing();

private:
    FileChange plan(const QString &name, const QString &lines = QStringLiteral("export A=\"1\""));
    Result<> write(const FileChange &change);
    Result<> undo(const FileChange &change);
    void put(const QString &name, const QByteArray &content);
    QByteArray content(const QString &name) const;
    QString path(const QString &name) const { return m_home->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_home;
    SettingsFiles m_files;
};

void tst_SettingsFiles::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QVERIFY(m_home->isValid());
    qputenv("HOME", QFile::encodeName(m_home->path()));
}

void tst_SettingsFiles::put(const QString &name, const QByteArray &content)
{
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

QByteArray tst_SettingsFiles::content(const QString &name) const
{
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArrayLiteral("(none)");
}

FileChange tst_SettingsFiles::plan(const QString &name, const QString &lines)
{
    std::optional<Result<FileChange>> planned;
    m_files.plan(this,
                 {.path = QStringLiteral("~/") + name,
                  .edit = FileEdit::Block,
                  .mark = QStringLiteral("aider"),
                  .lines = lines},
                 [&](const Result<FileChange> &change) { planned = change; });
    if (!QTest::qWaitFor([&] { return planned.has_value(); }) || !*planned)
        qFatal("no plan");
    return **planned;
}

Result<> tst_SettingsFiles::write(const FileChange &change)
{
    std::optional<Result<>> written;
    m_files.write(this, change, [&](const Result<> &result) { written = result; });
    if (!QTest::qWaitFor([&] { return written.has_value(); }))
        qFatal("not written");
    return *written;
}

Result<> tst_SettingsFiles::undo(const FileChange &change)
{
    std::optional<Result<>> undone;
    m_files.undo(this, change, [&](const Result<> &result) { undone = result; });
    if (!QTest::qWaitFor([&] { return undone.has_value(); }))
        qFatal("not undone");
    return *undone;
}

void tst_SettingsFiles::editKeepsWhatIsNotOurs_data()
{
    QTest::addColumn<FileEdit>("edit");
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("lines");
    QTest::addColumn<QString>("after");
    const auto row = [](const char *name, FileEdit edit, const char *before, const char *lines,
                        const char *after) {
        QTest::newRow(name) << edit << QString::fromUtf8(before) << QString::fromUtf8(lines)
                            << QString::fromUtf8(after);
    };
    row("block, no file", FileEdit::Block, "", "export A=1",
        "# >>> turnpike: aider >>>\nexport A=1\n# <<< turnpike: aider <<<\n");
    row("block, behind others", FileEdit::Block, "alias l=ls", "export A=1",
        "alias l=ls\n\n# >>> turnpike: aider >>>\nexport A=1\n# <<< turnpike: aider <<<\n");
    row("block, in the place of the old one", FileEdit::Block,
        "a\n# >>> turnpike: aider >>>\nold\nlines\n# <<< turnpike: aider <<<\nb\n", "new",
        "a\n# >>> turnpike: aider >>>\nnew\n# <<< turnpike: aider <<<\nb\n");
    row("block, of another tool", FileEdit::Block,
        "# >>> turnpike: qwen >>>\nq\n# <<< turnpike: qwen <<<\n", "new",
        "# >>> turnpike: qwen >>>\nq\n# <<< turnpike: qwen <<<\n\n"
        "# >>> turnpike: aider >>>\nnew\n# <<< turnpike: aider <<<\n");
    row("json, no file", FileEdit::Json, "", R"({"a":{"b":"c"}})",
        "{\n  \"a\": {\n    \"b\": \"c\"\n  }\n}\n");
    row("json, order and numbers stay", FileEdit::Json,
        R"({"z": 1.50, "a": {"keep": [1, 2e3], "b": "old"}, "e": {}})", R"({"a":{"b":"n\"ew"}})",
        "{\n  \"z\": 1.50,\n  \"a\": {\n    \"keep\": [\n      1,\n      2e3\n    ],\n"
        "    \"b\": \"n\\\"ew\"\n  },\n  \"e\": {}\n}\n");
    row("yaml, no file", FileEdit::Yaml, "", "model: \"m\"", "model: \"m\"\n");
    row("yaml, key by key", FileEdit::Yaml, "# mine\ndark-mode: true\nmodel: old\n",
        "openai-api-base: \"u\"\n# note\nmodel: \"new\"",
        "# mine\ndark-mode: true\nmodel: \"new\"\nopenai-api-base: \"u\"\n# note\n");
    const char *const toml
        = "model = \"m\"\nmodel_provider = \"turnpike\"\n\n[model_providers.turnpike]\n"
          "base_url = \"u\"\nwire_api = \"responses\"";
    row("toml, no file", FileEdit::Toml, "", toml,
        "model = \"m\"\nmodel_provider = \"turnpike\"\n\n[model_providers.turnpike]\n"
        "base_url = \"u\"\nwire_api = \"responses\"\n");
    row("toml, comments and tables stay", FileEdit::Toml,
        "# mine\nmodel = \"old # one\" # dear\napproval = [ # of two\n  \"a\", # lines ]\n]\n\n"
        "# tools\n[mcp_servers.'x.y']\nmodel = \"theirs\"\ntext = "
        "\"\"\"\n[model_providers.turnpike]\n"
        "\"\"\"\"\n[[lists]]\nmodel = 1",
        toml,
        "# mine\nmodel = \"m\" # dear\napproval = [ # of two\n  \"a\", # lines ]\n]\n"
        "model_provider = \"turnpike\"\n\n"
        "# tools\n[mcp_servers.'x.y']\nmodel = \"theirs\"\ntext = "
        "\"\"\"\n[model_providers.turnpike]\n"
        "\"\"\"\"\n[[lists]]\nmodel = 1\n\n"
        "[model_providers.turnpike]\nbase_url = \"u\"\nwire_api = \"responses\"\n");
    row("toml, in the table that is there", FileEdit::Toml,
        "\"model_provider\" = 'other'\r\n[ model_providers . \"turnpike\" ] # ours\r\n"
        "  wire_api = \"chat\" # old\r\nkeep = 1\r\n\r\n# next\r\n"
        "[model_providers.turnpike.http_headers]\r\na = \"b\"\r\n",
        "model_provider = \"turnpike\"\n[model_providers.turnpike]\n"
        "wire_api = \"responses\"\nbase_url = \"u\"",
        "model_provider = \"turnpike\"\r\n[ model_providers . \"turnpike\" ] # ours\r\n"
        "  wire_api = \"responses\" # old\r\nkeep = 1\r\nbase_url = \"u\"\r\n\r\n# next\r\n"
        "[model_providers.turnpike.http_headers]\r\na = \"b\"\r\n");
    row("toml, tables only", FileEdit::Toml, "# of a\n[a]\nb = {c = \"}\"}\n", "model = \"m\"",
        "model = \"m\"\n\n# of a\n[a]\nb = {c = \"}\"}\n");
}

void tst_SettingsFiles::editKeepsWhatIsNotOurs()
{
    QFETCH(FileEdit, edit);
    QFETCH(QString, before);
    QFETCH(QString, lines);
    QFETCH(QString, after);
    const Result<QString> edited = editedSettings(edit, QStringLiteral("aider"), before, lines);
    QVERIFY(edited.has_value());
    QCOMPARE(*edited, after);
}

void tst_SettingsFiles::editTwiceIsEditOnce()
{
    QFETCH(FileEdit, edit);
    QFETCH(QString, lines);
    QFETCH(QString, after);
    QCOMPARE(*editedSettings(edit, QStringLiteral("aider"), after, lines), after);
}

void tst_SettingsFiles::editRefusesWhatItDoesNotUnderstand_data()
{
    QTest::addColumn<FileEdit>("edit");
    QTest::addColumn<QString>("before");
    QTest::newRow("json with comments") << FileEdit::Json << QStringLiteral("{ // mine\n}");
    QTest::newRow("json, no object") << FileEdit::Json << QStringLiteral("[1]");
    QTest::newRow("block without its end")
        << FileEdit::Block << QStringLiteral("# >>> turnpike: aider >>>\nx\n");
    QTest::newRow("yaml, a list below") << FileEdit::Yaml << QStringLiteral("\"a\":\n");
    QTest::newRow("yaml, several documents") << FileEdit::Yaml << QStringLiteral("a: 1\n---\n");
    const auto toml = [](const char *name, const char *before) {
        QTest::newRow(name) << FileEdit::Toml << QString::fromUtf8(before);
    };
    toml("toml, a value of several lines", "a = [\n1]\n");
    toml("toml, no end of a text", "b = \"x\n");
    toml("toml, no end of a list", "b = [1\n");
    toml("toml, no value", "b = # none\n");
    toml("toml, no key", "just words\n");
    toml("toml, no end of a table's name", "[b\n");
    toml("toml, a table of that name", "[a]\n");
    toml("toml, a part of it", "a.b = 1\n");
    toml("toml, our table inline", "t = { u = {} }\n");
    toml("toml, our table dotted", "[t]\nu.a = 1\n");
    toml("toml, our table as a list", "[[t]]\nu = 1\n");
    QTest::newRow("no file") << FileEdit::None << QString();
}

void tst_SettingsFiles::editRefusesWhatItDoesNotUnderstand()
{
    QFETCH(FileEdit, edit);
    QFETCH(QString, before);
    if (edit == FileEdit::Yaml && !before.contains(QStringLiteral("---")))
        before = QStringLiteral("a:\n  - x\n");
    const QString lines = edit == FileEdit::Json ? QStringLiteral("{\"a\": 1}")
        : edit == FileEdit::Toml                 ? QStringLiteral("a = 1\n[t.u]\nb = 1")
                                                 : QStringLiteral("a: 1");
    const Result<QString> edited = editedSettings(edit, QStringLiteral("aider"), before, lines);
    QVERIFY(!edited.has_value());
    QVERIFY(!edited.error().message.isEmpty());
}

void tst_SettingsFiles::planChangesNothing()
{
    put(QStringLiteral("rc"), "mine\n");
    const FileChange change = plan(QStringLiteral("rc"));
    QVERIFY(change.exists && !change.isNothing());
    QCOMPARE(change.path, path(QStringLiteral("rc")));
    QCOMPARE(content(QStringLiteral("rc")), QByteArrayLiteral("mine\n"));
    QCOMPARE(QDir(m_home->path()).entryList(QDir::Files).size(), 1);
}

void tst_SettingsFiles::newFileIsForTheOwnerOnly()
{
    const FileChange change = plan(QStringLiteral("deep/er/rc"));
    QVERIFY(!change.exists);
    QVERIFY(write(change).has_value());
    QCOMPARE(content(QStringLiteral("deep/er/rc")), change.after);
    QVERIFY(!(QFile::permissions(change.path)
              & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)));
    QVERIFY(!QFile::exists(change.backupPath()));
    QVERIFY(undo(change).has_value());
    QVERIFY(!QFile::exists(change.path));
}

void tst_SettingsFiles::changedFileKeepsABackupAndIsItsOwnersAlone()
{
    put(QStringLiteral("rc"), "mine\n");
    QVERIFY(QFile::setPermissions(path(QStringLiteral("rc")),
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    const FileChange change = plan(QStringLiteral("rc"));
    QVERIFY(write(change).has_value());
    QCOMPARE(content(QStringLiteral("rc")), change.after);
    QVERIFY(!(QFile::permissions(change.path) & (QFile::ReadGroup | QFile::ReadOther)));
    QCOMPARE(content(QStringLiteral("rc.turnpike-bak")), QByteArrayLiteral("mine\n"));
    QVERIFY(!(QFile::permissions(change.backupPath()) & (QFile::ReadGroup | QFile::ReadOther)));
    QVERIFY(plan(QStringLiteral("rc")).isNothing());
}

void tst_SettingsFiles::backupStaysWhatWasBeforeTheFirstChange()
{
    put(QStringLiteral("rc"), "mine\n");
    QVERIFY(write(plan(QStringLiteral("rc"))).has_value());
    put(QStringLiteral("rc"), "mine, later\n");
    QVERIFY(write(plan(QStringLiteral("rc"))).has_value());
    QCOMPARE(content(QStringLiteral("rc.turnpike-bak")), QByteArrayLiteral("mine\n"));
}

void tst_SettingsFiles::undoPutsBackEveryByte()
{
    const QByteArray odd("no line end, \xc3\xa4\r\n\r\nlast");
    put(QStringLiteral("rc"), odd);
    const FileChange change = plan(QStringLiteral("rc"));
    QVERIFY(write(change).has_value());
    QVERIFY(content(QStringLiteral("rc")) != odd);
    QVERIFY(undo(change).has_value());
    QCOMPARE(content(QStringLiteral("rc")), odd);
}

void tst_SettingsFiles::undoLeavesAFileThatWasChangedSince()
{
    put(QStringLiteral("rc"), "mine\n");
    const FileChange change = plan(QStringLiteral("rc"));
    QVERIFY(write(change).has_value());
    put(QStringLiteral("rc"), "theirs\n");
    const Result<> undone = undo(change);
    QVERIFY(!undone.has_value());
    QCOMPARE(undone.error().code, ErrorCode::Conflict);
    QCOMPARE(content(QStringLiteral("rc")), QByteArrayLiteral("theirs\n"));
}

void tst_SettingsFiles::writeRefusesAFileThatWasChangedSince()
{
    put(QStringLiteral("rc"), "mine\n");
    const FileChange change = plan(QStringLiteral("rc"));
    put(QStringLiteral("rc"), "theirs\n");
    const Result<> written = write(change);
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().code, ErrorCode::Conflict);
    QCOMPARE(content(QStringLiteral("rc")), QByteArrayLiteral("theirs\n"));
    QVERIFY(!QFile::exists(change.backupPath()));
}

void tst_SettingsFiles::linkStaysALink()
{
    put(QStringLiteral("dotfile"), "mine\n");
    QVERIFY(QFile::link(path(QStringLiteral("dotfile")), path(QStringLiteral("rc"))));
    QVERIFY(write(plan(QStringLiteral("rc"))).has_value());
    QVERIFY(QFileInfo(path(QStringLiteral("rc"))).isSymLink());
    QVERIFY(content(QStringLiteral("dotfile")).contains("turnpike"));
}

QTEST_GUILESS_MAIN(tst_SettingsFiles)
#include "tst_SettingsFiles.moc"

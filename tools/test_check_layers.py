#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants every breach that check_layers.py knows and sees each caught; and clean code let through.

Usage: test_check_layers.py QT_INCLUDE_DIR. CTest runs it as `architecture_self_test`.
"""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.dont_write_bytecode = True
import check_layers  # noqa: E402

QT_INCLUDE_DIR = sys.argv.pop(1) if len(sys.argv) > 1 else sys.exit(__doc__)
MODULES = check_layers.qt_modules(QT_INCLUDE_DIR)

SERVICE = """class KeyService {{
public:
    explicit KeyService(Session &session);
    static int limit();
    {declaration}
private:
    void hidden(int x);
}};
"""
# File, content below the licence line, the rule that must catch it (None: clean).
CASES = [
    ("core/A.h", '#include "ledger/Session.h"', "include"),
    ("core/A.h", "#include <QSqlQuery>", "qt_module"),
    ("core/A.h", "#include <QObject>", None),
    ("ledger/A.h", '#include "engine/Gateway.h"', "include"),
    ("ledger/A.cpp", "#include <QSqlQuery>\n#include <sqlite3.h>", None),
    ("ledger/A.cpp", "#include <QWidget>", "qt_module"),
    ("engine/gateway/A.cpp", '#include "ledger/LedgerWriter.h"', "include"),
    ("engine/gateway/A.cpp", "#include <QTcpSocket>", "qt_module"),
    ("engine/gateway/A.cpp", '#include "engine/http/Message.h"\n#include "core/Policy.h"', None),
    ("engine/http/A.cpp", '#include "engine/json/Scan.h"', "include"),
    ("engine/http/A.cpp", '#include "engine/http/Message.h"\n#include "core/Clock.h"', None),
    ("engine/json/A.cpp", '#include "engine/http/Message.h"', "include"),
    ("engine/sse/A.cpp", '#include "engine/gateway/Exchange.h"', "include"),
    ("engine/wire/A.cpp", '#include "engine/json/Scan.h"', None),
    ("engine/wire/A.cpp", "#include <boost/asio/ip/tcp.hpp>", "sans_io"),
    ("engine/upstream/A.cpp", '#include "engine/gateway/Exchange.h"', "include"),
    ("engine/upstream/A.cpp", "#include <nghttp2/nghttp2.h>", None),
    ("engine/gateway/A.cpp", "#include <nghttp2/nghttp2.h>", "library"),
    ("services/A.cpp", "#include <sqlite3.h>", "library"),
    ("services/A.cpp", "#include <boost/asio.hpp>", "library"),
    ("services/A.cpp", '#include "engine/Engine.h"', "include"),
    ("services/A.cpp", "#include <QNetworkReply>\n#include <QtConcurrent>", None),
    ("api/A.cpp", '#include "ledger/Session.h"', "include"),
    ("api/A.cpp", '#include "engine/gateway/Exchange.h"', "include"),
    ("api/A.cpp", '#include "engine/http/Message.h"\n#include "services/KeyService.h"', None),
    ("models/A.h", '#include "services/KeyService.h"', "include"),
    ("models/A.h", "#include <QtWidgets/QMessageBox>", "qt_module"),
    ("reports/A.h", "#include <QPrinter>", "qt_module"),
    ("reports/A.h", "#include <QPainter>", None),
    ("ui/A.cpp", '#include "ledger/Session.h"', "include"),
    ("ui/A.cpp", "#include <QSqlQuery>", "qt_module"),
    ("ui/A.cpp", "#include <QChart>\n#include <QPrinter>\n#include <QSvgRenderer>", None),
    ("app/A.cpp", '#include "ledger/Session.h"\n#include "engine/Engine.h"\n#include <QWidget>', None),
    ("services/A.cpp", "#include <QNoSuchThing>", "qt_module"),
    ("services/A.cpp", '#include "KeyService.h"', "include"),
    ("services/A.cpp", "auto now = QDateTime::currentDateTimeUtc();", "clock"),
    ("engine/gateway/A.cpp", "auto now = std::chrono::system_clock::now();", "clock"),
    ("engine/gateway/A.cpp", "auto now = time(nullptr);", "clock"),
    ("core/Clock.cpp", "auto now = std::chrono::system_clock::now();", None),
    ("services/A.cpp", "// currentDateTime would be wrong here", None),
    ("ui/A.cpp", "connect(a, SIGNAL(x()), b, SLOT(y()));", "string_connect"),
    ("services/A.h", "static Keys *instance();", "singleton"),
    ("ui/A.cpp", "Keys::instance()->reload();", "singleton"),
    ("app/A.cpp", "QCoreApplication::instance()->quit();", None),
    ("ui/A.cpp", "QEventLoop loop;", "nested_loop"),
    ("app/A.cpp", "app.processEvents();", "nested_loop"),
    ("ui/A.cpp", "future.then(this, [] {});", "then_this"),
    ("ledger/A.cpp", 'query.prepare(QString("x %1").arg(id));', "sql_arg"),
    ("services/A.cpp", 'u"%1 keys"_s.arg(count);', None),
    ("engine/gateway/A.cpp", "#include <QJsonDocument>\nQJsonObject o;", "qt_json"),
    ("ledger/A.cpp", "QJsonDocument::fromJson(text);", "qt_json"),
    ("services/A.cpp", "QJsonDocument::fromJson(text);", None),
    ("services/A.cpp", "double cost = 0;", "money_double"),
    ("ledger/A.cpp", 'const auto spent = row.value("spent_nusd").toDouble();', "money_double"),
    ("core/A.cpp", "priceOf(std::strtod(text, nullptr));", "money_double"),
    ("core/A.h", "double ratio = 0; // share of the cost", None),
    ("ledger/A.cpp", 'auto sql = R"(SELECT SUM(cost) FROM x)";', "bare_sum"),
    ("ledger/A.cpp", 'auto sql = R"(SELECT CAST(COALESCE(\n  SUM(cost), 0) AS BIGINT) FROM x)";', None),
    ("ledger/A.cpp", 'auto sql = R"(SELECT sum(cost) FROM x)";', "bare_sum"),
    ("ledger/migrations/0001_a.sql", "INSERT INTO a SELECT SUM(cost) FROM x;", "bare_sum"),
    ("ledger/migrations/0001_a.sql", "-- SUM(cost) is wrong\nSELECT 1;", None),
    ("services/KeyService.h", SERVICE.format(declaration="Result<> remove(KeyId id);"), "actor"),
    ("services/KeyService.h",
     SERVICE.format(declaration="Result<Key> read(\n        KeyId id, const Actor &actor) const;"), "actor"),
    ("services/KeyService.h", SERVICE.format(declaration="int count() const { return 1; }"), "actor"),
    ("services/KeyService.h",
     SERVICE.format(declaration="Result<> remove(const Actor &actor,\n        KeyId id);"), None),
    ("services/KeyService.h",
     SERVICE.format(declaration="Q_SIGNALS:\n    void keysChanged();\npublic:\n"), None),
    ("docs/a.md", "see [b](b.md)", "link"),
    ("docs/a.md", "see [a](a.md#top) and [web](https://example.org)", None),
    ("core/A.h", "/// See docs/missing.md.", "link"),
    ("ui/A.cpp", "// check_layers: allow(nested_loop): the platform's dialog needs it\nQEventLoop loop;", None),
    ("ui/A.cpp", "// check_layers: allow(clock): wrong rule\nQEventLoop loop;", "nested_loop"),
    ("ui/A.cpp", "// check_layers: allow(nested_loop):\nQEventLoop loop;", "nested_loop"),
]


def breaches_of(name, content, with_licence=True):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True)
        head = f"// {check_layers.LICENCE}\n" if with_licence and path.suffix in {".h", ".cpp"} else ""
        path.write_text(head + content + "\n", encoding="utf-8")
        return [rule for _, _, rule, _ in check_layers.find_breaches(pathlib.Path(folder), MODULES)]


class CheckLayers(unittest.TestCase):
    def test_each_planted_breach_is_caught_and_clean_code_is_not(self):
        for name, content, expected in CASES:
            with self.subTest(name=name, content=content):
                found = breaches_of(name, content)
                if expected:
                    self.assertIn(expected, found)
                else:
                    self.assertEqual(found, [])

    def test_every_banned_rule_has_a_planted_breach(self):
        planted = {expected for _, _, expected in CASES}
        self.assertEqual(set(check_layers.BANNED) - planted, set())

    def test_missing_licence_is_caught(self):
        self.assertIn("licence", breaches_of("core/A.h", "int x;", with_licence=False))

    def test_no_qt_headers_fails_rather_than_passing_blindly(self):
        with tempfile.TemporaryDirectory() as empty, self.assertRaises(SystemExit):
            check_layers.qt_modules(empty)


if __name__ == "__main__":
    unittest.main()

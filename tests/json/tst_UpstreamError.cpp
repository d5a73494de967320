// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/UpstreamError.h"

#include <QByteArray>
#include <QTest>

using namespace turnpike;

namespace {

const std::string secret = "Q7/x+Zp\"9vLw-canary_5tR.k2";

/// What a leak would look like: eight characters of the secret in a row.
bool leaks(std::string_view text)
{
    for (std::size_t begin = 0; begin + 8 <= secret.size(); ++begin)
        if (text.find(secret.substr(begin, 8)) != std::string_view::npos)
            return true;
    return false;
}

} // namespace

class UpstreamErrorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void statusIsMapped_data();
    void statusIsMapped();
    void theirRefusalIsNeverShownAsOurs();
    void everyShapeIsRead_data();
    void everyShapeIsRead();
    void htmlAndBrokenJsonAreNotShown();
    void contextLengthIsRecognised();
    void emptyAccountIsNoRateLimit();
    void credentialIsCutInEverySpelling_data();
    void credentialIsCutInEverySpelling();
    void credentialIsCutOutOfErrors();
    void otherKeysAreMasked();
    void ordinaryTextStays();
    void brokenAnswerBecomesAnError();
    void longMessageIsShortened();
};

void UpstreamErrorTest::statusIsMapped_data()
{
    QTest::addColumn<int>("theirs");
    QTest::addColumn<int>("ours");
    QTest::addColumn<QByteArray>("type");
    const auto row = [](int theirs, int ours, const char *type) {
        QTest::addRow("%d", theirs) << theirs << ours << QByteArray(type);
    };
    row(400, 400, "invalid_request");
    row(401, 502, "provider_unavailable");
    row(402, 502, "provider_unavailable");
    row(403, 502, "provider_unavailable");
    row(404, 404, "not_found");
    row(405, 502, "provider_unavailable");
    row(408, 504, "timeout");
    row(413, 413, "payload_too_large");
    row(422, 422, "unprocessable");
    row(429, 429, "rate_limit_exceeded");
    row(500, 502, "provider_unavailable");
    row(502, 502, "provider_unavailable");
    row(503, 503, "provider_overloaded");
    row(529, 503, "provider_overloaded");
    row(302, 502, "provider_unavailable");
}

void UpstreamErrorTest::statusIsMapped()
{
    QFETCH(int, theirs);
    QFETCH(int, ours);
    QFETCH(QByteArray, type);
    const ApiError error = readUpstreamError(theirs, "", secret);
    QCOMPARE(error.status, ours);
    QCOMPARE(error.errorType, type.toStdString());
    QVERIFY(!error.message.empty());
}

void UpstreamErrorTest::theirRefusalIsNeverShownAsOurs()
{
    for (const int status : {401, 402, 403}) {
        const ApiError error = readUpstreamError(
            status,
            R"({"error":{"message":"Incorrect API key provided. Visit your account.","code":"invalid_api_key"}})",
            secret);
        QCOMPARE(error.status, 502);
        QVERIFY(error.message.find("account") == std::string::npos);
        QVERIFY(error.message.find("API key") == std::string::npos);
        QVERIFY(error.message.starts_with("The provider did not accept"));
    }
}

void UpstreamErrorTest::everyShapeIsRead_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const char *body :
         {R"({"error":{"message":"the reason","type":"t","code":"c"}})",
          R"({"type":"error","error":{"type":"invalid_request_error","message":"the reason"}})",
          R"([{"error":{"code":400,"message":"the reason","status":"INVALID_ARGUMENT"}}])",
          R"({"error":"the reason"})", R"({"message":"the reason"})", R"({"detail":"the reason"})",
          R"({"detail":[{"loc":["body"],"msg":"the reason"}]})", "\"the reason\"",
          "the reason\nand a trace"})
        QTest::addRow("%s", body) << QByteArray(body);
}

void UpstreamErrorTest::everyShapeIsRead()
{
    QFETCH(QByteArray, body);
    QCOMPARE(readUpstreamError(400, body.toStdString(), secret).message, "the reason");
}

void UpstreamErrorTest::htmlAndBrokenJsonAreNotShown()
{
    for (const std::string_view body :
         {"<html><body>inner</body></html>", "{\"error\":{\"message\":\"inner", "[1,", ""}) {
        const ApiError error = readUpstreamError(500, body, secret);
        QVERIFY(error.message.find("inner") == std::string::npos);
        QCOMPARE(error.message, "The provider failed.");
    }
}

void UpstreamErrorTest::contextLengthIsRecognised()
{
    QCOMPARE(
        readUpstreamError(400, R"({"error":{"message":"m","code":"context_length_exceeded"}})", "")
            .errorType,
        "context_length_exceeded");
    QCOMPARE(readUpstreamError(
                 400, R"({"error":{"message":"The maximum context length is 8 tokens"}})", "")
                 .errorType,
             "context_length_exceeded");
    QCOMPARE(readUpstreamError(400, R"({"error":{"code":"content_filter"}})", "").errorType,
             "content_policy_violation");
}

void UpstreamErrorTest::emptyAccountIsNoRateLimit()
{
    const ApiError error = readUpstreamError(
        429, R"({"error":{"message":"check your plan","type":"insufficient_quota"}})", "");
    QCOMPARE(error.status, 502);
    QVERIFY(error.message.find("plan") == std::string::npos);
}

void UpstreamErrorTest::credentialIsCutInEverySpelling_data()
{
    QTest::addColumn<QByteArray>("spelling");
    const QByteArray plain = QByteArray::fromStdString(secret);
    QTest::newRow("plain") << plain;
    QTest::newRow("upper") << plain.toUpper();
    QTest::newRow("first part") << plain.left(9);
    QTest::newRow("last part") << plain.right(9);
    QTest::newRow("percent") << plain.toPercentEncoding();
    QTest::newRow("percent, lower") << plain.toPercentEncoding().toLower();
    QTest::newRow("hex") << plain.toHex();
    QTest::newRow("hex, upper") << plain.toHex().toUpper();
    QByteArray all;
    QByteArray units;
    for (const char byte : plain) {
        all += '%' + QByteArray(1, byte).toHex();
        units += "\\u00" + QByteArray(1, byte).toHex();
    }
    QTest::newRow("percent, all") << all;
    QTest::newRow("units") << units;
    QTest::newRow("json") << QByteArray(plain).replace("\"", "\\\"").replace("/", "\\/");
    for (const char *before : {"", "a", "ab", "user:"}) {
        QTest::addRow("base64 behind '%s'", before) << (before + plain).toBase64();
        QTest::addRow("base64url behind '%s'", before)
            << (before + plain).toBase64(QByteArray::Base64UrlEncoding);
    }
}

void UpstreamErrorTest::credentialIsCutInEverySpelling()
{
    QFETCH(QByteArray, spelling);
    const std::string text = redacted("Key <" + spelling.toStdString() + "> is unknown", secret);
    QVERIFY2(text.starts_with("Key <") && text.ends_with("> is unknown"), text.c_str());
    QVERIFY2(text.find("[redacted]") != std::string::npos, text.c_str());
    // Base64 may keep what stands before the secret, and the few characters that neighbours decide.
    QVERIFY2(text.size() <= std::string("Key <[redacted]> is unknown").size() + 10, text.c_str());
    QVERIFY(!leaks(text));
}

void UpstreamErrorTest::credentialIsCutOutOfErrors()
{
    std::string escaped;
    for (const char byte : secret)
        escaped += "\\u00" + QByteArray(1, byte).toHex().toStdString();
    for (const int status : {400, 422, 429, 500, 503}) {
        const ApiError error = readUpstreamError(status,
                                                 R"({"error":{"message":"bad key )" + escaped
                                                     + R"(","code":")" + escaped + "\"}}",
                                                 secret);
        QVERIFY(!leaks(error.message) && !leaks(error.providerCode));
        QVERIFY(error.message.starts_with("bad key [redacted]"));
    }
    const WireBreak broken{.fault = WireFault::UpstreamError,
                           .message = "m",
                           .errorObject = R"({"message":")" + escaped + "\"}"};
    QVERIFY(!leaks(brokenAnswerError(broken, secret).message));
}

void UpstreamErrorTest::otherKeysAreMasked()
{
    QCOMPARE(redacted("Incorrect key sk-proj-abcDEF123456. Bye", ""),
             "Incorrect key [redacted] Bye");
    QCOMPARE(redacted("(AIzaSyA1234567890)", ""), "([redacted])");
    QCOMPARE(redacted("sk-tp-v1-0123456789abcdef", ""), "[redacted]");
}

void UpstreamErrorTest::ordinaryTextStays()
{
    const std::string text
        = "The task-oriented risk-free model 'gpt-4o' needs max_tokens >= 16; \xC3\xA9.";
    QCOMPARE(redacted(text, secret), text);
    QCOMPARE(redacted(text, ""), text);
    QCOMPARE(redacted(text, "x"), text);
}

void UpstreamErrorTest::brokenAnswerBecomesAnError()
{
    const auto error = [](std::string object) {
        return brokenAnswerError(
            {.fault = WireFault::UpstreamError, .message = "m", .errorObject = std::move(object)},
            "");
    };
    QCOMPARE(error(R"({"code":429,"message":"slow"})").status, 429);
    QCOMPARE(error(R"({"type":"overloaded_error","message":"x"})").status, 503);
    QCOMPARE(error(R"({"code":401,"message":"x"})").status, 502);
    QCOMPARE(error(R"("boom")").message, "boom");
    QCOMPARE(error(R"({"message":"boom"})").status, 502);
    const ApiError cut = brokenAnswerError(
        {.fault = WireFault::Cut, .message = "It was cut.", .errorObject = {}}, "");
    QCOMPARE(cut.status, 502);
    QCOMPARE(cut.message, "It was cut.");
}

void UpstreamErrorTest::longMessageIsShortened()
{
    std::string message;
    for (int count = 0; count < 2000; ++count)
        message += "\xC3\xA9";
    const ApiError error = readUpstreamError(400, "{\"message\":\"" + message + "\"}", "");
    QVERIFY(error.message.size() <= 1003);
    QVERIFY(QString::fromStdString(error.message).endsWith(QStringLiteral("\u00e9...")));
}

QTEST_GUILESS_MAIN(UpstreamErrorTest)
#include "tst_UpstreamError.moc"

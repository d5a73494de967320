// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/embeddings/FloatText.h"

#include <QRandomGenerator>
#include <QTest>

#include <bit>
#include <cstring>

using namespace turnpike;

namespace {

/// The base64 of some JSON numbers; empty when one does not fit.
std::string encoded(const std::vector<std::string> &numbers)
{
    std::string text;
    Base64Writer base64(text);
    for (const std::string &number : numbers)
        if (!base64.number(number))
            return {};
    base64.finish();
    return text;
}

/// What Qt makes of the same floats.
std::string byQt(const std::vector<float> &floats)
{
    QByteArray bytes;
    for (const float value : floats) {
        std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
        for (int i = 0; i < 4; ++i, bits >>= 8U)
            bytes += static_cast<char>(bits);
    }
    return bytes.toBase64().toStdString();
}

} // namespace

class FloatTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void knownVector();
    void anyFloatSurvives();
    void numbersAreRead_data();
    void numbersAreRead();
    void lengthsAreCounted_data();
    void lengthsAreCounted();
    void whatIsNoNumberIsRefused();
};

void FloatTextTest::knownVector()
{
    // 1, -2 and 0.5 as little-endian float32.
    QCOMPARE(encoded({"1", "-2.0", "5e-1"}), "AACAPwAAAMAAAAA/");
    std::string text;
    QVERIFY(appendFloats(text, "AACAPwAAAMAAAAA/"));
    QCOMPARE(text, "[1,-2,0.5]");
}

void FloatTextTest::anyFloatSurvives()
{
    QRandomGenerator random(7);
    for (std::size_t length = 1; length <= 600; ++length) {
        std::vector<float> floats;
        while (floats.size() < length) {
            const auto value = std::bit_cast<float>(random.generate());
            if (std::isfinite(value))
                floats.push_back(value);
        }
        const std::string base64 = byQt(floats);
        QCOMPARE(countFloats(base64), std::optional<std::size_t>(length));
        std::string text;
        QVERIFY(appendFloats(text, base64));
        std::vector<std::string> numbers;
        for (const QByteArray &number :
             QByteArray::fromStdString(text.substr(1, text.size() - 2)).split(','))
            numbers.push_back(number.toStdString());
        QCOMPARE(encoded(numbers), base64);
    }
}

void FloatTextTest::numbersAreRead_data()
{
    QTest::addColumn<std::string>("number");
    QTest::addColumn<float>("value");
    QTest::addColumn<bool>("fits");
    const auto row = [](std::string number, float value, bool fits = true) {
        QTest::newRow(number.substr(0, 40).c_str()) << number << value << fits;
    };
    row("0", 0.0F);
    row("-0", -0.0F);
    row("0.1", 0.1F);
    row("-0.023064255714416504", -0.023064255714416504F);
    row("1E+2", 100.0F);
    row("3.4028234663852886e38", 3.4028234663852886e38F);
    row("1e-45", 1e-45F);
    row("1e-60", 0.0F);
    row("1e-400", 0.0F);
    row("0." + std::string(400, '0') + "1", 0.0F);
    row("3.5e38", 0.0F, false);
    row("-1e300", 0.0F, false);
    row("1e400", 0.0F, false);
    row("1" + std::string(400, '0'), 0.0F, false);
    row("1" + std::string(400, '0') + ".5", 0.0F, false);
    row("1" + std::string(400, '0') + "e-5", 0.0F, false);
}

void FloatTextTest::numbersAreRead()
{
    QFETCH(std::string, number);
    QFETCH(float, value);
    QFETCH(bool, fits);
    QCOMPARE(encoded({number}), fits ? byQt({value}) : std::string());
}

void FloatTextTest::lengthsAreCounted_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<int>("length");
    const auto row = [](const char *text, int length) {
        QTest::newRow(*text == 0 ? "nothing" : text) << std::string(text) << length;
    };
    row("", 0);
    row("AACAPw==", 1);
    row("AACAPw", 1); // Padding left out.
    row("AACAPw=", -1);
    row("AACAPwAAAMA=", 2);
    row("AACAPwAAAMAAAAA/", 3);
    row("AACA", -1);
    row("A", -1);
    row("====", -1);
    row("AACAP===", -1);
    row("AA=APw==", -1);
    row("AACA-w==", -1);
    row("AACA Pw=", -1);
    row("AACAP\xC3\xA4==", -1);
}

void FloatTextTest::lengthsAreCounted()
{
    QFETCH(std::string, text);
    QFETCH(int, length);
    const std::optional<std::size_t> counted = countFloats(text);
    QCOMPARE(counted ? static_cast<int>(*counted) : -1, length);
}

void FloatTextTest::whatIsNoNumberIsRefused()
{
    std::string text;
    QVERIFY(!appendFloats(text, byQt({1.0F, std::numeric_limits<float>::quiet_NaN()})));
    QVERIFY(!appendFloats(text, byQt({-std::numeric_limits<float>::infinity()})));
}

QTEST_GUILESS_MAIN(FloatTextTest)
#include "tst_FloatText.moc"

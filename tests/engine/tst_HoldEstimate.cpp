// SPDX-License-Identifier: GPL-3.0-or-later
// What one attempt is held for, and what hard mode can afford.
#include "core/Cost.h"
#include "engine/admission/HoldEstimate.h"

#include <QTest>

using namespace turnpike;

namespace {

/// 1 USD per million prompt tokens, 4 USD per million completion tokens.
EndpointPolicy endpointWithPrices()
{
    EndpointPolicy endpoint;
    endpoint.contextLength = 128'000;
    endpoint.maxOutput = 16'000;
    endpoint.prices.prices[static_cast<std::size_t>(PriceUnit::Prompt)] = 1'000'000'000;
    endpoint.prices.prices[static_cast<std::size_t>(PriceUnit::Completion)] = 4'000'000'000;
    return endpoint;
}

} // namespace

class HoldEstimateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void estimateUsesBytesPerTokenAndUsualOutput()
    {
        const HoldEstimate estimate
            = estimateHold({.textBytes = 3000, .messages = 1}, endpointWithPrices(), 3000, 4096);
        QCOMPARE(estimate.promptTokens, 1000);
        QCOMPARE(estimate.outputTokens, 4096);
        QCOMPARE(estimate.amount.nanoUsd, 1000 * 1000 + 4096 * 4000);
    }

    void estimateNeverExceedsTheAskedLimitOrTheBound()
    {
        const HoldEstimate estimate = estimateHold(
            {.textBytes = 300, .messages = 1, .maxOutput = 10}, endpointWithPrices(), 3000, 4096);
        QCOMPARE(estimate.outputTokens, 10);
        QVERIFY(estimate.hasWorstCase);
        QVERIFY(estimate.amount <= estimate.worstCase);
        QCOMPARE(estimate.worstCase.nanoUsd, (300 + 16) * 1000 + 10 * 4000);
    }

    void choicesMultiplyTheOutput()
    {
        const HoldEstimate estimate
            = estimateHold({.textBytes = 3, .messages = 0, .maxOutput = 10, .choices = 3},
                           endpointWithPrices(), 3000, 4096);
        QCOMPARE(estimate.outputTokens, 30);
        QCOMPARE(estimate.worstCase.nanoUsd, 3 * 1000 + 30 * 4000);
    }

    void withoutAnyOutputLimitThereIsNoWorstCase()
    {
        EndpointPolicy endpoint = endpointWithPrices();
        endpoint.maxOutput = 0;
        QVERIFY(!estimateHold({.textBytes = 3}, endpoint, 3000, 4096).hasWorstCase);
    }

    void unpricedEndpointHasNoWorstCase()
    {
        EndpointPolicy endpoint;
        endpoint.maxOutput = 100;
        const HoldEstimate estimate = estimateHold({.textBytes = 3000}, endpoint, 3000, 4096);
        QVERIFY(!estimate.hasWorstCase);
        QCOMPARE(estimate.amount.nanoUsd, 0);
    }

    void partsNobodyCanCountAreHeldAsTheWholeContext()
    {
        const HoldEstimate estimate = estimateHold({.textBytes = 30, .hasUnboundedParts = true},
                                                   endpointWithPrices(), 3000, 4096);
        QCOMPARE(estimate.promptTokens, 128'000);
    }

    void affordableOutputLeavesRoomForThePrompt()
    {
        const HoldEstimate estimate = estimateHold({.textBytes = 1000, .maxOutput = 10'000},
                                                   endpointWithPrices(), 3000, 4096);
        const auto tokens
            = affordableOutput(estimate, estimate.worstPrompt + Money{1000 * 4000}, 1, 0);
        QCOMPARE(tokens, std::optional<std::int64_t>(1000));
    }

    void affordableOutputBelowTheSmallestUsefulIsRefused()
    {
        const HoldEstimate estimate
            = estimateHold({.textBytes = 1000}, endpointWithPrices(), 3000, 4096);
        QVERIFY(!affordableOutput(estimate, estimate.worstPrompt + Money{255 * 4000}, 1, 0));
        QVERIFY(affordableOutput(estimate, estimate.worstPrompt + Money{256 * 4000}, 1, 0));
        QVERIFY(!affordableOutput(estimate, estimate.worstPrompt + Money{256 * 4000}, 1, 1));
    }
};

QTEST_GUILESS_MAIN(HoldEstimateTest)
#include "tst_HoldEstimate.moc"

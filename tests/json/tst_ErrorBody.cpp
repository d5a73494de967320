// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/ErrorBody.h"

#include <QTest>

using namespace turnpike;

class ErrorBodyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void chatEnvelopeCarriesAnIntegerCode();
    void availabilityComesWithTypeAndStatus();
    void internalErrorTellsNothing();
    void messagesEnvelopeHasItsOwnTypes();
    void responsesEnvelopeHasBoth();
};

void ErrorBodyTest::chatEnvelopeCarriesAnIntegerCode()
{
    QCOMPARE(
        errorBody({.status = 402, .errorType = "payment_required", .message = "No \"money\"."},
                  ErrorFormat::Chat),
        R"({"error":{"code":402,"message":"No \"money\".","metadata":{"error_type":"payment_required"}}})");
    QCOMPARE(
        errorBody({.status = 400,
                   .errorType = "invalid_request",
                   .message = "m",
                   .pointer = "/n",
                   .providerCode = "bad",
                   .metadataJson = R"("a":1,"b":[])"},
                  ErrorFormat::Chat),
        R"({"error":{"code":400,"message":"m","metadata":{"error_type":"invalid_request","provider_code":"bad","pointer":"/n","a":1,"b":[]}}})");
}

void ErrorBodyTest::availabilityComesWithTypeAndStatus()
{
    ApiError error{
        .status = 429, .errorType = "rate_limit_exceeded", .message = "busy", .retryAfterS = 7};
    ModelAvailability availability;
    availability.code = "capacity_exhausted";
    availability.isRetryable = true;
    availability.requestedModels = {"a/b"};
    availability.docsUrl = "u";
    availability.affectedProviders = {"p", "q"};
    error.availability = availability;
    QCOMPARE(
        errorBody(error, ErrorFormat::Chat),
        R"({"error":{"code":429,"message":"busy","metadata":{"error_type":"rate_limit_exceeded"},"error_type":"rate_limit_exceeded","http_status":429,)"
        R"("availability":{"code":"capacity_exhausted","retryable":true,"requested_models":["a/b"],"docs_url":"u","retry_after":7,"affected_providers":["p","q"]}}})");
}

void ErrorBodyTest::internalErrorTellsNothing()
{
    QCOMPARE(
        errorBody({.status = 500,
                   .errorType = "unmapped",
                   .message = "secret path",
                   .providerCode = "x",
                   .metadataJson = R"("raw":"x")"},
                  ErrorFormat::Chat),
        R"({"error":{"code":500,"message":"Internal Server Error","metadata":{"error_type":"server"}}})");
}

void ErrorBodyTest::messagesEnvelopeHasItsOwnTypes()
{
    QCOMPARE(
        errorBody({.status = 402, .errorType = "payment_required", .message = "m"},
                  ErrorFormat::Messages, "gen-1"),
        R"({"type":"error","error":{"type":"billing_error","message":"m","error_type":"payment_required"},"request_id":"gen-1"})");
    QCOMPARE(
        errorBody({.status = 400, .errorType = "context_length_exceeded", .message = "m"},
                  ErrorFormat::Messages),
        R"({"type":"error","error":{"type":"invalid_request_error","message":"m","error_type":"context_length_exceeded"},"request_id":null})");
}

void ErrorBodyTest::responsesEnvelopeHasBoth()
{
    QCOMPARE(
        errorBody({.status = 404, .errorType = "not_found", .message = "m"},
                  ErrorFormat::Responses),
        R"({"error":{"code":404,"message":"m","metadata":{"error_type":"not_found"}},"type":"not_found","metadata":null})");
}

QTEST_GUILESS_MAIN(ErrorBodyTest)
#include "tst_ErrorBody.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/LedgerApi.h"

#include "api/ErrorHttp.h"
#include "api/FlushRounds.h"
#include "api/GenerationJson.h"
#include "api/JsonWriter.h"
#include "core/Clock.h"
#include "services/Authenticator.h"
#include "services/GenerationService.h"
#include "services/LedgerReader.h"
#include "services/OrganizationService.h"

#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr std::string_view generationPath = "/generation";
constexpr std::string_view creditsPath = "/credits";

Result<QString> queryValue(const ControlRequest &request, std::string_view name)
{
    std::optional<QString> found;
    for (const auto &[key, value] : request.query) {
        if (key != name)
            continue;
        if (found)
            return fail(ErrorCode::InvalidArgument, u"The parameter id stands there twice."_s,
                        u"/id"_s);
        found = QString::fromStdString(value);
    }
    if (!found || found->isEmpty())
        return fail(ErrorCode::InvalidArgument, u"The parameter id is missing."_s, u"/id"_s);
    return *found;
}

ControlResponse methodNotAllowed()
{
    JsonWriter json;
    json.beginObject().name("error").beginObject();
    json.name("code").whole(405).name("message").text("Only GET is answered here.");
    json.endObject().endObject();
    return {.status = 405, .body = json.take(), .headers = {{"Allow", "GET"}}};
}

ControlResponse tooManyWait()
{
    return errorResponse({ErrorCode::Unavailable, u"Too many requests are waiting."_s, {}});
}

std::string creditsJson(const CreditBalance &balance)
{
    JsonWriter json;
    json.beginObject().name("data").beginObject();
    json.name("total_credits").money(balance.total);
    json.name("total_usage").money(balance.used);
    json.endObject().endObject();
    return json.take();
}

} // namespace

Result<std::unique_ptr<LedgerApi>> LedgerApi::open(const LedgerApiOptions &options)
{
    TRY_ASSIGN(std::unique_ptr<LedgerReader> reader,
               LedgerReader::open(options.ledgerPath, *options.clock, options.maxQueued));
    return std::unique_ptr<LedgerApi>(new LedgerApi(options, std::move(reader)));
}

LedgerApi::LedgerApi(const LedgerApiOptions &options, std::unique_ptr<LedgerReader> reader)
    : m_clock(*options.clock)
    , m_rounds(options.flush == nullptr ? nullptr
                                        : std::make_unique<FlushRounds>(
                                            *options.flush, options.flushPause, options.maxQueued))
    , m_reader(std::move(reader))
{}

LedgerApi::~LedgerApi()
{
    if (m_rounds)
        m_rounds->end(); // It hands what waits back to the reader.
}

bool LedgerApi::serves(std::string_view path) const
{
    return path == generationPath || path == creditsPath;
}

void LedgerApi::handle(ControlRequest request, Answer answer)
{
    if (request.method != "GET")
        return answer(methodNotAllowed());
    const bool isQueued = m_reader->post(
        [this, request = std::move(request), answer](const ReadServices &services) {
            answerFrom(services, request, answer, Look::First);
        });
    if (!isQueued)
        answer(tooManyWait());
}

void LedgerApi::answerFrom(const ReadServices &services, const ControlRequest &request,
                           const Answer &answer, Look look)
{
    const Result<std::string> body = read(services, request);
    if (body)
        return answer({.status = 200, .body = *body, .headers = {}});
    const bool mayCome = look == Look::First && m_rounds && request.path == generationPath
        && body.error().code == ErrorCode::NotFound;
    if (!mayCome)
        return answer(errorResponse(body.error()));
    if (!lookAgain(request, answer))
        answer(tooManyWait());
}

bool LedgerApi::lookAgain(const ControlRequest &request, const Answer &answer)
{
    return m_rounds->after([this, request, answer] {
        const bool isQueued = m_reader->post([this, request, answer](const ReadServices &services) {
            answerFrom(services, request, answer, Look::AfterFlush);
        });
        if (!isQueued)
            answer(tooManyWait());
    });
}

Result<std::string> LedgerApi::read(const ReadServices &services,
                                    const ControlRequest &request) const
{
    TRY_ASSIGN(const Actor actor,
               services.authenticator.key(KeyId{request.keyId}, m_clock.nowUs()));
    if (request.path == creditsPath) {
        TRY_ASSIGN(const CreditBalance balance, services.organization.balance(actor));
        return creditsJson(balance);
    }
    if (request.path != generationPath)
        return fail(ErrorCode::NotFound, u"Resource not found"_s);
    TRY_ASSIGN(const QString id, queryValue(request, "id"));
    TRY_ASSIGN(const GenerationRow generation, services.generations.find(actor, id));
    return generationJson(generation);
}

} // namespace turnpike

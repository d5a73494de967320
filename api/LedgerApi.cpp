// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/LedgerApi.h"

#include "api/ErrorHttp.h"
#include "api/GenerationJson.h"
#include "api/JsonWriter.h"
#include "api/PendingRounds.h"
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
                                        : std::make_unique<PendingRounds>(
                                            *options.flush, options.lookPause, options.maxQueued))
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
            answerFrom(services, request, answer);
        });
    if (!isQueued)
        answer(tooManyWait());
}

void LedgerApi::answerFrom(const ReadServices &services, const ControlRequest &request,
                           const Answer &answer)
{
    const Result<std::string> body = read(services, request);
    if (body)
        return answer({.status = 200, .body = *body, .headers = {}});
    const bool mayCome
        = m_rounds && request.path == generationPath && body.error().code == ErrorCode::NotFound;
    if (!mayCome)
        return answer(errorResponse(body.error()));
    lookAgain(request, answer, request.isManagement ? KeyId{} : KeyId{request.keyId}, false);
}

/// In the journals, or after a commit in the tables.
void LedgerApi::lookAgain(const ControlRequest &request, const Answer &answer, KeyId ofKey,
                          bool needsCommit)
{
    const Result<QString> id = queryValue(request, "id");
    auto told = [this, request, answer, needsCommit](std::optional<GenerationRow> pending) {
        const bool isQueued = m_reader->post(
            [this, request, answer, needsCommit, pending](const ReadServices &services) {
                answerPending(services, request, answer, pending, needsCommit);
            });
        if (!isQueued)
            answer(tooManyWait());
    };
    const bool isAsked = m_rounds->ask({.id = id ? id->toStdString() : std::string(),
                                        .ofKey = ofKey,
                                        .needsCommit = needsCommit,
                                        .told = std::move(told)});
    if (!isAsked)
        answer(tooManyWait());
}

void LedgerApi::answerPending(const ReadServices &services, const ControlRequest &request,
                              const Answer &answer, const std::optional<GenerationRow> &pending,
                              bool isCommitted)
{
    // It may have been committed meanwhile, and what is in the tables is what counts.
    const Result<std::string> body = read(services, request);
    if (body || !pending || body.error().code != ErrorCode::NotFound)
        return answer(body ? ControlResponse{.status = 200, .body = *body, .headers = {}}
                           : errorResponse(body.error()));
    const auto actor = services.authenticator.key(KeyId{request.keyId}, m_clock.nowUs());
    if (!actor)
        return answer(errorResponse(actor.error()));
    const Result<GenerationRow> named = services.generations.named(*actor, *pending);
    if (named)
        return answer({.status = 200, .body = generationJson(*named), .headers = {}});
    if (named.error().code == ErrorCode::Conflict && !isCommitted)
        return lookAgain(request, answer, {}, true);
    answer(errorResponse(named.error()));
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

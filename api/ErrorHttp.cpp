// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/ErrorHttp.h"

#include "api/JsonWriter.h"

namespace turnpike {

int httpStatus(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument: return 400;
    case ErrorCode::Unauthenticated: return 401;
    case ErrorCode::BudgetExhausted: return 402;
    case ErrorCode::Forbidden: return 403;
    case ErrorCode::NotFound: return 404;
    case ErrorCode::Conflict: return 409;
    case ErrorCode::RateLimited: return 429;
    case ErrorCode::UpstreamFailed: return 502;
    case ErrorCode::Unavailable: return 503;
    case ErrorCode::Timeout: return 504;
    case ErrorCode::Internal: return 500;
    }
    return 500;
}

ControlResponse errorResponse(const Error &error)
{
    const int status = httpStatus(error.code);
    JsonWriter json;
    json.beginObject().name("error").beginObject();
    json.name("code").whole(status);
    json.name("message").text(error.code == ErrorCode::Internal ? "Internal Server Error"
                                                                : error.message.toStdString());
    if (!error.field.isEmpty())
        json.name("metadata")
            .beginObject()
            .name("field")
            .text(error.field.toStdString())
            .endObject();
    json.endObject().endObject();
    ControlResponse response{.status = status, .body = json.take(), .headers = {}};
    if (error.code == ErrorCode::RateLimited || error.code == ErrorCode::Unavailable)
        response.headers.emplace_back("Retry-After", "1");
    return response;
}

} // namespace turnpike

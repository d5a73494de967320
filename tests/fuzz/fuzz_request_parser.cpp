// SPDX-License-Identifier: GPL-3.0-or-later
// A request's head means the same wherever it is cut, and is never read in two ways.
#include "engine/http/RequestParser.h"

#include <algorithm>
#include <string>

#include "tests/fuzz/Fuzz.h"

using namespace turnpike::fuzz;
using namespace turnpike::http;
using Status = RequestParser::Status;

namespace {

// Small, so that mutations reach them.
constexpr HeadLimits limits{.firstLineBytes = 200, .headBytes = 600, .headerCount = 12};

struct Outcome
{
    Status status = Status::NeedMore;
    int refusal = 0;
    std::size_t headSize = 0;
    Request request;
};

Outcome feed(std::string_view input, std::size_t step)
{
    RequestParser parser(limits);
    Outcome outcome;
    for (std::size_t end = std::min(step, input.size());;
         end = std::min(end + step, input.size())) {
        outcome.status = parser.parse(input.substr(0, end));
        if (outcome.status != Status::NeedMore || end == input.size())
            break;
    }
    outcome.refusal = parser.refusalStatus();
    if (outcome.status == Status::Complete) {
        outcome.headSize = parser.headSize();
        parser.describe(input.substr(0, outcome.headSize), outcome.request);
    }
    return outcome;
}

void checkRequest(const Request &request, std::string_view head)
{
    require(head.ends_with("\r\n\r\n"), "a head ends with a blank line");
    require(liesWithin(request.method, head) && isToken(request.method), "method is a token of it");
    require(liesWithin(request.target, head) && isVisible(request.target), "target is part of it");
    require(request.target.front() == '/' || request.target == "*", "target is in origin form");
    require(!(request.isChunked && request.declaredLength > 0), "one framing at most");
    require(request.headers.size() <= limits.headerCount, "header count is limited");
    require(head.size() <= limits.headBytes, "head size is limited");
    std::size_t hosts = 0;
    std::size_t lengths = 0;
    for (const Header &header : request.headers) {
        require(liesWithin(header.name, head) && isToken(header.name), "name is a token of it");
        require(liesWithin(header.value, head) && isFieldText(header.value), "value is text of it");
        hosts += sameName(header.name, "host") ? 1 : 0;
        lengths += sameName(header.name, "content-length") ? 1 : 0;
    }
    require(hosts <= 1 && (hosts == 1 || request.minor == 0), "exactly one Host in HTTP/1.1");
    require(lengths <= 1 && !(lengths == 1 && request.isChunked),
            "no second opinion on the length");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input = asText(data, size);
    const Outcome whole = feed(input, std::max<std::size_t>(size, 1));
    for (const std::size_t step : {std::size_t(1), 2 + size % 13}) {
        const Outcome cut = feed(input, step);
        require(cut.status == whole.status && cut.refusal == whole.refusal
                    && cut.headSize == whole.headSize,
                "the network's cuts change nothing");
    }
    require((whole.status == Status::Refused) == (whole.refusal != 0), "a refusal has a status");
    if (whole.status == Status::Complete)
        checkRequest(whole.request, input.substr(0, whole.headSize));
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// An error as clients get it, and its envelope in each client format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnpike {

/// `error.availability`: why no endpoint served the model. Empty fields are left out.
struct ModelAvailability
{
    std::string code; ///< "model_not_found", "capacity_exhausted", ...
    bool isRetryable = false;
    std::vector<std::string> requestedModels;
    std::string docsUrl;
    std::vector<std::string> affectedProviders;
    std::vector<std::string> excludedBy;
    std::vector<std::string> fallbackModels;
    std::string constraintField;
    std::string constraintDetail;
};

/// What went wrong, in the compatible API's vocabulary. Free of secrets and of upstream bodies.
struct ApiError
{
    int status = 500; ///< HTTP status and `error.code`.
    std::string errorType = "server"; ///< `error.metadata.error_type`.
    std::string message = {};
    std::string pointer = {}; ///< JSON pointer of the offending input; empty when not about input.
    std::optional<std::int64_t> retryAfterS = {}; ///< Also for the Retry-After header.
    std::string providerCode = {}; ///< The provider's own code, if it told one.
    std::string metadataJson
        = {}; ///< More members of `metadata`, written: `"a":1,"b":[]`. May be empty.
    std::optional<ModelAvailability> availability = {};
    /// More headers of the answer, besides Retry-After.
    std::vector<std::pair<std::string, std::string>> headers = {};
};

/// The client format whose envelope is written.
enum class ErrorFormat : std::uint8_t { Chat, Messages, Responses };

/// The whole body of an error answer. A status of 500 gets the generic message and no details.
/// `requestId` is the generation id, empty before one exists (Messages carries it).
std::string errorBody(const ApiError &error, ErrorFormat format, std::string_view requestId = {});

/// Only the `error` object of the Chat envelope, as in-band errors carry it.
std::string chatErrorObject(const ApiError &error);

} // namespace turnpike

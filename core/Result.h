// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <tl/expected.hpp>

namespace turnpike {

/// Why a control-plane call failed; the one table of HTTP statuses is api/ErrorHttp.
enum class ErrorCode : quint8 {
    InvalidArgument,
    Unauthenticated,
    BudgetExhausted,
    Forbidden,
    NotFound,
    Conflict,
    RateLimited,
    UpstreamFailed,
    Unavailable,
    Timeout,
    Internal,
};

struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message; ///< One English sentence, safe to show and to log: never holds a secret.
    QString field; ///< JSON pointer of the offending input, empty when not about input.
};

/// A value or an Error. The attribute makes ignoring one a compile error under -Werror.
template <typename T = void>
class [[nodiscard]] Result : public tl::expected<T, Error>
{
public:
    using tl::expected<T, Error>::expected;
};

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, QString message, QString field = {})
{
    return tl::unexpected(Error{code, std::move(message), std::move(field)});
}

} // namespace turnpike

// NOLINTBEGIN(bugprone-macro-parentheses): the arguments are declarations and names.
#define TURNPIKE_CONCAT_(a, b) a##b
#define TURNPIKE_CONCAT(a, b) TURNPIKE_CONCAT_(a, b)

/// Returns the error of `expression` from the enclosing function, if it has one.
#define TRY(expression)                                                                            \
    do {                                                                                           \
        if (auto tried_ = (expression); !tried_)                                                   \
            return tl::unexpected(std::move(tried_).error());                                      \
    } while (false)

/// Declares `declaration` with the value of `expression`, or returns its error.
#define TRY_ASSIGN(declaration, expression)                                                        \
    TRY_ASSIGN_(declaration, expression, TURNPIKE_CONCAT(tried_, __LINE__))
#define TRY_ASSIGN_(declaration, expression, name)                                                 \
    auto name = (expression);                                                                      \
    if (!name)                                                                                     \
        return tl::unexpected(std::move(name).error());                                            \
    declaration = *std::move(name)
// NOLINTEND(bugprone-macro-parentheses)

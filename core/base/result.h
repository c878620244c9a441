// SPDX-License-Identifier: Apache-2.0
// What a user, a file or a device can cause is a value: Result<T>. Our own mistakes are asserts.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace lathe {

/// One failure, as the user reads it: what is wrong, where (file, line, key; may be empty), and what to do (may be empty).
struct Error {
    enum class Kind {
        Work,  ///< the work failed: data, file, device; exit code 1
        Call,  ///< the call was wrong: flags, recipe; exit code 2
    };
    std::string what;
    std::string where;
    std::string todo;
    Kind kind = Kind::Work;

    /// One line: "where: what; todo", without the parts that are empty. Control characters are escaped.
    std::string line() const;
};

template <class T = void>
using Result = tl::expected<T, Error>;

/// The work failed (exit code 1). Converts to any Result.
tl::unexpected<Error> failed(std::string what, std::string where = {}, std::string todo = {});
/// The call was wrong (exit code 2). Converts to any Result.
tl::unexpected<Error> badCall(std::string what, std::string where = {}, std::string todo = {});

}  // namespace lathe

#define LATHE_JOIN_(a, b) a##b
#define LATHE_JOIN(a, b) LATHE_JOIN_(a, b)

/// Declares `name` with the value of a Result expression, or returns its error from the enclosing function.
#define LATHE_TRY(name, ...)                                                           \
    auto LATHE_JOIN(result_, __LINE__) = (__VA_ARGS__);                                \
    if (!LATHE_JOIN(result_, __LINE__))                                                \
        return tl::unexpected<::lathe::Error>(std::move(LATHE_JOIN(result_, __LINE__)).error()); \
    auto name = std::move(*LATHE_JOIN(result_, __LINE__))

/// Runs a Result expression for its success alone, or returns its error from the enclosing function.
#define LATHE_CHECK(...)                                                               \
    do {                                                                               \
        auto result_ = (__VA_ARGS__);                                                  \
        if (!result_) return tl::unexpected<::lathe::Error>(std::move(result_).error()); \
    } while (false)

// SPDX-License-Identifier: Apache-2.0
// The value of a Result that has to be there; else the test ends with its error.
#pragma once

#include <QTest>
#include <cstdlib>
#include <utility>

#include "core/base/result.h"

namespace lathe {

template <class T>
T must(Result<T> result) {
    if (!result) {
        QTest::qFail(result.error().line().c_str(), __FILE__, __LINE__);
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace lathe

namespace QTest {

/// Texts as themselves in a failed comparison.
template <>
inline char* toString(const std::string& text) {
    return qstrdup(text.c_str());
}

}  // namespace QTest

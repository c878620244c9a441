// SPDX-License-Identifier: Apache-2.0
// Where LibTorch's exceptions end: they become errors. Private to the engine.
#pragma once

#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <new>
#include <string>

#include "core/base/result.h"

namespace lathe {

/// Runs `body` (which returns a Result) and turns what is thrown into an error about `doing`.
template <class Body>
auto caught(const char* doing, const Body& body) -> decltype(body()) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return failed(std::string("not enough memory for ") + doing, {},
                      "use a smaller batch or shorter rows");
    } catch (const c10::Error& e) {
        return failed(std::string(doing) + " failed: " + e.what_without_backtrace());
    } catch (const std::exception& e) {
        return failed(std::string(doing) + " failed: " + e.what());
    }
}

/// The same without any autograd.
template <class Body>
auto guarded(const char* doing, const Body& body) -> decltype(body()) {
    return caught(doing, [&] {
        const c10::InferenceMode frozen;
        return body();
    });
}

}  // namespace lathe

// SPDX-License-Identifier: Apache-2.0
// Where LibTorch's exceptions end: they become errors. Private to the engine.
#pragma once

#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <new>
#include <string>
#include <string_view>

#include "core/base/confinement.h"
#include "core/base/result.h"

namespace lathe {

/// Runs `body` (which returns a Result) and turns what is thrown into an error about `doing`.
template <class Body>
auto caught(const char* doing, const Body& body) -> decltype(body()) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return tl::unexpected<Error>(outOfMemory(doing, "use a smaller batch or shorter rows"));
    } catch (const c10::OutOfMemoryError&) {
        return failed(std::string("not enough memory on the CUDA device for ") + doing, {},
                      "use a smaller batch or shorter rows, or set backbone.device to cpu");
    } catch (const c10::Error& e) {
        // LibTorch's allocator has no type of its own for this.
        if (std::string_view(e.what_without_backtrace()).find("can't allocate memory") !=
            std::string_view::npos)
            return tl::unexpected<Error>(outOfMemory(doing, "use a smaller batch or shorter rows"));
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

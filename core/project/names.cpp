// SPDX-License-Identifier: Apache-2.0
#include "core/project/names.h"

#include "core/base/json.h"
#include "core/base/text.h"

namespace lathe {
namespace {

constexpr std::size_t kLongestName = 200;

}  // namespace

Result<> checkName(std::string_view name, std::string_view what) {
    const std::string where(what);
    if (name.empty()) return badCall("the name is empty", where, "give a name");
    if (name.size() > kLongestName)
        return badCall("the name is longer than 200 bytes", where, "give a shorter one");
    if (invalidUtf8(name) || printable(name) != name)
        return badCall(Json(name).dump() + " holds characters that cannot be shown", where,
                       "give a name of one line");
    if (trimmed(name).size() != name.size())
        return badCall(Json(name).dump() + " has blanks around it", where, "take them out");
    return {};
}

Result<> checkRunName(std::string_view name) {
    LATHE_CHECK(checkName(name, "name"));
    if (name == "last" || name.find_first_not_of("0123456789") == std::string_view::npos)
        return badCall(Json(name).dump() + " would read as a run's number", "name", "give another name");
    return {};
}

Result<> checkDataName(std::string_view name, std::string_view what) {
    LATHE_CHECK(checkName(name, what));
    if (name.find('/') != std::string_view::npos)
        return badCall(Json(name).dump() + " holds a '/', which separates data set and split",
                       std::string(what), "give another name");
    return {};
}

}  // namespace lathe

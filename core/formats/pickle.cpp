// SPDX-License-Identifier: Apache-2.0
// The opcodes: https://github.com/python/cpython/blob/main/Lib/pickletools.py
#include "core/formats/pickle.h"

#include <bit>

#include "core/formats/pickle_machine.h"

namespace lathe {
namespace {

constexpr std::size_t kMostBytes = 16 << 20;
constexpr std::size_t kMostValues = 500'000;


}  // namespace

std::string PickleMachine::where() const {
    return source_ + ", byte " + std::to_string(opcode_);
}

tl::unexpected<Error> PickleMachine::broken(std::string what) const {
    return failed("broken pickle: " + std::move(what), where(), "get the file again");
}

Result<std::string_view> PickleMachine::take(std::uint64_t size) {
    if (size > bytes_.size() - at_) return broken("it ends inside a value");
    const std::string_view text = bytes_.substr(at_, size);
    at_ += size;
    return text;
}

Result<std::string_view> PickleMachine::line() {
    const auto end = bytes_.find('\n', at_);
    if (end == std::string_view::npos) return broken("it ends inside a line");
    const std::string_view text = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    return text;
}

Result<> PickleMachine::push(PickleValue value) {
    if (out_.values_.size() >= kMostValues)
        return broken("it holds more than " + std::to_string(kMostValues) + " values");
    out_.values_.push_back(std::move(value));
    return pushId(static_cast<PickleId>(out_.values_.size() - 1));
}

Result<> PickleMachine::pushId(PickleId id) {
    if (++pushes_ > kMostPicklePushes)
        return broken("it takes more than " + std::to_string(kMostPicklePushes) + " steps");
    stack_.push_back(id);
    return {};
}

Result<PickleId> PickleMachine::pop() {
    if (stack_.empty() || (!marks_.empty() && stack_.size() <= marks_.back()))
        return broken("it takes a value that is not there");
    const PickleId id = stack_.back();
    stack_.pop_back();
    return id;
}

Result<std::vector<PickleId>> PickleMachine::popToMark() {
    if (marks_.empty()) return broken("it takes values up to a mark that is not there");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleId> items(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return items;
}

Result<> PickleMachine::tuple(std::size_t count) {
    PickleValue value = made(Kind::Tuple);
    value.items.resize(count);
    for (std::size_t i = count; i > 0; --i) {
        LATHE_TRY(id, pop());
        value.items[i - 1] = id;
    }
    return push(std::move(value));
}

Result<> PickleMachine::addItems(PickleId list, const std::vector<PickleId>& items) {
    PickleValue& value = out_.values_[list];
    if (value.kind != Kind::List) return refused(described(value), "adds items to");
    value.items.insert(value.items.end(), items.begin(), items.end());
    return {};
}

Result<> PickleMachine::addPairs(PickleId dict, const std::vector<PickleId>& pairs) {
    PickleValue& value = out_.values_[dict];
    if (value.kind != Kind::Dict) return refused(described(value), "sets items of");
    if (pairs.size() % 2 != 0) return broken("a dictionary has a key without a value");
    value.items.insert(value.items.end(), pairs.begin(), pairs.end());
    return {};
}

/// A little-endian integer of two's complement, up to eight bytes.
Result<> PickleMachine::longInteger(std::string_view digits) {
    if (digits.size() > 8) return broken("an integer of " + std::to_string(digits.size()) + " bytes");
    std::uint64_t value = !digits.empty() && (digits.back() & '\x80') != 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = digits.size(); i > 0; --i)
        value = value << 8 | static_cast<unsigned char>(digits[i - 1]);
    return push(made(Kind::Integer, std::bit_cast<std::int64_t>(value)));
}

Result<Pickle> PickleMachine::run() {
    if (bytes_.size() > kMostBytes)
        return broken("it has " + std::to_string(bytes_.size()) + " bytes; at most 16 MiB are read");
    while (true) {
        opcode_ = at_;
        LATHE_TRY(code, number<std::uint8_t>());
        LATHE_TRY(next, step(code));
        if (next == Next::Stop) break;
    }
    LATHE_TRY(root, pop());
    if (!stack_.empty() || !marks_.empty()) return broken("values are left over at its end");
    out_.root_ = root;
    return std::move(out_);
}

Result<Pickle> Pickle::readFirst(std::string_view& bytes, std::string source) {
    PickleMachine machine(bytes, std::move(source));
    LATHE_TRY(pickle, machine.run());
    bytes.remove_prefix(machine.read());
    return pickle;
}

Result<Pickle> Pickle::read(std::string_view bytes, std::string source) {
    const std::string_view whole = bytes;
    LATHE_TRY(pickle, readFirst(bytes, source));
    if (!bytes.empty())
        return failed("broken pickle: " + std::to_string(bytes.size()) + " bytes stand behind its end",
                      source + ", byte " + std::to_string(whole.size() - bytes.size()), "get the file again");
    return pickle;
}

}  // namespace lathe

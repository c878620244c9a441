// SPDX-License-Identifier: Apache-2.0
// The stack machine behind Pickle::read.
#pragma once

#include <cstring>
#include <optional>
#include <type_traits>
#include <unordered_map>

#include "core/formats/pickle.h"

namespace lathe {

constexpr std::size_t kMostPicklePushes = 2'000'000;

class PickleMachine {
  public:
    PickleMachine(std::string_view bytes, std::string source) : bytes_(bytes), source_(std::move(source)) {}
    Result<Pickle> run();
    std::size_t read() const { return at_; }  ///< bytes up to and with STOP

  private:
    using Kind = PickleValue::Kind;
    enum class Next { Go, Stop };

    static PickleValue made(Kind kind, std::int64_t integer = 0, std::string_view text = {}) {
        return {kind, false, integer, text, {}};
    }

    // Words and numbers of the pickle.
    template <class T>
    Result<T> number();
    Result<std::string_view> take(std::uint64_t size);
    template <class T>
    Result<std::string_view> counted();  ///< a length of type T and so many bytes
    Result<std::string_view> line();

    // One opcode each, in groups.
    Result<Next> step(unsigned char code);
    Result<> atom(unsigned char code);
    Result<> textAtom(unsigned char code);
    Result<> container(unsigned char code);
    Result<> memory(unsigned char code);
    Result<> constructor(unsigned char code);
    Result<> lineNumber(unsigned char code);
    Result<> longInteger(std::string_view digits);

    // The stack.
    Result<> push(PickleValue value);
    Result<> pushId(PickleId id);
    Result<PickleId> pop();
    /// What stands above the topmost mark, which goes too.
    Result<std::vector<PickleId>> popToMark();
    Result<> tuple(std::size_t count);
    Result<> addItems(PickleId list, const std::vector<PickleId>& items);
    Result<> addPairs(PickleId dict, const std::vector<PickleId>& pairs);

    // What may be made (pickle_tensors.cpp).
    Result<> name(std::string_view module, std::string_view word);
    Result<> reduce();
    Result<> build();
    Result<> persistent();
    Result<PickleId> tensor(const PickleValue& arguments);
    Result<PickleId> parameter(const PickleValue& arguments);
    bool isEmptyDict(PickleId id) const;
    std::optional<std::vector<std::int64_t>> integers(PickleId id) const;
    Result<> checkReach(const PickledTensor& tensor) const;
    std::string described(const PickleValue& value) const;

    tl::unexpected<Error> broken(std::string what) const;
    /// It asks for something that is not a plain value; `name` is what.
    tl::unexpected<Error> refused(const std::string& name, std::string_view how) const;
    std::string where() const;

    std::string_view bytes_;
    std::string source_;
    std::size_t at_ = 0, opcode_ = 0;
    std::size_t pushes_ = 0;
    Pickle out_;
    std::vector<PickleId> stack_;
    std::vector<std::size_t> marks_;
    std::vector<PickleId> memo_;  ///< kNowhere where nothing was put
    std::unordered_map<std::string_view, std::size_t> keys_;
};

template <class T>
Result<T> PickleMachine::number() {
    LATHE_TRY(text, take(sizeof(T)));
    T value;
    std::memcpy(&value, text.data(), sizeof value);
    return value;
}

template <class T>
Result<std::string_view> PickleMachine::counted() {
    LATHE_TRY(size, number<T>());
    if constexpr (std::is_signed_v<T>)
        if (size < 0) return broken("a text of a negative length");
    return take(static_cast<std::uint64_t>(size));
}

}  // namespace lathe

// SPDX-License-Identifier: Apache-2.0
// The opcodes: https://github.com/python/cpython/blob/main/Lib/pickletools.py
#include <charconv>
#include <limits>

#include "core/formats/pickle_machine.h"

namespace lathe {
namespace {

constexpr std::uint64_t kMostMemo = 1 << 20;
constexpr PickleId kNowhere = std::numeric_limits<PickleId>::max();

std::string hex(unsigned char code) {
    static constexpr char kDigits[] = "0123456789abcdef";
    return std::string("0x") + kDigits[code >> 4] + kDigits[code & 15];
}


}  // namespace

/// The numbers of protocol 0, one a line.
Result<> PickleMachine::lineNumber(unsigned char code) {
    LATHE_TRY(text, line());
    if (code == 'F') return push(made(Kind::Real, 0, text));
    if (code == 'I' && (text == "00" || text == "01")) return push(made(Kind::Bool, text[1] - '0'));
    if (code == 'L' && text.ends_with('L')) text.remove_suffix(1);
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size())
        return broken("a line that is no integer");
    return push(made(Kind::Integer, value));
}

Result<> PickleMachine::atom(unsigned char code) {
    switch (code) {
        case 'N':
            return push(made(Kind::None));
        case 0x88:
            return push(made(Kind::Bool, 1));
        case 0x89:
            return push(made(Kind::Bool, 0));
        case 'J': {
            LATHE_TRY(value, number<std::int32_t>());
            return push(made(Kind::Integer, value));
        }
        case 'K': {
            LATHE_TRY(value, number<std::uint8_t>());
            return push(made(Kind::Integer, value));
        }
        case 'M': {
            LATHE_TRY(value, number<std::uint16_t>());
            return push(made(Kind::Integer, value));
        }
        case 'G': {
            LATHE_TRY(text, take(8));
            return push(made(Kind::Real, 0, text));
        }
        case 0x8A: {
            LATHE_TRY(text, counted<std::uint8_t>());
            return longInteger(text);
        }
        case 0x8B: {
            LATHE_TRY(text, counted<std::int32_t>());
            return longInteger(text);
        }
        default:
            return lineNumber(code);
    }
}

Result<> PickleMachine::textAtom(unsigned char code) {
    const auto put = [this](Kind kind, Result<std::string_view> text) -> Result<> {
        if (!text) return tl::unexpected<Error>(std::move(text).error());
        return push(made(kind, 0, *text));
    };
    switch (code) {
        case 'S': {
            LATHE_TRY(text, line());
            if (text.size() < 2 || text.front() != text.back() || (text[0] != '\'' && text[0] != '"'))
                return broken("a text without its quotes");
            return push(made(Kind::Text, 0, text.substr(1, text.size() - 2)));
        }
        case 'V':
            return put(Kind::Text, line());
        case 'T':
            return put(Kind::Text, counted<std::int32_t>());
        case 'U':
            return put(Kind::Text, counted<std::uint8_t>());
        case 'X':
            return put(Kind::Text, counted<std::uint32_t>());
        case 0x8C:
            return put(Kind::Text, counted<std::uint8_t>());
        case 0x8D:
            return put(Kind::Text, counted<std::uint64_t>());
        case 'B':
            return put(Kind::Bytes, counted<std::uint32_t>());
        case 'C':
            return put(Kind::Bytes, counted<std::uint8_t>());
        default:
            return put(Kind::Bytes, counted<std::uint64_t>());
    }
}

Result<> PickleMachine::container(unsigned char code) {
    switch (code) {
        case ')':
            return push(made(Kind::Tuple));
        case ']':
            return push(made(Kind::List));
        case '}':
            return push(made(Kind::Dict));
        case 0x85:
            return tuple(1);
        case 0x86:
            return tuple(2);
        case 0x87:
            return tuple(3);
        case 'a': {
            LATHE_TRY(item, pop());
            LATHE_TRY(list, pop());
            LATHE_CHECK(addItems(list, {item}));
            return pushId(list);
        }
        case 's': {
            LATHE_TRY(item, pop());
            LATHE_TRY(key, pop());
            LATHE_TRY(dict, pop());
            LATHE_CHECK(addPairs(dict, {key, item}));
            return pushId(dict);
        }
        default:
            break;
    }
    LATHE_TRY(items, popToMark());
    if (code == 'e' || code == 'u') {
        LATHE_TRY(onto, pop());
        LATHE_CHECK(code == 'e' ? addItems(onto, items) : addPairs(onto, items));
        return pushId(onto);
    }
    PickleValue value = made(code == 't' ? Kind::Tuple : code == 'l' ? Kind::List : Kind::Dict);
    if (code == 'd' && items.size() % 2 != 0) return broken("a dictionary has a key without a value");
    value.items = std::move(items);
    return push(std::move(value));
}

Result<> PickleMachine::memory(unsigned char code) {
    std::uint64_t index = memo_.size();
    switch (code) {
        case 'p':
        case 'g': {
            LATHE_TRY(text, line());
            const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), index);
            if (problem != std::errc() || end != text.data() + text.size())
                return broken("a place in memory that is no number");
            break;
        }
        case 'q':
        case 'h': {
            LATHE_TRY(narrow, number<std::uint8_t>());
            index = narrow;
            break;
        }
        case 'r':
        case 'j': {
            LATHE_TRY(wide, number<std::uint32_t>());
            index = wide;
            break;
        }
        default:
            break;  // MEMOIZE: the next one
    }
    if (code == 'g' || code == 'h' || code == 'j') {
        if (index >= memo_.size() || memo_[index] == kNowhere)
            return broken("it recalls value " + std::to_string(index) + ", which was not kept");
        return pushId(memo_[index]);
    }
    if (index >= kMostMemo) return broken("it keeps a value at place " + std::to_string(index));
    LATHE_TRY(id, pop());
    stack_.push_back(id);
    if (index >= memo_.size()) memo_.resize(index + 1, kNowhere);
    memo_[index] = id;
    return {};
}

/// Opcodes that import or call in Python. All but the tensors' constructors end here, by name.
Result<> PickleMachine::constructor(unsigned char code) {
    switch (code) {
        case 'c': {
            LATHE_TRY(module, line());
            LATHE_TRY(word, line());
            return name(module, word);
        }
        case 0x93: {
            LATHE_TRY(word, pop());
            LATHE_TRY(module, pop());
            if (out_[word].kind != Kind::Text || out_[module].kind != Kind::Text)
                return refused(described(out_[module]) + " and " + described(out_[word]), "imports by");
            return name(out_[module].text, out_[word].text);
        }
        case 'i': {
            LATHE_TRY(module, line());
            LATHE_TRY(word, line());
            return refused(std::string(module) + "." + std::string(word), "makes an object of");
        }
        case 'o': {
            LATHE_TRY(items, popToMark());
            if (items.empty()) return broken("it makes an object of nothing");
            return refused(described(out_[items[0]]), "makes an object of");
        }
        case 0x81:
        case 0x92: {
            if (code == 0x92) LATHE_CHECK(pop());
            LATHE_CHECK(pop());
            LATHE_TRY(type, pop());
            return refused(described(out_[type]), "makes an object of");
        }
        case 0x82: {
            LATHE_TRY(index, number<std::uint8_t>());
            return refused("extension code " + std::to_string(index), "asks for");
        }
        case 0x83: {
            LATHE_TRY(index, number<std::uint16_t>());
            return refused("extension code " + std::to_string(index), "asks for");
        }
        case 0x84: {
            LATHE_TRY(index, number<std::int32_t>());
            return refused("extension code " + std::to_string(index), "asks for");
        }
        case 'P': {
            LATHE_TRY(text, line());
            return refused("the persistent object " + std::string(text), "asks for");
        }
        case 'Q':
            return persistent();
        case 'R':
            return reduce();
        default:
            return build();
    }
}

Result<PickleMachine::Next> PickleMachine::step(unsigned char code) {
    const auto go = [](const Result<>& done) -> Result<Next> {
        if (!done) return tl::unexpected<Error>(done.error());
        return Next::Go;
    };
    switch (code) {
        case '.':
            return Next::Stop;
        case '(':
            if (++pushes_ > kMostPicklePushes)
                return broken("it takes more than " + std::to_string(kMostPicklePushes) + " steps");
            marks_.push_back(stack_.size());
            return Next::Go;
        case '0':
            if (!marks_.empty() && marks_.back() == stack_.size()) {
                marks_.pop_back();
                return Next::Go;
            } else {
                LATHE_CHECK(pop());
                return Next::Go;
            }
        case '1':
            LATHE_CHECK(popToMark());
            return Next::Go;
        case '2': {
            LATHE_TRY(id, pop());
            stack_.push_back(id);
            return go(pushId(id));
        }
        case 0x80: {
            LATHE_TRY(protocol, number<std::uint8_t>());
            if (protocol > 5) return broken("protocol " + std::to_string(protocol) + " is not known");
            return Next::Go;
        }
        case 0x95: {  // a frame: its length says nothing that is needed
            LATHE_TRY(size, number<std::uint64_t>());
            if (size > bytes_.size() - at_) return broken("a frame ends behind the pickle");
            return Next::Go;
        }
        case 'N':
        case 0x88:
        case 0x89:
        case 'J':
        case 'K':
        case 'M':
        case 'G':
        case 0x8A:
        case 0x8B:
        case 'F':
        case 'I':
        case 'L':
            return go(atom(code));
        case 'S':
        case 'V':
        case 'T':
        case 'U':
        case 'X':
        case 0x8C:
        case 0x8D:
        case 'B':
        case 'C':
        case 0x8E:
            return go(textAtom(code));
        case ')':
        case ']':
        case '}':
        case 0x85:
        case 0x86:
        case 0x87:
        case 'a':
        case 's':
        case 'e':
        case 'u':
        case 't':
        case 'l':
        case 'd':
            return go(container(code));
        case 'p':
        case 'g':
        case 'q':
        case 'h':
        case 'r':
        case 'j':
        case 0x94:
            return go(memory(code));
        case 'c':
        case 0x93:
        case 'i':
        case 'o':
        case 0x81:
        case 0x92:
        case 0x82:
        case 0x83:
        case 0x84:
        case 'P':
        case 'Q':
        case 'R':
        case 'b':
            return go(constructor(code));
        case 0x8F:
            return refused("a set", "makes");
        case 0x90:
            return refused("a set", "adds items to");
        case 0x91:
            return refused("a frozen set", "makes");
        case 0x96:
            return refused("a byte array", "makes");
        case 0x97:
        case 0x98:
            return refused("a buffer from outside", "asks for");
        default:
            return broken("the unknown opcode " + hex(code));
    }
}

}  // namespace lathe

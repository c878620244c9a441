// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cassert>
#include <map>

#include "core/data/records.h"
#include "core/data/sample_parts.h"
#include "core/text/letters.h"

namespace lathe {
namespace {

/// {field}; {an:field} with "a" or "an" before it; [text] is left out where a field in it is missing.
using Ways = std::array<const char*, 4>;
const std::map<std::string, Ways, std::less<>>& ways() {
    static const std::map<std::string, Ways, std::less<>> all = {
        {"country",
         {"{name} is {an:is_a} with the two-letter code {alpha_2}, the three-letter code {alpha_3} and the "
          "number "
          "{numeric}.[ Its official name is {official_name}.]",
          "The {is_a} {name}[, officially {official_name},] has the codes {alpha_2} and {alpha_3} and the "
          "number "
          "{numeric}.",
          "{alpha_2} and {alpha_3} are the codes of {name}, {an:is_a}[ whose official name is "
          "{official_name}]. Its "
          "number is {numeric}.",
          "The codes of {name}, {an:is_a}[ officially called {official_name}], are {alpha_2}, {alpha_3} and "
          "{numeric}."}},
        {"subdivision",
         {"{name} is {an:is_a} of {country}[ within {within}], with the code {code}.",
          "The code of {name}, {an:is_a} of {country}[ that belongs to {within}], is {code}.",
          "{code} stands for {name}, {an:is_a} of {country}[ within {within}].",
          "In {country}[, within {within},] there is {an:is_a} called {name}, with the code {code}."}},
        {"language",
         {"{name} is {an:is_a} with the three-letter code {alpha_3}[ and the two-letter code {alpha_2}].",
          "The code of {name}, {an:is_a}, is {alpha_3}[, or {alpha_2} in two letters].",
          "{alpha_3} stands for {name}, {an:is_a}[ whose two-letter code is {alpha_2}].",
          "There is {an:is_a} called {name}, with the code {alpha_3}[, or {alpha_2} in two letters]."}},
        {"currency",
         {"{name} is {an:is_a} with the three-letter code {alpha_3} and the number {numeric}.",
          "The {is_a} {name} has the code {alpha_3} and the number {numeric}.",
          "{alpha_3} stands for {name}, {an:is_a} whose number is {numeric}.",
          "The codes of {name}, {an:is_a}, are {alpha_3} and {numeric}."}},
        {"script",
         {"{name} is {an:is_a} with the four-letter code {alpha_4} and the number {numeric}.",
          "The {is_a} {name} has the code {alpha_4} and the number {numeric}.",
          "{alpha_4} stands for {name}, {an:is_a} whose number is {numeric}.",
          "The codes of {name}, {an:is_a}, are {alpha_4} and {numeric}."}},
        {"language family",
         {"{name} is {an:is_a} with the three-letter code {alpha_3}.",
          "The {is_a} {name} has the code {alpha_3}.", "{alpha_3} stands for {name}, {an:is_a}.",
          "The code of {name}, {an:is_a}, is {alpha_3}."}},
        {"former country",
         {"{name} is {an:is_a} that had the four-letter code {alpha_4} and was there until {until}.",
          "The {is_a} {name}, which was there until {until}, has the code {alpha_4}.",
          "{alpha_4} stands for {name}, {an:is_a} that was there until {until}.",
          "Until {until} there was {name}, now {an:is_a}, with the code {alpha_4}."}},
        {"kind",
         {"{name}, also called {also_called}, is a kind of {is_a}.",
          "A kind of {is_a} is {name}, which is also called {also_called}.",
          "One kind of {is_a} is called {name} or {also_called}.",
          "The words {name} and {also_called} mean the same kind of {is_a}."}},
        {"part",
         {"{name} is a kind of {is_a} and a part of {part_of}.",
          "{name}, a kind of {is_a}, is part of {part_of}.",
          "Part of {part_of} is {name}, which is a kind of {is_a}.",
          "A part of {part_of} is called {name}, a kind of {is_a}."}},
        {"member",
         {"{name} is a kind of {is_a} and a member of {member_of}.",
          "{name}, a kind of {is_a}, is a member of {member_of}.",
          "A member of {member_of} is {name}, which is a kind of {is_a}.",
          "Among the members of {member_of} is {name}, a kind of {is_a}."}},
        {"place",
         {"{name} is {an:is_a} and a part of {part_of}.", "{name}, {an:is_a}, is part of {part_of}.",
          "Part of {part_of} is {name}, {an:is_a}.", "The {is_a} {name} is a part of {part_of}."}},
        {"person",
         {"{name}, also called {also_called}, was {an:is_a}.",
          "{name}, {an:is_a}, is also called {also_called}.",
          "The {is_a} {name} is also called {also_called}.",
          "{name} or {also_called} is the name of {an:is_a}."}},
    };
    return all;
}

std::string withArticle(const std::string& noun) {
    const std::string start = lowerCase(noun.substr(0, 2));
    const bool vowel = !start.empty() && std::string_view("aeiou").find(start[0]) != std::string_view::npos;
    return (vowel && start != "un" && start != "eu" ? "an " : "a ") + noun;
}

/// A way up to its end or to "]"; `whole` says whether every field that it names was there.
std::string said(std::string_view& way, const Record& record, bool& whole) {
    std::string out;
    while (!way.empty() && way.front() != ']') {
        const char c = way.front();
        way.remove_prefix(1);
        if (c == '[') {
            bool all = true;
            const std::string inner = said(way, record, all);
            way.remove_prefix(1);  // "]"
            if (all) out += inner;
        } else if (c == '{') {
            std::string_view field = way.substr(0, way.find('}'));
            way.remove_prefix(field.size() + 1);
            const bool article = field.starts_with("an:");
            if (article) field.remove_prefix(3);
            if (const std::string* value = record.find(field))
                out += article ? withArticle(*value) : *value;
            else
                whole = false;
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

const std::string* Record::find(std::string_view field) const {
    for (const auto& [name, value] : fields)
        if (name == field) return &value;
    return nullptr;
}

std::string Record::line() const {
    std::string out;
    for (const auto& [name, value] : fields) out += (out.empty() ? "" : " | ") + name + " : " + value;
    return out;
}

std::vector<std::string> sentencesOf(const Record& record) {
    const auto found = ways().find(record.topic);
    assert(found != ways().end());
    std::vector<std::string> sentences;
    for (const char* way : found->second) {
        bool whole = true;
        std::string_view rest = way;
        std::string sentence = said(rest, record, whole);
        assert(whole);
        // Names begin a sentence with a capital; codes stay as they are.
        if (std::string_view(way).starts_with("{name}") && sentence[0] >= 'a' && sentence[0] <= 'z')
            sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
        sentences.push_back(std::move(sentence));
    }
    return sentences;
}

}  // namespace lathe

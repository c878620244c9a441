// SPDX-License-Identifier: Apache-2.0
// Rules between keys, each of which is right alone.
#include <algorithm>

#include "core/base/text.h"
#include "core/spec/applying.h"

namespace lathe {
namespace {

class Rules {
  public:
    Rules(const Json& recipe, const std::vector<Option>& applicable, std::vector<Error>& problems)
        : recipe_(recipe), applicable_(applicable), problems_(problems) {}

    Json value(std::string_view key) const {
        for (const Option& option : applicable_)
            if (option.key == key) return effectiveValue(option, recipe_);
        return {};
    }
    void wrong(std::string_view key, std::string what, std::string todo) {
        problems_.push_back({std::move(what), std::string(key), std::move(todo), Error::Kind::Call});
    }

  private:
    const Json& recipe_;
    const std::vector<Option>& applicable_;
    std::vector<Error>& problems_;
};

void oneOfTwo(Rules& rules, const Json& recipe, const std::vector<Option>& applicable) {
    for (const Option& option : applicable)
        if (!option.instead.empty() && option.key < option.instead && !recipe.at(option.key).isNull() &&
            !recipe.at(option.instead).isNull())
            rules.wrong(option.key, "stands beside " + option.instead, "give one of the two");
}

void name(Rules& rules) {
    const std::string text = rules.value("name").toString();
    if (text.empty()) return;
    if (text == "last" || text.find_first_not_of("0123456789") == std::string::npos)
        rules.wrong("name", Json(text).dump() + " would read as a run's number", "give another name");
    else if (text.find_first_of("\n\r\t") != std::string::npos)
        rules.wrong("name", "has more than one line", "give one line");
    else if (trimmed(text).size() != text.size())
        rules.wrong("name", "has blanks around it", "take them out");
}

void data(Rules& rules) {
    const std::string text = rules.value("task.data").toString();
    const auto slash = text.find('/');
    if (slash == std::string::npos) return;
    rules.wrong("task.data", Json(text).dump() + " names a split",
                "give " + Json(text.substr(0, slash)).dump() + ": training reads its train rows");
}

void training(Rules& rules) {
    const Json steps = rules.value("training.steps");
    const Json warmup = rules.value("optimizer.warmup");
    if (steps.isNumber() && warmup.toNumber() > steps.toNumber())
        rules.wrong("optimizer.warmup",
                    warmup.dump() + " is more than the " + steps.dump() + " of training.steps",
                    "give at most " + steps.dump());
    if (rules.value("training.early_stop").toNumber() > 0 &&
        rules.value("training.evaluate_every").toNumber() == 0)
        rules.wrong("training.early_stop", "needs evaluations", "set training.evaluate_every to 1 or more");
}

void probing(Rules& rules) {
    if (rules.value("task.kind").toString() == "probe" && rules.value("task.loss").toString() == "labels" &&
        rules.value("task.candidates").toString() == "vocabulary")
        rules.wrong("task.loss", "\"labels\" needs candidates", "set task.candidates to answers or file");
}

void starts(Rules& rules) {
    if (rules.value("method.init.kind").toString() == "labels" && rules.value("task.labels").isNull())
        rules.wrong("method.init.kind", "\"labels\" needs a task with labels",
                    "set task.kind to classify, or start otherwise");
}

}  // namespace

void checkTogether(const Json& recipe, const std::vector<Option>& applicable, std::vector<Error>& problems) {
    Rules rules(recipe, applicable, problems);
    oneOfTwo(rules, recipe, applicable);
    name(rules);
    data(rules);
    training(rules);
    probing(rules);
    starts(rules);
}

void sayWhyNotTest(const Json& recipe, std::vector<Error>& problems) {
    const std::string by = recipe.at("training.choose_by").toString();
    if (by != "test" && !by.starts_with("test.")) return;
    for (Error& problem : problems)
        if (problem.where == "training.choose_by")
            problem = {Json(by).dump() + " would choose by the test rows", problem.where,
                       "choose by validation, and read test once with evaluate", Error::Kind::Call};
}

}  // namespace lathe

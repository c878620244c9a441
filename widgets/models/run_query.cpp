// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_query.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QVariant>

#include "widgets/models/query_words.h"

namespace lathe {

struct RunQuery::Node {
    enum class Kind { And, Or, Not, Compare } kind = Kind::Compare;
    std::shared_ptr<const Node> left, right;
    QString field, sign, value;
};

namespace {

using Node = RunQuery::Node;
using NodePointer = std::shared_ptr<const Node>;

tl::unexpected<Error> wrong(const QString& what) {
    return failed(what.toStdString());
}

QString plain(QString text) {
    return text.replace('_', ' ').replace('-', ' ').toCaseFolded();
}

class Parser {
    Q_DECLARE_TR_FUNCTIONS(lathe::RunQuery)
  public:
    Parser(const QString& text, const QStringList& fields) : words_(queryWords(text)), fields_(fields) {}

    Result<NodePointer> whole() {
        LATHE_TRY(node, either());
        if (at_ < words_.size())
            return wrong(tr("“%1” is not expected; join comparisons by “and” or “or”").arg(words_[at_].text));
        return node;
    }

  private:
    bool isWord(const char* word) const {
        return at_ < words_.size() && words_[at_].kind == QueryWord::Kind::Word &&
               words_[at_].text.compare(QLatin1String(word), Qt::CaseInsensitive) == 0;
    }
    bool is(QueryWord::Kind kind) const { return at_ < words_.size() && words_[at_].kind == kind; }

    Result<NodePointer> either() {
        LATHE_TRY(left, both());
        while (isWord("or")) {
            ++at_;
            LATHE_TRY(right, both());
            left = std::make_shared<Node>(Node{Node::Kind::Or, left, right, {}, {}, {}});
        }
        return left;
    }
    Result<NodePointer> both() {
        LATHE_TRY(left, single());
        while (isWord("and")) {
            ++at_;
            LATHE_TRY(right, single());
            left = std::make_shared<Node>(Node{Node::Kind::And, left, right, {}, {}, {}});
        }
        return left;
    }
    Result<NodePointer> single() {
        if (++depth_ > kMostDepth) return wrong(tr("too many parentheses"));
        if (isWord("not")) {
            ++at_;
            LATHE_TRY(inner, single());
            --depth_;
            return NodePointer(std::make_shared<Node>(Node{Node::Kind::Not, inner, {}, {}, {}, {}}));
        }
        if (is(QueryWord::Kind::Open)) {
            ++at_;
            LATHE_TRY(inner, either());
            if (!is(QueryWord::Kind::Close)) return wrong(tr("a “)” is missing"));
            ++at_;
            --depth_;
            return inner;
        }
        --depth_;
        return comparison();
    }
    Result<NodePointer> comparison() {
        if (!is(QueryWord::Kind::Word))
            return wrong(at_ < words_.size()
                             ? tr("“%1” stands where a field is expected").arg(words_[at_].text)
                             : tr("a field is missing at the end"));
        Node node;
        const QString asked = words_[at_++].text;
        const auto known = std::find_if(fields_.begin(), fields_.end(), [&](const QString& field) {
            return field.compare(asked, Qt::CaseInsensitive) == 0;
        });
        if (known == fields_.end()) return wrong(tr("no run has a field “%1”").arg(asked));
        node.field = *known;
        if (!is(QueryWord::Kind::Sign))
            return wrong(tr("after “%1” one of = != < <= > >= ~ is expected").arg(asked));
        node.sign = words_[at_++].text;
        if (!is(QueryWord::Kind::Word) && !is(QueryWord::Kind::Quoted))
            return wrong(tr("after “%1 %2” a value is expected").arg(asked, node.sign));
        node.value = words_[at_++].text;
        return NodePointer(std::make_shared<Node>(std::move(node)));
    }

    static constexpr int kMostDepth = 100;
    std::vector<QueryWord> words_;
    const QStringList& fields_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

template <class T>
bool compared(const QString& sign, const T& a, const T& b) {
    if (sign == QLatin1String("<")) return a < b;
    if (sign == QLatin1String("<=")) return a <= b;
    if (sign == QLatin1String(">")) return a > b;
    if (sign == QLatin1String(">=")) return a >= b;
    return sign == QLatin1String("!=") ? a != b : a == b;
}

bool comparisonFits(const Node& node, const QVariant& has) {
    const bool unequal = node.sign == QLatin1String("!=");
    if (!has.isValid()) return unequal;
    if (has.typeId() == QMetaType::QStringList) {  // tags: any of them, none of them
        const QStringList all = has.toStringList();
        const bool any = std::any_of(all.begin(), all.end(), [&](const QString& one) {
            return node.sign == QLatin1String("~") ? plain(one).contains(plain(node.value))
                                                   : plain(one) == plain(node.value);
        });
        return unequal ? !any : any;
    }
    if (node.sign == QLatin1String("~")) return plain(has.toString()).contains(plain(node.value));
    bool number = false;
    const double wanted = node.value.toDouble(&number);
    if (number && has.typeId() != QMetaType::QString) return compared(node.sign, has.toDouble(), wanted);
    return compared(node.sign, plain(has.toString()), plain(node.value));
}

bool nodeFits(const Node& node, const RunRow& row) {
    switch (node.kind) {
        case Node::Kind::And:
            return nodeFits(*node.left, row) && nodeFits(*node.right, row);
        case Node::Kind::Or:
            return nodeFits(*node.left, row) || nodeFits(*node.right, row);
        case Node::Kind::Not:
            return !nodeFits(*node.left, row);
        case Node::Kind::Compare:
            break;
    }
    return comparisonFits(node, runField(row, node.field));
}

}  // namespace

bool RunQuery::isQuery(const QString& text) {
    const auto words = queryWords(text);
    return std::any_of(words.begin(), words.end(),
                       [](const QueryWord& word) { return word.kind == QueryWord::Kind::Sign; });
}

Result<RunQuery> RunQuery::parse(const QString& text, const QStringList& fields) {
    RunQuery query;
    LATHE_TRY(root, Parser(text, fields).whole());
    query.root_ = std::move(root);
    return query;
}

bool RunQuery::fits(const RunRow& row) const {
    return !root_ || nodeFits(*root_, row);
}

}  // namespace lathe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/recipe_preview.h"

#include <QHBoxLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "core/project/data_sets.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/forms/token_view.h"

namespace lathe {

RecipePreview::RecipePreview(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      line_(new QLabel),
      back_(makeIconButton(QStringLiteral("chevron-left"), tr("Row before"))),
      next_(makeIconButton(QStringLiteral("chevron-right"), tr("Next row"))),
      tokens_(new TokenView),
      number_(new QLineEdit) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(0.75));
    auto* line = new QHBoxLayout;
    line->setSpacing(grid(0.5));
    line_->setTextFormat(Qt::PlainText);
    line_->setWordWrap(true);
    makeSecondary(line_);
    number_->setObjectName(QStringLiteral("previewRow"));
    number_->setAccessibleName(tr("Row to show"));
    number_->setToolTip(tr("A row's number, and Return"));
    number_->setAlignment(Qt::AlignRight);
    number_->setFixedWidth(columns(11));
    number_->setValidator(new QIntValidator(1, 2'000'000'000, number_));
    connect(number_, &QLineEdit::editingFinished, this, [this] {
        if (number_->text().isEmpty() || number_->text().toLongLong() == offset_ + 1) return;
        setRow(split_, number_->text().toLongLong() - 1);
    });
    line->addWidget(line_, 1);
    line->addWidget(number_);
    line->addWidget(back_);
    line->addWidget(next_);
    layout->addLayout(line);
    layout->addWidget(tokens_);
    connect(back_, &QPushButton::clicked, this, [this] { step(-1); });
    connect(next_, &QPushButton::clicked, this, [this] { step(1); });
    setRecipe({}, tr("Choose a data set to see a row as the model sees it."));
}

void RecipePreview::setRecipe(const Json& recipe, const QString& why) {
    recipe_ = recipe;
    if (asked_ > 0) desk_.cancel(asked_);
    asked_ = 0;
    back_->setEnabled(!recipe.isNull());
    next_->setEnabled(!recipe.isNull());
    number_->setEnabled(!recipe.isNull());
    if (recipe.isNull()) {
        line_->setText(why);
        tokens_->setTokens({});
        tokens_->hide();
        return;
    }
    ask();
}

void RecipePreview::step(int by) {
    setRow(split_, offset_ + by);
}

void RecipePreview::setRow(const std::string& split, std::int64_t offset) {
    if (split != split_) rows_ = 0;
    split_ = split;
    offset_ = std::max<std::int64_t>(0, offset);
    if (rows_ > 0) offset_ = std::min(offset_, rows_ - 1);
    if (asked_ > 0) desk_.cancel(asked_);
    ask();
}

void RecipePreview::ask() {
    const Project* project = desk_.project();
    if (!project || recipe_.isNull()) return;
    if (const auto data = findDataSet(*project, recipe_.at("task.data").toString())) {
        rows_ = data->rows(split_);
        if (rows_ > 0) offset_ = std::min(offset_, rows_ - 1);
    }
    asked_ = desk_.ask(Json::object({{"do", "preview"},
                                     {"project", project->path().string()},
                                     {"recipe", recipe_},
                                     {"split", split_},
                                     {"offset", offset_}}),
                       this, [this](const Json& event) { fill(event); });
}

void RecipePreview::fill(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind == "error") {
        line_->setText(QString::fromStdString(
            event["what"].toString() +
            (event["todo"].toString().empty() ? "" : "; " + event["todo"].toString())));
        tokens_->hide();
        return;
    }
    if (kind != "result") return;
    std::vector<TokenView::Token> tokens;
    for (const Json& token : event["tokens"].items()) {
        TokenView::Token chip;
        const std::string what = token["kind"].toString();
        const QString text = QString::fromStdString(token["text"].toString());
        chip.text = what == "soft" ? QStringLiteral("◆") : visibleToken(text);
        chip.kind = what == "soft"                                  ? ChipKind::Soft
                    : what == "label" || token["labelled"].toBool() ? ChipKind::Label
                                                                    : ChipKind::Token;
        chip.tip = what == "soft" ? tr("Soft token %1: trained").arg(token["slot"].toInteger())
                                  : tr("Token %1").arg(token["id"].toInteger());
        if (chip.kind == ChipKind::Label) chip.tip += tr(", learned as the answer");
        tokens.push_back(std::move(chip));
    }
    QString text = (split_ == "train" ? tr("Row %1 of %2 as the model sees it: %3 tokens, %4 labelled")
                                      : tr("Row %1 of %2 in %5 as the model sees it: %3 tokens, %4 labelled")
                                            .replace(QStringLiteral("%5"), QString::fromStdString(split_)))
                       .arg(grouped(offset_ + 1), grouped(rows_), grouped(event["count"].toInteger()),
                            grouped(event["labelled"].toInteger()));
    if (event["cut"].toInteger() > 0) text += tr(", %1 cut").arg(grouped(event["cut"].toInteger()));
    line_->setText(text);
    number_->setText(QString::number(offset_ + 1));
    tokens_->setTokens(std::move(tokens));
    tokens_->show();
    back_->setEnabled(offset_ > 0);
    next_->setEnabled(rows_ == 0 || offset_ + 1 < rows_);
}

}  // namespace lathe

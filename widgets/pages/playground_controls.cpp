// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/playground_controls.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>
#include <string_view>

#include "widgets/forms/flow_layout.h"
#include "widgets/measure.h"
#include "widgets/pages/playground_answer.h"

namespace lathe {
namespace {

/// A name and its box, that stay together where the line is broken.
QWidget* named(const QString& name, const char* object, QAbstractSpinBox* box, const QString& help) {
    auto* pair = new QWidget;
    auto* row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid(1));
    auto* label = new QLabel(name);
    makeSecondary(label);
    label->setBuddy(box);
    box->setObjectName(object);
    box->setAccessibleName(name);
    box->setToolTip(help);
    box->setMinimumWidth(columns(std::string_view(object) == "seed" ? 16 : 11));
    row->addWidget(label);
    row->addWidget(box);
    return pair;
}

QSpinBox* whole(int low, int high, int value) {
    auto* box = new QSpinBox;
    box->setRange(low, high);
    box->setValue(value);
    return box;
}

QDoubleSpinBox* real(double low, double high, double step, double value) {
    auto* box = new QDoubleSpinBox;
    box->setRange(low, high);
    box->setSingleStep(step);
    box->setValue(value);
    return box;
}

}  // namespace

GenerationControls::GenerationControls(QWidget* parent)
    : Card({}, parent),
      beams_(whole(1, 64, 1)),
      topK_(whole(0, 1'000'000, 0)),
      maxNew_(whole(1, 4096, 32)),
      seed_(whole(0, 2'000'000'000, 0)),
      lengthPenalty_(real(-5, 5, 0.1, 1)),
      temperature_(real(0, 5, 0.1, 0)),
      topP_(real(0.01, 1, 0.05, 1)) {
    auto* line = new QWidget;
    auto* flow = new FlowLayout(line, grid(2), grid(1));
    content()->addWidget(line);
    topK_->setSpecialValueText(tr("all"));
    flow->addWidget(named(tr("Beams"), "beams", beams_,
                          tr("Follows so many texts at once and keeps the likeliest; 1 follows one")));
    flow->addWidget(
        named(tr("Length penalty"), "lengthPenalty", lengthPenalty_,
              tr("A beam's score is divided by its length to this power: above 1 favours long texts")));
    flow->addWidget(
        named(tr("Temperature"), "temperature", temperature_, tr("0 always takes the likeliest word")));
    flow->addWidget(named(tr("Top k"), "topK", topK_, tr("Draws among so many of the likeliest words")));
    flow->addWidget(named(tr("Top p"), "topP", topP_,
                          tr("Draws among the likeliest words that together have this probability")));
    flow->addWidget(named(tr("New tokens"), "maxNew", maxNew_, tr("At most this many")));
    flow->addWidget(named(tr("Seed"), "seed", seed_,
                          tr("The same for all answers, so that they differ by their prompts alone")));
    connect(beams_, &QSpinBox::valueChanged, this, &GenerationControls::allow);
    connect(temperature_, &QDoubleSpinBox::valueChanged, this, &GenerationControls::allow);
    allow();
}

/// Beams do not draw, and without a temperature nothing is drawn.
void GenerationControls::allow() {
    const bool beams = beams_->value() > 1, draws = !beams && temperature_->value() > 0;
    lengthPenalty_->setEnabled(beams);
    temperature_->setEnabled(!beams);
    for (QWidget* box : std::initializer_list<QWidget*>{topK_, topP_, seed_}) box->setEnabled(draws);
}

void GenerationControls::fill(Question& question) const {
    const bool beams = beams_->value() > 1;
    question.beams = beams_->value();
    question.lengthPenalty = lengthPenalty_->value();
    question.maxNew = maxNew_->value();
    question.temperature = beams ? 0 : temperature_->value();
    question.topK = topK_->value();
    question.topP = topP_->value();
    question.seed = seed_->value();
}

}  // namespace lathe

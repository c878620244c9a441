// SPDX-License-Identifier: GPL-3.0-or-later
// How texts are written: beams or draws, how long, and the seed that all answers share.
#pragma once

#include "widgets/forms/card.h"

class QDoubleSpinBox;
class QSpinBox;

namespace lathe {

struct Question;

class GenerationControls : public Card {
    Q_OBJECT
  public:
    explicit GenerationControls(QWidget* parent = nullptr);
    void fill(Question& question) const;

  private:
    void allow();
    QSpinBox *beams_, *topK_, *maxNew_, *seed_;
    QDoubleSpinBox *lengthPenalty_, *temperature_, *topP_;
};

}  // namespace lathe

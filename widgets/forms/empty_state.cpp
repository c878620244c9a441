// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/empty_state.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "widgets/forms/buttons.h"
#include "widgets/icons.h"
#include "widgets/measure.h"

namespace lathe {
namespace {

/// An icon that is painted anew, so that it follows the theme.
class IconView : public QWidget {
  public:
    IconView(const QString& name, int size, QWidget* parent) : QWidget(parent), icon_(icon(name, IconTone::Secondary)) {
        setFixedSize(size, size);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        icon_.paint(&painter, rect());
    }

  private:
    QIcon icon_;
};

}  // namespace

EmptyState::EmptyState(const QString& icon, const QString& sentence, const QString& action, QWidget* parent)
    : QWidget(parent), sentence_(new QLabel(this)), button_(makeButton({}, ButtonKind::Primary, this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid(3), grid(3), grid(3), grid(3));
    layout->setSpacing(grid(2));
    layout->addStretch(2);
    layout->addWidget(new IconView(icon, grid(5), this), 0, Qt::AlignHCenter);
    sentence_->setWordWrap(true);
    sentence_->setAlignment(Qt::AlignHCenter);
    sentence_->setTextFormat(Qt::PlainText);
    sentence_->setFixedWidth(columns(52));
    makeSecondary(sentence_);
    layout->addWidget(sentence_, 0, Qt::AlignHCenter);
    layout->addWidget(button_, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(button_, &QPushButton::clicked, this, &EmptyState::activated);
    setSentence(sentence);
    setAction(action);
}

void EmptyState::setSentence(const QString& sentence) {
    sentence_->setText(sentence);
    // Aligned in its layout, the label would be given one line alone.
    sentence_->setMinimumHeight(qMax(0, sentence_->heightForWidth(columns(52))));
    setAccessibleName(sentence);
}

void EmptyState::setAction(const QString& action) {
    button_->setText(action);
    button_->setVisible(!action.isEmpty());
}

}  // namespace lathe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/tile.h"

#include <QVBoxLayout>

#include "widgets/forms/elided_label.h"
#include "widgets/forms/numbers.h"
#include "widgets/measure.h"

namespace lathe {

Tile::Tile(const QString& caption, QWidget* parent)
    : QWidget(parent), caption_(new ElidedLabel(caption)), value_(new NumberLabel(QStringLiteral("–"), 1.5, QFont::DemiBold)),
      note_(new ElidedLabel) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(0.125));
    layout->addWidget(caption_);
    layout->addWidget(value_);
    layout->addWidget(note_);
    makeSecondary(caption_);
    makeSecondary(note_);
    note_->hide();
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    tell();
}

void Tile::setCaption(const QString& caption) {
    caption_->setText(caption);
    tell();
}

void Tile::setValue(const QString& value) {
    value_->setText(value);
    tell();
}

QString Tile::value() const { return value_->text(); }

void Tile::setNote(const QString& note) {
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
    tell();
}

void Tile::tell() { setAccessibleName(QStringLiteral("%1: %2 %3").arg(caption_->text(), value_->text(), note_->text()).trimmed()); }

}  // namespace lathe

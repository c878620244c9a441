// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {

Card::Card(const QString& title, QWidget* parent)
    : QFrame(parent), row_(new QWidget(this)), rowLayout_(new QHBoxLayout(row_)), title_(new QLabel(row_)),
      outer_(new QVBoxLayout(this)), content_(new QVBoxLayout) {
    outer_->setContentsMargins(grid(1.75), grid(1.5), grid(1.75), grid(1.75));
    outer_->setSpacing(grid(1.25));
    rowLayout_->setContentsMargins(0, 0, 0, 0);
    rowLayout_->setSpacing(grid(1));
    title_->setFont(scaledFont(1.0, QFont::DemiBold));
    rowLayout_->addWidget(title_);
    rowLayout_->addStretch(1);
    content_->setContentsMargins(0, 0, 0, 0);
    content_->setSpacing(grid(1));
    outer_->addWidget(row_);
    outer_->addLayout(content_, 1);
    row_->hide();
    setTitle(title);
}

void Card::setTitle(const QString& title) {
    title_->setText(title);
    title_->setVisible(!title.isEmpty());
    if (!title.isEmpty()) row_->show();
    if (accessibleName().isEmpty()) setAccessibleName(title);
}

QString Card::title() const { return title_->text(); }

void Card::addBesideTitle(QWidget* widget) {
    rowLayout_->insertWidget(beside_++, widget);
    row_->show();
}

void Card::addAtRight(QWidget* widget) {
    rowLayout_->addWidget(widget);
    row_->show();
}

void Card::setFlush() {
    outer_->setContentsMargins(1, row_->isHidden() ? 1 : grid(1.5), 1, grid(0.75));
    rowLayout_->setContentsMargins(grid(1.75), 0, grid(1.75), 0);
}

void Card::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), grid(1), grid(1));
}

}  // namespace lathe

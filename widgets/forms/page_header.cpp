// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/page_header.h"

#include <QHBoxLayout>

#include "widgets/forms/elided_label.h"
#include "widgets/measure.h"

namespace lathe {

PageHeader::PageHeader(const QString& title, QWidget* parent)
    : QWidget(parent), layout_(new QHBoxLayout(this)), title_(new QLabel(title, this)), subtitle_(new ElidedLabel) {
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(grid(1.25));
    title_->setFont(scaledFont(1.2, QFont::DemiBold));
    title_->setTextFormat(Qt::PlainText);
    makeSecondary(subtitle_);
    layout_->addWidget(title_);
    layout_->addWidget(subtitle_, 0);
    subtitle_->hide();  // no room for what is not said
    layout_->addStretch(1);
    setMinimumHeight(grid(4));
}

void PageHeader::setTitle(const QString& title) { title_->setText(title); }

void PageHeader::setSubtitle(const QString& text) {
    subtitle_->setText(text);
    subtitle_->setVisible(!text.isEmpty());
}

void PageHeader::addBesideTitle(QWidget* widget) { layout_->insertWidget(beside_++, widget); }

void PageHeader::addAtRight(QWidget* widget) { layout_->addWidget(widget); }

}  // namespace lathe

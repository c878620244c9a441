// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/token_view.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "widgets/measure.h"

namespace lathe {

TokenView::TokenView(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void TokenView::setTokens(std::vector<Token> tokens) {
    tokens_ = std::move(tokens);
    QString all;
    for (const Token& token : tokens_) all += token.text;
    setAccessibleName(tr("Tokens"));
    setAccessibleDescription(all);
    place(width(), boxes_);
    updateGeometry();
    update();
}

int TokenView::place(int width, std::vector<QRect>& boxes) const {
    boxes.clear();
    const QFontMetrics metrics(tokenFont(0.94));
    const int high = metrics.height() + grid(0.5), gap = grid(0.5);
    int x = 0, y = 0;
    for (const Token& token : tokens_) {
        const int wide = qMin(width, metrics.horizontalAdvance(token.text) + grid(token.kind == ChipKind::Soft ? 1.4 : 1.25));
        if (x > 0 && x + wide > width) {
            x = 0;
            y += high + gap;
        }
        boxes.emplace_back(x, y, wide, high);
        x += wide + gap;
    }
    return y + high;
}

int TokenView::heightForWidth(int width) const {
    std::vector<QRect> boxes;
    return place(width, boxes);
}

QSize TokenView::sizeHint() const { return {columns(40), heightForWidth(width() > 0 ? width() : columns(60))}; }

void TokenView::resizeEvent(QResizeEvent*) { place(width(), boxes_); }

void TokenView::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    for (std::size_t i = 0; i < boxes_.size(); ++i)
        if (boxes_[i].intersects(event->rect())) paintChip(painter, boxes_[i], tokens_[i].text, tokens_[i].kind, palette());
}

bool TokenView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        for (std::size_t i = 0; i < boxes_.size(); ++i)
            if (boxes_[i].contains(help->pos())) {
                QToolTip::showText(help->globalPos(), tokens_[i].tip, this, boxes_[i]);
                return true;
            }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

}  // namespace lathe

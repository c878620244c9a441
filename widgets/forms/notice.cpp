// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/notice.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include "widgets/forms/buttons.h"
#include "widgets/icons.h"
#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {

Notice::Notice(QWidget* parent)
    : QWidget(parent), text_(new QLabel(this)), action_(makeButton({}, ButtonKind::Plain, this)),
      close_(makeIconButton(QStringLiteral("close"), tr("Dismiss"), this)) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid(4.25), grid(0.75), grid(1), grid(0.75));
    layout->setSpacing(grid(1));
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text_->setMinimumHeight(grid(3.25));
    layout->addWidget(text_, 1);
    layout->addWidget(action_, 0, Qt::AlignVCenter);
    layout->addWidget(close_, 0, Qt::AlignVCenter);
    close_->hide();
    connect(action_, &QPushButton::clicked, this, &Notice::activated);
    connect(close_, &QPushButton::clicked, this, &Notice::clear);
    QWidget::hide();
}

void Notice::say(NoticeKind kind, const QString& text, const QString& action) {
    kind_ = kind;
    text_->setText(text);
    setAccessibleName(text);
    action_->setText(action);
    action_->setVisible(!action.isEmpty());
    setVisible(!text.isEmpty());
    update();
}

void Notice::clear() { say(NoticeKind::Plain, {}); }

QString Notice::text() const { return text_->text(); }

void Notice::setClosable(bool closable) { close_->setVisible(closable); }

void Notice::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QColor line = theme.secondary;
    IconTone tone = IconTone::Secondary;
    QString name = QStringLiteral("info");
    switch (kind_) {
        case NoticeKind::Plain: break;
        case NoticeKind::Good: line = theme.good, tone = IconTone::Good, name = QStringLiteral("check"); break;
        case NoticeKind::Warning: line = theme.warning, tone = IconTone::Warning, name = QStringLiteral("warning"); break;
        case NoticeKind::Error: line = theme.error, tone = IconTone::Error, name = QStringLiteral("error"); break;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor tint = line;
    tint.setAlphaF(theme.dark ? 0.14F : 0.07F);
    painter.setPen(QPen(line, 1));
    painter.setBrush(tint);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), grid(0.75), grid(0.75));
    icon(name, tone).paint(&painter, QRect(grid(1.25), (height() - grid(2)) / 2, grid(2), grid(2)));
}

}  // namespace lathe

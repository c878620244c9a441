// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/segmented_control.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

class Segment : public QAbstractButton {
  public:
    Segment(const QString& text, QWidget* parent) : QAbstractButton(parent) {
        setText(text);
        setCheckable(true);
        setAutoExclusive(true);
        setAccessibleName(text);
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::ArrowCursor);
        setAttribute(Qt::WA_Hover);
    }

    QSize sizeHint() const override {
        // Sized for the heavier weight that the chosen word has, so that choosing moves nothing.
        const QFontMetrics metrics(scaledFont(1.0, QFont::DemiBold));
        return {metrics.horizontalAdvance(text()) + grid(2.25), metrics.height() + grid(1.25)};
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        const Theme theme = Theme::of(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF area = QRectF(rect()).adjusted(1, 1, -1, -1);
        if (isChecked() || underMouse()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(isChecked() ? theme.sunken : theme.grid);
            painter.drawRoundedRect(area, grid(0.6), grid(0.6));
        }
        if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
            painter.setPen(QPen(theme.focus, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), grid(0.5), grid(0.5));
        }
        painter.setFont(scaledFont(1.0, isChecked() ? QFont::DemiBold : QFont::Normal));
        painter.setPen(isChecked() && isEnabled() ? theme.text : theme.secondary);
        painter.drawText(rect(), Qt::AlignCenter, text());
    }
};

}  // namespace

SegmentedControl::SegmentedControl(const QStringList& words, QWidget* parent)
    : QWidget(parent), group_(new QButtonGroup(this)) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    for (int i = 0; i < words.size(); ++i) {
        auto* segment = new Segment(words[i], this);
        group_->addButton(segment, i);
        layout->addWidget(segment);
    }
    if (!words.isEmpty()) setCurrent(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    // Arrow keys check a button without a click, so the checked state is what counts.
    connect(group_, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        if (on) Q_EMIT chosen(index);
    });
}

int SegmentedControl::current() const {
    return group_->checkedId();
}

void SegmentedControl::setCurrent(int index) {
    const QSignalBlocker quiet(group_);
    if (auto* button = group_->button(index)) button->setChecked(true);
}

void SegmentedControl::setShown(int index, bool shown) {
    if (auto* button = group_->button(index)) button->setVisible(shown);
}

void SegmentedControl::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), grid(0.75), grid(0.75));
}

}  // namespace lathe

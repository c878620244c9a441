// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plain_words.h"

#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QScreen>
#include <algorithm>

namespace lathe {
namespace {

constexpr int kMostLetters = 2000, kLettersInALine = 80;

/// Cuts and wraps the tooltip that is about to be shown; Qt makes a new label for each place.
class TipWrapper : public QObject {
  public:
    explicit TipWrapper(QLabel* tip) : QObject(tip) {}
    bool eventFilter(QObject* watched, QEvent* event) override {
        auto* tip = static_cast<QLabel*>(watched);
        if (event->type() == QEvent::Show) fit(tip);
        return false;
    }

  private:
    static void fit(QLabel* tip) {
        if (tip->text().size() > kMostLetters) tip->setText(tip->text().left(kMostLetters) + QChar(0x2026));
        const int most = tip->fontMetrics().averageCharWidth() * kLettersInALine;
        tip->setWordWrap(false);
        QSize size = tip->sizeHint();
        if (size.width() > most) {
            tip->setWordWrap(true);
            size = QSize(most, tip->heightForWidth(most));
        }
        tip->resize(size + QSize(1, 0));
        if (const QScreen* screen = tip->screen()) {
            const QRect room = screen->availableGeometry();
            tip->move(std::max(room.left(), std::min(tip->x(), room.right() - tip->width())),
                      std::max(room.top(), std::min(tip->y(), room.bottom() - tip->height())));
        }
    }
};

}  // namespace

void keepPlain(QWidget* widget) {
    auto* label = qobject_cast<QLabel*>(widget);
    if (!label || label->textFormat() != Qt::AutoText) return;
    label->setTextFormat(Qt::PlainText);
    if (label->inherits("QTipLabel")) label->installEventFilter(new TipWrapper(label));
}

}  // namespace lathe

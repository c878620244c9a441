// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/number_field.h"

#include <QKeyEvent>
#include <QPainter>
#include <cmath>

#include "widgets/measure.h"
#include "widgets/show.h"

namespace lathe {

QString numberText(const Json& value) {
    if (value.isInteger()) return QString::number(value.toInteger());
    if (value.isNumber()) return QString::number(value.toNumber(), 'g', 12);
    return QString::fromStdString(value.toString());
}

NumberField::NumberField(const Option& option, QWidget* parent)
    : QLineEdit(parent),
      whole_(option.type == OptionType::Integer),
      minimum_(option.minimum),
      maximum_(option.maximum),
      unit_(coreText(option.unit)) {
    if (!unit_.isEmpty()) setTextMargins(0, 0, fontMetrics().horizontalAdvance(unit_) + grid(1.25), 0);
    if (option.optional || option.fallback.isNull()) setPlaceholderText(tr("not set"));
    if (!option.alsoAllowed.empty())
        setToolTip(tr("A number, or %1").arg(QString::fromStdString(option.alsoAllowed.front())));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

Json NumberField::value() const {
    const QString entered = text().trimmed();
    if (entered.isEmpty()) return {};
    bool good = false;
    if (const qlonglong number = entered.toLongLong(&good); good) return static_cast<std::int64_t>(number);
    if (const double number = entered.toDouble(&good); good && std::isfinite(number)) return number;
    return entered.toStdString();
}

void NumberField::setValue(const Json& value) {
    if (value == this->value()) return;
    setText(numberText(value));
}

QSize NumberField::sizeHint() const {
    return {columns(13) + textMargins().right(), QLineEdit::sizeHint().height()};
}

void NumberField::step(int direction) {
    const Json now = value();
    if (!now.isNumber()) return;
    const double number = now.toNumber();
    if (whole_) {
        setText(QString::number(std::llround(std::clamp(number + direction, minimum_, maximum_))));
    } else {
        // One unit of the first significant digit: 0.01 -> 0.02, 0.3 -> 0.2, 1e-5 -> 2e-5.
        const double size =
            number == 0 ? 0.1 : std::pow(10.0, std::floor(std::log10(std::abs(number) * (1 + 1e-9))));
        const double unit = direction < 0 && std::abs(number - size) < size * 1e-6 ? size / 10 : size;
        setText(QString::number(std::clamp(number + direction * unit, minimum_, maximum_), 'g', 6));
    }
    Q_EMIT textEdited(text());
}

void NumberField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) {
        step(event->key() == Qt::Key_Up ? 1 : -1);
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void NumberField::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    if (unit_.isEmpty()) return;
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(rect().adjusted(0, 0, -grid(1.1), 0), Qt::AlignRight | Qt::AlignVCenter, unit_);
}

}  // namespace lathe

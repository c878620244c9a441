// SPDX-License-Identifier: GPL-3.0-or-later
// How the style paints each control.
#include <QAbstractItemView>
#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QStyleOption>
#include <QTableView>

#include "widgets/forms/numbers.h"
#include "widgets/measure.h"
#include "widgets/style.h"
#include "widgets/style_paint.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

QColor mixed(const QColor& a, const QColor& b, double share) {
    return QColor::fromRgbF(static_cast<float>(a.redF() + (b.redF() - a.redF()) * share),
                            static_cast<float>(a.greenF() + (b.greenF() - a.greenF()) * share),
                            static_cast<float>(a.blueF() + (b.blueF() - a.blueF()) * share));
}

bool keyboardFocus(const QStyleOption& option) {
    return (option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange);
}

void paintField(QPainter& painter, const QStyleOption& option, const Theme& theme, const QWidget* widget,
                bool focused) {
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool wrong = widget && widget->property("wrong").toBool();
    QColor line = (option.state & QStyle::State_MouseOver) && enabled
                      ? mixed(theme.border, theme.secondary, 0.5)
                      : theme.border;
    if (wrong) line = theme.error;
    if (focused) line = wrong ? theme.error : theme.focus;
    paintBox(painter, option.rect, enabled ? theme.surface : theme.background, line, grid(0.75),
             focused ? 2 : 1);
}

void paintButton(QPainter& painter, const QStyleOptionButton& option, const Theme& theme,
                 const QWidget* widget) {
    const QByteArray kind = widget ? widget->property("kind").toByteArray() : QByteArray();
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool down = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool over = (option.state & QStyle::State_MouseOver) && enabled;
    QColor fill = theme.surface, line = theme.border;
    if (kind == "primary") {
        fill = enabled ? theme.accent : theme.border;
        if (over) fill = mixed(fill, theme.text, 0.12);
        if (down) fill = mixed(fill, theme.text, 0.24);
        line = fill;
    } else {
        if (kind == "quiet") fill = line = QColor(Qt::transparent);
        if (over) fill = mixed(theme.surface, theme.sunken, 0.8);
        if (down) fill = theme.dark ? theme.border : mixed(theme.sunken, theme.border, 0.6);
        if (kind != "quiet" && !enabled) fill = theme.background;
    }
    paintBox(painter, option.rect, fill, line, grid(0.75));
    if (keyboardFocus(option)) {
        // On the accent the ring needs a gap to be seen.
        if (kind == "primary")
            paintBox(painter, option.rect.adjusted(2, 2, -2, -2), Qt::transparent, theme.onAccent, grid(0.6),
                     1);
        paintBox(painter, option.rect, Qt::transparent, theme.focus, grid(0.75), 2);
    }
}

void paintItemText(QPainter& painter, const QStyleOptionViewItem& option, const QString& text,
                   const QRect& area) {
    painter.save();
    painter.setFont(option.font);
    const auto group = option.state & QStyle::State_Enabled ? QPalette::Normal : QPalette::Disabled;
    painter.setPen(option.palette.color(group, QPalette::Text));
    drawNumber(painter, area, text, Qt::AlignRight | Qt::AlignVCenter);
    painter.restore();
}

QStyleOptionHeaderV2 headerOf(const QStyleOptionHeader& option) {
    QStyleOptionHeaderV2 header;
    if (const auto* whole = qstyleoption_cast<const QStyleOptionHeaderV2*>(&option)) return *whole;
    static_cast<QStyleOptionHeader&>(header) = option;
    header.version = QStyleOptionHeaderV2::Version;
    return header;
}

/// Where a header's word and its sorting arrow stand: the arrow on the word's free side, at its height.
void placeHeader(const QStyleOptionHeader& option, int margin, int arrow, QRect& label, QRect& mark) {
    label = option.rect.adjusted(margin, 0, -margin, 0);
    if (option.sortIndicator == QStyleOptionHeader::None) return;
    const int gap = grid(0.5);
    const int word = option.fontMetrics.horizontalAdvance(option.text);
    const bool right = option.textAlignment & Qt::AlignRight;
    if (right) {
        label.setLeft(qMin(label.left() + arrow + gap, label.right()));
        mark = QRect(qMax(label.left() - arrow - gap, label.right() - word - gap - arrow), 0, arrow, arrow);
    } else {
        label.setRight(qMax(label.right() - arrow - gap, label.left()));
        mark = QRect(qMin(label.left() + word, label.right()) + gap, 0, arrow, arrow);
    }
    mark.moveTop(option.rect.center().y() - arrow / 2 + 1);
}

bool looksNumeric(const QString& text) {
    for (const QChar c : text)
        if (c >= QLatin1Char('0') && c <= QLatin1Char('9')) return true;
    return false;
}

}  // namespace

void LatheStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
    const Theme theme = Theme::of(option->palette);
    const bool enabled = option->state & State_Enabled;
    switch (element) {
        case PE_PanelLineEdit: {
            const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            if (frame && frame->lineWidth <= 0) return;
            paintField(*painter, *option, theme, widget, option->state & State_HasFocus);
            return;
        }
        case PE_FrameLineEdit:
            return;
        case PE_Frame: {
            const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            if (frame && frame->lineWidth <= 0) return;
            const bool focus = option->state & State_HasFocus;
            const bool wrong = widget && widget->property("wrong").toBool();
            const QColor line = wrong ? theme.error : focus ? theme.focus : theme.border;
            paintBox(*painter, option->rect, Qt::transparent, line, grid(0.75), focus ? 2 : 1);
            return;
        }
        case PE_FrameMenu:
        case PE_FrameFocusRect:
            if (element == PE_FrameMenu) {
                paintBox(*painter, option->rect, Qt::transparent, theme.border, 0);
            } else if (option->state & State_KeyboardFocusChange) {
                paintBox(*painter, option->rect, Qt::transparent, theme.focus, grid(0.4), 2);
            }
            return;
        case PE_PanelMenu:
            painter->fillRect(option->rect, theme.surface);
            return;
        case PE_PanelTipLabel:
            paintBox(*painter, option->rect, theme.surface, theme.border, 0);
            return;
        case PE_PanelScrollAreaCorner:
        case PE_PanelItemViewRow:
            return;
        case PE_PanelItemViewItem: {
            const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
            if (item && item->backgroundBrush.style() != Qt::NoBrush)
                painter->fillRect(option->rect, item->backgroundBrush);
            if (option->state & State_Selected)
                painter->fillRect(option->rect, theme.accentBehind);
            else if ((option->state & State_MouseOver) && enabled)
                painter->fillRect(option->rect, mixed(theme.surface, theme.sunken, 0.6));
            if (widget && qobject_cast<const QTableView*>(widget)) {
                painter->setPen(QPen(theme.grid, 1));
                painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
            }
            return;
        }
        case PE_IndicatorCheckBox:
        case PE_IndicatorItemViewItemCheck: {
            const bool on = option->state & (State_On | State_NoChange);
            const QColor line = keyboardFocus(*option) ? theme.focus
                                : on                   ? theme.accent
                                                       : mixed(theme.border, theme.secondary, 0.4);
            paintBox(*painter, option->rect, on && enabled ? theme.accent : theme.surface,
                     enabled ? line : theme.border, grid(0.4), keyboardFocus(*option) ? 2 : 1);
            if (!on) return;
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            const QRectF r = option->rect;
            painter->setPen(QPen(enabled ? theme.onAccent : theme.secondary, r.width() / 9, Qt::SolidLine,
                                 Qt::RoundCap, Qt::RoundJoin));
            const QPointF tick[] = {{r.left() + r.width() * 0.25, r.top() + r.height() * 0.53},
                                    {r.left() + r.width() * 0.43, r.top() + r.height() * 0.70},
                                    {r.left() + r.width() * 0.76, r.top() + r.height() * 0.32}};
            painter->drawPolyline(tick, 3);
            painter->restore();
            return;
        }
        case PE_IndicatorRadioButton: {
            const bool on = option->state & State_On;
            const qreal radius = option->rect.width() / 2.0;
            paintBox(*painter, option->rect, on ? theme.accent : theme.surface,
                     keyboardFocus(*option) ? theme.focus : theme.border, radius,
                     keyboardFocus(*option) ? 2 : 1);
            const int inset = option->rect.width() / 3;
            if (on)
                paintBox(*painter, option->rect.adjusted(inset, inset, -inset, -inset), theme.onAccent,
                         theme.onAccent, radius);
            return;
        }
        case PE_IndicatorArrowDown:
        case PE_IndicatorSpinDown:
            paintChevron(*painter, option->rect, theme.secondary, Qt::DownArrow, grid(0.9));
            return;
        case PE_IndicatorArrowUp:
        case PE_IndicatorSpinUp:
            paintChevron(*painter, option->rect, theme.secondary, Qt::UpArrow, grid(0.9));
            return;
        case PE_IndicatorArrowRight:
            paintChevron(*painter, option->rect, theme.secondary, Qt::RightArrow, grid(0.9));
            return;
        case PE_IndicatorArrowLeft:
            paintChevron(*painter, option->rect, theme.secondary, Qt::LeftArrow, grid(0.9));
            return;
        case PE_IndicatorHeaderArrow: {
            const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
            // Qt says SortUp where values fall from the top; the arrow points to where they grow.
            const bool falls = header && header->sortIndicator == QStyleOptionHeader::SortUp;
            paintChevron(*painter, option->rect, theme.secondary, falls ? Qt::DownArrow : Qt::UpArrow,
                         grid(0.8));
            return;
        }
        default:
            QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void LatheStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
    const Theme theme = Theme::of(option->palette);
    switch (element) {
        case CE_PushButtonBevel:
            if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option))
                paintButton(*painter, *button, theme, widget);
            return;
        case CE_PushButtonLabel:
            if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
                QStyleOptionButton label = *button;
                const bool primary = widget && widget->property("kind").toByteArray() == "primary";
                if (primary && (option->state & State_Enabled))
                    label.palette.setColor(QPalette::ButtonText, theme.onAccent);
                QProxyStyle::drawControl(element, &label, painter, widget);
            }
            return;
        case CE_HeaderSection:
            painter->fillRect(option->rect, theme.surface);
            painter->setPen(QPen(theme.border, 1));
            painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
            return;
        case CE_HeaderEmptyArea:
            painter->fillRect(option->rect, theme.surface);
            return;
        case CE_Header:
            if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
                // The common style asks itself, not this one, where label and arrow stand.
                QRect label, mark;
                placeHeader(*header, pixelMetric(PM_HeaderMargin, option, widget), grid(1.25), label, mark);
                painter->save();
                painter->setClipRect(option->rect, Qt::IntersectClip);
                drawControl(CE_HeaderSection, option, painter, widget);
                QStyleOptionHeaderV2 part = headerOf(*header);
                part.rect = label;
                drawControl(CE_HeaderLabel, &part, painter, widget);
                part.rect = mark;
                if (!mark.isNull()) drawPrimitive(PE_IndicatorHeaderArrow, &part, painter, widget);
                painter->restore();
            }
            return;
        case CE_HeaderLabel:
            if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
                QStyleOptionHeaderV2 label = headerOf(*header);
                label.palette.setColor(QPalette::ButtonText, theme.secondary);
                label.state &= ~State_On;
                QProxyStyle::drawControl(element, &label, painter, widget);
            }
            return;
        case CE_ItemViewItem:
            if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
                QStyleOptionViewItem shown = *item;
                const bool number = (shown.displayAlignment & Qt::AlignRight) && looksNumeric(shown.text);
                const QString text = shown.text;
                const QRect area = proxy()->subElementRect(SE_ItemViewItemText, &shown, widget);
                if (number) shown.text.clear();
                // Without the word the base style would still measure it, so only its painting is taken over.
                QProxyStyle::drawControl(element, &shown, painter, widget);
                if (number) {
                    const int margin = pixelMetric(PM_FocusFrameHMargin, option, widget) + 1;
                    paintItemText(*painter, shown, text, area.adjusted(margin, 0, -margin, 0));
                }
                return;
            }
            return;
        case CE_MenuItem:
            if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
                QStyleOptionMenuItem shown = *item;
                if (item->menuItemType == QStyleOptionMenuItem::Separator) {
                    painter->setPen(QPen(theme.grid, 1));
                    const int y = item->rect.center().y();
                    painter->drawLine(item->rect.left() + grid(1), y, item->rect.right() - grid(1), y);
                    return;
                }
                if ((shown.state & State_Selected) && (shown.state & State_Enabled))
                    paintBox(*painter, shown.rect.adjusted(1, 0, -1, 0), theme.accentBehind, Qt::transparent,
                             grid(0.5));
                shown.state &= ~State_Selected;
                QProxyStyle::drawControl(element, &shown, painter, widget);
            }
            return;
        case CE_MenuBarItem:
        case CE_MenuBarEmptyArea:
            painter->fillRect(option->rect, theme.surface);
            if (element == CE_MenuBarItem) {
                if (option->state & (State_Selected | State_Sunken))
                    paintBox(*painter, option->rect.adjusted(1, 2, -1, -2), theme.sunken, Qt::transparent,
                             grid(0.5));
                if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
                    drawItemText(painter, item->rect,
                                 Qt::AlignCenter | Qt::TextHideMnemonic | Qt::TextSingleLine, item->palette,
                                 item->state & State_Enabled, item->text, QPalette::ButtonText);
            }
            return;
        case CE_ProgressBarGroove:
            paintBox(*painter, option->rect, theme.sunken, theme.border,
                     qMin(grid(0.5), option->rect.height() / 2));
            return;
        case CE_ProgressBarContents:
            if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option)) {
                const qint64 span = static_cast<qint64>(bar->maximum) - bar->minimum;
                QRect area = bar->rect;
                if (span > 0)
                    area.setWidth(static_cast<int>(
                        area.width() * (static_cast<qint64>(bar->progress) - bar->minimum) / span));
                if (area.width() > 1)
                    paintBox(*painter, area, theme.accent, Qt::transparent,
                             qMin(grid(0.5), area.height() / 2));
            }
            return;
        case CE_Splitter:
            return;
        default:
            QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void LatheStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                    QPainter* painter, const QWidget* widget) const {
    const Theme theme = Theme::of(option->palette);
    const bool enabled = option->state & State_Enabled;
    switch (control) {
        case CC_ComboBox: {
            paintField(*painter, *option, theme, widget, option->state & State_HasFocus);
            paintChevron(*painter, subControlRect(control, option, SC_ComboBoxArrow, widget),
                         enabled ? theme.secondary : theme.border, Qt::DownArrow, grid(0.9));
            return;
        }
        case CC_SpinBox: {
            paintField(*painter, *option, theme, widget, option->state & State_HasFocus);
            const QRect up = subControlRect(control, option, SC_SpinBoxUp, widget);
            const QRect down = subControlRect(control, option, SC_SpinBoxDown, widget);
            if (up.isValid()) paintChevron(*painter, up, theme.secondary, Qt::UpArrow, grid(0.7));
            if (down.isValid()) paintChevron(*painter, down, theme.secondary, Qt::DownArrow, grid(0.7));
            return;
        }
        case CC_ScrollBar: {
            const QRect slider = subControlRect(control, option, SC_ScrollBarSlider, widget);
            const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
            if (!bar || bar->maximum <= bar->minimum) return;
            const bool active = option->state & (State_MouseOver | State_Sunken);
            const bool across = bar->orientation == Qt::Horizontal;
            const int inset = active ? grid(0.2) : grid(0.35);
            const QRect shown =
                across ? slider.adjusted(2, inset, -2, -inset) : slider.adjusted(inset, 2, -inset, -2);
            const QColor color = mixed(theme.border, theme.secondary, active ? 0.5 : 0.2);
            paintBox(*painter, shown, color, Qt::transparent,
                     (across ? shown.height() : shown.width()) / 2.0);
            return;
        }
        case CC_Slider: {
            const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
            if (!slider || slider->orientation == Qt::Vertical) break;
            const QRect handle = subControlRect(control, option, SC_SliderHandle, widget);
            const int thick = qMax(3, grid(0.45));
            const QRect groove(option->rect.left() + 1, option->rect.center().y() - thick / 2,
                               option->rect.width() - 2, thick);
            paintBox(*painter, groove, theme.border, Qt::transparent, thick / 2.0);
            QRect done = groove;
            done.setRight(handle.center().x());
            paintBox(*painter, done, enabled ? theme.accent : theme.secondary, Qt::transparent, thick / 2.0);
            const int size = grid(1.5);
            QRect knob(0, 0, size, size);
            knob.moveCenter(QPoint(handle.center().x(), option->rect.center().y()));
            paintBox(*painter, knob, enabled ? theme.accent : theme.secondary, theme.surface, size / 2.0,
                     1.5);
            if (keyboardFocus(*option) || (option->state & State_HasFocus))
                paintBox(*painter, knob, Qt::transparent, theme.focus, size / 2.0, 2);
            return;
        }
        default:
            break;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

}  // namespace lathe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/style.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyleFactory>
#include <QStyleHints>
#include <QStyleOption>

#include "widgets/forms/numbers.h"
#include "widgets/icons.h"
#include "widgets/measure.h"
#include "widgets/plain_words.h"
#include "widgets/style_paint.h"
#include "widgets/theme.h"

namespace lathe {

namespace {

bool systemIsDark(const QApplication& app) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto scheme = QGuiApplication::styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown) return scheme == Qt::ColorScheme::Dark;
#endif
    return app.property("systemDark").toBool();
}

}  // namespace

void watchSystemTheme(QObject* receiver, std::function<void()> changed) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    QObject::connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, receiver,
                     [changed] { changed(); });
#else
    Q_UNUSED(receiver)
    Q_UNUSED(changed)
#endif
}

void applyTheme(QApplication& app, ThemeChoice choice) {
    // What the system asked for is known only before our own palette is set.
    if (!app.property("systemDark").isValid())
        app.setProperty("systemDark", app.palette().color(QPalette::Window).lightness() < 128);
    if (!qobject_cast<LatheStyle*>(app.style())) app.setStyle(new LatheStyle);
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && systemIsDark(app));
    app.setPalette((dark ? Theme::night() : Theme::light()).palette());
}

LatheStyle::LatheStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void LatheStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    keepPlain(widget);
    if (auto* button = qobject_cast<QPushButton*>(widget)) {
        QFont font = button->font();
        font.setWeight(QFont::Medium);
        button->setFont(font);
        button->setAttribute(Qt::WA_Hover);
    }
    if (qobject_cast<QComboBox*>(widget) || qobject_cast<QLineEdit*>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (auto* view = qobject_cast<QAbstractItemView*>(widget)) view->viewport()->setAttribute(Qt::WA_Hover);
}

int LatheStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
        case PM_ButtonShiftHorizontal:
        case PM_ButtonShiftVertical:
            return 0;
        case PM_ScrollBarExtent:
            return grid(1.25);
        case PM_ScrollBarSliderMin:
            return grid(4);
        case PM_SmallIconSize:
        case PM_ButtonIconSize:
        case PM_ListViewIconSize:
            return grid(2);
        case PM_IndicatorWidth:
        case PM_IndicatorHeight:
        case PM_ExclusiveIndicatorWidth:
        case PM_ExclusiveIndicatorHeight:
            return grid(2);
        case PM_CheckBoxLabelSpacing:
        case PM_RadioButtonLabelSpacing:
            return grid(1);
        case PM_SliderThickness:
        case PM_SliderControlThickness:
        case PM_SliderLength:
            return grid(1.75);
        case PM_LayoutHorizontalSpacing:
        case PM_LayoutVerticalSpacing:
            return grid(1);
        case PM_LayoutLeftMargin:
        case PM_LayoutTopMargin:
        case PM_LayoutRightMargin:
        case PM_LayoutBottomMargin:
            return grid(1.5);
        case PM_DefaultFrameWidth:
            if (widget && qobject_cast<const QLineEdit*>(widget)) return grid(0.5);
            return 1;
        case PM_MenuPanelWidth:
            return 1;
        case PM_MenuHMargin:
        case PM_MenuVMargin:
            return grid(0.5);
        case PM_ToolTipLabelFrameWidth:
            return grid(0.75);
        case PM_SplitterWidth:
            return grid(1.25);
        case PM_HeaderMargin:
            return grid(1);
        case PM_FocusFrameHMargin:
            return grid(0.9);
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int LatheStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                          QStyleHintReturn* data) const {
    switch (hint) {
        case SH_EtchDisabledText:
        case SH_ItemView_ShowDecorationSelected:
            return hint == SH_ItemView_ShowDecorationSelected;
        case SH_Slider_AbsoluteSetButtons:
            return Qt::LeftButton;
        case SH_UnderlineShortcut:
        case SH_ComboBox_Popup:
            return 0;
        case SH_ToolTip_WakeUpDelay:
            return 400;
        case SH_Table_GridLineColor:
            return static_cast<int>(Theme::of(QApplication::palette()).border.rgb());
        case SH_ScrollView_FrameOnlyAroundContents:
            return 0;
        default:
            return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize LatheStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                   const QWidget* widget) const {
    const int tall = grid(3.5);
    switch (type) {
        case CT_PushButton: {
            const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
            const bool iconOnly = button && button->text.isEmpty();
            return {size.width() + (iconOnly ? grid(1) : grid(2.75)), qMax(tall, size.height() + grid(1))};
        }
        case CT_LineEdit:
            return {size.width() + grid(1), qMax(tall, size.height())};
        case CT_SpinBox:
            return {size.width() + grid(1.5), qMax(tall, size.height())};
        case CT_ComboBox:
            // Qt draws the words a pixel within the field at each side.
            return {size.width() + grid(4) + 2, qMax(tall, size.height() + grid(0.75))};
        case CT_HeaderSection: {
            const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
            return {base.width() + grid(1), qMax(base.height(), tall)};
        }
        case CT_MenuItem: {
            const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
            const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
            if (item && item->menuItemType == QStyleOptionMenuItem::Separator) return {base.width(), grid(1)};
            return {base.width() + grid(3), qMax(base.height(), grid(3.25))};
        }
        case CT_MenuBarItem:
            return {size.width() + grid(2), qMax(size.height() + grid(0.5), grid(3))};
        case CT_ItemViewItem: {
            const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
            return {base.width() + grid(0.5), qMax(base.height(), grid(3.25))};
        }
        default:
            return QProxyStyle::sizeFromContents(type, option, size, widget);
    }
}

QRect LatheStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                 const QWidget* widget) const {
    if (control == CC_ComboBox) {
        const int arrow = grid(3);
        if (part == SC_ComboBoxEditField) {
            // An editable one holds a line that has a margin of its own.
            const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
            return option->rect.adjusted(combo && combo->editable ? grid(0.15) : grid(1.0), 1, -arrow, -1);
        }
        if (part == SC_ComboBoxArrow)
            return {option->rect.right() - arrow, option->rect.top(), arrow, option->rect.height()};
        if (part == SC_ComboBoxListBoxPopup) {
            QRect area = option->rect;
            area.translate(0, grid(0.25));
            return area;
        }
    }
    if (control == CC_SpinBox) {
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        const bool buttons = spin && spin->buttonSymbols != QAbstractSpinBox::NoButtons;
        const int wide = buttons ? grid(2.5) : 0;
        const QRect area = option->rect;
        if (part == SC_SpinBoxEditField) return area.adjusted(grid(0.6), 2, -wide - grid(0.4), -2);
        if (part == SC_SpinBoxUp)
            return buttons ? QRect(area.right() - wide, area.top() + 2, wide - 2, area.height() / 2 - 2)
                           : QRect();
        if (part == SC_SpinBoxDown)
            return buttons ? QRect(area.right() - wide, area.center().y(), wide - 2, area.height() / 2 - 2)
                           : QRect();
    }
    if (control == CC_ScrollBar) {
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (!bar) return QProxyStyle::subControlRect(control, option, part, widget);
        const bool across = bar->orientation == Qt::Horizontal;
        const int length = across ? bar->rect.width() : bar->rect.height();
        const qint64 range = static_cast<qint64>(bar->maximum) - bar->minimum;
        int slider = length;
        if (range > 0) {
            slider = static_cast<int>(static_cast<qint64>(length) * bar->pageStep / (range + bar->pageStep));
            slider = qBound(qMin(grid(4), length), slider, length);
        }
        const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                  length - slider, bar->upsideDown);
        const QRect area = bar->rect;
        const auto part_of = [&](int from, int size) {
            return across ? QRect(area.left() + from, area.top(), size, area.height())
                          : QRect(area.left(), area.top() + from, area.width(), size);
        };
        switch (part) {
            case SC_ScrollBarSlider:
                return part_of(start, slider);
            case SC_ScrollBarGroove:
                return area;
            case SC_ScrollBarSubPage:
                return part_of(0, start);
            case SC_ScrollBarAddPage:
                return part_of(start + slider, length - start - slider);
            default:
                return {};
        }
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect LatheStyle::subElementRect(SubElement element, const QStyleOption* option,
                                 const QWidget* widget) const {
    if (element == SE_LineEditContents) {
        const QRect base = option->rect;
        return base.adjusted(grid(0.75), 1, -grid(0.5), -1);
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

}  // namespace lathe

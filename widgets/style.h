// SPDX-License-Identifier: GPL-3.0-or-later
// The window's own style: Fusion's behaviour, painted by the theme in font units.
#pragma once

#include <QProxyStyle>
#include <functional>

class QApplication;

namespace lathe {

enum class ThemeChoice { System, Light, Dark };

/// Sets the style (once), the palette and the font's details. System: dark where the system's own palette is
/// dark.
void applyTheme(QApplication& app, ThemeChoice choice);
/// Calls `changed` when the system turns light or dark, where Qt tells it (from 6.5 on), as long as
/// `receiver` lives.
void watchSystemTheme(QObject* receiver, std::function<void()> changed);

class LatheStyle : public QProxyStyle {
    Q_OBJECT
  public:
    LatheStyle();
    void polish(QWidget* widget) override;
    void polish(QPalette& palette) override { Q_UNUSED(palette) }
    using QProxyStyle::polish;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option,
                         const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
};

}  // namespace lathe

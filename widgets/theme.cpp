// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

namespace lathe {

Theme Theme::light() {
    Theme theme;
    theme.dark = false;
    theme.background = QColor("#F6F6F3");
    theme.surface = QColor("#FFFFFF");
    theme.sunken = QColor("#EFEEEA");
    theme.border = QColor("#DEDCD5");
    theme.grid = QColor("#ECEAE4");
    theme.text = QColor("#1E2226");
    theme.secondary = QColor("#5C636B");
    theme.accent = QColor("#A9480F");
    theme.accentBehind = QColor("#FBEBDF");
    theme.onAccent = QColor("#FFFFFF");
    theme.focus = QColor("#2563C9");
    theme.good = QColor("#1B7A4B");
    theme.warning = QColor("#946200");
    theme.error = QColor("#B3261E");
    theme.curves = {QColor("#0067A5"), QColor("#C2500A"), QColor("#007F5C"),
                    QColor("#A34D86"), QColor("#8A6A00"), QColor("#2F8FC4")};
    return theme;
}

Theme Theme::night() {
    Theme theme;
    theme.dark = true;
    theme.background = QColor("#15171A");
    theme.surface = QColor("#1D2024");
    theme.sunken = QColor("#121417");
    theme.border = QColor("#33383F");
    theme.grid = QColor("#2A2E34");
    theme.text = QColor("#E7E9EB");
    theme.secondary = QColor("#A2A9B1");
    theme.accent = QColor("#F2955C");
    theme.accentBehind = QColor("#3A2415");
    theme.onAccent = QColor("#15171A");
    theme.focus = QColor("#7AA7F7");
    theme.good = QColor("#5CC98F");
    theme.warning = QColor("#E3B341");
    theme.error = QColor("#F2877F");
    theme.curves = {QColor("#58B4F0"), QColor("#FF7A66"), QColor("#3FCB9E"),
                    QColor("#E59ACB"), QColor("#E9C24B"), QColor("#8AD0F5")};
    return theme;
}

Theme Theme::of(const QPalette& palette) {
    static const Theme kLight = light(), kNight = night();
    return palette.color(QPalette::Window).lightness() < 128 ? kNight : kLight;
}

QPalette Theme::palette() const {
    QPalette result;
    result.setColor(QPalette::Window, background);
    result.setColor(QPalette::WindowText, text);
    result.setColor(QPalette::Base, surface);
    result.setColor(QPalette::AlternateBase, sunken);
    result.setColor(QPalette::Text, text);
    result.setColor(QPalette::PlaceholderText, secondary);
    result.setColor(QPalette::Button, surface);
    result.setColor(QPalette::ButtonText, text);
    result.setColor(QPalette::BrightText, error);
    result.setColor(QPalette::ToolTipBase, surface);
    result.setColor(QPalette::ToolTipText, text);
    result.setColor(QPalette::Highlight, accentBehind);
    result.setColor(QPalette::HighlightedText, text);
    result.setColor(QPalette::Link, accent);
    result.setColor(QPalette::LinkVisited, accent);
    result.setColor(QPalette::Light, surface);
    result.setColor(QPalette::Midlight, grid);
    result.setColor(QPalette::Mid, border);
    result.setColor(QPalette::Dark, border);
    result.setColor(QPalette::Shadow, border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        result.setColor(QPalette::Disabled, role, secondary);
    return result;
}

Qt::PenStyle Theme::dash(int index) {
    static constexpr Qt::PenStyle kStyles[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine, Qt::DashDotDotLine};
    return kStyles[index / 6 % 5];
}

}  // namespace lathe

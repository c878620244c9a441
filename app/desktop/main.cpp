// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>

#include "widgets/style.h"

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    lathe::applyTheme(app, lathe::ThemeChoice::System);
    return 0;
}

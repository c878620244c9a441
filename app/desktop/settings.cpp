// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/settings.h"

#include <QSettings>

#include "core/base/paths.h"

namespace lathe {
namespace {

constexpr int kMostRecent = 12;
const QStringList kThemes = {QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark")};

}  // namespace

Settings::Settings()
    : store_(std::make_unique<QSettings>(QString::fromStdString((stateDirectory() / "window.ini").string()),
                                         QSettings::IniFormat)) {}

Settings::~Settings() = default;

ThemeChoice Settings::theme() const {
    const auto index = kThemes.indexOf(store_->value("theme").toString());
    return index < 0 ? ThemeChoice::System : static_cast<ThemeChoice>(index);
}

void Settings::setTheme(ThemeChoice theme) {
    store_->setValue("theme", kThemes[static_cast<int>(theme)]);
}

QByteArray Settings::geometry() const {
    return store_->value("geometry").toByteArray();
}

void Settings::setGeometry(const QByteArray& geometry) {
    store_->setValue("geometry", geometry);
}

int Settings::scale() const {
    const int percent = store_->value("scale", 100).toInt();
    return scales().contains(percent) ? percent : 100;
}

void Settings::setScale(int percent) {
    store_->setValue("scale", percent);
}

QString Settings::language() const {
    return store_->value("language", "system").toString();
}

void Settings::setLanguage(const QString& language) {
    store_->setValue("language", language);
}

bool Settings::notifications() const {
    return store_->value("notifications", true).toBool();
}

void Settings::setNotifications(bool on) {
    store_->setValue("notifications", on);
}

QStringList Settings::recent() const {
    return store_->value("recent").toStringList();
}

void Settings::addRecent(const QString& path) {
    QStringList paths = recent();
    paths.removeAll(path);
    paths.prepend(path);
    while (paths.size() > kMostRecent) paths.removeLast();
    store_->setValue("recent", paths);
}

void Settings::forgetRecent(const QString& path) {
    QStringList paths = recent();
    paths.removeAll(path);
    store_->setValue("recent", paths);
}

}  // namespace lathe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>

#include "app/desktop/language.h"
#include "app/desktop/settings.h"
#include "core/base/paths.h"
#include "widgets/forms/primitives.h"

namespace lathe {

SettingsDialog::SettingsDialog(Settings& settings, QWidget* parent) : QDialog(parent), settings_(settings) {
    setWindowTitle(tr("Settings"));
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(grid(3), grid(2.5), grid(3), grid(2.5));
    layout->setHorizontalSpacing(grid(3));
    layout->setVerticalSpacing(grid(1.5));
    layout->setColumnStretch(1, 1);
    const std::pair<QString, QWidget*> rows[] = {{tr("Theme"), makeThemes()},
                                                 {tr("Language"), makeLanguages()},
                                                 {tr("Size"), makeScale()},
                                                 {tr("Notifications"), makeNotifications()},
                                                 {tr("Where things lie"), makePlaces()}};
    int row = 0;
    for (const auto& [name, widget] : rows) {
        auto* label = new QLabel(name);
        label->setBuddy(widget);
        layout->addWidget(label, row, 0, Qt::AlignTop);
        layout->addWidget(widget, row++, 1);
    }
    setMinimumWidth(columns(76));
}

QWidget* SettingsDialog::makeThemes() {
    auto* themes = new SegmentedControl({tr("As the system"), tr("Light"), tr("Dark")});
    themes->setObjectName(QStringLiteral("settingTheme"));
    themes->setAccessibleName(tr("Theme"));
    themes->setCurrent(static_cast<int>(settings_.theme()));
    connect(themes, &SegmentedControl::chosen, this,
            [this](int index) { Q_EMIT themeChosen(static_cast<ThemeChoice>(index)); });
    auto* box = new QWidget;
    auto* line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(themes);
    line->addStretch(1);
    return box;
}

namespace {

/// A choice that holds from the next start on, and says so once it was changed.
QWidget* besideNote(QComboBox* choice, const QString& said) {
    auto* box = new QWidget;
    auto* line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(grid(1.5));
    auto* note = new QLabel(said);
    makeSecondary(note);
    note->setVisible(false);
    QObject::connect(choice, &QComboBox::activated, note, [note] { note->setVisible(true); });
    line->addWidget(choice);
    line->addWidget(note);
    line->addStretch(1);
    return box;
}

}  // namespace

QWidget* SettingsDialog::makeLanguages() {
    auto* choice = new QComboBox;
    choice->setObjectName(QStringLiteral("settingLanguage"));
    choice->setAccessibleName(tr("Language"));
    choice->addItem(tr("As the system"), QStringLiteral("system"));
    for (const QString& code : languages()) choice->addItem(languageName(code), code);
    choice->setCurrentIndex(qMax(0, choice->findData(settings_.language())));
    connect(choice, &QComboBox::activated, this,
            [this, choice] { settings_.setLanguage(choice->currentData().toString()); });
    return besideNote(choice, tr("From the next start on"));
}

QWidget* SettingsDialog::makeScale() {
    auto* scale = new QComboBox;
    scale->setObjectName(QStringLiteral("settingScale"));
    scale->setAccessibleName(tr("Size of everything"));
    for (const int percent : Settings::scales()) scale->addItem(tr("%1%").arg(percent), percent);
    scale->setCurrentIndex(qMax(0, scale->findData(settings_.scale())));
    connect(scale, &QComboBox::activated, this,
            [this, scale] { settings_.setScale(scale->currentData().toInt()); });
    return besideNote(scale, tr("From the next start on"));
}

QWidget* SettingsDialog::makeNotifications() {
    auto* notify = new QCheckBox(tr("Tell me when a run ends and another window is in front"));
    notify->setObjectName(QStringLiteral("settingNotify"));
    notify->setChecked(settings_.notifications());
    connect(notify, &QCheckBox::toggled, this, [this](bool on) {
        settings_.setNotifications(on);
        Q_EMIT notificationsChosen(on);
    });
    return notify;
}

QWidget* SettingsDialog::makePlaces() {
    const auto shown = [](const std::filesystem::path& path) {
        return QString::fromStdString(path.string());
    };
    auto* places = new QLabel(
        tr("Backbones: %1\nWhat was fetched: %2\nThese settings: %3")
            .arg(shown(dataDirectory()), shown(cacheDirectory()), shown(stateDirectory() / "window.ini")));
    places->setTextFormat(Qt::PlainText);
    places->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    places->setWordWrap(true);
    places->setAccessibleName(places->text());
    makeSecondary(places);
    return places;
}

}  // namespace lathe

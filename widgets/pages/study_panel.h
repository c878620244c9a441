// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "core/spec/option.h"
#include "core/spec/sweep_plan.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace lathe {

class Desk;
class NumberField;
class SweepAxes;

/// A new study or sweep: which one, of which recipe, with how many seeds; how many runs that makes and how
/// long they take.
class StudyPanel : public QWidget {
    Q_OBJECT
  public:
    StudyPanel(Desk& desk, const Catalogue& catalogue, QWidget* parent = nullptr);
    /// Starts over, with this recipe or, where it is null, the one last edited.
    void begin(const Json& recipe);

  Q_SIGNALS:
    void closed();
    /// It was started under this name.
    void started(const QString& name);

  private:
    QWidget* makeForm();
    void askStudies();
    void fillStudies(const Json& event);
    void chooseRecipe();
    void choose();
    void refresh();
    void start();
    bool own() const;
    Json recipe() const;
    /// The settings of every configuration, or what stands against them.
    Result<std::vector<SweepSettings>> configurations() const;

    Desk& desk_;
    const Catalogue& catalogue_;
    QListWidget* list_;
    QLabel* about_;
    QComboBox* recipes_;
    QLineEdit* name_;
    NumberField *seeds_, *lanes_;
    SweepAxes* axes_;
    QLabel* note_;
    QPushButton* start_;
    Json offered_;
    Json studies_;
    std::vector<Json> recipeList_;
    std::int64_t asked_ = 0, estimate_ = 0;
    double seconds_ = -1;
    bool named_ = false;
};

}  // namespace lathe

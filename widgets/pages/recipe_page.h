// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "core/spec/option.h"
#include "widgets/models/recipe_history.h"

class QLabel;
class QMenu;
class QPushButton;

namespace lathe {

class Card;
class Desk;
class LabelsTable;
class Notice;
class OptionForm;
class PageHeader;
class RecipeDifference;
class RecipePreview;
class SweepCard;
class TemplateEditor;
class Tile;

/// What the next run will do: the form, the template as the model sees it, labels, and what the run will take.
class RecipePage : public QWidget {
    Q_OBJECT
  public:
    explicit RecipePage(Desk& desk, QWidget* parent = nullptr);
    void setRecipe(const Json& recipe);
    Json recipe() const;
    /// Starts the run where nothing stands against it.
    void start();
    /// The same run as lines for a shell.
    static QString asCommand(const QString& project, const Json& recipe);

  protected:
    void hideEvent(QHideEvent* event) override;

  private:
    QWidget* makeLeft();
    QWidget* makeRight();
    void makeActions();
    void load();
    void readProject();
    void edited();
    void keepDraft();
    void refresh();
    void askHelper();
    void askEstimate();
    void showEstimate(const Json& event);
    void fillLabels();
    void fillPresets();
    void fillOthers();
    void step(bool back);
    void saveAs();
    QString blocked() const;

    Desk& desk_;
    Catalogue catalogue_;
    PageHeader* header_;
    Notice* notice_;
    OptionForm* form_;
    TemplateEditor* template_;
    QLabel* templateError_;
    RecipePreview* preview_;
    Card* labelsCard_;
    LabelsTable* labels_;
    QLabel* labelsError_;
    Tile* trained_;
    Tile* memory_;
    Tile* time_;
    Tile* cut_;
    QLabel* estimateNote_;
    SweepCard* sweep_;
    RecipeDifference* difference_;
    RecipeHistory history_;
    QPushButton* undo_;
    QPushButton* redo_;
    QMenu* othersMenu_;
    QPushButton* start_;
    QPushButton* presets_;
    QMenu* presetsMenu_;
    QLabel* reason_;
    QTimer soon_, draftSoon_;
    std::int64_t estimate_ = 0;
    bool filling_ = false;
};

}  // namespace lathe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>
#include <map>
#include <set>

#include "core/base/result.h"
#include "core/spec/option.h"

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace lathe {

class OptionEditor;

/// A recipe's form, made from the options' descriptions alone: a row an option that applies, with its error beside it.
class OptionForm : public QWidget {
    Q_OBJECT
  public:
    explicit OptionForm(Catalogue catalogue, QWidget* parent = nullptr);
    const Json& recipe() const { return recipe_; }
    /// Shows a recipe; says nothing.
    void setRecipe(const Json& recipe);
    /// Options that have an editor elsewhere on the page.
    void setHidden(std::set<std::string> keys);
    /// Sets a value as if it were entered here.
    void setOptionValue(const std::string& key, const Json& value);
    void suggest(const std::string& key, const QStringList& words);
    const std::vector<Error>& problems() const { return problems_; }
    /// The widget that edits a key, or null where it is not shown.
    QWidget* control(const std::string& key) const;
    /// Opens the folded part where it is needed and puts the keys there.
    void focusOption(const std::string& key);

  Q_SIGNALS:
    /// The user changed something; recipe() and problems() are new.
    void edited();

  private:
    struct Row {
        Option option;
        QWidget* widget = nullptr;
        OptionEditor* editor = nullptr;
        QLabel* note = nullptr;
        QLabel* error = nullptr;
        int section = 0;
    };
    struct Section {
        QWidget* widget = nullptr;
        QVBoxLayout* plain = nullptr;
        QVBoxLayout* folded = nullptr;
        QWidget* foldedBox = nullptr;
        QPushButton* fold = nullptr;
    };
    void entered(const std::string& key);
    void refresh();
    Row makeRow(const Option& option, int section);
    void showProblems();
    void orderTabs();
    void setFolded(int section, bool folded);

    Catalogue catalogue_;
    Json recipe_ = Json::object();
    std::map<std::string, Json> kept_;  ///< values of keys that do not apply now, for when they do again
    std::map<std::string, Row> rows_;
    std::map<std::string, QStringList> suggestions_;
    std::vector<Section> sections_;
    std::set<std::string> hidden_;
    std::vector<Error> problems_;
};

}  // namespace lathe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/option_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QWheelEvent>

#include "widgets/forms/number_field.h"
#include "widgets/measure.h"
#include "widgets/show.h"

namespace lathe {
namespace {

QString words(const std::string& text) {
    return QString::fromStdString(text);
}

/// A combo box that scrolls its page instead of its value while it has no focus.
class CalmCombo : public QComboBox {
  public:
    using QComboBox::QComboBox;

  protected:
    void wheelEvent(QWheelEvent* event) override {
        if (hasFocus())
            QComboBox::wheelEvent(event);
        else
            event->ignore();
    }
};

class FlagEditor : public OptionEditor {
  public:
    FlagEditor(const Option& option, QWidget* parent)
        : OptionEditor(parent), box_(new QCheckBox(coreText(option.label), this)) {
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(box_);
        layout->addStretch(1);
        connect(box_, &QCheckBox::clicked, this, &OptionEditor::changed);
    }
    Json value() const override { return box_->isChecked(); }
    void setValue(const Json& value) override { box_->setChecked(value.toBool()); }
    QWidget* control() const override { return box_; }

  private:
    QCheckBox* box_;
};

class NumberEditor : public OptionEditor {
  public:
    NumberEditor(const Option& option, QWidget* parent)
        : OptionEditor(parent), field_(new NumberField(option, this)) {
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(field_);
        layout->addStretch(1);
        connect(field_, &QLineEdit::textEdited, this, &OptionEditor::changed);
    }
    Json value() const override { return field_->value(); }
    void setValue(const Json& value) override { field_->setValue(value); }
    QWidget* control() const override { return field_; }

  private:
    NumberField* field_;
};

class ChoiceEditor : public OptionEditor {
  public:
    ChoiceEditor(const Option& option, QWidget* parent)
        : OptionEditor(parent), option_(option), box_(new CalmCombo(this)) {
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(box_);
        layout->addStretch(1);
        for (const Alternative& choice : option.choices) {
            box_->addItem(coreText(choice.label), words(choice.value));
            box_->setItemData(box_->count() - 1, coreText(choice.help), Qt::ToolTipRole);
        }
        box_->setMinimumWidth(columns(30));
        connect(box_, &QComboBox::activated, this, &OptionEditor::changed);
    }
    Json value() const override { return box_->currentData().toString().toStdString(); }
    void setValue(const Json& value) override {
        const QString wanted = words(value.toString());
        int index = box_->findData(wanted);
        if (index < 0) {
            // A wrong value stays visible, so that the error beside it makes sense.
            box_->addItem(wanted, wanted);
            index = box_->count() - 1;
        }
        box_->setCurrentIndex(index);
    }
    QString explanation() const override {
        for (const Alternative& choice : option_.choices)
            if (words(choice.value) == box_->currentData().toString()) return coreText(choice.help);
        return {};
    }
    QWidget* control() const override { return box_; }

  private:
    Option option_;
    QComboBox* box_;
};

class TextEditor : public OptionEditor {
  public:
    TextEditor(const Option& option, QWidget* parent)
        : OptionEditor(parent), layout_(new QHBoxLayout(this)), line_(new QLineEdit(this)) {
        layout_->setContentsMargins(0, 0, 0, 0);
        layout_->addWidget(line_, 1);
        line_->setMinimumWidth(columns(30));
        line_->setMaximumWidth(columns(60));
        if (!option.alsoAllowed.empty()) line_->setPlaceholderText(words(option.alsoAllowed.front()));
        connect(line_, &QLineEdit::textEdited, this, &OptionEditor::changed);
    }
    Json value() const override {
        const QString text = box_ ? box_->currentText() : line_->text();
        return text.isEmpty() ? Json() : Json(text.toStdString());
    }
    void setValue(const Json& value) override {
        const QString text = value.isString() ? words(value.string())
                             : value.isNull() ? QString()
                                              : words(value.dump());
        if (box_) {
            if (box_->currentText() != text) box_->setCurrentText(text);
        } else if (line_->text() != text) {
            line_->setText(text);
        }
    }
    void suggest(const QStringList& suggestions) override {
        const Json kept = value();
        if (!box_) {
            box_ = new CalmCombo(this);
            box_->setEditable(true);
            box_->setInsertPolicy(QComboBox::NoInsert);
            box_->setMinimumWidth(columns(30));
            box_->setAccessibleName(line_->accessibleName());
            box_->setObjectName(line_->objectName());
            box_->lineEdit()->setAccessibleName(line_->accessibleName());
            layout_->addWidget(box_);
            layout_->addStretch(1);
            line_->hide();
            connect(box_, &QComboBox::editTextChanged, this, [this] {
                if (!quiet_) Q_EMIT changed();
            });
        }
        quiet_ = true;
        box_->clear();
        box_->addItems(suggestions);
        box_->setCurrentIndex(-1);  // so that Down chooses the first
        setValue(kept);
        quiet_ = false;
    }
    QWidget* control() const override { return box_ ? static_cast<QWidget*>(box_) : line_; }

  private:
    QHBoxLayout* layout_;
    QLineEdit* line_;
    QComboBox* box_ = nullptr;
    bool quiet_ = false;
};

/// Names and texts as a JSON object on one line; the labels of a task have a table of their own.
class ObjectEditor : public OptionEditor {
  public:
    ObjectEditor(const Option&, QWidget* parent) : OptionEditor(parent), line_(new QLineEdit(this)) {
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(line_, 1);
        line_->setPlaceholderText(QStringLiteral("{\"name\": \"text\"}"));
        connect(line_, &QLineEdit::textEdited, this, &OptionEditor::changed);
    }
    Json value() const override {
        const QString text = line_->text().trimmed();
        if (text.isEmpty()) return {};
        auto parsed = Json::parse(text.toStdString());
        return parsed ? *parsed : Json(text.toStdString());
    }
    void setValue(const Json& value) override {
        if (this->value() != value) line_->setText(value.isNull() ? QString() : words(value.dump()));
    }
    QWidget* control() const override { return line_; }

  private:
    QLineEdit* line_;
};

}  // namespace

void OptionEditor::setWrong(bool wrong) {
    QWidget* field = control();
    if (field->property("wrong").toBool() == wrong) return;
    field->setProperty("wrong", wrong);
    field->update();
}

OptionEditor* makeEditor(const Option& option, QWidget* parent) {
    OptionEditor* editor = nullptr;
    switch (option.type) {
        case OptionType::Boolean:
            editor = new FlagEditor(option, parent);
            break;
        case OptionType::Integer:
        case OptionType::Number:
            editor = new NumberEditor(option, parent);
            break;
        case OptionType::Choice:
            editor = new ChoiceEditor(option, parent);
            break;
        case OptionType::Object:
            editor = new ObjectEditor(option, parent);
            break;
        case OptionType::Text:
            editor = new TextEditor(option, parent);
            break;
    }
    editor->control()->setAccessibleName(coreText(option.label));
    editor->control()->setAccessibleDescription(coreText(option.help));
    editor->control()->setObjectName(words(option.key));
    if (editor->control()->toolTip().isEmpty()) editor->control()->setToolTip(coreText(option.help));
    return editor;
}

}  // namespace lathe

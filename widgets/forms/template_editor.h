// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

class QSyntaxHighlighter;

namespace lathe {

/// A template with its slots, fields and answer in colours; as high as its lines, up to eight.
class TemplateEditor : public QPlainTextEdit {
    Q_OBJECT
  public:
    explicit TemplateEditor(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    void setWrong(bool wrong);

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QSyntaxHighlighter* colours_ = nullptr;
};

/// The parts of a template line that are coloured.
enum class TemplatePart { Soft, Field, Answer, Brace };
struct TemplateSpan {
    int from = 0, length = 0;
    TemplatePart part = TemplatePart::Field;
};
QList<TemplateSpan> templateSpans(const QString& line);

}  // namespace lathe

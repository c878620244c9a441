// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/template_editor.h"

#include <QKeyEvent>
#include <QSyntaxHighlighter>
#include <QTextBlock>
#include <QTextDocument>

#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr int kMostLines = 8;

class Highlighter : public QSyntaxHighlighter {
  public:
    Highlighter(QTextDocument* document, const QWidget* widget) : QSyntaxHighlighter(document), widget_(widget) {}

  protected:
    void highlightBlock(const QString& line) override {
        const Theme theme = Theme::of(widget_->palette());
        for (const TemplateSpan& span : templateSpans(line)) {
            QColor color = theme.secondary;
            if (span.part == TemplatePart::Soft) color = theme.accent;
            if (span.part == TemplatePart::Field) color = theme.curve(0);
            if (span.part == TemplatePart::Answer) color = theme.good;
            QTextCharFormat format;
            format.setForeground(color);
            setFormat(span.from, span.length, format);
        }
    }

  private:
    const QWidget* widget_;
};

}  // namespace

QList<TemplateSpan> templateSpans(const QString& line) {
    QList<TemplateSpan> spans;
    for (int i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        const bool doubled = i + 1 < line.size() && line[i + 1] == c;
        if ((c == QLatin1Char('{') || c == QLatin1Char('}')) && doubled) {
            spans.append({i, 2, TemplatePart::Brace});
            ++i;
        } else if (c == QLatin1Char('{')) {
            const auto end = static_cast<int>(line.indexOf(QLatin1Char('}'), i));
            if (end < 0) break;
            const QString name = line.mid(i + 1, end - i - 1);
            TemplatePart part = TemplatePart::Field;
            if (name == QLatin1String("prompt") || name.startsWith(QLatin1String("prompt:")) || name.startsWith(QLatin1String("soft:"))) part = TemplatePart::Soft;
            if (name == QLatin1String("label") || name == QLatin1String("target") || name == QLatin1String("mask")) part = TemplatePart::Answer;
            spans.append({i, end - i + 1, part});
            i = end;
        }
    }
    return spans;
}

TemplateEditor::TemplateEditor(QWidget* parent)
    : QPlainTextEdit(parent), colours_(new Highlighter(document(), this)) {
    setFont(tokenFont(1.04));
    setAccessibleName(tr("Template"));
    setObjectName(QStringLiteral("task.template"));
    setTabChangesFocus(true);
    setFrameShape(QFrame::StyledPanel);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    viewport()->setAutoFillBackground(false);
    setViewportMargins(grid(1), grid(0.7), grid(1), grid(0.7));
    document()->setDocumentMargin(0);
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        setVerticalScrollBarPolicy(blockCount() > kMostLines ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
        updateGeometry();
    });
}

QSize TemplateEditor::sizeHint() const {
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) lines += qMax(1, block.lineCount());
    return {columns(40), QFontMetrics(font()).lineSpacing() * qBound(1, lines, kMostLines) + grid(2.4)};
}

void TemplateEditor::setWrong(bool wrong) {
    setProperty("wrong", wrong);
    update();
}

void TemplateEditor::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && colours_) colours_->rehighlight();
}

void TemplateEditor::keyPressEvent(QKeyEvent* event) {
    // Ctrl Return starts the run, as everywhere on the page.
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && (event->modifiers() & Qt::ControlModifier)) return event->ignore();
    QPlainTextEdit::keyPressEvent(event);
}

}  // namespace lathe

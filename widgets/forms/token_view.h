// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/forms/chip.h"

namespace lathe {

/// A row as the model sees it: a chip for each token, soft ones as diamonds, the labelled ones in green.
class TokenView : public QWidget {
    Q_OBJECT
  public:
    struct Token {
        QString text;
        ChipKind kind = ChipKind::Token;
        QString tip;
    };
    explicit TokenView(QWidget* parent = nullptr);
    void setTokens(std::vector<Token> tokens);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

  private:
    /// Places the chips for a width; returns the height.
    int place(int width, std::vector<QRect>& boxes) const;
    std::vector<Token> tokens_;
    std::vector<QRect> boxes_;
};

}  // namespace lathe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/top_bar.h"

#include <QHBoxLayout>
#include <QMenuBar>
#include <QPainter>
#include <QStyleOption>

#include "widgets/forms/buttons.h"
#include "widgets/forms/elided_label.h"
#include "widgets/icons.h"
#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

/// The search button: its word, and the keys in the secondary colour behind it.
class SearchButton : public QPushButton {
  public:
    explicit SearchButton(QWidget* parent) : QPushButton(parent) {
        setText(TopBar::tr("Search"));
        setButtonKind(this, ButtonKind::Plain);
        setAccessibleName(TopBar::tr("Search pages, runs, actions and recipes"));
        setToolTip(accessibleName());
    }
    QSize sizeHint() const override {
        const QSize base = QPushButton::sizeHint();
        return {base.width() + fontMetrics().horizontalAdvance(keys_) + grid(1), base.height()};
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QStyleOptionButton option;
        initStyleOption(&option);
        QPainter painter(this);
        style()->drawControl(QStyle::CE_PushButtonBevel, &option, &painter, this);
        const Theme theme = Theme::of(palette());
        painter.setFont(font());
        painter.setPen(theme.text);
        const QRect area = rect().adjusted(grid(1.4), 0, -grid(1.2), 0);
        painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, text());
        painter.setFont(scaledFont(1.0));
        painter.setPen(theme.secondary);
        painter.drawText(area, Qt::AlignVCenter | Qt::AlignRight, keys_);
    }

  private:
    QString keys_ = TopBar::tr("Ctrl K");
};

}  // namespace

TopBar::TopBar(QWidget* parent) : QWidget(parent), menus_(new QMenuBar(this)), project_(new ElidedLabel) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid(1.75), grid(0.75), grid(2), grid(0.75));
    layout->setSpacing(grid(1.5));
    auto* name = new QLabel(QStringLiteral("Promptlathe"), this);
    name->setFont(scaledFont(1.0, QFont::Bold));
    menus_->setNativeMenuBar(false);
    menus_->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    makeSecondary(project_);
    auto* search = new SearchButton(this);
    search->setObjectName(QStringLiteral("searchButton"));
    auto* newRun = makeButton(tr("New run"), ButtonKind::Primary, this);
    newRun->setObjectName(QStringLiteral("newRunButton"));
    newRun->setToolTip(tr("Opens the recipe of a new run (Ctrl Shift R)"));
    layout->addWidget(name);
    layout->addWidget(menus_);
    layout->addWidget(project_, 1);
    layout->addWidget(search);
    layout->addWidget(newRun);
    connect(search, &QPushButton::clicked, this, &TopBar::searchWanted);
    connect(newRun, &QPushButton::clicked, this, &TopBar::newRunWanted);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
}

void TopBar::setProject(const QString& name, const QString& path) {
    project_->setText(name);
    project_->setStatusTip(path);
}

void TopBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(Theme::of(palette()).border);
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

}  // namespace lathe
